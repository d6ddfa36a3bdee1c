// A supervisor whose pppds are played by the test: what was started, signalled and let go. For Catch2 tests only.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "os/unique_fd.h"
#include "pppd/pppd_supervisor.h"

namespace test {

/// What the test knows of one pppd that a call started.
struct StartedPppd {
    std::vector<std::string> argv;
    vpdnd::UniqueFd plugin_end;
    vpdnd::PppdSupervisor::Handlers handlers;
    std::vector<int> signals;
    pid_t pid = 0;
    bool alive = true;  ///< the daemon holds the process
    bool runs = true;   ///< false: it is ordered, and nobody could take it over

    void ends(vpdnd::ProcessEnd end) {
        auto ended = handlers.ended;
        ended(end);
    }
};

class ScriptedSupervisor : public vpdnd::PppdSupervisor {
  public:
    tl::expected<std::unique_ptr<vpdnd::PppdProcess>, std::string> start(const std::vector<std::string>& argv,
                                                                        vpdnd::UniqueFd plugin_end,
                                                                        Handlers handlers) override;
    /// One of `started` that was let go.
    tl::expected<std::unique_ptr<vpdnd::PppdProcess>, std::string> adopt(const vpdnd::ProcessRecord& record,
                                                                        vpdnd::DescriptorStore& store,
                                                                        Handlers handlers) override;
    std::vector<std::shared_ptr<StartedPppd>> started;
    bool run_at_once = true;  ///< false: the test says when one runs, by handlers.started
    std::string fails_with;  ///< empty: does not
    std::string adoption_fails_with;
};

}  // namespace test
