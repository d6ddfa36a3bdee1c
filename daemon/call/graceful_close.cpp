#include "call/graceful_close.h"

#include <chrono>

#include "l2tp/endpoint.h"
#include "tunnel/tunnels.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

bool GracefulClose::close_session(l2tp::SessionKey key) {
    if (!endpoint_.session(key)) return false;
    if (auto* call = calls_.find(key)) {
        call->close();
        return true;
    }
    const EndReason why{.cause = EndCause::kAdministrator};
    endpoint_.close_session(Clock::now(), key, cdn_for(why), disconnect_for(why));
    return true;
}

bool GracefulClose::close_tunnel(l2tp::TunnelId id) {
    if (untold_.contains(id)) return true;
    const auto info = endpoint_.tunnel(id);
    using l2tp::ShownTunnelState;
    if (!info || info->state == ShownTunnelState::kShuttingDown || info->state == ShownTunnelState::kIdle) return false;
    tunnels_.begin_closing(id);
    auto& untold = untold_[id];
    calls_.for_each([&](Call& call) {
        const auto key = call.key();
        if (key && key->tunnel == id && call.closes_gracefully()) untold.insert(*key);
    });
    const auto asked = untold;  // a call that ends at once takes itself out
    for (const auto& key : asked)
        if (auto* call = calls_.find(key)) call->close();
    close_if_told(id);
    return true;
}

void GracefulClose::session_is_down(l2tp::SessionKey key) {
    const auto found = untold_.find(key.tunnel);
    if (found == untold_.end()) return;
    found->second.erase(key);
    close_if_told(key.tunnel);
}

void GracefulClose::close_if_told(l2tp::TunnelId id) {
    const auto found = untold_.find(id);
    if (found == untold_.end() || !found->second.empty()) return;
    untold_.erase(found);
    // If the tunnel ended meanwhile this does nothing.
    endpoint_.close_tunnel(Clock::now(), id,
                           l2tp::stop_result(l2tp::StopResult::kShuttingDown, "closed by the administrator"));
}

}  // namespace vpdnd
