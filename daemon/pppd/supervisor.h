// Starts pppds and watches them by pidfd, so that a signal can never reach a stranger.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "net/event_loop.h"
#include "net/unique_fd.h"

namespace vpdnd {

/// How a process ended: exit status, or the signal that killed it.
struct ProcessEnd {
    int exit_status = 0;
    int signal = 0;
};

/// One running child. Destroying it kills the process (SIGKILL) and reaps it: nobody is left behind.
class PppdProcess {
  public:
    virtual ~PppdProcess() = default;
    virtual pid_t pid() const = 0;
    virtual void signal(int number) = 0;
};

class PppdSupervisor {
  public:
    struct Handlers {
        std::function<void(ProcessEnd)> ended;               ///< once; the process may be destroyed inside
        std::function<void(const std::string& line)> output; ///< a line of stdout or stderr, raw
    };
    virtual ~PppdSupervisor() = default;
    /// `plugin_end` becomes kPluginDescriptor of the child. Error: a text with the step and its errno.
    virtual tl::expected<std::unique_ptr<PppdProcess>, std::string> start(const std::vector<std::string>& argv,
                                                                         UniqueFd plugin_end, Handlers handlers) = 0;
};

/// One posix_spawn (vfork inside) a call.
std::unique_ptr<PppdSupervisor> make_exec_supervisor(EventLoop& loop);

}  // namespace vpdnd
