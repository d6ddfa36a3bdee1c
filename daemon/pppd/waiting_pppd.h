// One pppd that waits and forks a process for each call that it is asked for (lib/ipc/plugin_messages.h, "waiting").
//
//   started    its plugin has not greeted: orders wait
//   ready      a few orders at it at a time, answered in their order; the rest wait
//   over       it cannot wait, has ended, or did not answer in time. Its calls live on.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include <tl/expected.hpp>

#include "os/event_loop.h"
#include "pppd/command_line.h"
#include "pppd/exec_supervisor.h"
#include "pppd/plugin_link.h"

namespace vpdnd {

class WaitingPppd {
  public:
    /// Its end. The object must not be destroyed inside.
    struct End {
        std::string why;
        bool has_forked = false;  ///< it served at least one call: another one may do so, too
    };

    using Over = std::function<void(WaitingPppd&, const End&)>;  ///< once

    /// Loop and supervisor outlive it. Error: a text; it could not even be ordered.
    static tl::expected<std::unique_ptr<WaitingPppd>, std::string> start(EventLoop& loop, ExecSupervisor& supervisor,
                                                                        const PppdCommand& command, Over over);
    /// Closes its conversation: it ends. Orders that it has are lost without a word, those that it was asked for with it.
    ~WaitingPppd();
    WaitingPppd(const WaitingPppd&) = delete;
    WaitingPppd& operator=(const WaitingPppd&) = delete;

    void add(ProgramOrder order);
    /// Orders that it was not asked for, oldest first; it has none of them any more.
    std::deque<ProgramOrder> take_back();
    /// It ends when it has answered what it was asked for; over() tells.
    void retire();

  private:
    /// At it at one time, so that its socket never fills up.
    static constexpr std::size_t kMostAsked = 16;

    struct Asked {
        std::string path;
        std::shared_ptr<Program> program;
    };

    WaitingPppd(EventLoop& loop, ExecSupervisor& supervisor, Over over);
    PluginLink::Handlers link_handlers();
    PppdSupervisor::Handlers process_handlers();
    void ask();
    void on_message(const ipc::PluginMessageReader& message);
    void on_forked(const ipc::PluginMessageReader& message);
    void expect_answer();
    void on_closed(const std::string& error);
    void on_ended(const ProcessEnd& end);
    void on_over(const std::string& why);

    ExecSupervisor& supervisor_;
    Over over_;
    std::unique_ptr<PppdProcess> process_;
    std::unique_ptr<PluginLink> link_;
    std::unique_ptr<EventLoop::Timer> timer_;
    std::deque<ProgramOrder> orders_;
    std::deque<Asked> asked_;
    std::string last_output_;
    bool ready_ = false, has_forked_ = false, retired_ = false;
};

}  // namespace vpdnd
