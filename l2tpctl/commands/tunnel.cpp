#include "../commands.h"

namespace ctl {
namespace {

/// A setup-timeout is the daemon's affair; this only ends the wait for a daemon that hangs.
constexpr std::chrono::minutes kOpenPatience{10};

}  // namespace

ExitCode tunnel_show(Invocation& invocation) {
    invocation.output.details(invocation.request({{"tunnel", invocation.tunnel_id()}}));
    return ExitCode::kDone;
}

ExitCode tunnel_open(Invocation& invocation) {
    ipc::Value::Object params{{"group", invocation.needed("GROUP")}};
    if (auto address = invocation.argument("ADDRESS")) params.emplace_back("address", std::move(*address));
    const ipc::Value tunnel = invocation.request(std::move(params), kOpenPatience);
    invocation.output.done(tunnel, "Tunnel " + text_of(tunnel["local_id"]) + " to " + text_of(tunnel["remote_name"]) + " (" +
                                       text_of(tunnel["remote_address"]) + ") is " + text_of(tunnel["state"]) + ".");
    return ExitCode::kDone;
}

ExitCode tunnel_close(Invocation& invocation) {
    ipc::Value::Object params = invocation.filters();
    const bool by_id = invocation.argument("ID").has_value();
    if (by_id != params.empty()) {
        throw Failure(ExitCode::kUsage, "Say which tunnels to close: give either an ID, or --peer or --group.");
    }
    if (by_id) params.emplace_back("tunnel", invocation.tunnel_id());
    invocation.output.closed(invocation.request(std::move(params)), "tunnel");
    return ExitCode::kDone;
}

ExitCode tunnel_hello(Invocation& invocation) {
    const std::uint16_t id = invocation.tunnel_id();
    const ipc::Value result = invocation.request({{"tunnel", id}});
    invocation.output.done(result, "HELLO sent on tunnel " + std::to_string(id) + ".");
    return ExitCode::kDone;
}

}  // namespace ctl
