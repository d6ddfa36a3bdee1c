// Starts pppds and watches them by pidfd, so that a signal can never reach a stranger.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "os/event_loop.h"
#include "os/unique_fd.h"

namespace vpdnd {

class Spawner;

/// How a process ended: exit status, or the signal that killed it; or why it did not even start.
struct ProcessEnd {
    int exit_status = 0;
    int signal = 0;
    bool unknown = false;          ///< it ended, but somebody else took its status
    std::string not_started = {};  ///< a text with the step and its errno; empty: it ran
};

/// One child, running or about to. Destroying it kills the process (SIGKILL) and reaps it: nobody is left behind.
class PppdProcess {
  public:
    virtual ~PppdProcess() = default;
    virtual pid_t pid() const = 0;  ///< 0 until it runs
    virtual void signal(int number) = 0;  ///< one that does not run yet gets it when it does (of several the last, SIGKILL first)
};

class PppdSupervisor {
  public:
    struct Handlers {
        std::function<void(ProcessEnd)> ended;               ///< once; the process may be destroyed inside
        std::function<void(const std::string& line)> output; ///< a line of stdout or stderr, raw
    };
    virtual ~PppdSupervisor() = default;
    /// `plugin_end` becomes kPluginDescriptor of the child. Does not wait until it runs: a program that cannot be
    /// executed ends with not_started. Error: a text with the step and its errno; no process is made.
    virtual tl::expected<std::unique_ptr<PppdProcess>, std::string> start(const std::vector<std::string>& argv,
                                                                         UniqueFd plugin_end, Handlers handlers) = 0;
};

/// One fork and exec a call, by a process of its own (spawner.h); if that dies, by a new one. Without a first one it is
/// forked with the first call.
std::unique_ptr<PppdSupervisor> make_exec_supervisor(EventLoop& loop, std::unique_ptr<Spawner> first = nullptr);

}  // namespace vpdnd
