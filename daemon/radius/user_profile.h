// What an Access-Accept says of a user, as plain data: no attribute, no configuration. A pure function makes it. RFC 2865 section 5,
// RFC 2548, RFC 2869.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "base/bytes.h"
#include "net/user_routes.h"
#include "radius/attributes.h"
#include "radius/chap_attributes.h"

namespace vpdnd {

using UserRoute = IpRoute;

/// Of ip-up and the other scripts. The value is the server's: to be made harmless before it is told on.
struct ScriptVariable {
    std::string name;  ///< "VPDN_FILTER_ID"
    std::string value;
    bool operator==(const ScriptVariable&) const = default;
};

/// Strings are raw, but for what is said otherwise. Times in seconds.
struct UserProfile {
    enum class Address : std::uint8_t {
        kNotSaid,      ///< as the group has it
        kUserChooses,  ///< Framed-IP-Address 255.255.255.255
        kFromPool,     ///< 255.255.255.254: Framed-Pool's, or the group's
        kFixed,
    };
    Address address_rule = Address::kNotSaid;
    std::uint32_t address = 0;  ///< kFixed: IPv4, host order
    std::string pool;           ///< Framed-Pool, a name as the configuration has them; empty: the group's
    std::vector<UserRoute> routes;  ///< through the user, Framed-IP-Netmask's included
    std::optional<std::uint32_t> mtu, session_timeout, idle_timeout, port_limit, interim_interval;
    std::vector<base::Bytes> classes;      ///< in order
    std::vector<std::uint32_t> dns, wins;  ///< at most two each, host order
    std::string message;           ///< for the user: Reply-Message; empty: none
    std::string ms_chap2_success;  ///< "S=…", which proves the server to him
    std::optional<radius::MppeKeys> mppe;  ///< secret
    radius::MppeRules mppe_rules;          ///< of encryption; where it is required there are keys
    std::vector<ScriptVariable> for_scripts;
    std::vector<std::string> notes;  ///< what was passed over, for the log; no secret in them
    std::vector<radius::AttributeId> unknown;  ///< that the table does not have
};

/// Error: what makes the accept a rejection (RFC 2865 sections 5 and 5.6); no secret in it.
[[nodiscard]] tl::expected<UserProfile, std::string> read_user_profile(const radius::AttributeList& accept);

}  // namespace vpdnd
