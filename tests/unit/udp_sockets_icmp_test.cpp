// ICMP errors: counted, told where they can be, and never in the way of the next datagram.
#include <optional>
#include <vector>

#include "support/udp_sockets_fixture.h"

using namespace vpdnd;
using test::address;
using test::control;
using test::has_something;
using test::UdpPeer;
using Fixture = test::UdpSocketsFixture;

namespace {

constexpr l2tp::TunnelId kTunnel{7};

}  // namespace

TEST_CASE("A port unreachable is counted and the next message still goes out", "[sockets]") {
    Fixture f;
    auto listener = f.listen("127.0.0.1");
    std::optional<UdpPeer> peer(std::in_place, address("127.0.0.1", 0));
    l2tp::Path path{listener, peer->local()};
    const auto fd = f.sockets.add_tunnel_socket(kTunnel, path);
    REQUIRE(fd);
    peer.reset();
    f.sockets.send(path, kTunnel, control(1));  // answered by ICMP, which waits on the socket
    REQUIRE(has_something({*fd}));
    peer.emplace(path.remote);
    f.sockets.send(path, kTunnel, control(2));
    auto got = peer->receive();
    REQUIRE(got);
    CHECK(got->bytes == control(2));
    CHECK(f.sockets.counters().datagrams_out == 2);

    peer.reset();
    f.sockets.send(path, kTunnel, control(3));
    REQUIRE(has_something({*fd}));
    f.runner.settle();
    CHECK(f.sockets.counters().icmp_errors == 1);
    peer.emplace(path.remote);
    peer->send(listener, control(4));
    CHECK(f.wait_for(1));
}

TEST_CASE("A listening socket tells which addresses ICMP errors concern", "[sockets]") {
    const std::string ip = GENERATE("127.0.0.1", "::1");
    Fixture f;
    std::vector<l2tp::Path> unreachable;
    f.sockets.on_unreachable([&](const l2tp::Path& path) { unreachable.push_back(path); });
    const auto listener = f.listen(ip);
    const auto first = UdpPeer(address(ip, 0)).local(), second = UdpPeer(address(ip, 0)).local();  // closed again
    UdpPeer there(address(ip, 0));
    f.sockets.send({listener, first}, {}, control(1));
    f.sockets.send({listener, second}, {}, control(2));
    f.sockets.send({listener, there.local()}, {}, control(3));
    REQUIRE(f.runner.until([&] { return unreachable.size() == 2; }));
    CHECK(unreachable == std::vector<l2tp::Path>{{listener, first}, {listener, second}});
    CHECK(f.sockets.counters().icmp_errors == 2);
    const auto got = there.receive();
    REQUIRE(got);
    CHECK(got->bytes == control(3));
    there.send(listener, control(4));
    CHECK(f.wait_for(1));
}
