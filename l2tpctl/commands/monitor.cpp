#include "../commands.h"

namespace ctl {

ExitCode monitor(Invocation& invocation) {
    invocation.request();
    while (true) invocation.output.event(invocation.next_event().document);
}

}  // namespace ctl
