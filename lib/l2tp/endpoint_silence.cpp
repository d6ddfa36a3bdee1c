// Peers that do not answer: what the host may do before the reliable channel has given up (RFC 2661 section 5.8).
#include "l2tp/endpoint_state.h"

namespace l2tp {

void Tunnel::give_up(Context& context, const std::string& why) {
    step(context, TunnelEvent::kSilence, stop_error(ErrorCode::kNone, why));
    finished_ = true;
}

void Endpoint::give_up_tunnel(Time now, TunnelId tunnel, const std::string& why) {
    state_->context.now = now;
    auto* found = state_->tunnels.find(tunnel);
    if (found && !found->link().over()) state_->with(*found, [&](Tunnel& t) { t.give_up(state_->context, why); });
}

std::vector<SessionKey> Endpoint::sessions_of(TunnelId tunnel) const {
    std::vector<SessionKey> keys;
    if (const auto* found = std::as_const(state_->tunnels).find(tunnel))
        for (const auto& [id, session] : found->sessions()) keys.push_back({tunnel, id});
    return keys;
}

}  // namespace l2tp
