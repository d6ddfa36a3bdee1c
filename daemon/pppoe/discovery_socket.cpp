#include "pppoe/discovery_socket.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>

#include "log/limited.h"
#include "pppoe/frame.h"

namespace vpdnd::pppoe {
namespace {

constexpr int kReceiveBuffer = 1 << 20;  ///< a street's PADIs at once
constexpr int kFramesATurn = 64;
/// More than any frame of discovery has: a longer one is cut, and not read then.
constexpr std::size_t kLongestFrame = 2048;

}  // namespace

SocketResult<std::unique_ptr<DiscoverySocket>> DiscoverySocket::open(EventLoop& loop, Received received) {
    UniqueFd fd(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(kEtherTypeDiscovery)));
    if (!fd) return socket_error("open a packet socket");
    // Beyond the limit of the system with CAP_NET_ADMIN; else as much as it allows.
    if (::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer, sizeof kReceiveBuffer) < 0)
        ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &kReceiveBuffer, sizeof kReceiveBuffer);
    std::unique_ptr<DiscoverySocket> out(new DiscoverySocket(std::move(fd), std::move(received)));
    auto watch = loop.watch_readable(out->fd_.get(), [self = out.get()] { self->on_readable(); });
    if (!watch) return socket_error("watch a packet socket", watch.error().value());
    out->watch_ = std::move(*watch);
    return out;
}

/// A frame of a VLAN that has no interface comes on the one below, its tag taken off, as one for another host; so does what is
/// another host's where the interface hears all. An answer would go to the wrong network.
void DiscoverySocket::on_readable() {
    std::array<std::uint8_t, kLongestFrame> frame;
    for (int i = 0; i < kFramesATurn; ++i) {
        sockaddr_ll from{};
        socklen_t size = sizeof from;
        const auto length = ::recvfrom(fd_.get(), frame.data(), frame.size(), MSG_DONTWAIT, reinterpret_cast<sockaddr*>(&from), &size);
        if (length < 0 && (errno == EINTR || errno == ENETDOWN)) continue;
        if (length < 0) return;
        if (from.sll_pkttype != PACKET_HOST && from.sll_pkttype != PACKET_BROADCAST) continue;
        received_(from.sll_ifindex, std::span(frame).first(static_cast<std::size_t>(length)));
    }
}

void DiscoverySocket::send(int interface, std::span<const std::uint8_t> frame) {
    sockaddr_ll to{};
    to.sll_family = AF_PACKET;
    to.sll_ifindex = interface;
    to.sll_halen = MacAddress::kSize;
    std::copy_n(frame.begin(), MacAddress::kSize, to.sll_addr);
    if (::sendto(fd_.get(), frame.data(), frame.size(), MSG_DONTWAIT, reinterpret_cast<const sockaddr*>(&to), sizeof to) >= 0) return;
    log::debug_limited(log::Area::kErrors, "a PPPoE frame cannot be sent",
                       {{"interface", std::to_string(interface)}, {"error", std::system_category().message(errno)}});
}

}  // namespace vpdnd::pppoe
