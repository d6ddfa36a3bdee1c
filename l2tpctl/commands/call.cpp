#include "../commands.h"

namespace ctl {
namespace {

/// How long a try takes is the daemon's affair; this only ends the wait for a daemon that hangs.
constexpr std::chrono::minutes kPlacingPatience{10};

}  // namespace

ExitCode call(Invocation& invocation) {
    const auto name = invocation.argument("NAME");
    if (!name) throw Failure(ExitCode::kUsage, "Say which call: give its NAME; `l2tpctl call list` shows those that there are.");
    const ipc::Value placed = invocation.request({{"name", *name}}, kPlacingPatience);
    invocation.output.done(placed, "Call " + text_of(placed["name"]) + " to " + text_of(placed["lns"]) + " is up: " +
                                       text_of(placed["interface"]) + ", " + text_of(placed["address"]) + ".");
    return ExitCode::kDone;
}

ExitCode call_end(Invocation& invocation) {
    const ipc::Value ended = invocation.request({{"name", invocation.needed("NAME")}});
    invocation.output.done(ended, "Call " + text_of(ended["name"]) + " is hung up.");
    return ExitCode::kDone;
}

}  // namespace ctl
