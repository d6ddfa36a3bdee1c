#include "net/socket_set.h"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>

#include "l2tp/bytes.h"
#include "net/sockaddr.h"

namespace vpdnd {
namespace {

// To sleep and be woken costs more time, and no less of the processor, than a peer needs for its answer when it is near
// and busy. So a socket whose peers have just been that quick is read for a moment longer before the loop sleeps.
constexpr std::chrono::microseconds kPatience{40};
constexpr std::chrono::microseconds kQuickPeer{80};  // from the end of one turn to the next: kPatience and a wake-up
constexpr std::size_t kDatagramsATurn = 64;

}  // namespace

UdpSockets::UdpSockets(EventLoop& loop, Receiver receiver, EqualPaths equal_paths)
    : loop_(loop), receiver_(std::move(receiver)), equal_paths_(equal_paths) {}

UdpSockets::~UdpSockets() { *alive_ = false; }

// Receiving ---------------------------------------------------------------------------------------------------

SocketResult<UdpSockets::Entry> UdpSockets::watched(UdpSocket socket) {
    Entry entry;
    entry.socket = std::make_shared<UdpSocket>(std::move(socket));
    auto watch = loop_.watch_readable(entry.socket->fd(), [this, weak = std::weak_ptr(entry.socket), last = SteadyTime{}]() mutable {
        last = on_readable(weak, last);
    });
    if (!watch) return socket_error("watch " + l2tp::to_string(entry.socket->local()), watch.error().value());
    entry.watch = std::move(*watch);
    return entry;
}

/// `last`: when this socket was served before. Returns when it was now.
SteadyTime UdpSockets::on_readable(const std::weak_ptr<UdpSocket>& watched, SteadyTime last) {
    auto now = std::chrono::steady_clock::now();
    const bool quick = now - last < kQuickPeer;
    // The loop calls once more if data is left: others have their turn before.
    for (std::size_t served = 0; served < kDatagramsATurn; served += batch_.datagrams().size()) {
        if (const auto socket = watched.lock(); !socket || !receive_until(*socket, quick ? now + kPatience : now)) break;
        // The receiver may close this socket: nobody keeps it open here.
        for (const auto& datagram : batch_.datagrams()) {
            ++counters_.datagrams_in;
            counters_.bytes_in += datagram.bytes.size();
            receiver_(datagram.path, datagram.bytes);
        }
        batch_.wipe();
        now = std::chrono::steady_clock::now();
    }
    return now;
}

bool UdpSockets::receive_until(const UdpSocket& socket, SteadyTime end) {
    do {
        socket.receive(batch_, counters_.icmp_errors);
        if (!batch_.datagrams().empty()) return true;
    } while (std::chrono::steady_clock::now() < end);
    return false;
}

void UdpSockets::deliver_later(const UdpSocket& socket) {
    bool more = true;
    while (more) {
        more = socket.receive(closing_batch_, counters_.icmp_errors);
        for (const auto& datagram : closing_batch_.datagrams()) {
            ++counters_.datagrams_in;
            counters_.bytes_in += datagram.bytes.size();
            l2tp::Bytes copy(datagram.bytes.begin(), datagram.bytes.end());
            loop_.post([this, alive = alive_, path = datagram.path, bytes = std::move(copy)] {
                if (*alive) receiver_(path, bytes);
            });
        }
        closing_batch_.wipe();
    }
}

// Paths of tunnels --------------------------------------------------------------------------------------------

SocketResult<l2tp::Path> UdpSockets::reply_path(const l2tp::Path& called, bool other_port_allowed) {
    return path_from(called, other_port_allowed);
}

SocketResult<l2tp::Path> UdpSockets::initiator_path(const l2tp::Address& remote,
                                                    std::optional<l2tp::IpAddress> source, std::uint16_t port,
                                                    bool other_port_allowed) {
    l2tp::Path wanted{{source.value_or(l2tp::IpAddress{}), port}, remote};
    if (!source || is_any(*source)) {
        auto ip = local_address_towards(remote);
        if (!ip) return tl::make_unexpected(ip.error());
        wanted.local.ip = *ip;
    }
    if (wanted.local.ip.v6 != remote.ip.v6)
        return socket_error("send from " + l2tp::to_string(wanted.local.ip) + " to " + l2tp::to_string(remote),
                            EAFNOSUPPORT);
    return path_from(wanted, other_port_allowed);
}

SocketResult<l2tp::Path> UdpSockets::path_from(const l2tp::Path& wanted, bool other_port_allowed) {
    l2tp::Path path = wanted;
    if (path.local.port != 0 && four_tuple_taken(path)) {
        if (!other_port_allowed)
            return socket_error("a second tunnel " + l2tp::to_string(path.local) + " - " + l2tp::to_string(path.remote) +
                                    " would lose its data in this kernel, and another local port is not allowed", EADDRINUSE);
        path.local.port = 0;
    }
    if (path.local.port == 0) path.local.port = port_to_use_again(path);
    if (path.local.port == 0 || use_unconnected(path.local) == nullptr) {
        auto opened = open_extra_port(path.local);
        if (!opened) return tl::make_unexpected(opened.error());
        path.local = *opened;
    }
    if (auto extra = extra_ports_.find(path.local); extra != extra_ports_.end()) {
        ++extra->second.users;
        extra->second.linger.reset();
    }
    hold(path);
    return path;
}

/// So that a peer that comes again and again does not cost a socket each time. 0: none fits.
std::uint16_t UdpSockets::port_to_use_again(const l2tp::Path& path) const {
    for (const auto& [local, extra] : extra_ports_)
        if (extra.any_port && local.ip == path.local.ip && !holds_.contains({local, path.remote})) return local.port;
    return 0;
}

SocketResult<l2tp::Address> UdpSockets::open_extra_port(const l2tp::Address& local) {
    auto socket = UdpSocket::open(local, sharing_for(local));
    if (!socket) return tl::make_unexpected(socket.error());
    l2tp::Address bound{local.ip, socket->local().port};
    auto entry = watched(std::move(*socket));
    if (!entry) return tl::make_unexpected(entry.error());
    extra_ports_[bound] = {std::move(*entry), local.port == 0};
    return bound;
}

bool UdpSockets::has_tunnel_socket(const l2tp::Path& path) const {
    auto held = holds_.find(path);
    return held != holds_.end() && held->second.sockets > 0;
}

bool UdpSockets::four_tuple_taken(const l2tp::Path& path) {
    if (equal_paths_ == EqualPaths::kWork) return false;
    forget_stale_holds();
    return holds_.contains(path);
}

void UdpSockets::forget_stale_holds() {
    auto limit = std::chrono::steady_clock::now() - kForgottenAfter;
    std::erase_if(holds_, [&](const auto& held) {
        if (held.second.sockets > 0 || held.second.since > limit) return false;
        for (unsigned i = held.second.users; i > 0; --i) release_extra_port(held.first.local, {});
        return true;
    });
}

void UdpSockets::hold(const l2tp::Path& path) {
    auto& held = holds_[path];
    ++held.users;
    held.since = std::chrono::steady_clock::now();
}

/// The SCCRP may have come from another port than the one we called: then the hold is under the old one.
UdpSockets::Holds::iterator UdpSockets::find_hold(const l2tp::Path& path) {
    if (auto exact = holds_.find(path); exact != holds_.end()) return exact;
    return std::find_if(holds_.begin(), holds_.end(), [&](const auto& held) {
        return held.first.local == path.local && held.first.remote.ip == path.remote.ip && !has_tunnel_socket(held.first);
    });
}

void UdpSockets::release_path(const l2tp::Path& path, l2tp::Duration linger) {
    auto held = find_hold(path);
    if (held == holds_.end()) return;
    if (held->second.users > 0) --held->second.users;
    if (held->second.users == 0 && held->second.sockets == 0) holds_.erase(held);
    release_extra_port(path.local, linger);
    if (auto* listener = listener_for(path.local))
        listener->needed_until = std::max(listener->needed_until, std::chrono::steady_clock::now() + linger);
}

void UdpSockets::release_extra_port(const l2tp::Address& local, l2tp::Duration linger) {
    auto extra = extra_ports_.find(local);
    if (extra == extra_ports_.end() || extra->second.users == 0) return;
    auto& port = extra->second;
    port.needed_until = std::max(port.needed_until, std::chrono::steady_clock::now() + linger);
    if (--port.users > 0) return;
    port.linger = loop_.make_timer([this, local] { extra_ports_.erase(local); });
    port.linger->arm(port.needed_until);
}

// Sockets of tunnels ------------------------------------------------------------------------------------------

SocketResult<int> UdpSockets::add_tunnel_socket(l2tp::TunnelId tunnel, const l2tp::Path& path) {
    if (equal_paths_ == EqualPaths::kLoseData && has_tunnel_socket(path))
        return socket_error("a second tunnel on " + l2tp::to_string(path.local) + " - " + l2tp::to_string(path.remote), EADDRINUSE);
    auto socket = UdpSocket::open(path.local, Sharing::kShared);
    if (!socket) return tl::make_unexpected(socket.error());
    if (auto done = socket->connect(path.remote); !done) return tl::make_unexpected(done.error());
    if (auto held = find_hold(path); held != holds_.end() && held->first != path) {
        auto moved = holds_.extract(held);
        moved.key() = path;
        holds_.insert(std::move(moved));
    }
    // Between bind and connect other peers' datagrams may have landed here. The loop finds the socket readable and
    // delivers them with their own addresses like any others.
    auto entry = watched(std::move(*socket));
    if (!entry) return tl::make_unexpected(entry.error());
    int fd = entry->socket->fd();
    remove_tunnel_socket(tunnel);
    tunnels_.emplace(tunnel, TunnelEntry{std::move(*entry), path});
    ++holds_[path].sockets;
    return fd;
}

void UdpSockets::drop_socket_of(const l2tp::Path& path) {
    auto held = holds_.find(path);
    if (held == holds_.end()) return;
    if (--held->second.sockets == 0 && held->second.users == 0) holds_.erase(held);
}

void UdpSockets::remove_tunnel_socket(l2tp::TunnelId tunnel) {
    auto found = tunnels_.find(tunnel);
    if (found == tunnels_.end()) return;
    deliver_later(*found->second.entry.socket);
    drop_socket_of(found->second.path);
    tunnels_.erase(found);
}

void UdpSockets::send(const l2tp::Path& path, l2tp::TunnelId tunnel, std::span<const std::uint8_t> bytes) {
    const UdpSocket* socket = nullptr;
    if (auto own = tunnels_.find(tunnel); own != tunnels_.end() && own->second.path == path)
        socket = own->second.entry.socket.get();
    if (socket == nullptr) socket = use_unconnected(path.local);
    auto outcome = socket != nullptr ? socket->send(path, bytes) : SendOutcome::kFailed;
    switch (outcome) {
        case SendOutcome::kSent:
            ++counters_.datagrams_out;
            counters_.bytes_out += bytes.size();
            break;
        case SendOutcome::kLost: ++counters_.send_lost; break;
        case SendOutcome::kFailed: ++counters_.send_failed; break;
    }
}

}  // namespace vpdnd
