#include "../commands.h"

namespace ctl {
namespace {

/// `done`: what holds for them now, in words.
void set_drained(Invocation& invocation, std::string_view done) {
    ipc::Value::Object params = invocation.filters();
    const auto lns = invocation.argument("LNS");
    if (lns.has_value() != params.empty())
        throw Failure(ExitCode::kUsage, "Say which LNS: give either an address, a name or \"all\", or --group.");
    if (lns) params = {{"lns", *lns}};
    const auto result = invocation.request(std::move(params));
    std::string which = "All LNSs";
    if (!result["group"].is_null()) which = "The LNSs of group " + text_of(result["group"]);
    if (!result["lns"].is_null()) which = "LNS " + text_of(result["lns"]);
    invocation.output.done(result, which + std::string(done));
}

}  // namespace

ExitCode lns_drain(Invocation& invocation) {
    set_drained(invocation, ": no new calls; those that are up stay.");
    return ExitCode::kDone;
}

ExitCode lns_undrain(Invocation& invocation) {
    set_drained(invocation, ": new calls again.");
    return ExitCode::kDone;
}

}  // namespace ctl
