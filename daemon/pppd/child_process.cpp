#include "pppd/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace vpdnd {

ChildProcess::ChildProcess(pid_t pid, Watch watch) : pid_(pid) {
    if (watch == Watch::kBest) end_.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (end_ || (watch == Watch::kBest && errno != ENOSYS)) return;
    watch_by_thread();
}

ChildProcess::~ChildProcess() {
    if (reaped_) return;
    signal(SIGKILL);
    // SIGKILL cannot be put off: this waits for the kernel, not for the process.
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
    if (waiter_.joinable() || !end_) ::kill(pid_, number);
    else ::syscall(SYS_pidfd_send_signal, end_.get(), number, nullptr, 0);
}

std::optional<ProcessEnd> ChildProcess::reap(bool only_if_ended) {
    siginfo_t info{};
    const int flags = WEXITED | WNOWAIT | (only_if_ended ? WNOHANG : 0);
    const bool asked = ::waitid(P_PID, static_cast<id_t>(pid_), &info, flags) == 0;
    // No child of ours any more: the kernel reaped it (SIGCHLD ignored), or a library. It ended, all the same.
    const bool unknown = !asked && errno == ECHILD;
    if (!unknown && (!asked || info.si_pid == 0)) return {};
    if (waiter_.joinable()) waiter_.join();  // it waits for the same end
    reaped_ = true;
    if (unknown) return ProcessEnd{.unknown = true};
    ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED);
    ProcessEnd end;
    (info.si_code == CLD_EXITED ? end.exit_status : end.signal) = info.si_status;
    return end;
}

}  // namespace vpdnd
