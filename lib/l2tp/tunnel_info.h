// What an endpoint tells about one tunnel, as a value: a picture of the moment it was asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "l2tp/effects.h"
#include "l2tp/ids.h"
#include "l2tp/peer_address.h"
#include "l2tp/shown_tunnel_state.h"
#include "l2tp/time.h"

namespace l2tp {

class Tunnel;

/// A row of `l2tpctl tunnel list`, and more of `tunnel show`.
struct TunnelInfo {
    TunnelId id;
    PeerTunnelId peer_id;
    std::string peer_name;
    ShownTunnelState state = ShownTunnelState::kIdle;
    Path path;
    std::size_t sessions = 0;
    std::string group;
    bool initiated_here = false;
    Role role = Role::kLns;  ///< of the sessions it carries; LAC when we placed an incoming call or accepted an outgoing one
    Time since{};            ///< of the last change of state
    std::optional<std::string> peer_vendor;
    std::optional<std::uint16_t> peer_firmware;
    std::uint16_t ns = 0, nr = 0;  ///< that a ZLB sent now would have
    std::uint16_t peer_window = 0, congestion_window = 0;  ///< in messages
    std::size_t queued = 0, unacknowledged = 0;  ///< control messages
    unsigned unanswered = 0;  ///< so often was the message sent again that waits longest for its acknowledgement
    std::uint64_t retransmissions = 0;
};

TunnelInfo describe(const Tunnel& tunnel);

}  // namespace l2tp
