#include "pppd/plugin_listener.h"

#include <stdexcept>
#include <utility>

#include "log/limited.h"

namespace vpdnd {
namespace {

constexpr uid_t kRoot = 0;

}  // namespace

std::unique_ptr<UnixListener> listen_for_plugins(EventLoop& loop, const std::string& path, PluginListenerHandlers handlers,
                                                 UniqueFd listening) {
    UnixListener::Handlers all{
        .accepted = std::move(handlers.accepted),
        .room = std::move(handlers.room),
        .paused = [](const std::string& error) {
            log::write_limited(log::Level::kError, "cannot accept a plugin", {{"error", error}});
        },
        .refused = [](pid_t pid, uid_t uid) {
            log::write_limited(log::Level::kWarning, "plugin refused: it does not run as root",
                       {{"pid", std::to_string(pid)}, {"uid", std::to_string(uid)}});
        }};
    if (listening) return UnixListener::adopt(loop, std::move(listening), path, kRoot, std::move(all));
    auto opened = UnixListener::open(loop, path, UnixListener::Type::kSeqpacket, {.mode = 0600, .only_user = kRoot}, std::move(all));
    if (!opened) throw std::runtime_error("plugin-socket " + opened.error());
    return std::move(*opened);
}

}  // namespace vpdnd
