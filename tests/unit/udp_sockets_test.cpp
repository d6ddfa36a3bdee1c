// Socket rules that need no privileges, on loopback.
#include "net/udp_sockets.h"

#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <thread>
#include <vector>

#include "support/udp_sockets_fixture.h"

using namespace vpdnd;
using test::address;
using test::control;
using test::UdpPeer;
using test::has_something;
using Fixture = test::UdpSocketsFixture;

namespace {

constexpr l2tp::TunnelId kTunnel{7};

}  // namespace

TEST_CASE("A reply leaves from the address that was called", "[rfc2661][sockets][8.2-01]") {
    for (std::string called : {"127.0.0.2", "::1"}) {
        bool v6 = called == "::1";
        Fixture f;
        auto listener = f.listen(v6 ? "::" : "0.0.0.0");
        UdpPeer peer(address(v6 ? "::1" : "127.0.0.1", 0));
        auto target = address(called, listener.port);
        peer.send(target, control(1));
        REQUIRE(f.wait_for(1));
        CHECK(f.received[0].path.local == target);
        CHECK(f.received[0].path.remote == peer.local());
        f.sockets.send(f.received[0].path, {}, control(2));
        auto answer = peer.receive();
        REQUIRE(answer);
        CHECK(answer->from == target);
        CHECK(answer->bytes == control(2));
    }
}

TEST_CASE("IPv4 and IPv6 listen on one port side by side", "[sockets]") {
    Fixture f;
    auto port = f.listen("0.0.0.0").port;
    REQUIRE(f.sockets.open_listeners({}));
    REQUIRE(f.sockets.open_listeners({address("0.0.0.0", port), address("::", port)}));
    UdpPeer v4(address("127.0.0.1", 0)), v6(address("::1", 0));
    v4.send(address("127.0.0.1", port), control(4));
    v6.send(address("::1", port), control(6));
    REQUIRE(f.wait_for(2));
    auto from_v6 = std::count_if(f.received.begin(), f.received.end(), [](auto& d) { return d.path.remote.ip.v6; });
    CHECK(from_v6 == 1);
}

TEST_CASE("Data packets and empty datagrams never wake the loop", "[sockets][rfc2661][3.1]") {
    Fixture f;
    auto listener = f.listen("127.0.0.1");
    UdpPeer peer(address("127.0.0.1", 0));
    peer.send(listener, test::data(1));
    peer.send(listener, {});
    peer.send(listener, control(2));
    REQUIRE(f.wait_for(1));
    f.runner.settle();
    REQUIRE(f.received.size() == 1);
    CHECK(f.received[0].tag == 2);
    CHECK(f.sockets.counters().datagrams_in == 1);
}

TEST_CASE("A burst of 256 messages is received whole", "[sockets]") {
    Fixture f;
    auto listener = f.listen("127.0.0.1");
    UdpPeer peer(address("127.0.0.1", 0));
    for (int i = 0; i < 256; ++i) peer.send(listener, control(static_cast<std::uint8_t>(i)));
    REQUIRE(f.wait_for(256));
    bool in_order = true;
    for (std::size_t i = 0; i < 256; ++i) in_order = in_order && f.received[i].tag == i;
    CHECK(in_order);
}

TEST_CASE("A tunnel's socket computes and checks UDP checksums", "[sockets][rfc2661][8.1-03]") {
    Fixture f;
    auto listener = f.listen("127.0.0.1");
    const auto fd = f.sockets.add_tunnel_socket(kTunnel, {listener, address("127.0.0.1", 4711)});
    REQUIRE(fd);
    int without = 1;
    socklen_t size = sizeof without;
    REQUIRE(getsockopt(*fd, SOL_SOCKET, SO_NO_CHECK, &without, &size) == 0);
    CHECK(without == 0);
}

