// The one packet socket for discovery on all interfaces: not bound to any, so that each frame comes once, with the interface that it
// came on; VLANs' frames come on their own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "net/socket_error.h"
#include "os/event_loop.h"
#include "os/unique_fd.h"

namespace vpdnd::pppoe {

class DiscoverySocket {
  public:
    /// A frame that is for this machine or for all. Called from the loop.
    using Received = std::function<void(int interface, std::span<const std::uint8_t> frame)>;
    /// Error: no right to it (CAP_NET_RAW), or no packet sockets.
    static SocketResult<std::unique_ptr<DiscoverySocket>> open(EventLoop& loop, Received received);

    /// A whole frame. Never waits; one that cannot be sent is lost, as on any Ethernet.
    void send(int interface, std::span<const std::uint8_t> frame);

  private:
    DiscoverySocket(UniqueFd fd, Received received) : fd_(std::move(fd)), received_(std::move(received)) {}
    void on_readable();

    UniqueFd fd_;
    Received received_;
    std::unique_ptr<EventLoop::Watch> watch_;
};

}  // namespace vpdnd::pppoe
