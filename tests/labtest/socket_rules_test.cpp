// Rules of the UDP sockets that hold only with the kernel's L2TP on them.
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>

#include "labtest/l2tp_end.h"
#include "support/catch.h"

using namespace labtest;
using namespace vpdnd;
using test::address;
using test::control;
using test::UdpPeer;

namespace {

/// A data message as an IOS router sends it: no length field, address and control octets in front.
Frame data_message(std::uint16_t tunnel, std::uint16_t session, const Frame& ppp) {
    auto high = [](std::uint16_t v) { return static_cast<std::uint8_t>(v >> 8); };
    auto low = [](std::uint16_t v) { return static_cast<std::uint8_t>(v & 0xff); };
    Frame out{0x00, 0x02, high(tunnel), low(tunnel), high(session), low(session), 0xff, 0x03};
    out.insert(out.end(), ppp.begin(), ppp.end());
    return out;
}

/// The peer's 1701, and the listening end here.
struct OneRouter {
    explicit OneRouter(EqualFourTuples equal_four_tuples = equal_four_tuples_of_running_kernel())
        : lns(hosts.here, "netlink", equal_four_tuples) {
        lns.listen(address("192.0.2.1", 1701));
    }
    UdpPeer make_router() {
        Namespace::Inside inside(hosts.there);
        return UdpPeer(address("192.0.2.2", 1701));
    }
    TwoHosts hosts;
    UdpPeer router = make_router();
    l2tp::Path called{address("192.0.2.1", 1701), address("192.0.2.2", 1701)};
    L2tpEnd lns;
};

/// Two tunnels, 7 with session 70 and 8 with session 80, towards the router's 1 and 2.
struct TwoTunnels : OneRouter {
    explicit TwoTunnels(EqualFourTuples equal_four_tuples) : OneRouter(equal_four_tuples) {
        Namespace::Inside inside(hosts.here);
        first = lns.sockets.reply_path(called, true).value();
        lns.add_tunnel(7, 1, first);
        second = lns.sockets.reply_path(called, true).value();
        lns.add_tunnel(8, 2, second);
        one = lns.add_session(7, 70, 71, true);
        two = lns.add_session(8, 80, 81, true);
    }
    l2tp::Path first, second;
    Session one, two;
};

}  // namespace

TEST_CASE("Two tunnels of a peer that uses port 1701 on both sides carry data side by side", "[lab][sockets][rule4]") {
    TwoTunnels t(equal_four_tuples_of_running_kernel());
    PppChannel one(t.hosts.here, t.one.socket.get()), two(t.hosts.here, t.two.socket.get());
    for (std::uint16_t i = 0; i < 10; ++i) {
        t.router.send(t.first.local, data_message(7, 70, frame(i)));
        t.router.send(t.second.local, data_message(8, 80, frame(static_cast<std::uint16_t>(1000 + i))));
    }
    auto got_one = one.receive_numbers(10), got_two = two.receive_numbers(10);
    REQUIRE(got_one.size() == 10);
    REQUIRE(got_two.size() == 10);
    CHECK(std::all_of(got_one.begin(), got_one.end(), [](auto n) { return n < 10; }));
    CHECK(std::all_of(got_two.begin(), got_two.end(), [](auto n) { return n >= 1000; }));

    one.send(frame(1));
    auto to_router = t.router.receive();
    REQUIRE(to_router);
    CHECK(to_router->from == t.first.local);
    CHECK(to_router->bytes == data_message(1, 71, frame(1)));
    two.send(frame(2));
    to_router = t.router.receive();
    REQUIRE(to_router);
    CHECK(to_router->from == t.second.local);
    CHECK(to_router->bytes == data_message(2, 81, frame(2)));
}

