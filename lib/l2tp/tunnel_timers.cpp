// What a tunnel does when time passes: set-up, HELLO, no sessions left, retransmission, end of draining.
#include <algorithm>

#include "l2tp/tunnel.h"

namespace l2tp {
namespace {

constexpr Duration kNoSessionTimeoutLns = std::chrono::seconds(10);
constexpr Duration kNoSessionTimeoutLac = std::chrono::seconds(15);

}  // namespace

Duration Tunnel::no_session_timeout() const {
    return settings_->no_session_timeout.value_or(role_ == Role::kLns ? kNoSessionTimeoutLns : kNoSessionTimeoutLac);
}

void Tunnel::watch_idleness(Context& context) {
    const auto timeout = no_session_timeout();
    const bool idle = state_ == TunnelState::kEstablished && sessions_.empty();
    no_session_at_ = idle && !stay_ && timeout > Duration::zero() ? context.now + timeout : kNever;
    if (idle && had_sessions_) since_ = context.now;
}

Time Tunnel::next_deadline() const {
    auto at = std::min({channel_.next_deadline(), setup_at_, hello_at_, no_session_at_, drained_at_});
    if (!setup_times_.empty()) at = std::min(at, setup_times_.front().at);
    return at;
}

void Tunnel::on_time(Context& context) {
    if (context.now >= drained_at_) {
        finished_ = true;
        return;
    }
    const auto before = shown_state();
    if (!channel_.on_time(context.now, *settings_, sender(context))) {
        if (closed_) {
            channel_.forget();
            finished_ = true;
            trace_state(context, before);
            return;
        }
        step(context, TunnelEvent::kSilence,
             stop_error(ErrorCode::kNone, "no answer after " + std::to_string(settings_->retransmit_retries) + " retransmissions"));
        finished_ = true;
        return;
    }
    if (context.now >= setup_at_) {
        setup_at_ = kNever;
        close(context, stop_result(StopResult::kGeneralRequest, "the tunnel was not established in time"));
    }
    on_setup_times(context);
    on_hello_time(context);
    if (context.now >= no_session_at_) {
        no_session_at_ = kNever;
        close(context, stop_result(StopResult::kGeneralRequest));
    }
    settle_input(context);
}

/// The session that this is the set-up time of, if it still is: the id may belong to a later call by now.
const Session* Tunnel::in_setup(const SetupTime& setup) const {
    const auto* session = sessions_.find(setup.session);
    return session && !session->established() && session->setup_at == setup.at ? session : nullptr;
}

/// Calls that come and go leave their times behind: they go when they are more than the calls that there are.
void Tunnel::watch_setup(const Session& session) {
    if (setup_times_.size() > 64 + 2 * sessions_.size())
        setup_times_.erase_if([&](const SetupTime& setup) { return in_setup(setup) == nullptr; });
    setup_times_.push({session.setup_at, session.id});
}

void Tunnel::on_setup_times(Context& context) {
    while (!setup_times_.empty() && setup_times_.front().at <= context.now) {
        const auto due = setup_times_.front();
        setup_times_.pop();
        if (!in_setup(due)) continue;
        auto* session = sessions_.find(due.session);
        run_session(context, *this, *session,
                    {SessionEvent::kLocalClose, nullptr,
                     cdn_result(CdnResult::kTimeout, "the call was not established in time"), {}});
    }
}

void Tunnel::on_hello_time(Context& context) {
    if (context.now < hello_at_) return;
    hello_at_ = context.now + settings_->hello_interval;
    // A message that waits for its acknowledgement finds out as well whether the peer is there.
    if (channel_.idle()) send(context, {}, Hello{});
}

}  // namespace l2tp
