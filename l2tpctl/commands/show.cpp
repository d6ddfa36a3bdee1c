#include "../commands.h"
#include "ipc/control_rows.h"

namespace ctl {

ExitCode show(Invocation& invocation) {
    const ipc::RowLayout lists[]{ipc::kTunnelRows.layout(), ipc::kSessionRows.layout(), ipc::kBundleRows.layout()};
    invocation.output.sections(invocation.request(), lists);
    return ExitCode::kDone;
}

}  // namespace ctl
