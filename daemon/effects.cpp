#include "effects.h"

#include <chrono>

#include "end/session_end.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

void Effects::carry_out() {
    for (auto effects = endpoint_.take_effects(); !effects.empty(); effects = endpoint_.take_effects())
        for (const auto& effect : effects) std::visit([this](const auto& one) { run(one); }, effect);
}

void Effects::run(const l2tp::SendDatagram& effect) {
    sockets_.send(effect.path, effect.tunnel, effect.bytes, effect.tos);
}

void Effects::run(const l2tp::TunnelUp& effect) {
    observers_.tell([&](TunnelObserver& one) { one.tunnel_up(effect); });
    tunnels_.up(Clock::now(), effect);
}

void Effects::run(const l2tp::TunnelDown& effect) {
    observers_.tell([&](TunnelObserver& one) { one.tunnel_ended(effect); });
    tunnels_.down(effect);
}

void Effects::run(const l2tp::PrepareSession& effect) {
    if (auto* session = directory_.find(effect.key)) return session->session_prepare(effect);
    if (refusing_) return refuse(effect.key, EndCause::kNotServed, "vpdnd is stopping");
    if (tunnels_.closing(effect.key.tunnel))
        return refuse(effect.key, EndCause::kNotServed, "the tunnel is being closed");
    if (effect.role != l2tp::Role::kLns || effect.direction != l2tp::Direction::kIncoming)
        return refuse(effect.key, EndCause::kNoService, "");
    calls_.add_session(parts_, effect);
}

void Effects::refuse(l2tp::SessionKey key, EndCause cause, const char* text) {
    endpoint_.session_refused(Clock::now(), key, cdn_for({.cause = cause, .text = text}));
}

void Effects::run(const l2tp::SessionUp& effect) {
    observers_.tell([&](TunnelObserver& one) { one.session_up(effect); });
    if (auto* session = directory_.find(effect.key)) session->session_up(effect);
}

void Effects::run(const l2tp::SessionDown& effect) {
    observers_.tell([&](TunnelObserver& one) { one.session_ended(effect); });
    if (auto* session = directory_.find(effect.key)) session->session_down(effect);
    graceful_close_.session_is_down(effect.key);
}

void Effects::run(const l2tp::WanErrors& effect) {
    observers_.tell([&](TunnelObserver& one) { one.line_errors(effect); });
    if (auto* session = directory_.find(effect.key)) session->wan_errors(effect.wen);
}

void Effects::run(const l2tp::LinkInfo& effect) {
    if (auto* session = directory_.find(effect.key)) session->link_info(effect.sli);
}

}  // namespace vpdnd
