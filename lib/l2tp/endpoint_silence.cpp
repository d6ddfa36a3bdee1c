// Peers that do not answer: what is done before the reliable channel has given up (RFC 2661 section 5.8).
#include <algorithm>
#include <utility>

#include "l2tp/endpoint_state.h"

namespace l2tp {

// A tunnel ---------------------------------------------------------------------------------------------------

PeerSign Tunnel::probe(Context& context) {
    const bool was_long_ago = context.now - probe_.began >= TunnelProbe::kHolds;
    const bool asks = probe_.sign == PeerSign::kUnknown || (probe_.sign == PeerSign::kAnswers && was_long_ago);
    if (!asks) return probe_.sign;
    probe_.sign = PeerSign::kAwaited;
    probe_.sent = 0;
    probe_.began = context.now;
    send_probe(context);
    return probe_.sign;
}

/// A HELLO, or whatever else waits for its acknowledgement.
void Tunnel::send_probe(Context& context) {
    if (link_.channel().idle()) link_.send(context, {}, Hello{});
    else link_.repeat_oldest(context);
    ++probe_.sent;
    timers_.set(TunnelTimer::kProbe, context.now + TunnelProbe::kEvery);
}

void Tunnel::on_probe_time(Context& context) {
    timers_.stop(TunnelTimer::kProbe);
    if (probe_.sign != PeerSign::kAwaited && probe_.sign != PeerSign::kSilent) return;
    if (probe_.sent == TunnelProbe::kSilentAfter) probe_.sign = PeerSign::kSilent;
    if (probe_.sent == TunnelProbe::kGoneAfter) probe_.sign = PeerSign::kGone;
    else send_probe(context);
}

void Tunnel::heard() {
    if (probe_.sign == PeerSign::kUnknown) return;
    probe_.sign = PeerSign::kAnswers;
    timers_.stop(TunnelTimer::kProbe);
}

// The endpoint -----------------------------------------------------------------------------------------------

Endpoint::State::OldTunnels Endpoint::State::probe_tunnels_on(const Path& path, PeerTunnelId assigned) {
    OldTunnels out = OldTunnels::kNone;
    for (const auto id : tunnels.established.on(path, TunnelProbe::kTunnels)) {
        auto* tunnel = tunnels.find(id);
        if (tunnel->peer_id() == assigned) {  // it would not give one id to two: it has forgotten the first one
            out = std::max(out, OldTunnels::kSilent);
            continue;
        }
        const auto before = tunnel->probe_sign();
        auto sign = before;
        with(*tunnel, [&](Tunnel& t) { sign = t.probe(context); });
        if (sign == PeerSign::kAwaited && before != PeerSign::kAwaited) context.tracer.peer_asks_again(id, path);
        const auto one = sign == PeerSign::kAwaited   ? OldTunnels::kProbed
                         : sign == PeerSign::kAnswers ? OldTunnels::kAnswer
                                                      : OldTunnels::kSilent;
        out = std::max(out, one);
    }
    return out;
}

/// With StopCCN: it may be there all the same, behind a bad network.
void Endpoint::State::end_silent_on(const Path& path) {
    const auto ids = tunnels.established.on(path);
    const bool in_the_way = context.host.paths_collide(path);
    std::vector<TunnelId> ended;
    for (const auto id : ids) {
        const auto* old = tunnels.find(id);
        if (old->probe_sign() != PeerSign::kGone && !(in_the_way && old->probe_sign() == PeerSign::kSilent)) continue;
        const auto succeeds = [&](TunnelId other) { return other != id && tunnels.find(other)->succeeds(*old); };
        if (std::ranges::any_of(ids, succeeds)) ended.push_back(id);
    }
    for (const auto id : ended)
        with(*tunnels.find(id), [&](Tunnel& old) {
            old.close(context, stop_result(StopResult::kGeneralRequest,
                                           "the peer restarted: it does not answer here and has opened another tunnel"));
        });
    if (ended.empty()) return;
    // What else it had there was not probed.
    for (const auto id : tunnels.established.on(path)) {
        auto* other = tunnels.find(id);
        const bool came_up_now = other->since() == context.now;
        if (other->probe_sign() == PeerSign::kUnknown && !came_up_now) with(*other, [&](Tunnel& t) { t.send_hello(context); });
    }
}

void Endpoint::State::tell_first(std::size_t mark, std::size_t behind) {
    const auto at = [&](std::size_t place) { return context.effects.begin() + static_cast<std::ptrdiff_t>(place); };
    std::rotate(at(mark), at(behind), context.effects.end());
}

void Endpoint::give_up_tunnel(Time now, TunnelId tunnel, const std::string& why) {
    state_->context.now = now;
    auto* found = state_->tunnels.find(tunnel);
    if (found && !found->link().over()) state_->with(*found, [&](Tunnel& t) { t.supersede(state_->context, why); });
}

std::vector<SessionKey> Endpoint::sessions_of(TunnelId tunnel) const {
    std::vector<SessionKey> keys;
    if (const auto* found = std::as_const(state_->tunnels).find(tunnel))
        for (const auto& [id, session] : found->sessions()) keys.push_back({tunnel, id});
    return keys;
}

}  // namespace l2tp
