#include "../commands.h"

namespace ctl {
namespace {

/// The name of an interface has no slash.
ipc::Value::Object pppoe_key(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || slash == 0) {
        throw Failure(ExitCode::kUsage, "A PPPoE session's ID is written INTERFACE/SID, as in eth1/17, not \"" + std::string(text) +
                                            "\"; `l2tpctl pppoe list` shows them.");
    }
    return {{"interface", std::string(text.substr(0, slash))}, {"session_id", parse_id(text.substr(slash + 1), "PPPoE session")}};
}

}  // namespace

ExitCode pppoe_close(Invocation& invocation) {
    ipc::Value::Object params = invocation.filters();
    const auto id = invocation.argument("ID");
    if (id.has_value() != params.empty())
        throw Failure(ExitCode::kUsage, "Say which sessions to close: give either an ID, or some of --user and --state.");
    if (id) params = pppoe_key(*id);
    invocation.output.closed(invocation.request(std::move(params)), "session");
    return ExitCode::kDone;
}

}  // namespace ctl
