#include "l2tp/shown_tunnel_state.h"

namespace l2tp {

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
