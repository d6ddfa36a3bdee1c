// Cisco's attribute of attributes: "protocol:name=value", or with '*' in place of '=' where the receiver may pass over
// what it does not know.
#pragma once

#include <optional>
#include <string_view>

namespace radius {

/// Parts of the text that it was made from.
struct CiscoAvPair {
    std::string_view protocol;  ///< "vpdn", "ip", "lcp"…; may be empty
    std::string_view name;
    std::string_view value;
    bool optional = false;
};

/// Empty: there is neither '=' nor '*', or no name in front of it. Blanks around the parts are not part of them.
[[nodiscard]] std::optional<CiscoAvPair> split_avpair(std::string_view text);

/// Does the name say that the value is a password, a secret or a key? Such values are never printed.
[[nodiscard]] bool holds_secret(const CiscoAvPair& pair);

}  // namespace radius
