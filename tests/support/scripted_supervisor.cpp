#include "support/scripted_supervisor.h"

#include <algorithm>

namespace test {

using namespace vpdnd;

namespace {

constexpr pid_t kFirstPid = 4711;

class PlayedProcess : public PppdProcess {
  public:
    explicit PlayedProcess(std::shared_ptr<StartedPppd> pppd) : pppd_(std::move(pppd)) {}
    ~PlayedProcess() override { pppd_->alive = false; }
    pid_t pid() const override { return pppd_->pid; }
    void signal(int number) override { pppd_->signals.push_back(number); }
    std::optional<ProcessRecord> save(DescriptorStore&) override {
        if (!pppd_->runs) return std::nullopt;
        return ProcessRecord{.pid = pppd_->pid, .pidfd = {}, .output = {}, .unfinished_line = {}};
    }

  private:
    std::shared_ptr<StartedPppd> pppd_;
};

}  // namespace

tl::expected<std::unique_ptr<PppdProcess>, std::string> ScriptedSupervisor::start(const std::vector<std::string>& argv,
                                                                                 UniqueFd plugin_end,
                                                                                 Handlers handlers) {
    if (!fails_with.empty()) return tl::make_unexpected(fails_with);
    auto pppd = std::make_shared<StartedPppd>();
    pppd->pid = kFirstPid + static_cast<pid_t>(started.size());
    pppd->argv = argv;
    pppd->plugin_end = std::move(plugin_end);
    pppd->handlers = std::move(handlers);
    started.push_back(pppd);
    auto process = std::make_unique<PlayedProcess>(pppd);
    if (run_at_once && pppd->handlers.started) pppd->handlers.started();
    return process;
}

tl::expected<std::unique_ptr<PppdProcess>, std::string> ScriptedSupervisor::adopt(const ProcessRecord& record,
                                                                                 DescriptorStore&, Handlers handlers) {
    if (!adoption_fails_with.empty()) return tl::make_unexpected(adoption_fails_with);
    const auto found = std::ranges::find(started, record.pid, [](const auto& pppd) { return pppd->pid; });
    if (found == started.end() || (*found)->alive) return tl::make_unexpected("no such process was let go");
    (*found)->alive = true;
    (*found)->handlers = std::move(handlers);
    return std::make_unique<PlayedProcess>(*found);
}

}  // namespace test
