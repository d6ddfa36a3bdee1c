#include "call/farewell.h"

#include "call/end_reason.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

bool Farewell::close_session(l2tp::SessionKey key) {
    if (!endpoint_.session(key)) return false;
    auto* call = calls_.find(key);
    if (call && call->say_goodbye({})) return true;
    const auto end = end_by_administrator();
    endpoint_.close_session(Clock::now(), key, cdn_for(end), end.cause);
    return true;
}

bool Farewell::close_tunnel(l2tp::TunnelId id) {
    if (untold_.contains(id)) return true;
    const auto info = endpoint_.tunnel(id);
    const bool over = info && (info->state == l2tp::ShownTunnelState::kShuttingDown || info->state == l2tp::ShownTunnelState::kIdle);
    if (!info || over) return false;
    tunnels_.begin_closing(id);
    untold_[id] = 1;  // ourselves, until all have been asked
    calls_.for_each([&](Call& call) {
        if (call.key() && call.key()->tunnel == id && call.say_goodbye([this, id] { one_told(id); })) ++untold_[id];
    });
    one_told(id);
    return true;
}

void Farewell::one_told(l2tp::TunnelId id) {
    if (--untold_[id] > 0) return;
    untold_.erase(id);
    // If the tunnel ended meanwhile this does nothing.
    endpoint_.close_tunnel(Clock::now(), id, l2tp::stop_result(l2tp::StopResult::kShuttingDown, "closed by the administrator"));
}

}  // namespace vpdnd
