// Starts pppds and watches them by pidfd, so that a signal can never reach a stranger. A pppd outlives who owns it: it is
// ended by a signal, never by a destructor, and may be taken over by another owner, of this process or the next.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "os/event_loop.h"
#include "os/unique_fd.h"

namespace vpdnd {

class DescriptorStore;
class Spawner;
struct PppdCommand;

/// How a process ended: exit status, or the signal that killed it; or why it did not even start.
struct ProcessEnd {
    int exit_status = 0;
    int signal = 0;
    bool unknown = false;          ///< it ended, but somebody else took its status
    std::string not_started = {};  ///< a text with the step and its errno; empty: it ran
};

/// "ended with status 1", "was killed by signal 9"; or why it did not start.
std::string how_it_ended(const ProcessEnd& end);

/// A process that runs, as plain data. Its descriptors are in the store, by these names.
struct ProcessRecord {
    pid_t pid = 0;
    std::string pidfd;            ///< empty: the system has none; then only a child of this process can be adopted
    std::string output;           ///< what it writes
    std::string unfinished_line;  ///< of its output, at most 1024 octets
};

/// One child, running or about to. Destroying it lets the process go: it is neither signalled nor waited for, and its
/// owner hears no more of it. Who wants it ended calls signal() before. Nobody has to reap it: its supervisor does,
/// until that is destroyed, and after this process's end the system's init. What it writes is read and dropped, so that
/// it neither blocks nor gets a SIGPIPE, unless it was saved: then the output is its next owner's.
/// One that does not run yet may start all the same.
class PppdProcess {
  public:
    virtual ~PppdProcess() = default;
    virtual pid_t pid() const = 0;  ///< 0 until it runs
    virtual void signal(int number) = 0;  ///< one that does not run yet gets it when it does (of several the last, SIGKILL first)
    /// What another owner needs, with duplicates of the descriptors; this one stays the owner until it is destroyed.
    /// Nothing: it does not run (yet, or any more), or there are no descriptors left.
    virtual std::optional<ProcessRecord> save(DescriptorStore& store) = 0;
};

class PppdSupervisor {
  public:
    struct Handlers {
        std::function<void()> started = {};                  ///< once: it runs, exec is done
        std::function<void(ProcessEnd)> ended;               ///< once; the process may be destroyed inside
        std::function<void(const std::string& line)> output; ///< a line of stdout or stderr, raw
    };
    /// Lets all processes go: who is still running then is reaped by another supervisor that adopts it, or after our end
    /// by init. Only those that were sent a SIGKILL are waited for.
    virtual ~PppdSupervisor() = default;
    /// `plugin_end` becomes kPluginDescriptor of the child. Does not wait until it runs: a program that cannot be
    /// executed ends with not_started. Error: a text with the step and its errno; no process is made.
    virtual tl::expected<std::unique_ptr<PppdProcess>, std::string> start(const std::vector<std::string>& argv,
                                                                         UniqueFd plugin_end, Handlers handlers) = 0;
    /// As start(), of a pppd that serves one call: where it can be had, a process that a waiting pppd of this command
    /// forks. Here: a program of its own.
    virtual tl::expected<std::unique_ptr<PppdProcess>, std::string> start_call(const PppdCommand& command, UniqueFd plugin_end,
                                                                              Handlers handlers);
    /// The configuration was read again, programs or options may be others: whoever waits is replaced at the next call.
    /// Calls go on.
    virtual void refresh() {}
    /// Takes over a process that another owner has saved and let go; its end and the lines that nobody has read are told
    /// from the loop. If it is not (any more) a child of this process, its status is unknown. Error: a text; the process
    /// is not touched.
    virtual tl::expected<std::unique_ptr<PppdProcess>, std::string> adopt(const ProcessRecord& record,
                                                                         DescriptorStore& store, Handlers handlers) = 0;
};

/// One fork and exec a call, by a process of its own (spawner.h); if that dies, by a new one. Without a first one it is
/// forked with the first call. Where a waiting pppd can serve, one fork a call (waiting_supervisor.h).
std::unique_ptr<PppdSupervisor> make_supervisor(EventLoop& loop, std::unique_ptr<Spawner> first = nullptr);

}  // namespace vpdnd
