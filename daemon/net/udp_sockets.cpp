#include "net/udp_sockets.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "l2tp/bytes.h"
#include "net/socket_address.h"

namespace vpdnd {
namespace {

// To sleep and be woken costs more time, and no less of the processor, than a peer needs for its answer when it is near
// and busy. So a socket whose peers have just been that quick is read for a moment longer before the loop sleeps.
constexpr std::chrono::microseconds kPatience{40};
constexpr std::chrono::microseconds kQuickPeer{80};  // from the end of one turn to the next: kPatience and a wake-up
constexpr std::size_t kDatagramsATurn = 64;

}  // namespace

UdpSockets::UdpSockets(EventLoop& loop, Receiver receiver, EqualFourTuples equal)
    : loop_(loop), receiver_(std::move(receiver)), paths_(equal) {}

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
    for (std::size_t served = 0; served < kDatagramsATurn; served += batch_.datagrams().size() + batch_.unreachable().size()) {
        if (const auto socket = watched.lock(); !socket || !receive_until(*socket, quick ? now + kPatience : now)) break;
        hand_out_batch();  // the receiver may close this socket: nobody keeps it open here
        loop_.end_turn();  // the answers leave before we look for what they bring
        now = std::chrono::steady_clock::now();
    }
    return now;
}

void UdpSockets::hand_out_batch() {
    for (const auto& path : batch_.unreachable()) unreachable_(path);
    for (const auto& datagram : batch_.datagrams()) {
        ++counters_.datagrams_in;
        counters_.bytes_in += datagram.bytes.size();
        receiver_(datagram.path, datagram.bytes);
    }
    batch_.wipe();
}

bool UdpSockets::receive_until(const UdpSocket& socket, SteadyTime end) {
    do {
        socket.receive(batch_, counters_.icmp_errors);
        if (!batch_.datagrams().empty() || !batch_.unreachable().empty()) return true;
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
    return path_from(called, other_port_allowed, PathRegistry::For::kPeersRequest);
}

SocketResult<l2tp::Path> UdpSockets::successor_path(const l2tp::Path& called) {
    return give_out(called, PathRegistry::For::kPeersRequest);
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
    return path_from(wanted, other_port_allowed, PathRegistry::For::kOurRequest);
}

SocketResult<l2tp::Path> UdpSockets::path_from(const l2tp::Path& wanted, bool other_port_allowed, PathRegistry::For whom) {
    const auto now = std::chrono::steady_clock::now();
    l2tp::Path path = wanted;
    if (path.local.port != 0 && paths_.taken(path, now)) {
        if (!other_port_allowed)
            return socket_error("a second tunnel " + l2tp::to_string(path.local) + " - " + l2tp::to_string(path.remote) +
                                    " would lose its data in this kernel, and another local port is not allowed", EADDRINUSE);
        path.local.port = 0;
    }
    return give_out(path, whom);
}

SocketResult<l2tp::Path> UdpSockets::give_out(l2tp::Path path, PathRegistry::For whom) {
    if (path.local.port == 0) path.local.port = paths_.port_to_use_again(path);
    if (path.local.port == 0 || use_unconnected(path.local) == nullptr) {
        auto opened = open_extra_port(path.local);
        if (!opened) return tl::make_unexpected(opened.error());
        path.local = *opened;
    }
    paths_.give_out(path, std::chrono::steady_clock::now(), whom);
    arm_ports_timer();
    return path;
}

SocketResult<l2tp::Address> UdpSockets::open_extra_port(const l2tp::Address& local) {
    auto socket = UdpSocket::open(local, sharing_for(local));
    if (!socket) return tl::make_unexpected(socket.error());
    l2tp::Address bound{local.ip, socket->local().port};
    auto entry = watched(std::move(*socket));
    if (!entry) return tl::make_unexpected(entry.error());
    extra_ports_[bound] = std::move(*entry);
    paths_.add_port(bound, local.port == 0);
    return bound;
}

void UdpSockets::release_path(const l2tp::Path& path, l2tp::Duration linger) {
    const auto now = std::chrono::steady_clock::now();
    if (!paths_.release(path, linger, now)) return;
    arm_ports_timer();
    if (auto* listener = listener_for(path.local)) listener->needed_until = std::max(listener->needed_until, now + linger);
}

void UdpSockets::arm_ports_timer() {
    if (!ports_timer_)
        ports_timer_ = loop_.make_timer([this] {
            for (const auto& local : paths_.end_ports(std::chrono::steady_clock::now())) extra_ports_.erase(local);
            arm_ports_timer();
        });
    if (const auto next = paths_.next_end()) ports_timer_->arm(*next);
}

// Sockets of tunnels ------------------------------------------------------------------------------------------

SocketResult<int> UdpSockets::add_tunnel_socket(l2tp::TunnelId tunnel, const l2tp::Path& path, const PacketMarks& marks) {
    if (!paths_.may_connect(path))
        return socket_error("a second tunnel on " + l2tp::to_string(path.local) + " - " + l2tp::to_string(path.remote), EADDRINUSE);
    auto socket = UdpSocket::open(path.local, Sharing::kShared);
    if (!socket) return tl::make_unexpected(socket.error());
    if (auto done = mark_socket(socket->fd(), path.local.ip.v6, marks); !done) return tl::make_unexpected(done.error());
    if (auto done = socket->connect(path.remote); !done) return tl::make_unexpected(done.error());
    // Between bind and connect other peers' datagrams may have landed here. The loop finds the socket readable and
    // delivers them with their own addresses like any others.
    auto entry = watched(std::move(*socket));
    if (!entry) return tl::make_unexpected(entry.error());
    int fd = entry->socket->fd();
    remove_tunnel_socket(tunnel);
    tunnels_.emplace(tunnel, TunnelEntry{std::move(*entry), path});
    paths_.connected(path);
    return fd;
}

std::optional<int> UdpSockets::tunnel_socket(l2tp::TunnelId tunnel) const {
    const auto found = tunnels_.find(tunnel);
    return found == tunnels_.end() ? std::nullopt : std::optional(found->second.entry.socket->fd());
}

std::optional<unsigned> UdpSockets::path_mtu(l2tp::TunnelId tunnel) const {
    const auto found = tunnels_.find(tunnel);
    if (found == tunnels_.end()) return std::nullopt;
    return path_mtu_of(found->second.entry.socket->fd(), found->second.path.local.ip.v6);
}

void UdpSockets::remove_tunnel_socket(l2tp::TunnelId tunnel) {
    auto found = tunnels_.find(tunnel);
    if (found == tunnels_.end()) return;
    deliver_later(*found->second.entry.socket);
    paths_.disconnected(found->second.path);
    tunnels_.erase(found);
}

void UdpSockets::send(const l2tp::Path& path, l2tp::TunnelId tunnel, std::span<const std::uint8_t> bytes,
                      std::optional<std::uint8_t> tos) {
    const UdpSocket* socket = nullptr;
    if (auto own = tunnels_.find(tunnel); own != tunnels_.end() && own->second.path == path)
        socket = own->second.entry.socket.get();
    if (socket == nullptr) socket = use_unconnected(path.local);
    auto outcome = socket != nullptr ? socket->send(path, bytes, tos) : SendOutcome::kFailed;
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
