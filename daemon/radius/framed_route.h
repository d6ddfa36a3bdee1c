// Text forms of Framed-Route (RFC 2865 section 5.22). Pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "radius/user_profile.h"

namespace vpdnd {

/// "192.0.2.0/24 192.0.2.1 1", where gateway and metrics may be left out; without "/24" the length is that of the address's class.
/// Whatever the gateway, the way is through the user. Empty: it cannot be used.
[[nodiscard]] std::optional<UserRoute> parse_framed_route(std::string_view text);

/// The network of a user with this address and netmask. Empty: it is no netmask, or of one address alone.
[[nodiscard]] std::optional<UserRoute> route_of_netmask(std::uint32_t address, std::uint32_t netmask);

}  // namespace vpdnd
