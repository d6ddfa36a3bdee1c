#include "l2tp/shown_tunnel_state.h"

namespace l2tp {

ShownTunnelState shown(TunnelState state, bool no_sessions_left, bool unacknowledged) {
    switch (state) {
        case TunnelState::kIdle: return unacknowledged ? ShownTunnelState::kShuttingDown : ShownTunnelState::kIdle;
        case TunnelState::kWaitCtlReply: return ShownTunnelState::kWaitCtlReply;
        case TunnelState::kWaitCtlConn: return ShownTunnelState::kWaitCtlConn;
        case TunnelState::kEstablished: return no_sessions_left ? ShownTunnelState::kNoSessionsLeft : ShownTunnelState::kEstablished;
        case TunnelState::kCount_: break;
    }
    return ShownTunnelState::kIdle;
}

std::string_view name_of(ShownTunnelState state) {
    switch (state) {
        case ShownTunnelState::kIdle: return "idle";
        case ShownTunnelState::kWaitCtlReply: return "wait-ctl-reply";
        case ShownTunnelState::kWaitCtlConn: return "wait-ctl-conn";
        case ShownTunnelState::kEstablished: return "established";
        case ShownTunnelState::kNoSessionsLeft: return "no-sessions-left";
        case ShownTunnelState::kShuttingDown: return "shutting-down";
    }
    return "unknown";
}

}  // namespace l2tp
