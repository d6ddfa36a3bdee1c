// What an Access-Accept says of tunnels, whichever way it says it: the sets of RFC 2868, Cisco's AV pairs "vpdn:…", or the name of
// a group of ours. A pure function: attributes in, an offer or an error out.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "base/secret.h"
#include "l2tp/peer_address.h"
#include "radius/attributes.h"

namespace vpdnd {

/// One LNS. Texts are printable; empty: not said.
struct OfferedTunnel {
    std::string address;  ///< literal or name
    unsigned priority = 1;  ///< from 1, the lower goes first; equal ones share the calls
    std::string client_name;  ///< our Host Name
    std::string server_name;  ///< the LNS's
    std::string assignment;   ///< calls of one id share a tunnel (RFC 2868 section 3.6)
    std::optional<base::Secret> password;
    std::optional<l2tp::IpAddress> source;
    bool operator==(const OfferedTunnel&) const = default;
};

struct TunnelOffer {
    std::string group;  ///< whose settings hold, and whose LNSs where no tunnel is named; empty: none
    std::vector<OfferedTunnel> tunnels;
    // Of all tunnels.
    std::optional<std::chrono::milliseconds> hello_after, no_session_timeout;
    std::optional<std::uint16_t> receive_window;
    std::optional<bool> busy_disconnect, hide_avps, authenticate;
    std::vector<std::string> notes;  ///< what was passed over, for the log; no secret in them

    /// The accept says nothing of tunnels.
    bool empty() const { return group.empty() && tunnels.empty(); }
    bool operator==(const TunnelOffer&) const = default;
};

/// Sets of another protocol than L2TP, or without an LNS, are passed over as long as one is left. Values without a tag, and Cisco's
/// pairs, hold for all tunnels that do not say otherwise. Error: what cannot be used, and why; no secret in it.
[[nodiscard]] tl::expected<TunnelOffer, std::string> read_tunnel_offer(const radius::AttributeList& attributes);

}  // namespace vpdnd
