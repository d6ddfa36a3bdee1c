// What a tunnel does as time goes by.
#include <algorithm>

#include "l2tp/tunnel.h"

namespace l2tp {
namespace {

constexpr Duration kNoSessionTimeoutLns = std::chrono::seconds(10);
constexpr Duration kNoSessionTimeoutLac = std::chrono::seconds(15);
/// Where many tunnels are half-open: 7 s in place of 31, after which most of them, of forged addresses, are over.
constexpr unsigned kRetriesPressed = 2;
/// A network holds no datagram back for so long.
constexpr Duration kLateDatagram = std::chrono::seconds(2);

}  // namespace

void Tunnel::watch_idleness(Context& context) {
    const auto usual = role() == Role::kLns ? kNoSessionTimeoutLns : kNoSessionTimeoutLac;
    const auto timeout = link_.settings().no_session_timeout.value_or(usual);
    const bool idle = state_ == TunnelState::kEstablished && sessions().empty();
    timers_.set(TunnelTimer::kNoSession, idle && !stay_ && timeout > Duration::zero() ? context.now + timeout : kNever);
    if (idle && calls_.none_left()) since_ = context.now;
}

Time Tunnel::next_deadline() const {
    return std::min({link_.channel().next_deadline(), timers_.next_deadline(), calls_.next_deadline()});
}

void Tunnel::on_time(Context& context) {
    if (timers_.is_due(TunnelTimer::kDrained, context.now)) {
        finished_ = true;
        return;
    }
    if (!link_.on_time(context, retries(context))) return on_silence(context);
    if (timers_.is_due(TunnelTimer::kSetup, context.now)) {
        timers_.stop(TunnelTimer::kSetup);
        close(context, stop_result(StopResult::kGeneralRequest, "the tunnel was not established in time"));
    }
    if (timers_.is_due(TunnelTimer::kProbe, context.now)) on_probe_time(context);
    while (auto* call = calls_.next_overdue(context.now)) run(context, *call, TunnelCalls::overdue());
    if (timers_.is_due(TunnelTimer::kHello, context.now)) {
        timers_.set(TunnelTimer::kHello, context.now + link_.settings().hello_interval);
        // A message that waits for its acknowledgement finds out as well whether the peer is there.
        if (link_.channel().idle()) link_.send(context, {}, Hello{});
    }
    if (timers_.is_due(TunnelTimer::kNoSession, context.now)) {
        timers_.stop(TunnelTimer::kNoSession);
        close(context, stop_result(StopResult::kGeneralRequest));
    }
    settle(context);
}

unsigned Tunnel::retries(const Context& context) const {
    const auto usual = link_.settings().retransmit_retries;
    return context.half_open_pressed && half_open() ? std::min(usual, kRetriesPressed) : usual;
}

void Tunnel::on_silence(Context& context) {
    const auto before = shown_state();
    if (link_.over()) {
        link_.forget();
        trace_state(context, before);
    } else {
        const auto times = std::to_string(retries(context));
        step(context, TunnelEvent::kSilence, stop_error(ErrorCode::kNone, "no answer after " + times + " retransmissions"));
    }
    finished_ = true;
}

bool Tunnel::request_is_past(Time now) const {
    if (state_ == TunnelState::kEstablished) return now - since_ >= kLateDatagram;
    // One that is over waits for nothing: at worst a late datagram makes a tunnel that nobody confirms.
    return link_.over() && (link_.channel().nr() > 1 || link_.channel().idle());
}

}  // namespace l2tp
