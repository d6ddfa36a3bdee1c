// The tunnels that an Access-Accept offers: attributes of one tag belong together. RFC 2868.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "base/secret.h"
#include "radius/attributes.h"
#include "radius/packet_error.h"

namespace radius {

/// Texts are the server's: to be checked before they go anywhere.
struct TunnelSet {
    std::uint8_t tag = 0;  ///< 0: those without a tag
    std::optional<std::uint32_t> type;        ///< Tunnel-Type; L2TP: 3
    std::optional<std::uint32_t> medium;      ///< Tunnel-Medium-Type; IPv4: 1, IPv6: 2
    std::optional<std::uint32_t> preference;  ///< lower goes first
    std::string client_endpoint;              ///< our address or name
    std::string server_endpoint;              ///< the LNS
    std::string group_id;
    std::string assignment;                   ///< calls of one id share a tunnel
    std::string client_name;                  ///< Tunnel-Client-Auth-Id: Host Name of the LAC
    std::string server_name;                  ///< Tunnel-Server-Auth-Id: Host Name of the LNS
    std::optional<base::Secret> password;     ///< may be there and be empty
    bool operator==(const TunnelSet&) const = default;
};

/// In the order in which they are to be tried: by preference, equal ones as their tags first occur in the packet; those without a
/// preference come behind those that have one. Empty: no tunnel attributes. Error: one occurs twice in a set, or has a wrong length.
[[nodiscard]] tl::expected<std::vector<TunnelSet>, PacketError> tunnel_sets(const AttributeList& attributes);

/// The same the other way: what a set has is appended, with its tag.
void add_tunnel_set(AttributeList& to, const TunnelSet& set);

}  // namespace radius
