#include "labtest/pppoe_host_end.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>

#include "pppoe/kernel_session.h"

namespace labtest {

using namespace vpdnd;
using namespace vpdnd::pppoe;

PppoeHostEnd::PppoeHostEnd(const Namespace& where, const std::string& interface) : where_(where) {
    Namespace::Inside inside(where_);
    index_ = static_cast<int>(::if_nametoindex(interface.c_str()));
    fd_ = UniqueFd(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(kEtherTypeDiscovery)));
    sockaddr_ll name{};
    name.sll_family = AF_PACKET;
    name.sll_protocol = htons(kEtherTypeDiscovery);
    name.sll_ifindex = index_;
    if (!fd_ || ::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) < 0)
        throw std::runtime_error("open a packet socket on " + interface);
    socklen_t size = sizeof name;
    ::getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&name), &size);
    own_ = mac_address_of(std::span(name.sll_addr).first(MacAddress::kSize));
}

void PppoeHostEnd::send(testing::RawFrame frame) {
    frame.from = own_;
    const auto octets = frame.octets();
    if (::send(fd_.get(), octets.data(), octets.size(), 0) != static_cast<ssize_t>(octets.size()))
        throw std::runtime_error("send a frame");
}

std::optional<testing::Heard> PppoeHostEnd::hear() {
    std::array<std::uint8_t, 2048> buffer{};
    for (;;) {
        sockaddr_ll from{};
        socklen_t size = sizeof from;
        const auto length = ::recvfrom(fd_.get(), buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
        if (length < 0) return std::nullopt;
        // A socket bound to an interface hears its VLANs as well.
        if (from.sll_pkttype != PACKET_HOST || from.sll_ifindex != index_) continue;
        return testing::hear({index_, {buffer.begin(), buffer.begin() + length}});
    }
}

PppoeHostEnd::Session PppoeHostEnd::session(const testing::Heard& pads) const {
    Namespace::Inside inside(where_);
    UniqueFd burnt;
    auto socket = connect_session({index_, pads.frame.session}, pads.frame.from, burnt);
    if (!socket) throw std::runtime_error(socket.error().text);
    const int fd = socket->get();
    return {std::move(*socket), PppChannel(where_, fd)};
}

}  // namespace labtest
