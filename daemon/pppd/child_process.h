// A child of ours that is watched by a descriptor and signalled without a chance to hit a stranger.
#pragma once

#include <sys/types.h>

#include <optional>
#include <thread>

#include "os/unique_fd.h"
#include "pppd/pppd_supervisor.h"

namespace vpdnd {

/// Watches one process from its start, or from when it was taken over, to its reaping. A pidfd where the system has
/// them; kernels before 5.3 (and valgrind) do not: there a thread waits for the end. Who has let a child go may take it
/// over again, by its pid as long as it is a child of this process that nobody has reaped.
class ChildProcess {
  public:
    /// How the end is noticed; kThread for tests.
    enum class Watch { kBest, kThread };

    /// A child of this process that nobody else reaps, so its pid stays its own.
    explicit ChildProcess(pid_t pid, Watch watch = Watch::kBest);
    /// Any process that was a child of ours or still is, by its pidfd.
    ChildProcess(pid_t pid, UniqueFd pidfd) : pid_(pid), end_(std::move(pidfd)) {}
    /// Lets go: neither signals nor reaps. A child that is not taken over is a zombie from its end until ours.
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    /// Becomes readable when the child has ended. Not valid (errno tells why) if it cannot be watched.
    int descriptor() const { return end_.get(); }
    pid_t pid() const { return pid_; }
    /// A duplicate; invalid (errno 0) where there are none.
    UniqueFd pidfd() const;
    void signal(int number);
    /// How it ended, or nothing while it runs. To be asked again only until it has answered. Of a process that is not
    /// our child any more only its parent learns more than that it ended: ProcessEnd::unknown.
    std::optional<ProcessEnd> reap() { return reap(true); }
    /// SIGKILL, and waits for the end: that cannot be put off, so this waits for the kernel, not for the process.
    void kill();

  private:
    bool watch_by_thread();
    bool has_pidfd() const { return end_ && !waiter_.joinable(); }
    std::optional<ProcessEnd> reap(bool only_if_ended);

    pid_t pid_;
    UniqueFd end_;         ///< the pidfd, or the reading end of a pipe that the thread closes
    std::thread waiter_;
    bool reaped_ = false;
};

/// Is it a child of this process that is not reaped?
bool is_our_child(pid_t pid);

}  // namespace vpdnd
