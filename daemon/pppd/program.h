// One program of a supervisor, from its order to its reaping, whoever owns it meanwhile.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <tl/expected.hpp>

#include "os/event_loop.h"
#include "os/unique_fd.h"
#include "pppd/child_process.h"
#include "pppd/pppd_supervisor.h"

namespace vpdnd {

/// Held by its supervisor while it is being started and runs, and by its owner (PppdProcess) until he lets it go.
class Program : public std::enable_shared_from_this<Program> {
  public:
    /// `output`: the reading end of its pipe; invalid: nobody hears what it writes.
    Program(EventLoop& loop, UniqueFd output, PppdSupervisor::Handlers handlers);
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    // For the owner.
    pid_t pid() const { return child_ ? child_->pid() : 0; }
    void signal(int number);
    std::optional<ProcessRecord> save(DescriptorStore& store);
    void let_go();

    // For the supervisor.
    bool has_owner() const { return has_owner_; }
    /// `ended` is called when it was reaped, before the owner hears of it. Error: it cannot be watched; the child is
    /// given back.
    tl::expected<void, std::error_code> started(std::unique_ptr<ChildProcess>& child, std::function<void(pid_t)> ended);
    void runs();  ///< after started() of one that was not adopted; the owner may destroy his process inside
    void failed(std::string why);  ///< the owner may destroy his process inside
    /// The first octets of a line that the former owner had read.
    void continue_line(std::string begun) { line_ = std::move(begun); }
    /// If it was sent a SIGKILL: waits for its end.
    void wait_if_killed();

  private:
    void on_end();
    void on_output();
    void add_output(char c);
    void tell(ProcessEnd end);
    void stop_output();

    EventLoop& loop_;
    std::unique_ptr<ChildProcess> child_;  ///< null: not started yet, or could not be
    UniqueFd output_;
    PppdSupervisor::Handlers handlers_;
    std::function<void(pid_t)> ended_;
    std::string line_;
    int pending_signal_ = 0;  ///< for when it runs
    bool has_owner_ = true, saved_ = false, killed_ = false;
    std::unique_ptr<EventLoop::Watch> end_watch_, output_watch_;
};

/// What its owner holds of a program; destroying it lets the program go.
std::unique_ptr<PppdProcess> owned(std::shared_ptr<Program> program);

/// A program that nobody has started yet, and what it shall have.
struct ProgramOrder {
    std::vector<std::string> argv;
    UniqueFd plugin_end, output;  ///< `output`: the writing end of its pipe
    std::shared_ptr<Program> program;
};

/// Error: a text; there is no pipe for its output.
tl::expected<ProgramOrder, std::string> order_program(EventLoop& loop, std::vector<std::string> argv, UniqueFd plugin_end,
                                                      PppdSupervisor::Handlers handlers);

}  // namespace vpdnd
