// The state of a tunnel as a user sees it: that of section 7.2.1 of RFC 2661, and what lies behind "established" and
// "idle" there.
#pragma once

#include <cstdint>
#include <string_view>

#include "l2tp/tunnel_fsm.h"

namespace l2tp {

enum class ShownTunnelState : std::uint8_t {
    kIdle,            ///< over: it only answers the peer's retransmissions (section 5.7)
    kWaitCtlReply,
    kWaitCtlConn,
    kEstablished,
    kNoSessionsLeft,  ///< established; its last session has ended
    kShuttingDown,    ///< over; our last messages are not acknowledged yet
};

/// `no_sessions_left`: there were some. `unacknowledged`: the tunnel is over, but messages of ours are under way.
ShownTunnelState shown(TunnelState state, bool no_sessions_left, bool unacknowledged);

/// "no-sessions-left", …
std::string_view name_of(ShownTunnelState state);

}  // namespace l2tp
