#include "config/user_name.h"

namespace vpdnd {

UserName split_user(std::string_view user, std::string_view delimiters) {
    for (const char delimiter : delimiters) {
        const bool domain_first = delimiter == '\\' || delimiter == '%';
        const auto at = domain_first ? user.find(delimiter) : user.rfind(delimiter);
        if (at == std::string_view::npos) continue;
        const auto before = user.substr(0, at), behind = user.substr(at + 1);
        return domain_first ? UserName{behind, before} : UserName{before, behind};
    }
    return {user, {}};
}

}  // namespace vpdnd