TEST_CASE("A tunnel's socket carries its peer; others still reach the listening socket", "[sockets]") {
    Fixture f;
    auto listener = f.listen("127.0.0.1");
    UdpPeer peer(address("127.0.0.1", 0)), other(address("127.0.0.1", 0));
    l2tp::Path path{listener, peer.local()};
    auto fd = f.sockets.add_tunnel_socket(kTunnel, path);
    REQUIRE(fd);
    CHECK(*fd >= 0);
    peer.send(listener, control(1));
    other.send(listener, control(2));
    REQUIRE(f.wait_for(2));
    std::sort(f.received.begin(), f.received.end(), [](auto& a, auto& b) { return a.tag < b.tag; });
    CHECK(f.received[0].path == path);
    CHECK(f.received[1].path == l2tp::Path{listener, other.local()});
    f.sockets.send(path, kTunnel, control(3));
    auto answer = peer.receive();
    REQUIRE(answer);
    CHECK(answer->from == listener);
}

TEST_CASE("What a socket took between bind and connect stays readable with its sender's address", "[sockets]") {
    auto first = UdpSocket::open(address("127.0.0.1", 0), Sharing::kExclusive).value();
    auto own = UdpSocket::open(first.local(), Sharing::kShared).value();
    UdpPeer stranger(address("127.0.0.1", 0)), peer(address("127.0.0.1", 0));
    stranger.send(first.local(), control(9));
    REQUIRE(has_something({first.fd(), own.fd()}));
    REQUIRE(own.connect(peer.local()));
    ReceiveBatch batch;
    std::uint64_t icmp = 0;
    std::size_t found = 0;
    for (auto* socket : {&first, &own}) {  // the kernel may choose either
        socket->receive(batch, icmp);
        for (const auto& datagram : batch.datagrams())
            if (datagram.path.remote == stranger.local() && datagram.bytes.back() == 9) ++found;
    }
    CHECK(found == 1);
    stranger.send(first.local(), control(10));
    REQUIRE(has_something({first.fd(), own.fd()}));
    own.receive(batch, icmp);
    CHECK(batch.datagrams().empty());
}

TEST_CASE("Datagrams of every length arrive whole, and nothing of them stays", "[sockets]") {
    auto socket = UdpSocket::open(address("127.0.0.1", 0), Sharing::kExclusive).value();
    UdpPeer peer(address("127.0.0.1", 0));
    const std::size_t lengths[] = {1, 1023, 1024, 1025, 65507, 12, 2048};  // 65507: no IPv4 datagram is longer
    auto content = [](std::size_t length) {
        std::vector<std::uint8_t> out(length);
        for (std::size_t i = 0; i < length; ++i) out[i] = static_cast<std::uint8_t>(0x80 + i * 7 % 127);
        return out;
    };
    for (const auto length : lengths) peer.send(socket.local(), content(length));
    ReceiveBatch batch;
    std::uint64_t icmp = 0;
    std::size_t received = 0;
    while (received < std::size(lengths)) {  // in one batch, where the machine is quick
        REQUIRE(has_something({socket.fd()}));
        REQUIRE_FALSE(socket.receive(batch, icmp));
        REQUIRE(batch.datagrams().size() <= std::size(lengths) - received);
        for (const auto& datagram : batch.datagrams()) {
            INFO("length " << lengths[received]);
            CHECK(std::ranges::equal(datagram.bytes, content(lengths[received++])));
        }
        batch.wipe();
        for (const auto& datagram : batch.datagrams())
            CHECK(std::ranges::count(datagram.bytes, 0) == static_cast<std::ptrdiff_t>(datagram.bytes.size()));
    }
}