TEST_CASE("The kernel treats two tunnels on one four-tuple as its version says", "[lab][sockets][rule4]") {
    TwoTunnels t(EqualFourTuples::kWork);  // as if this kernel could do it: both on 1701
    REQUIRE(t.first == t.second);
    PppChannel one(t.hosts.here, t.one.socket.get()), two(t.hosts.here, t.two.socket.get());
    // Several, one after the other: when one tunnel has all of its data, what the other gets is there too.
    for (std::uint16_t i = 0; i < 10; ++i) {
        t.router.send(t.called.local, data_message(7, 70, frame(1)));
        t.router.send(t.called.local, data_message(8, 80, frame(2)));
    }
    pollfd either[] = {{one.fd(), POLLIN, 0}, {two.fd(), POLLIN, 0}};
    REQUIRE(::poll(either, 2, 30000) > 0);
    const bool first_got = (either[0].revents & POLLIN) != 0;
    CHECK((first_got ? one : two).receive_numbers(10).size() == 10);
    // For an answer that there shall not be nobody waits; one that there shall be may take its time.
    const bool both = equal_four_tuples_of_running_kernel() == EqualFourTuples::kWork;
    CHECK((first_got ? two : one).receive(both ? 30000 : 0).has_value() == both);  // else exactly one tunnel's data is lost
}

TEST_CASE("Data of unknown sessions does not wake the loop, control messages do", "[lab][sockets][rule5]") {
    OneRouter r;
    r.lns.add_tunnel(7, 1, r.called);
    for (std::uint16_t i = 0; i < 10; ++i) r.router.send(r.called.local, data_message(7, 99, frame(i)));
    auto message = control(1);
    message.resize(20);  // some kernels hand short messages up without looking at them
    r.router.send(r.called.local, message);
    REQUIRE(r.lns.wait_for(1));
    r.lns.runner.settle();
    REQUIRE(r.lns.received.size() == 1);
    CHECK(r.lns.received[0].bytes == message);
    CHECK(r.lns.received[0].path == r.called);
}

TEST_CASE("Acknowledgements without body reach us through a kernel tunnel", "[lab][sockets][rfc2661][5.8]") {
    OneRouter r;
    r.lns.add_tunnel(7, 1, r.called);
    Frame zlb{0xc8, 0x02, 0x00, 0x0c, 0x00, 0x07, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01};
    r.router.send(r.called.local, zlb);
    REQUIRE(r.lns.wait_for(1));
    CHECK(r.lns.received[0].bytes == zlb);
}

TEST_CASE("After a tunnel's end the same port reaches the listening socket", "[lab][sockets][rule3]") {
    for (std::string plane : {"netlink", "pppox"}) {
        INFO(plane);
        TwoHosts hosts;
        L2tpEnd lns(hosts.here, plane);
        l2tp::Path path{address("192.0.2.1", 1701), address("192.0.2.2", 1701)};
        lns.listen(address("0.0.0.0", 1701));
        std::optional<UdpPeer> router;
        {
            Namespace::Inside inside(hosts.there);
            router.emplace(path.remote);
        }
        lns.add_tunnel(7, 1, path);
        auto session = lns.add_session(7, 70, 71, true);
        router->send(path.local, control(1));
        REQUIRE(lns.wait_for(1));
        router->send(path.local, control(2));  // waits in the tunnel's socket when that is closed
        lns.remove_tunnel(7);                  // although somebody still holds the session's socket
        router->send(path.local, control(3));
        REQUIRE(lns.wait_for(3));
        for (const auto& datagram : lns.received) CHECK(datagram.path == path);
        Namespace::Inside inside(hosts.here);
        lns.sockets.send(path, {7}, control(4));
        auto answer = router->receive();
        REQUIRE(answer);
        CHECK(answer->from == path.local);
        CHECK(lns.sockets.reply_path(path, false).value() == path);
    }
}

TEST_CASE("An SCCRQ from one peer passes while another peer's tunnel is set up", "[lab][sockets][rule1]") {
    OneRouter r;
    std::optional<UdpPeer> other;
    {
        Namespace::Inside inside(r.hosts.there);
        other.emplace(address("192.0.2.2", 4000));
    }
    r.lns.add_tunnel(7, 1, r.called);
    other->send(r.called.local, control(9));
    REQUIRE(r.lns.wait_for(1));
    CHECK(r.lns.received[0].path == l2tp::Path{r.called.local, other->local()});
}

