// The plugin socket: pppds that others started (pppoe-server, pon, getty) connect here. Root only.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "os/event_loop.h"
#include "os/unique_fd.h"
#include "os/unix_listener.h"

namespace vpdnd {

struct PluginListenerHandlers {
    std::function<bool()> room;              ///< as UnixListener::Handlers::room
    std::function<void(UniqueFd)> accepted;  ///< a connection whose peer is root
};

/// With `listening`, a duplicate of another one's socket, nothing is bound. Throws std::runtime_error if the socket
/// cannot be made. Whoever ends, and does not only let go, close()s it.
std::unique_ptr<UnixListener> listen_for_plugins(EventLoop& loop, const std::string& path, PluginListenerHandlers handlers,
                                                 UniqueFd listening = {});

}  // namespace vpdnd
