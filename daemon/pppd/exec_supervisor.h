// The supervisor that execs a program a call: what it asked the spawner for, and the programs that came of it.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <system_error>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "pppd/pppd_supervisor.h"
#include "pppd/program.h"
#include "pppd/spawner.h"

namespace vpdnd {

class ExecSupervisor : public PppdSupervisor {
  public:
    /// The loop outlives it. `first` null or unusable: the first start() forks a spawner.
    ExecSupervisor(EventLoop& loop, std::unique_ptr<Spawner> first);
    /// Waits for the spawner's answers, so that who is being started gets the signal that its owner left for it.
    ~ExecSupervisor() override;
    ExecSupervisor(const ExecSupervisor&) = delete;
    ExecSupervisor& operator=(const ExecSupervisor&) = delete;

    tl::expected<std::unique_ptr<PppdProcess>, std::string> start(const std::vector<std::string>& argv,
                                                                 UniqueFd plugin_end, Handlers handlers) override;
    tl::expected<std::unique_ptr<PppdProcess>, std::string> adopt(const ProcessRecord& record, DescriptorStore& store,
                                                                 Handlers handlers) override;

    /// Starts what was ordered, as start() does. Error: the program was not told.
    tl::expected<void, std::string> carry_out(ProgramOrder order);
    /// Keeps a child of this process, whoever has made it, until it is reaped. Error: it cannot be watched; the child is given
    /// back.
    tl::expected<void, std::error_code> watch(const std::shared_ptr<Program>& program, std::unique_ptr<ChildProcess>& child);
    /// Children that somebody made for us and could not tell of any more are nobody's, and reaped when they end.
    void reap_unknown();

  private:
    /// At the spawner at one time; the rest waits here, so that the spawner's socket never fills up.
    static constexpr std::size_t kMostAsked = 16;

    struct Asked {
        std::string path;
        std::shared_ptr<Program> program;
    };

    tl::expected<void, std::string> need_spawner();
    tl::expected<void, std::string> use(std::unique_ptr<Spawner> spawner);
    int ask_for_first();
    void ask();
    void on_answers();
    void take(const Spawner::Answer& answer);
    void on_spawner_gone();
    std::vector<pid_t> unknown_children() const;
    void kill_half_started() const;

    EventLoop& loop_;
    std::unique_ptr<Spawner> spawner_;
    std::unique_ptr<EventLoop::Watch> watch_;
    std::deque<ProgramOrder> waiting_;  ///< not asked for yet
    std::deque<Asked> asked_;  ///< the spawner answers in this order
    std::unordered_map<pid_t, std::shared_ptr<Program>> running_;  ///< owned or let go
    std::unordered_set<pid_t> older_children_;  ///< than the spawner: not of its making
};

}  // namespace vpdnd
