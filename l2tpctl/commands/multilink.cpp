#include "../commands.h"

namespace ctl {

ExitCode multilink_show(Invocation& invocation) {
    invocation.output.details(invocation.request({{"bundle", invocation.needed("BUNDLE")}}));
    return ExitCode::kDone;
}

ExitCode multilink_close(Invocation& invocation) {
    ipc::Value::Object params = invocation.filters();
    const auto bundle = invocation.argument("BUNDLE");
    if (bundle.has_value() != params.empty())
        throw Failure(ExitCode::kUsage, "Say which bundles to close: give either a BUNDLE, or --user.");
    if (bundle) params = {{"bundle", *bundle}};
    invocation.output.closed(invocation.request(std::move(params)), "session");
    return ExitCode::kDone;
}

}  // namespace ctl
