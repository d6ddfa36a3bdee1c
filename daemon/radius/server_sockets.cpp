#include "radius/server_sockets.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "base/wiping_allocator.h"
#include "net/socket_address.h"

namespace vpdnd {
namespace {

/// So many in one turn of the loop; then others have theirs.
constexpr int kAtOnce = 64;

/// What an ICMP error makes of the next call.
bool tells_unreachable(int error) {
    return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH || error == EHOSTDOWN;
}

SocketResult<UniqueFd> connected_socket(const std::optional<l2tp::IpAddress>& source, const l2tp::Address& remote) {
    UniqueFd fd(::socket(family_of(remote.ip), SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (fd.get() < 0) return socket_error("socket");
    if (source) {
        const auto local = to_sockaddr({*source, 0});
        if (::bind(fd.get(), local.get(), local.length) != 0) return socket_error("bind " + l2tp::to_string(*source));
    }
    const auto to = to_sockaddr(remote);
    if (::connect(fd.get(), to.get(), to.length) != 0) return socket_error("connect " + l2tp::to_string(remote));
    return fd;
}

}  // namespace

ServerSockets::ServerSockets(EventLoop& loop, Resolver& resolver, std::vector<Server> servers, User& user)
    : loop_(loop), resolver_(resolver), servers_(std::move(servers)), user_(user) {}

ServerSockets::~ServerSockets() = default;

void ServerSockets::open(radius::ServerId server, radius::PortId port) {
    const Key key(server, port);
    look_up(key, ports_[key]);
}

void ServerSockets::look_up(Key key, Port& port) {
    const auto& server = servers_.at(index_of(key.first));
    port.lookup = resolver_.resolve(server.host, server.port, [this, key](const Resolver::Answer& answer) { looked_up(key, answer); });
}

void ServerSockets::looked_up(Key key, const Resolver::Answer& answer) {
    auto& port = ports_.at(key);
    const bool was_open = port.fd.get() >= 0;
    // The same address: an answer that is late still comes.
    if (was_open && std::ranges::find(answer.addresses, port.remote) != answer.addresses.end()) return;
    std::string error = answer.error;
    for (const auto& address : answer.addresses) {
        const auto made = connect(key, port, address);
        if (made && was_open) return;
        if (made) return user_.port_opened(key.first, key.second);
        error = made.error().text;
    }
    if (was_open) return;  // the old address is as good as none
    ports_.erase(key);
    user_.port_failed(key.first, key.second, error);
}

SocketResult<void> ServerSockets::connect(Key key, Port& port, const l2tp::Address& remote) {
    auto made = connected_socket(servers_.at(index_of(key.first)).source, remote);
    if (!made) return tl::unexpected(made.error());
    auto watch = loop_.watch_readable(made->get(), [this, key] { read(key); });
    if (!watch) return socket_error("watch a socket", watch.error().value());
    port.watch = std::move(*watch);  // the old one goes before its socket
    port.fd = std::move(*made);
    port.remote = remote;
    return {};
}

void ServerSockets::close(radius::ServerId server, radius::PortId port) { ports_.erase({server, port}); }

void ServerSockets::send(radius::ServerId server, radius::PortId port, std::span<const std::uint8_t> datagram) {
    const auto found = ports_.find({server, port});
    if (found == ports_.end()) return;
    const int fd = found->second.fd.get();
    // An error of an earlier datagram is told here, and read() would not hear of it: then this one was not sent.
    for (int tries = 0; tries < 2; ++tries)
        if (::send(fd, datagram.data(), datagram.size(), MSG_NOSIGNAL) >= 0 || !tells_unreachable(errno)) return;
}

void ServerSockets::look_up_again(radius::ServerId server) {
    const auto& host = servers_.at(index_of(server)).host;
    if (!parse_literal(host, 0).empty()) return;
    for (auto& [key, port] : ports_)
        if (key.first == server && port.fd.get() >= 0) look_up(key, port);
}

void ServerSockets::read(Key key) {
    for (int count = 0; count < kAtOnce; ++count) {
        const auto found = ports_.find(key);  // what the last datagram led to may have closed it
        if (found == ports_.end()) break;
        const auto size = ::recv(found->second.fd.get(), buffer_.data(), buffer_.size(), 0);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 && !tells_unreachable(errno)) break;
        if (size < 0) user_.unreachable(key.first, key.second);
        else user_.datagram(key.first, key.second, std::span(buffer_).first(static_cast<std::size_t>(size)));
    }
    base::wipe(buffer_.data(), buffer_.size());
}

}  // namespace vpdnd