TEST_CASE("Fifty tunnels on one port: each session has its data, and nobody's control message goes astray", "[lab][sockets][rule1]") {
    constexpr std::uint16_t kPeers = 50;
    OneRouter r;
    std::vector<UdpPeer> peers;
    std::vector<PppChannel> channels;
    std::vector<Session> sessions;
    for (std::uint16_t i = 1; i <= kPeers; ++i) {
        {
            Namespace::Inside inside(r.hosts.there);
            peers.emplace_back(address("192.0.2.2", static_cast<std::uint16_t>(4000 + i)));
        }
        r.lns.add_tunnel(i, i, {r.called.local, peers.back().local()});
        sessions.push_back(r.lns.add_session(i, 70, 71, true));
        channels.emplace_back(r.hosts.here, sessions.back().socket.get());
    }
    for (std::uint16_t round = 0; round < 4; ++round)
        for (std::uint16_t i = 1; i <= kPeers; ++i) {
            peers[i - 1u].send(r.called.local, data_message(i, 70, frame(static_cast<std::uint16_t>(i * 10 + round))));
            peers[i - 1u].send(r.called.local, control(static_cast<std::uint8_t>(i)));
            r.router.send(r.called.local, control(99));  // has no tunnel
        }
    for (std::uint16_t i = 1; i <= kPeers; ++i) {
        const auto first = static_cast<std::uint16_t>(i * 10);
        CHECK(channels[i - 1u].receive_numbers(4) ==
              std::vector<std::uint16_t>{first, static_cast<std::uint16_t>(first + 1), static_cast<std::uint16_t>(first + 2),
                                         static_cast<std::uint16_t>(first + 3)});
    }
    REQUIRE(r.lns.wait_for(kPeers * 8));
    for (const auto& datagram : r.lns.received) {
        const std::uint16_t tag = datagram.bytes.back();
        CHECK(datagram.path.remote == (tag == 99 ? r.router : peers[tag - 1u]).local());
    }
}

TEST_CASE("Replies leave from the address that was called, of several", "[lab][sockets][rule1]") {
    for (bool v6 : {false, true}) {
        INFO((v6 ? "IPv6" : "IPv4"));
        TwoHosts hosts;
        L2tpEnd lns(hosts.here, "netlink");
        lns.listen(address(v6 ? "::" : "0.0.0.0", 1701));
        std::optional<UdpPeer> peer;
        {
            Namespace::Inside inside(hosts.there);
            peer.emplace(address(v6 ? "fd00::2" : "192.0.2.2", 0));
        }
        auto called = address(v6 ? "fd00::11" : "192.0.2.11", 1701);
        peer->send(called, control(1));
        REQUIRE(lns.wait_for(1));
        CHECK(lns.received[0].path == l2tp::Path{called, peer->local()});
        lns.sockets.send(lns.received[0].path, {}, control(2));
        auto answer = peer->receive();
        REQUIRE(answer);
        CHECK(answer->from == called);
    }
}

TEST_CASE("A tunnel's socket has room for a burst whatever the system's limit is", "[lab][sockets][rule1]") {
    TwoHosts hosts;
    Namespace::Inside inside(hosts.here);
    auto socket = UdpSocket::open(address("192.0.2.1", 1701), Sharing::kExclusive).value();
    int size = 0;
    socklen_t length = sizeof size;
    REQUIRE(::getsockopt(socket.fd(), SOL_SOCKET, SO_RCVBUF, &size, &length) == 0);
    CHECK(size >= 4 << 20);
}

TEST_CASE("A network that is prohibited is an ICMP error, over IPv6 too", "[lab][sockets]") {
    for (bool v6 : {false, true}) {
        INFO((v6 ? "IPv6" : "IPv4"));
        TwoHosts hosts;
        const std::string prefix = v6 ? "2001:db8::/64" : "198.51.100.0/24";
        run("ip -n here route add " + prefix + " via " + (v6 ? "fd00::2" : "192.0.2.2"));
        run("ip -n there route add prohibit " + prefix);
        run("ip netns exec there sh -c 'echo 1 >/proc/sys/net/" + std::string(v6 ? "ipv6" : "ipv4") + "/conf/all/forwarding'");
        L2tpEnd lns(hosts.here, "netlink");
        const l2tp::Path path{address(v6 ? "fd00::1" : "192.0.2.1", 1701), address(v6 ? "2001:db8::9" : "198.51.100.9", 1701)};
        lns.listen(path.local);
        Namespace::Inside inside(hosts.here);
        REQUIRE(lns.sockets.add_tunnel_socket({7}, path));  // a kernel tunnel on it would take the error
        lns.sockets.send(path, {7}, control(1));
        CHECK(test::run_until(lns.loop, [&] { return lns.sockets.counters().icmp_errors == 1; }));
    }
}
