// A child of ours that is watched by a descriptor and signalled without a chance to hit a stranger.
#pragma once

#include <sys/types.h>

#include <optional>
#include <thread>

#include "os/unique_fd.h"
#include "pppd/supervisor.h"

namespace vpdnd {

/// Owns the child from its start to its reaping. A pidfd where the system has them; kernels before 5.3 (and valgrind)
/// do not: there a thread waits for the end. Either way the child is reaped here alone, so its pid stays its own.
class ChildProcess {
  public:
    /// How the end is noticed; kThread for tests.
    enum class Watch { kBest, kThread };

    explicit ChildProcess(pid_t pid, Watch watch = Watch::kBest);
    ~ChildProcess();  ///< kills it if it still runs
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    /// Becomes readable when the child has ended. Not valid (errno tells why) if it cannot be watched.
    int descriptor() const { return end_.get(); }
    pid_t pid() const { return pid_; }
    void signal(int number);
    /// How it ended, or nothing while it runs. To be asked again only until it has answered.
    std::optional<ProcessEnd> reap() { return reap(true); }

  private:
    bool watch_by_thread();
    std::optional<ProcessEnd> reap(bool only_if_ended);

    pid_t pid_;
    UniqueFd end_;         ///< the pidfd, or the reading end of a pipe that the thread closes
    std::thread waiter_;
    bool reaped_ = false;
};

}  // namespace vpdnd
