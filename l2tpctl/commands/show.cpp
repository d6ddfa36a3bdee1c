#include "../commands.h"
#include "../row_kinds.h"

namespace ctl {

ExitCode show(Invocation& invocation) {
    const RowKind* const kinds[]{&kTunnels, &kSessionsShort, &kBundles};
    invocation.output.sections(invocation.client.request("show"), kinds);
    return ExitCode::kDone;
}

}  // namespace ctl
