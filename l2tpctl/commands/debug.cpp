#include "../commands.h"

namespace ctl {

ExitCode debug(Invocation& invocation) {
    const std::string area = invocation.needed("AREA");
    const std::string position = invocation.needed("SWITCH");
    if (position != "on" && position != "off") {
        throw Failure(ExitCode::kUsage, "Say `debug " + area + " on` or `debug " + area + " off`.");
    }
    const ipc::Value result = invocation.request({{"area", area}, {"on", position == "on"}});
    invocation.output.done(result, "Debug " + area + " is " + position + "; it goes to the daemon's log.");
    return ExitCode::kDone;
}

}  // namespace ctl
