// UDP sockets to RADIUS servers. Each is connected: it hears its server only, and the kernel tells when nobody is there (ICMP).
// Names are looked up for each socket, and once more when their server has fallen silent.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "l2tp/peer_address.h"
#include "net/resolver.h"
#include "net/socket_error.h"
#include "os/event_loop.h"
#include "os/unique_fd.h"
#include "radius/client_ids.h"

namespace vpdnd {

class ServerSockets {
  public:
    struct Server {
        std::string host;  ///< literal or name
        std::uint16_t port = 0;
        std::optional<l2tp::IpAddress> source;  ///< none: as the routing table says
    };
    /// Who works with the sockets. Called from the event loop, never inside open() or send().
    class User {
      public:
        virtual ~User() = default;
        virtual void port_opened(radius::ServerId server, radius::PortId port) = 0;
        virtual void port_failed(radius::ServerId server, radius::PortId port, const std::string& error) = 0;
        /// `datagram` is valid during the call.
        virtual void datagram(radius::ServerId server, radius::PortId port, std::span<const std::uint8_t> datagram) = 0;
        /// Nobody takes datagrams there, or none get there. Anybody can forge that.
        virtual void unreachable(radius::ServerId server, radius::PortId port) = 0;
    };

    /// Loop, resolver and user outlive it.
    ServerSockets(EventLoop& loop, Resolver& resolver, std::vector<Server> servers, User& user);
    ~ServerSockets();
    ServerSockets(const ServerSockets&) = delete;
    ServerSockets& operator=(const ServerSockets&) = delete;

    /// port_opened() or port_failed() follows.
    void open(radius::ServerId server, radius::PortId port);
    void close(radius::ServerId server, radius::PortId port);
    /// What cannot be sent is as if it were lost.
    void send(radius::ServerId server, radius::PortId port, std::span<const std::uint8_t> datagram);
    /// The server does not answer: its name may belong to another address by now. Sockets go there if it does.
    void look_up_again(radius::ServerId server);

  private:
    using Key = std::pair<radius::ServerId, radius::PortId>;
    struct Port {
        Resolver::Wait lookup;
        UniqueFd fd;
        l2tp::Address remote{};  ///< of `fd`
        std::unique_ptr<EventLoop::Watch> watch;
    };
    void look_up(Key key, Port& port);
    void looked_up(Key key, const Resolver::Answer& answer);
    SocketResult<void> connect(Key key, Port& port, const l2tp::Address& remote);
    void read(Key key);

    EventLoop& loop_;
    Resolver& resolver_;
    const std::vector<Server> servers_;
    User& user_;
    std::map<Key, Port> ports_;
    std::array<std::uint8_t, 4097> buffer_{};  ///< one octet more than the longest packet (RFC 2865 section 3); zeroed after use
};

}  // namespace vpdnd
