#include "pppd/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace vpdnd {
namespace {

/// True: it is. False: it was not until `milliseconds` (-1: for ever) were over.
bool readable(int fd, int milliseconds) {
    pollfd ended{fd, POLLIN, 0};
    int found = 0;
    while ((found = ::poll(&ended, 1, milliseconds)) < 0 && errno == EINTR) {
    }
    return found > 0;
}

}  // namespace

ChildProcess::ChildProcess(pid_t pid, Watch watch) : pid_(pid) {
    if (watch == Watch::kBest) end_.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (end_ || (watch == Watch::kBest && errno != ENOSYS)) return;
    watch_by_thread();
}

ChildProcess::~ChildProcess() {
    // It holds nothing of ours but its end of the pipe, and ends with the child.
    if (waiter_.joinable()) waiter_.detach();
}

UniqueFd ChildProcess::pidfd() const {
    errno = 0;
    return has_pidfd() ? end_.duplicate() : UniqueFd();
}

void ChildProcess::kill() {
    if (reaped_) return;
    signal(SIGKILL);
    // waitid() does not wait for a pidfd that does not block, and the parent of one that is not ours reaps it.
    if (end_) readable(end_.get(), -1);
    reap(false);
}

bool ChildProcess::watch_by_thread() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return false;
    UniqueFd reading(ends[0]);
    try {
        waiter_ = std::thread([pid = pid_, writing = UniqueFd(ends[1])] {
            siginfo_t info{};
            // WNOWAIT: only reap() takes the child away, so its pid cannot be another's before.
            while (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
            }
        });
    } catch (const std::system_error& error) {
        errno = error.code().value();
        return false;
    }
    end_ = std::move(reading);
    return true;
}

void ChildProcess::signal(int number) {
    if (reaped_) return;
    if (has_pidfd()) ::syscall(SYS_pidfd_send_signal, end_.get(), number, nullptr, 0);
    else ::kill(pid_, number);
}

std::optional<ProcessEnd> ChildProcess::reap(bool only_if_ended) {
    siginfo_t info{};
    // By the pidfd: the pid of one that another has reaped may be somebody else's by now.
    const auto type = has_pidfd() ? P_PIDFD : P_PID;
    const auto id = static_cast<id_t>(has_pidfd() ? end_.get() : pid_);
    const int flags = WEXITED | WNOWAIT | (only_if_ended ? WNOHANG : 0);
    const bool asked = ::waitid(type, id, &info, flags) == 0;
    // No child of ours any more: it was reaped by the kernel (SIGCHLD ignored), by a library, or it is its new parent's.
    const bool unknown = !asked && errno == ECHILD;
    if (unknown && only_if_ended && has_pidfd() && !readable(end_.get(), 0)) return {};
    if (!unknown && (!asked || info.si_pid == 0)) return {};
    if (waiter_.joinable()) waiter_.join();  // it waits for the same end
    reaped_ = true;
    if (unknown) return ProcessEnd{.unknown = true};
    ::waitid(type, id, &info, WEXITED);
    ProcessEnd end;
    (info.si_code == CLD_EXITED ? end.exit_status : end.signal) = info.si_status;
    return end;
}

bool is_our_child(pid_t pid) {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

}  // namespace vpdnd
