// The two parts of a user's name.
#pragma once

#include <string_view>

namespace vpdnd {

struct UserName {
    std::string_view name, domain;  ///< the domain is empty where there is no delimiter: the name is the whole then
};

/// "user" and "cisco.com" of "user@cisco.com" (last delimiter), "user" and "CORP" of "CORP\user". Delimiters '\\' and '%' are followed
/// by the user, all others by the domain; of several the one that stands first in `delimiters` counts.
UserName split_user(std::string_view user, std::string_view delimiters);

}  // namespace vpdnd
