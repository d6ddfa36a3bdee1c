// A process of its own that starts programs for the daemon. fork() copies the table of descriptors and exec() goes
// through the copy: with thousands of live calls that costs more than the program, and the loop would wait meanwhile.
// This process never has more than a few.
//
// What it starts are children of the daemon, not its own (CLONE_PARENT): the daemon learns their ends, their pids stay
// theirs until it has reaped them, and they outlive the spawner. The spawner ends with the daemon.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "os/unique_fd.h"

namespace vpdnd {

class Spawner {
  public:
    /// Forks the process; cheapest while there are few descriptors and little memory. The child shares no descriptor
    /// with us but its socket, and is safe to fork beside threads. Error: text.
    static tl::expected<std::unique_ptr<Spawner>, std::string> fork();
    ~Spawner();  ///< ends it; what it started stays
    Spawner(const Spawner&) = delete;
    Spawner& operator=(const Spawner&) = delete;

    /// Asks for a start of argv[0]: standard input is /dev/null, standard output and error are `output`, `plugin_end`
    /// (-1: none) is kPluginDescriptor, all else is closed; signals as after boot, a session and a PATH of its own.
    /// Never waits. 0, or errno: EAGAIN means that answers must be taken first, E2BIG that argv is too long.
    int request(const std::vector<std::string>& argv, int plugin_end, int output);

    struct Answer {
        pid_t pid = 0;  ///< a child of this process that is not reaped; 0: none was started
        int error = 0;  ///< errno of fork or exec
    };
    /// Answers come in the order of the requests. Empty: there is none yet (and `wait` is false), or gone().
    std::optional<Answer> answer(bool wait);
    /// Known once answer() has found out. The spawner does not end by itself.
    bool gone() const { return gone_; }
    /// After gone(): "ended with status 1", "was killed by signal 9".
    std::string how_it_ended();

    int descriptor() const { return socket_.get(); }
    pid_t pid() const { return pid_; }

  private:
    Spawner(UniqueFd socket, pid_t pid) : socket_(std::move(socket)), pid_(pid) {}

    UniqueFd socket_;
    pid_t pid_;
    bool gone_ = false;
    bool reaped_ = false;
};

/// The children of this process, as the kernel tells them. Empty if it does not.
std::vector<pid_t> children_of_this_process();

}  // namespace vpdnd
