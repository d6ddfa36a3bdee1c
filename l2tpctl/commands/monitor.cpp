#include "../commands.h"

namespace ctl {

ExitCode monitor(Invocation& invocation) {
    invocation.client.request("events.subscribe");
    while (true) invocation.output.event(invocation.client.next_event().document);
}

}  // namespace ctl
