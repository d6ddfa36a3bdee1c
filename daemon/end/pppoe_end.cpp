#include "end/pppoe_end.h"

#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <system_error>
#include <utility>

#include "end/pppoe_line.h"
#include "end/ppp_reports.h"
#include "log/limited.h"
#include "pppd/command_line.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;
using ipc::PluginMessage;

}  // namespace

PppoeEnd::PppoeEnd(const PppoeParts& parts, EndOwner& owner, CallFacts& facts, pppoe::NewSession session)
    : End(owner, facts),
      parts_(parts),
      key_(session.asked.key),
      interface_(session.asked.interface),
      options_file_(session.asked.concentrator->settings.ppp_options),
      pppd_start_(session.asked.concentrator->settings.pppd_start),
      max_payload_(session.asked.max_payload),
      socket_(std::move(session.socket)),
      channel_(std::move(session.channel)),
      addresses_(parts.pppds.pools) {
    describe_line(session, facts_);
    parts_.concentrators.hold(key_, *this);
}

/// Takes its turn among the pppds that start.
void PppoeEnd::start() {
    state_ = EndState::kPreparing;
    place_ = parts_.pppds.starts.enter([this] { start_pppd(); }, Clock::now());
    if (place_->has_turn()) start_pppd();
}

void PppoeEnd::start_pppd() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0)
        return fail("socketpair: " + std::system_category().message(errno));
    UniqueFd mine(ends[0]), theirs(ends[1]);
    const auto& program = parts_.pppds.program;
    const PppdCommand command{program.pppd, program.plugin, options_file_, log::enabled(log::Area::kPpp), PppdRole::kLine};
    auto& supervisor = parts_.pppds.supervisor;
    auto started = pppd_start_ == PppdStart::kWaiting ? supervisor.start_call(command, std::move(theirs), process_handlers())
                                                      : supervisor.start(command_line(command), std::move(theirs), process_handlers());
    if (!started) return fail(started.error());
    process_ = std::move(*started);
    link_ = std::make_unique<PluginLink>(parts_.pppds.loop, std::move(mine), link_handlers());
}

PppdSupervisor::Handlers PppoeEnd::process_handlers() {
    return {.started =
                [this] {
                    if (!over() && place_ && deadline_ == PppoeDeadline::kNone)
                        wait(PppoeDeadline::kReport, parts_.pppds.times.plugin_report);
                },
            .ended = [this](const ProcessEnd& process) { on_process_ended(process); },
            .output = [this](const std::string& line) { log::debug(log::Area::kPpp, line, {{"pppoe", pppoe::to_string(key_)}}); }};
}

// How it comes up -------------------------------------------------------------------------------------------

void PppoeEnd::prepare(const Route& route) {
    if (over()) return;
    const bool needs_user = std::holds_alternative<NeedsUser>(route);
    if (is_untouched() && needs_user) return start();
    if (is_untouched()) {
        detached_ = true;  // as if its pppd had let it go
        if (watch_channel()) become(EndState::kReady, EndReport::kReady);
        return;
    }
    if (!link_ && !detached_) return lose({.cause = user_is_gone() ? EndCause::kUserGone : EndCause::kPppdFailed});
    if (needs_user) return judge();
    if (std::holds_alternative<Local>(route)) {
        local_ = true;
        facts_.proxied.reset();
        link_->send(PluginMessage::kLocal);
        return become(EndState::kConnected, EndReport::kConnected);
    }
    if (detached_) return become(EndState::kReady, EndReport::kReady);
    state_ = EndState::kPreparing;
    // It may have been asked for another target before, and have not answered yet.
    if (std::exchange(asked_to_detach_, true)) return;
    link_->send(PluginMessage::kForward);
    link_->send(PluginMessage::kDetach);
    wait(PppoeDeadline::kDetached, parts_.pppds.times.plugin_report);
}

void PppoeEnd::connect(Handover) {
    if (!watch_ && !watch_channel()) return;
    parts_.concentrators.authenticated(key_);  // who was not asked here is the LNS's to judge
    become(EndState::kConnected, EndReport::kConnected);
}

/// The end of the interface, or a PADT that the kernel has heard and we have not. False: the end is lost.
bool PppoeEnd::watch_channel() {
    if (!channel_.fd) return true;
    auto made = parts_.pppds.loop.watch_hang_up(channel_.fd.get(), [this] {
        watch_.reset();  // its readiness does not go away
        session_over(pppoe::SessionEnd::kHost);
    });
    if (made)
        watch_ = std::move(*made);
    else
        lose({.cause = EndCause::kDataPlane, .text = "watch a PPP channel: " + made.error().message()});
    return static_cast<bool>(made);
}

