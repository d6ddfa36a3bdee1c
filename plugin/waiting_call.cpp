#include "waiting_call.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "daemon_link.h"
#include "pppd_glue.h"
#include "report.h"
#include "text.h"

namespace plugin {
namespace {

using ipc::PluginMessage;

/// What comes with Fork: the call's end of its conversation, and where its pppd writes.
enum { kConversation, kOutput, kDescriptors };

char own_name[16];  // of pppd, in lists of processes

enum class Step { kWait, kEnd, kIsCall };

/// A child of the daemon, so that it learns how the call's pppd ends. No handler of the C library's fork() runs: this
/// process has one thread.
pid_t fork_for_daemon() {
    constexpr long kFlags = CLONE_PARENT | SIGCHLD;
#ifdef __s390__
    return static_cast<pid_t>(syscall(SYS_clone, nullptr, kFlags, nullptr, nullptr, nullptr));
#else
    return static_cast<pid_t>(syscall(SYS_clone, kFlags, nullptr, nullptr, nullptr, nullptr));
#endif
}

void close_all(std::span<const int> descriptors) {
    for (const int fd : descriptors)
        if (fd >= 0) close(fd);
}

/// Nothing of the waiting pppd's own stays: neither its conversation nor its session and output.
bool become_call(std::span<const int> descriptors) {
    daemon_link.close();
    prctl(PR_SET_NAME, own_name);
    const bool taken = daemon_link.adopt(descriptors[kConversation]);
    bool done = taken && setsid() >= 0;
    for (const int output : {STDOUT_FILENO, STDERR_FILENO}) done = done && dup2(descriptors[kOutput], output) >= 0;
    close(descriptors[kOutput]);
    if (done && glue_become_call() != 0) return true;
    const Line why("the waiting pppd has forked, but the new process could not be set up: %s", std::strerror(errno));
    glue_error(why);
    report_hello(ipc::PluginMode::kLns);
    report_failed(why.bytes);
    return false;
}

Step fork_call(std::span<const int> descriptors) {
    if (descriptors[kConversation] < 0 || descriptors[kOutput] < 0) {
        close_all(descriptors);
        glue_error("vpdnd sent a call without its descriptors");
        return Step::kEnd;
    }
    const pid_t pid = fork_for_daemon();
    if (pid == 0) return become_call(descriptors) ? Step::kIsCall : Step::kEnd;
    const int error = pid < 0 ? errno : 0;
    close_all(descriptors);
    report_forked(pid, error);
    return Step::kWait;
}

Step receive_once() {
    ipc::PluginMessageReader message;
    int descriptors[kDescriptors];
    switch (daemon_link.receive(message, descriptors)) {
        case Received::kNothing: return Step::kWait;
        case Received::kEnd:
        case Received::kBroken: break;
        case Received::kMessage:
            if (message.type() == PluginMessage::kFork) return fork_call(descriptors);
            if (message.type() == PluginMessage::kWelcome) return Step::kWait;
            break;
    }
    close_all(descriptors);
    return Step::kEnd;
}

/// Signals act only while it waits for messages: one that comes during a fork would be the call's as well.
Step serve(const sigset_t& outside) {
    Step step = Step::kWait;
    while (step == Step::kWait && !glue_signal_pending()) {
        pollfd readable{daemon_link.fd(), POLLIN, 0};
        if (ppoll(&readable, 1, nullptr, &outside) > 0) step = receive_once();
    }
    return step;
}

}  // namespace

bool wait_for_call() {
    report_hello(ipc::PluginMode::kWaiting);
    if (const char* unfit = glue_unfit_to_wait()) {
        glue_error(Line("cannot wait for calls: %s", unfit));
        report_failed(unfit);
        return false;
    }
    prctl(PR_GET_NAME, own_name);
    prctl(PR_SET_NAME, "pppd-waiting");  // whoever counts or ends pppds by name means calls
    report_ready();
    sigset_t held, before;
    sigemptyset(&held);
    for (const int number : {SIGHUP, SIGINT, SIGTERM, SIGCHLD, SIGUSR1, SIGUSR2}) sigaddset(&held, number);
    sigprocmask(SIG_BLOCK, &held, &before);
    const bool is_call = serve(before) == Step::kIsCall;
    if (!is_call) {
        daemon_link.close();
        glue_set_exit_status(kExitOk);
    }
    sigprocmask(SIG_SETMASK, &before, nullptr);
    return is_call;
}

}  // namespace plugin
