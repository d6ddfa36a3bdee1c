// What every accounting record of a call says, as attributes. Pure functions. RFC 2866 section 5, RFC 2867 section 4.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "radius/user_question.h"

namespace vpdnd {

/// Who has authenticated the user: values of Acct-Authentic (RFC 2866 section 5.6).
enum class AuthenticatedBy : std::uint8_t { kRadius = 1, kLocal = 2, kRemote = 3 };

/// Strings are raw: the user's, or his LAC's. Empty: not known.
struct AccountedCall {
    UserQuestion line;        ///< all but its credentials
    std::string user = {};
    AuthenticatedBy by = AuthenticatedBy::kLocal;
    std::string address = {};  ///< IPv4, as text
    std::vector<base::Bytes> classes = {};  ///< of the Access-Accept, in order
    std::optional<std::uint32_t> serial = {};  ///< Call Serial Number: both ends of the tunnel know the call by it
    std::string multi_session = {};          ///< of its multilink bundle: the Acct-Session-Id of the first link
};

radius::AttributeList call_attributes(const AccountedCall& call);

}  // namespace vpdnd
