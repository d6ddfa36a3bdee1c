// The supervisor that execs a program a call: what it asked the spawner for, and the processes that came of it.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <system_error>
#include <unordered_set>
#include <vector>

#include "pppd/child_process.h"
#include "pppd/spawner.h"
#include "pppd/supervisor.h"

namespace vpdnd {

class ExecSupervisor;

class ExecProcess : public PppdProcess {
  public:
    ExecProcess(ExecSupervisor& supervisor, EventLoop& loop, UniqueFd output, PppdSupervisor::Handlers handlers);
    ~ExecProcess() override;
    ExecProcess(const ExecProcess&) = delete;
    ExecProcess& operator=(const ExecProcess&) = delete;

    pid_t pid() const override { return child_ ? child_->pid() : 0; }
    void signal(int number) override;

    // For the supervisor.
    /// Error: it cannot be watched, and is killed.
    tl::expected<void, std::error_code> started(std::unique_ptr<ChildProcess> child);
    void failed(std::string why);  ///< the owner may destroy the process inside

  private:
    void on_end();
    void on_output();
    void add_output(char c);
    void tell(ProcessEnd end);

    ExecSupervisor& supervisor_;
    EventLoop& loop_;
    std::unique_ptr<ChildProcess> child_;  ///< null: not started yet, or could not be
    UniqueFd output_;
    PppdSupervisor::Handlers handlers_;
    std::string line_;
    int signal_when_started_ = 0;
    std::unique_ptr<EventLoop::Watch> end_watch_, output_watch_;
};

class ExecSupervisor : public PppdSupervisor {
  public:
    ExecSupervisor(EventLoop& loop, std::unique_ptr<Spawner> first);
    ~ExecSupervisor() override;
    ExecSupervisor(const ExecSupervisor&) = delete;
    ExecSupervisor& operator=(const ExecSupervisor&) = delete;

    tl::expected<std::unique_ptr<PppdProcess>, std::string> start(const std::vector<std::string>& argv,
                                                                 UniqueFd plugin_end, Handlers handlers) override;
    /// The process is destroyed: what comes of its start is nobody's.
    void forget(ExecProcess& process);

  private:
    /// At the spawner at one time; the rest waits here, so that the spawner's socket never fills up.
    static constexpr std::size_t kMostAsked = 16;

    struct Waiting {
        std::vector<std::string> argv;
        UniqueFd plugin_end, output;
        ExecProcess* process;
    };
    struct Asked {
        std::string program;
        ExecProcess* process;  ///< null: given up meanwhile
    };

    tl::expected<void, std::string> need_spawner();
    tl::expected<void, std::string> use(std::unique_ptr<Spawner> spawner);
    int ask_for_first();
    void ask();
    void on_answers();
    void take(const Spawner::Answer& answer);
    void on_spawner_gone();
    void kill_unknown_children() const;

    EventLoop& loop_;
    std::unique_ptr<Spawner> spawner_;
    std::unique_ptr<EventLoop::Watch> watch_;
    std::deque<Waiting> waiting_;
    std::deque<Asked> asked_;             ///< the spawner answers in this order
    std::unordered_set<pid_t> running_;
};

}  // namespace vpdnd
