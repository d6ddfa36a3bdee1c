// What vpdn.so says of a PPPoE user, and what follows from it.
#include <string>
#include <utility>
#include <vector>

#include "end/captured_call.h"
#include "end/ppp_reports.h"
#include "end/pppoe_end.h"
#include "end/pppoe_line.h"
#include "log/limited.h"

namespace vpdnd {

using ipc::PluginMessage;
using Tag = ipc::PluginTag;

PluginLink::Handlers PppoeEnd::link_handlers() {
    return {.hello = [this](const PluginHello& hello) { on_hello(hello); },
            .message = [this](const ipc::PluginMessageReader& message, std::vector<UniqueFd>&) { on_message(message); },
            .closed = [this](const std::string& error) { on_link_closed(error); }};
}

void PppoeEnd::on_hello(const PluginHello& hello) {
    place_.reset();
    if (deadline_ == PppoeDeadline::kReport) stop_waiting();
    if (hello.mode != ipc::PluginMode::kLine) return fail("the pppd that was started runs vpdn.so in another mode");
    if (!over()) give_line();
}

void PppoeEnd::give_line() {
    std::uint8_t buffer[256];
    ipc::PluginMessageWriter line(buffer, PluginMessage::kLine);
    line.put_u16(Tag::kMru, max_payload_);
    line.put_text(Tag::kInterface, interface_);
    link_->send(line, socket_.get());
}

void PppoeEnd::on_message(const ipc::PluginMessageReader& message) {
    switch (message.type()) {
        case PluginMessage::kCall:
            return on_call(message);
        case PluginMessage::kJudged:
            return on_judged(message);
        case PluginMessage::kDetached:
            return on_detached();
        case PluginMessage::kFailed:
            return fail(std::string(message.text(Tag::kText).value_or("")));
        case PluginMessage::kEnded:
            ppp_ended_ = true;
            return lose(reason_of(message));
        default:
            return on_report(message);
    }
}

void PppoeEnd::on_call(const ipc::PluginMessageReader& message) {
    if (std::exchange(called_, true)) return fail("vpdn.so sent a second Call message");
    if (over()) return;
    take_captured(message, facts_);
    state_ = EndState::kIdle;
    report(EndReport::kCalls);
}

void PppoeEnd::judge() {
    state_ = EndState::kPreparing;
    asked_to_judge_ = true;
    link_->send(PluginMessage::kJudge);
}

/// One whom it does not know is told by his pppd, which then ends.
void PppoeEnd::on_judged(const ipc::PluginMessageReader& message) {
    if (!std::exchange(asked_to_judge_, false)) return fail("vpdn.so judged the user without a request");
    if (over()) return;
    if (auto why = read_judged(message, facts_)) {
        ppp_ended_ = true;
        return lose(std::move(*why));
    }
    state_ = EndState::kIdle;
    report(EndReport::kCalls);
}

void PppoeEnd::on_report(const ipc::PluginMessageReader& message) {
    if (over()) return;
    if (!read_ppp_report(message, facts_.ppp)) return;
    // A user who stays here has his answer judged by his pppd.
    if (message.type() == PluginMessage::kAuthenticated) parts_.concentrators.authenticated(key_);
    if (message.type() == PluginMessage::kIpUp) note_local_address(message, facts_, addresses_);
    if (local_) report(EndReport::kChanged);
}

void PppoeEnd::on_detached() {
    if (!asked_to_detach_ || std::exchange(detached_, true)) return fail("vpdn.so let the line go without a request");
    if (deadline_ == PppoeDeadline::kDetached) stop_waiting();
    parts_.concentrators.authenticated(key_);
    // What it still has of the session goes with its process, which now ends by itself.
    if (!over()) wait(PppoeDeadline::kStep, parts_.pppds.times.exit_delay);
    // From here on nobody else would notice that the user is gone, however long an LNS takes to answer.
    if (!over() && !watch_channel()) return;
    if (state_ == EndState::kPreparing) become(EndState::kReady, EndReport::kReady);
}

void PppoeEnd::on_link_closed(const std::string& error) {
    link_.reset();
    place_.reset();
    if (deadline_ == PppoeDeadline::kReport) stop_waiting();
    if (!process_) return on_unknown_process_ended();
    if (detached_ && error.empty()) return;
    if (!error.empty()) {
        log::write_limited(log::Level::kWarning, "connection to vpdn.so failed", {{"error", log::escape(error)}});
        lose({.cause = EndCause::kPluginFailed, .text = error});
    }
    // Without its conversation pppd is about to exit, and its status will tell why.
    if (process_ && deadline_ == PppoeDeadline::kNone) wait(PppoeDeadline::kStep, parts_.pppds.times.exit_delay);
}

/// Of a pppd that was ordered or ran when another object took this one's place, and that is not ours since.
void PppoeEnd::on_unknown_process_ended() {
    stop_waiting();
    if (state_ == EndState::kHangingUp) return release();
    if (detached_) return;
    lose({.cause = user_is_gone() ? EndCause::kUserGone : EndCause::kPppdFailed, .text = "pppd ended, and could not be taken over before"});
}

void PppoeEnd::fail(std::string why) {
    log::write_limited(log::Level::kError, "a PPPoE user's pppd failed",
                       {{"interface", interface_}, {"pppoe", pppoe::to_string(key_)}, {"error", log::escape(why)}});
    place_.reset();
    lose({.cause = EndCause::kPluginFailed, .text = std::move(why)});
}

}  // namespace vpdnd
