// The supervisor of the daemon: programs by exec (exec_supervisor.h); pppds of calls, where it can be had, by a fork of one that
// waits (waiting_pppd.h), one for each command. What waits is replaced when a file that it has read changes or the
// configuration is read again. A command that cannot wait is executed for each call, until its files change.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pppd/exec_supervisor.h"
#include "pppd/template_files.h"
#include "pppd/waiting_pppd.h"

namespace vpdnd {

class WaitingSupervisor : public PppdSupervisor {
  public:
    WaitingSupervisor(EventLoop& loop, std::unique_ptr<Spawner> first) : loop_(loop), exec_(loop, std::move(first)) {}
    /// Who waits ends; calls are let go.
    ~WaitingSupervisor() override { *alive_ = false; }
    WaitingSupervisor(const WaitingSupervisor&) = delete;
    WaitingSupervisor& operator=(const WaitingSupervisor&) = delete;

    tl::expected<std::unique_ptr<PppdProcess>, std::string> start(const std::vector<std::string>& argv, UniqueFd plugin_end,
                                                                 Handlers handlers) override {
        return exec_.start(argv, std::move(plugin_end), std::move(handlers));
    }
    tl::expected<std::unique_ptr<PppdProcess>, std::string> start_call(const PppdCommand& command, UniqueFd plugin_end,
                                                                      Handlers handlers) override;
    void refresh() override;
    tl::expected<std::unique_ptr<PppdProcess>, std::string> adopt(const ProcessRecord& record, DescriptorStore& store,
                                                                 Handlers handlers) override {
        return exec_.adopt(record, store, std::move(handlers));
    }

  private:
    /// All calls with one command line.
    struct Template {
        explicit Template(PppdCommand the_command) : command(std::move(the_command)), files(command) {}
        PppdCommand command;
        TemplateFiles files;
        std::unique_ptr<WaitingPppd> waiting;
        bool by_exec = false;  ///< with these files it cannot wait
    };

    Template& template_of(const PppdCommand& command);
    void renew(Template& which);
    tl::expected<void, std::string> carry_out(Template& which, ProgramOrder order);
    bool need_waiting(Template& which);
    void on_over(Template& which, WaitingPppd& waiting, const WaitingPppd::End& end);
    void carry_out_all(Template& which, std::deque<ProgramOrder> orders);
    void bury(std::unique_ptr<WaitingPppd> over);

    EventLoop& loop_;
    ExecSupervisor exec_;
    std::map<std::vector<std::string>, std::unique_ptr<Template>> templates_;  ///< by command line
    std::vector<std::unique_ptr<WaitingPppd>> retired_;  ///< replaced, and about to end
    std::vector<std::unique_ptr<WaitingPppd>> over_;     ///< until nothing of theirs is on the stack
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace vpdnd
