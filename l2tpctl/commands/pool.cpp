#include "../commands.h"
#include "../row_kinds.h"

namespace ctl {

ExitCode pool_list(Invocation& invocation) {
    invocation.output.rows(invocation.client.request("pool.list"), kPools);
    return ExitCode::kDone;
}

}  // namespace ctl