bool PppoeEnd::user_is_gone() const { return channel_.fd && parts_.dataplane.hung_up(channel_); }

void PppoeEnd::channel_failed(const DataPlaneError& error) {
    if (user_is_gone()) return lose({.cause = EndCause::kUserGone});
    log::write_limited(log::Level::kError, "a PPPoE user's channel cannot be bridged",
                       {{"pppoe", pppoe::to_string(key_)}, {"error", error.text}});
    lose({.cause = EndCause::kDataPlane, .text = error.text});
}

// How it ends -----------------------------------------------------------------------------------------------

/// By the host's PADT or its interface's end. Its pppd sees the end of the channel as a hang-up, and exits.
void PppoeEnd::session_over(pppoe::SessionEnd how) {
    if (std::exchange(session_over_, true)) return;
    watch_.reset();
    lose({.cause = EndCause::kUserGone, .text = std::string(words_of(how))});
}

void PppoeEnd::on_process_ended(const ProcessEnd& process) {
    process_.reset();
    link_.reset();
    place_.reset();
    stop_waiting();
    if (state_ == EndState::kHangingUp) return release();
    if (detached_) return;
    // pppd sees the end of its line in one way or another, after his answer never as what it is for his LNS.
    if (called_ && !local_ && user_is_gone()) return lose({.cause = EndCause::kUserGone});
    lose(reason_of(process));
}

/// Who was not let go yet is told by PPP; then by PADT, as all.
void PppoeEnd::hang_up(HangUp, const EndReason& why) {
    if (state_ == EndState::kHangingUp || state_ == EndState::kGone) return;
    const bool failed = state_ == EndState::kLost;
    state_ = EndState::kHangingUp;
    facts_.proxied.reset();
    watch_.reset();
    if (!process_ && !link_) return release();
    if (!process_) {  // it has the session's socket: the id is not free before it ends
        link_->finish();
        return wait(PppoeDeadline::kStep, parts_.pppds.times.end_step);
    }
    // Its scripts may still run: another word of ours would kill them.
    if (ppp_ended_) return wait(PppoeDeadline::kStep, parts_.pppds.times.end_step);
    if (detached_ || failed || session_over_ || !link_) return end_process();
    if (called_ && !local_)
        link_->send_text(PluginMessage::kReject, std::string(why.words()));  // it tells the user, and ends
    else
        process_->signal(SIGTERM);  // it closes the link by LCP
    wait(PppoeDeadline::kStep, parts_.pppds.times.end_step);
}

/// SIGTERM, then SIGKILL: its user is gone, or it has failed.
void PppoeEnd::end_process() {
    if (!process_) {
        link_.reset();
        if (state_ == EndState::kHangingUp) release();
        return;
    }
    process_->signal(detached_ || end_step_++ > 0 ? SIGKILL : SIGTERM);
    wait(PppoeDeadline::kStep, parts_.pppds.times.exit_delay);
}

/// Sends the PADT, unless the session is over already.
void PppoeEnd::release() {
    place_.reset();
    addresses_.give_back();
    parts_.concentrators.release(key_, std::move(socket_), std::move(channel_.fd));
    channel_ = {};
    be_gone();
}

void PppoeEnd::stop() {
    stopping_ = true;
    if (detached_ || over()) return;  // the LNS's to end
    if (!process_) return lose({.cause = EndCause::kStopping});
    if (local_)
        process_->signal(SIGTERM);
    else
        lose({.cause = EndCause::kStopping});
}

void PppoeEnd::kill() {
    if (process_) process_->signal(SIGKILL);
    // The last word to a host that would not know else.
    parts_.concentrators.close(key_);
}

// Deadlines -------------------------------------------------------------------------------------------------

void PppoeEnd::wait(PppoeDeadline what, std::chrono::milliseconds time) { arm(what, Clock::now() + time); }

void PppoeEnd::arm(PppoeDeadline what, SteadyTime until) {
    deadline_ = what;
    deadline_at_ = until;
    if (!timer_) timer_ = parts_.pppds.loop.make_timer([this] { on_deadline(); });
    timer_->arm(until);
}

void PppoeEnd::stop_waiting() {
    deadline_ = PppoeDeadline::kNone;
    if (timer_) timer_->cancel();
}

void PppoeEnd::on_deadline() {
    switch (std::exchange(deadline_, PppoeDeadline::kNone)) {
        case PppoeDeadline::kNone:
            return;
        case PppoeDeadline::kReport:
            return fail("the pppd that was started did not load vpdn.so");
        case PppoeDeadline::kDetached:
            return fail("vpdn.so did not let the line go");
        case PppoeDeadline::kStep:
            return end_process();
    }
}

}  // namespace vpdnd
