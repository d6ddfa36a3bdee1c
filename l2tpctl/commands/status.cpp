#include "../commands.h"

namespace ctl {

ExitCode status(Invocation& invocation) {
    ipc::Value report = invocation.request();
    if (invocation.output.style() == Style::kTable) {
        const auto uptime = report["uptime"].integer();
        if (uptime) report.set("uptime", duration(std::chrono::seconds(*uptime)));
    }
    invocation.output.details(report);
    return ExitCode::kDone;
}

}  // namespace ctl
