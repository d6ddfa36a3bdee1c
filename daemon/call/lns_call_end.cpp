// How a call that ends here comes to its end: by the user, by pppd, by the plugin, by the tunnel, by the administrator.
#include <array>
#include <csignal>
#include <utility>

#include "call/lns_call.h"
#include "call/session_tag.h"
#include "dataplane/dataplane.h"
#include "l2tp/endpoint.h"
#include "log/log.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;
using ipc::PluginMessage;
using Tag = ipc::PluginTag;

/// After the session's end pppd gets this long for each step: hang-up by the plugin, SIGTERM, SIGKILL. More than it gives
/// its scripts (child-timeout, 5 s) and than it waits for a user who does not let it go (2 x 3 s).
constexpr std::chrono::seconds kEndStep{8};

}  // namespace

void LnsCall::on_ended(const ipc::PluginMessageReader& message) {
    pppd_ends_ = true;
    PppdEnd end;
    if (const auto status = message.u16(Tag::kExitStatus)) end.exit_code = *status;
    end.text = message.text(Tag::kText).value_or("");
    if (const auto code = message.u16(Tag::kCauseCode))
        end.cause = l2tp::PppDisconnectCause{*code, message.u16(Tag::kCauseProtocol).value_or(0),
                                             message.u8(Tag::kCauseDirection).value_or(0), end.text};
    close_session(end);
}

void LnsCall::on_link_closed(const std::string& error) {
    link_.reset();
    if (!error.empty()) {
        log::write(log::Level::kWarning, "conversation with vpdn.so broke", {{"error", error}});
        close_session({{}, error, {}});
        if (process_) process_->signal(SIGTERM);
    }
    if (process_ && !key_) end_process();
    else if (process_ && expects_plugin_ && !saying_goodbye_) wait_for_end();
    parts_.drain();
}

/// The plugin is gone, so pppd is about to exit and its status will tell why. One that does not exit serves nobody.
void LnsCall::wait_for_end() {
    timer_ = parts_.loop.make_timer([this] {
        close_session({{}, "vpdn.so closed the conversation, its pppd did not end", {}});
        parts_.drain();
    });
    timer_->arm(Clock::now() + parts_.exit_delay);
}

void LnsCall::on_process_ended(const ProcessEnd& process) {
    process_.reset();
    link_.reset();
    timer_.reset();
    // A pppd that was killed took its bundle's interface along, which the other links' pppds do not notice. One that
    // ended in order took the interface down first and told the others itself.
    const bool took_bundle = std::exchange(ppp_.bundle_master, false) && !ppp_.interface.empty();
    if (!key_) {
        if (took_bundle) parts_.bundle_gone(ppp_);
        return parts_.finished(*this);
    }
    const auto end = end_of(process);
    // Its last line may quote a secret from its options: it is for our log, never for the peer.
    if (cdn_for(end).result == static_cast<std::uint16_t>(l2tp::CdnResult::kGeneralError))
        log::write(log::Level::kError, "pppd failed",
                   {{"session", session_tag(*key_)}, {"error", end.text}, {"output", last_output_}});
    close_session(end);
    if (took_bundle) parts_.bundle_gone(ppp_);  // after its own session, which ends for a reason of its own
    parts_.drain();
}

void LnsCall::close_session(const PppdEnd& why) {
    if (!key_) return;
    const auto end = saying_goodbye_ ? end_by_administrator() : why;
    parts_.endpoint.close_session(Clock::now(), *key_, cdn_for(end), end.cause);
}

bool LnsCall::say_goodbye(std::function<void()> over) {
    // Until the plugin has its session nobody but the LAC has spoken PPP with the user.
    const bool ppp_runs = key_ && process_ && link_ && !connected_;
    if (!ppp_runs) return false;
    if (over) goodbye_over_ = std::move(over);
    if (std::exchange(saying_goodbye_, true)) return true;
    hang_up(ipc::HangUpHow::kLink);
    timer_ = parts_.loop.make_timer([this] {
        close_session(end_by_administrator());
        parts_.drain();
    });
    timer_->arm(Clock::now() + parts_.goodbye);
    return true;
}

void LnsCall::session_down(const l2tp::SessionDown& effect) {
    log::write(log::Level::kInfo, "call ended",
               {{"session", session_tag(effect.key)}, {"user", ppp_.user},
                {"result", std::string(l2tp::cdn_result_name(effect.result.result))}, {"message", effect.result.message}});
    key_.reset();
    if (kernel_session_) parts_.dataplane.destroy_session(effect.key);
    kernel_session_ = false;
    session_fd_.reset();
    connected_.reset();
    if (const auto over = std::exchange(goodbye_over_, {})) over();
    if (!process_) return parts_.finished(*this);
    end_process();
}

void LnsCall::end_process() {
    end_step_ = 0;
    timer_ = parts_.loop.make_timer([this] { escalate(); });
    timer_->arm(Clock::now() + kEndStep);
    if (pppd_ends_) return;  // it takes another word of ours as the wish to kill its scripts
    // The kernel's session is gone, and pppd does not notice.
    if (link_) hang_up(ipc::HangUpHow::kLineGone);
    else escalate();
}

/// pppd closes this link; a bundle lives on.
void LnsCall::hang_up(ipc::HangUpHow how) {
    std::array<std::uint8_t, 32> buffer;
    ipc::PluginMessageWriter message(buffer, PluginMessage::kHangUp);
    message.put_u8(Tag::kHow, static_cast<std::uint8_t>(how));
    link_->send(message);
}

void LnsCall::escalate() {
    if (!process_) return;
    // The master of a bundle goes on without its own link: only the plugin knows, and it has been told.
    if (ppp_.bundle_master && link_) return;
    process_->signal(end_step_++ == 0 ? SIGTERM : SIGKILL);
    timer_->arm(Clock::now() + kEndStep);
}

void LnsCall::kernel_session_lost() {
    log::write(log::Level::kError, "kernel session lost", {{"session", session_tag(*key_)}});
    parts_.endpoint.close_session(Clock::now(), *key_, kernel_session_lost_result());
}

void LnsCall::bundle_gone() { close_session({0, "the bundle's interface is gone", {}}); }

void LnsCall::stop_ppp() {
    stopping_ = true;
    if (process_ && (!pppd_ends_ || ppp_.bundle_master)) process_->signal(SIGTERM);
}

void LnsCall::kill_ppp() {
    if (process_) process_->signal(SIGKILL);
}

}  // namespace vpdnd
