#include "../commands.h"

namespace ctl {

ExitCode radius_show(Invocation& invocation) {
    invocation.output.details(invocation.request({{"radius", invocation.needed("NAME")}}));
    return ExitCode::kDone;
}

}  // namespace ctl
