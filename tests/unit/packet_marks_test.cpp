// TOS and Traffic Class of what our UDP sockets send, and the MTU of their paths, on loopback.
#include "net/packet_marks.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "support/udp_sockets_fixture.h"

using namespace vpdnd;
using test::address;
using test::control;
using Fixture = test::UdpSocketsFixture;

namespace {

constexpr l2tp::TunnelId kTunnel{7};

/// The other end: a bound socket that is told the mark of each datagram.
class Marked {
  public:
    explicit Marked(bool v6) : fd_(::socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        const int on = 1;
        ::setsockopt(fd_.get(), v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_RECVTCLASS : IP_RECVTOS, &on, sizeof on);
        auto name = to_sockaddr(address(v6 ? "::1" : "127.0.0.1", 0));
        REQUIRE(::bind(fd_.get(), name.get(), name.length) == 0);
        SocketAddress bound;
        REQUIRE(::getsockname(fd_.get(), bound.get(), &bound.length) == 0);
        local = from_sockaddr(bound.get()).value();
    }
    /// Of the next one; -1: it has none.
    int next() {
        REQUIRE(test::has_something({fd_.get()}));
        std::array<char, 64> octets;
        alignas(cmsghdr) std::array<char, 256> control;
        iovec part{octets.data(), octets.size()};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        REQUIRE(::recvmsg(fd_.get(), &message, 0) > 0);
        for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
            if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TOS) return *CMSG_DATA(c);
            int mark = 0;
            if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_TCLASS) std::memcpy(&mark, CMSG_DATA(c), sizeof mark);
            if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_TCLASS) return mark;
        }
        return -1;
    }
    l2tp::Address local;

  private:
    UniqueFd fd_;
};

}  // namespace

TEST_CASE("Control messages have the TOS of their tunnel before and after it has a socket of its own", "[sockets]") {
    const bool v6 = GENERATE(false, true);
    Fixture f;
    const auto listener = f.listen(v6 ? "::1" : "127.0.0.1");
    Marked peer(v6);
    const l2tp::Path path{listener, peer.local};
    f.sockets.send(path, {}, control(1));
    CHECK(peer.next() == 0);
    f.sockets.send(path, {}, control(2), std::uint8_t{0xb8});
    CHECK(peer.next() == 0xb8);
    REQUIRE(f.sockets.add_tunnel_socket(kTunnel, path, {.tos = std::uint8_t{0x68}}));
    f.sockets.send(path, kTunnel, control(3), std::uint8_t{0x68});
    CHECK(peer.next() == 0x68);
}

namespace {

/// How the socket treats what its path does not take whole: IP_PMTUDISC_*, the same numbers for both families.
int discovery(int fd, bool v6) {
    int value = -1;
    socklen_t size = sizeof value;
    REQUIRE(::getsockopt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER, &value, &size) == 0);
    return value;
}

}  // namespace

TEST_CASE("A tunnel's path has the MTU of its route", "[sockets]") {
    const bool v6 = GENERATE(false, true);
    Fixture f;
    const auto listener = f.listen(v6 ? "::1" : "127.0.0.1");
    Marked peer(v6);
    CHECK_FALSE(f.sockets.path_mtu(kTunnel));
    REQUIRE(f.sockets.add_tunnel_socket(kTunnel, {listener, peer.local}, {.dont_fragment = true}));
    const auto mtu = f.sockets.path_mtu(kTunnel);
    REQUIRE(mtu);
    CHECK(*mtu >= 16384);  // loopback's
}

TEST_CASE("Control messages have DF, and are fragmented here rather than refused when the path has become too narrow", "[sockets]") {
    const bool v6 = GENERATE(false, true);
    UniqueFd fd(::socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const int never = IP_PMTUDISC_DONT;  // as net.ipv4.ip_no_pmtu_disc may have it
    REQUIRE(::setsockopt(fd.get(), v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER, &never, sizeof never) == 0);
    REQUIRE(mark_socket(fd.get(), v6, {}));
    CHECK(discovery(fd.get(), v6) == IP_PMTUDISC_DONT);
    REQUIRE(mark_socket(fd.get(), v6, {.dont_fragment = true}));
    CHECK(discovery(fd.get(), v6) == IP_PMTUDISC_WANT);
}
