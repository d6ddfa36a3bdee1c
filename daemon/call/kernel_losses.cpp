#include "call/kernel_losses.h"

#include "dataplane/dataplane.h"
#include "log/log.h"
#include "tunnel/tunnels.h"

namespace vpdnd {

void watch_kernel_losses(CallParts& parts, CallTable& calls) {
    const auto watched = parts.dataplane.watch_losses(
        parts.loop, {.tunnel =
                         [&parts](l2tp::TunnelId id) {
                             parts.tunnels.kernel_tunnel_lost(std::chrono::steady_clock::now(), id);
                             parts.drain();
                         },
                     .session =
                         [&parts, &calls](l2tp::SessionKey key) {
                             if (auto* call = calls.find(key)) call->kernel_session_lost();
                             parts.drain();
                         }});
    if (!watched)
        log::write(log::Level::kWarning, "sessions that other programs delete in the kernel will not be noticed",
                   {{"error", watched.error().text}});
}

}  // namespace vpdnd
