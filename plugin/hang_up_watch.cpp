#include "hang_up_watch.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

#include "daemon_link.h"
#include "report.h"
#include "text.h"
#include "user_verdict.h"

namespace plugin {
namespace {

DaemonGone when_gone = DaemonGone::kEndsLink;
volatile std::sig_atomic_t gone = 0, no_line = 0, answer = 0, has_close_text = 0;
char close_text[ipc::kMaxCloseText + 1];  // written once
std::array<std::uint8_t, 4> about{};  // answer; read only while the watch is held

constexpr int kSignalsOfPppd[] = {SIGHUP, SIGINT, SIGTERM, SIGCHLD, SIGUSR1, SIGUSR2};

/// A pppd whose link has ended waits for its ip-down and auth-down scripts, and takes SIGHUP as the wish to kill them.
void hang_up() {
    if (!ended_is_reported()) raise(SIGHUP);
}

void obey(const ipc::PluginMessageReader& message) {
    const auto how = message.u8(ipc::PluginTag::kHow).value_or(0);
    const auto text = message.text(ipc::PluginTag::kText).value_or("");
    if (!text.empty() && close_text[0] == '\0') {
        copy_text(close_text, text);
        has_close_text = 1;
    }
    if (how == static_cast<std::uint8_t>(ipc::HangUpHow::kTerminate)) {
        raise(SIGTERM);
        return;
    }
    if (how == static_cast<std::uint8_t>(ipc::HangUpHow::kLineGone)) no_line = 1;
    hang_up();
}

void conversation_ended() {
    gone = 1;
    fcntl(daemon_link.fd(), F_SETFL, O_NONBLOCK);  // no more signals
    if (when_gone == DaemonGone::kEndsLink) hang_up();
}

void take_answer(const ipc::PluginMessageReader& message) {
    const bool granted = message.u8(ipc::PluginTag::kGranted).value_or(0) != 0;
    if (const auto address = message.address(ipc::PluginTag::kPeerAddress)) about = *address;
    answer = static_cast<int>(granted ? AddressAnswer::kGranted : AddressAnswer::kDenied);
}

/// Runs as a signal handler, at any place of pppd: system calls and our own memory only. pppd's signals are blocked
/// meanwhile, so that raise() acts when this has returned: pppd's handlers may jump.
void on_signal(int) {
    const int before = errno;
    ipc::PluginMessageReader message;
    int descriptor = -1;
    for (bool more = gone == 0; more;) {
        const Received received = daemon_link.receive(message, descriptor);
        if (descriptor >= 0) close(descriptor);
        if (received == Received::kMessage && message.type() == ipc::PluginMessage::kHangUp) obey(message);
        if (received == Received::kMessage && message.type() == ipc::PluginMessage::kAddress) take_answer(message);
        if (received == Received::kMessage && message.type() == ipc::PluginMessage::kVerdict) {
            take_verdict(daemon_link.packet());
            daemon_link.wipe();
        }
        if (received == Received::kEnd || received == Received::kBroken) conversation_ended();
        more = received == Received::kMessage;
    }
    errno = before;
}

}  // namespace

bool watch_for_hang_up(DaemonGone gone_means) {
    when_gone = gone_means;
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    for (const int number : kSignalsOfPppd) sigaddset(&action.sa_mask, number);
    const int fd = daemon_link.fd();
    if (sigaction(SIGIO, &action, nullptr) < 0 || fcntl(fd, F_SETOWN, getpid()) < 0 ||
        fcntl(fd, F_SETFL, O_NONBLOCK | O_ASYNC) < 0)
        return false;
    raise(SIGIO);  // for what was there before
    return true;
}

void expect_address_answer() { answer = static_cast<int>(AddressAnswer::kNone); }
const std::uint8_t* answered_address() { return about.data(); }
AddressAnswer address_answer() { return static_cast<AddressAnswer>(answer); }

WatchHeld::WatchHeld() {
    sigset_t held;
    sigemptyset(&held);
    sigaddset(&held, SIGIO);
    for (const int number : kSignalsOfPppd) sigaddset(&held, number);
    sigprocmask(SIG_BLOCK, &held, &before_);
}

WatchHeld::~WatchHeld() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

bool WatchHeld::signal_waits() const {
    sigset_t pending;
    if (sigpending(&pending) < 0) return true;
    return sigismember(&pending, SIGHUP) == 1 || sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1;
}

void look_for_messages() { on_signal(SIGIO); }

const char* take_close_text() {
    const bool first = has_close_text != 0;
    has_close_text = 0;
    return first ? close_text : "";
}

bool daemon_is_gone() { return gone != 0; }
bool line_is_gone() { return no_line != 0; }

}  // namespace plugin