TEST_CASE("No datagram is lost while tunnels' sockets come and go", "[sockets]") {
    constexpr int kTotal = 20000;
    Fixture f;
    auto listener = f.listen("127.0.0.1");
    UdpPeer stranger(address("127.0.0.1", 0));
    std::atomic<int> delivered{0};
    std::atomic<bool> give_up{false};
    f.on_receive = [&] { ++delivered; };
    std::thread sender([&] {
        for (int sent = 0; sent < kTotal && !give_up;) {
            if (sent - delivered > 64) {
                std::this_thread::yield();
                continue;
            }
            stranger.send(listener, control(1));
            ++sent;
        }
    });
    std::uint16_t next = 1;
    std::function<void()> churn = [&] {
        auto remote = address("127.0.0.9", static_cast<std::uint16_t>(20000 + next));
        auto fd = f.sockets.add_tunnel_socket({next}, {listener, remote});
        if (!fd) give_up = true;
        if (next > 8) f.sockets.remove_tunnel_socket({static_cast<std::uint16_t>(next - 8)});
        ++next;
        if (delivered < kTotal && !give_up) f.loop.post(churn);
    };
    f.loop.post(churn);
    bool all = f.wait_for(kTotal);
    give_up = true;
    sender.join();
    INFO("sockets made: " << next << ", delivered: " << delivered);
    CHECK(all);
    CHECK(next > 8);
    bool right_path = std::all_of(f.received.begin(), f.received.end(), [&](const auto& d) {
        return d.path == l2tp::Path{listener, stranger.local()};
    });
    CHECK(right_path);
}

TEST_CASE("Closing a tunnel's socket delivers what it holds and frees the peer's port", "[sockets][rfc2661][5.7]") {
    Fixture f;
    auto listener = f.listen("127.0.0.1");
    UdpPeer peer(address("127.0.0.1", 0));
    l2tp::Path path{listener, peer.local()};
    REQUIRE(f.sockets.add_tunnel_socket(kTunnel, path));
    peer.send(listener, control(1));
    f.sockets.remove_tunnel_socket(kTunnel);
    CHECK(f.received.empty());  // never from inside a call
    peer.send(listener, control(2));
    REQUIRE(f.wait_for(2));
    std::sort(f.received.begin(), f.received.end(), [](auto& a, auto& b) { return a.tag < b.tag; });
    CHECK(f.received[0].path == path);
    CHECK(f.received[1].path == path);
    f.sockets.send(path, kTunnel, control(3));
    CHECK(peer.receive()->from == listener);
}

TEST_CASE("The receiver may close the socket whose datagrams it gets", "[sockets]") {
    Fixture f;
    auto listener = f.listen("127.0.0.1");
    UdpPeer peer(address("127.0.0.1", 0));
    REQUIRE(f.sockets.add_tunnel_socket(kTunnel, {listener, peer.local()}));
    f.on_receive = [&] { f.sockets.remove_tunnel_socket(kTunnel); };
    for (std::uint8_t i = 0; i < 100; ++i) peer.send(listener, control(i));
    REQUIRE(f.wait_for(100));
    CHECK(f.received.size() == 100);
}

TEST_CASE("Sending without a socket for that address is counted as failed", "[sockets]") {
    Fixture f;
    f.sockets.send({address("127.0.0.1", 1), address("127.0.0.1", 2)}, {}, control(1));
    CHECK(f.sockets.counters().send_failed == 1);
    CHECK(f.sockets.counters().datagrams_out == 0);
}

TEST_CASE("A new set of listening addresses keeps those that stay", "[sockets]") {
    Fixture f;
    auto first = f.listen("127.0.0.1");
    auto asked = address("127.0.0.1", 0);
    REQUIRE(f.sockets.open_listeners({asked, address("127.0.0.2", first.port)}));
    auto now = f.sockets.listeners();
    REQUIRE(now.size() == 2);
    CHECK(std::find(now.begin(), now.end(), first) != now.end());
    REQUIRE(f.sockets.open_listeners({address("127.0.0.2", first.port)}));
    REQUIRE(f.sockets.listeners().size() == 1);
    UdpPeer free_again(first);
    CHECK(free_again.local() == first);
}

TEST_CASE("If another program holds all that is asked for that is an error, and nothing changes", "[sockets]") {
    Fixture f;
    auto first = f.listen("127.0.0.1");
    UdpPeer xl2tpd(address("127.0.0.5", 0), true);  // shares its address with anybody who asks
    auto taken = f.sockets.open_listeners({xl2tpd.local()});
    REQUIRE_FALSE(taken);
    CHECK(taken.error().code.value() == EADDRINUSE);
    CHECK(taken.error().text == "bind " + l2tp::to_string(xl2tpd.local()) + ": Address already in use");
    CHECK(f.sockets.listeners() == std::vector<l2tp::Address>{first});
}
