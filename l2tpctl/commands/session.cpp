#include "../commands.h"

namespace ctl {
namespace {

ipc::Value::Object session_key(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) {
        throw Failure(ExitCode::kUsage, "A session's ID is written TUNNEL/SESSION, as in 5/17, not \"" + std::string(text) +
                                            "\"; `l2tpctl session list` shows them.");
    }
    return {{"tunnel", parse_id(text.substr(0, slash), "tunnel")}, {"session", parse_id(text.substr(slash + 1), "session")}};
}

}  // namespace

ExitCode session_show(Invocation& invocation) {
    invocation.output.details(invocation.request(session_key(invocation.needed("ID"))));
    return ExitCode::kDone;
}

ExitCode session_close(Invocation& invocation) {
    ipc::Value::Object params = invocation.filters();
    const auto id = invocation.argument("ID");
    if (id.has_value() != params.empty()) {
        throw Failure(ExitCode::kUsage,
                      "Say which sessions to close: give either an ID, or some of --user, --peer, --group and --state.");
    }
    if (id) params = session_key(*id);
    invocation.output.closed(invocation.request(std::move(params)), "session");
    return ExitCode::kDone;
}

}  // namespace ctl
