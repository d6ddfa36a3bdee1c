// A plain UDP socket that plays the other machine in tests: blocking, gives up after half a minute.
#pragma once

#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "net/resolver.h"
#include "net/socket_address.h"
#include "os/unique_fd.h"

namespace test {

inline l2tp::Address address(const std::string& ip, std::uint16_t port) {
    auto found = vpdnd::parse_literal(ip, port);
    if (found.empty()) throw std::runtime_error("not an address: " + ip);
    return found.front();
}

/// A control message's first octets and a tag to recognise it by.
inline std::vector<std::uint8_t> control(std::uint8_t tag) { return {0xc8, 0x02, 0x00, 0x05, tag}; }
/// The same with the T bit clear.
inline std::vector<std::uint8_t> data(std::uint8_t tag) { return {0x00, 0x02, 0x00, 0x05, tag}; }

class UdpPeer {
  public:
    struct Received {
        l2tp::Address from;
        std::vector<std::uint8_t> bytes;
    };

    explicit UdpPeer(const l2tp::Address& local, bool reuse = false) {
        fd_.reset(::socket(vpdnd::family_of(local.ip), SOCK_DGRAM | SOCK_CLOEXEC, 0));
        int on = reuse ? 1 : 0;
        ::setsockopt(fd_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        timeval limit{30, 0};
        ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        auto name = vpdnd::to_sockaddr(local);
        if (::bind(fd_.get(), name.get(), name.length) < 0) throw std::runtime_error("bind " + l2tp::to_string(local));
        vpdnd::SocketAddress bound;
        ::getsockname(fd_.get(), bound.get(), &bound.length);
        local_ = vpdnd::from_sockaddr(bound.get()).value();
    }

    const l2tp::Address& local() const { return local_; }

    void send(const l2tp::Address& to, std::span<const std::uint8_t> bytes) {
        auto name = vpdnd::to_sockaddr(to);
        if (::sendto(fd_.get(), bytes.data(), bytes.size(), 0, name.get(), name.length) < 0)
            throw std::runtime_error("send to " + l2tp::to_string(to));
    }

    std::optional<Received> receive() {
        std::array<std::uint8_t, 2048> buffer{};
        vpdnd::SocketAddress from;
        auto size = ::recvfrom(fd_.get(), buffer.data(), buffer.size(), 0, from.get(), &from.length);
        if (size < 0) return std::nullopt;
        return Received{vpdnd::from_sockaddr(from.get()).value(), {buffer.begin(), buffer.begin() + size}};
    }

  private:
    vpdnd::UniqueFd fd_;
    l2tp::Address local_;
};

}  // namespace test
