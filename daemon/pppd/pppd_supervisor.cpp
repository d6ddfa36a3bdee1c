#include "pppd/pppd_supervisor.h"

#include <utility>

#include "pppd/command_line.h"
#include "pppd/waiting_supervisor.h"

namespace vpdnd {

std::string how_it_ended(const ProcessEnd& end) {
    if (!end.not_started.empty()) return end.not_started;
    if (end.signal != 0) return "was killed by signal " + std::to_string(end.signal);
    return "ended with status " + std::to_string(end.exit_status);
}

tl::expected<std::unique_ptr<PppdProcess>, std::string> PppdSupervisor::start_call(const PppdCommand& command,
                                                                                  UniqueFd plugin_end, Handlers handlers) {
    return start(command_line(command), std::move(plugin_end), std::move(handlers));
}

std::unique_ptr<PppdSupervisor> make_supervisor(EventLoop& loop, std::unique_ptr<Spawner> first) {
    return std::make_unique<WaitingSupervisor>(loop, std::move(first));
}

}  // namespace vpdnd
