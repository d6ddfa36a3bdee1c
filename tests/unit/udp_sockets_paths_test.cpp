// Which address and port a tunnel uses: several tunnels of one peer, initiators, other ports.
#include <cerrno>

#include "support/udp_sockets_fixture.h"

using namespace vpdnd;
using test::address;
using test::control;
using test::UdpPeer;
using Fixture = test::UdpSocketsFixture;

namespace {

constexpr l2tp::TunnelId kTunnel{7};
constexpr std::chrono::minutes kDraining{1};

}  // namespace

TEST_CASE("A second tunnel on the same four-tuple is answered from another port", "[sockets][rfc2661][8.1]") {
    Fixture f;
    auto listener = f.listen("127.0.0.1");
    UdpPeer peer(address("127.0.0.1", 0));
    l2tp::Path called{listener, peer.local()};
    auto first = f.sockets.reply_path(called, true);
    REQUIRE(first);
    CHECK(*first == called);
    CHECK(f.sockets.reply_path(called, true).value() == called);  // anybody may have written the peer's address
    f.sockets.release_path(called, kDraining);
    REQUIRE(f.sockets.add_tunnel_socket(kTunnel, called));
    auto second = f.sockets.reply_path(called, true);
    REQUIRE(second);
    CHECK(second->local.ip == called.local.ip);
    CHECK(second->local.port != called.local.port);
    CHECK(second->remote == called.remote);

    f.sockets.send(*second, {}, control(1));
    auto reply = peer.receive();
    REQUIRE(reply);
    CHECK(reply->from == second->local);
    peer.send(reply->from, control(2));
    REQUIRE(f.wait_for(1));
    CHECK(f.received[0].path == *second);

    auto third = f.sockets.reply_path(called, true);
    REQUIRE(third);
    CHECK(third->local != second->local);
    CHECK(f.sockets.successor_path(called).value() == called);  // where the first one does not answer any more
    CHECK_FALSE(f.sockets.add_tunnel_socket({8}, called));
    f.sockets.remove_tunnel_socket(kTunnel);
    f.sockets.release_path(called, kDraining);
    CHECK(f.sockets.add_tunnel_socket({8}, called));
}

TEST_CASE("Without another port an equal four-tuple is refused until the first tunnel is over", "[sockets]") {
    Fixture f;
    auto listener = f.listen("127.0.0.1");
    UdpPeer peer(address("127.0.0.1", 0));
    l2tp::Path called{listener, peer.local()};
    REQUIRE(f.sockets.reply_path(called, false));
    REQUIRE(f.sockets.add_tunnel_socket(kTunnel, called));
    auto refused = f.sockets.reply_path(called, false);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code.value() == EADDRINUSE);
    CHECK(refused.error().text.find(l2tp::to_string(listener)) != std::string::npos);
    CHECK_FALSE(f.sockets.add_tunnel_socket({8}, called));
    f.sockets.remove_tunnel_socket(kTunnel);
    f.sockets.release_path(called, kDraining);
    CHECK(f.sockets.reply_path(called, false));
}

TEST_CASE("A peer that comes again and again is answered from the same other port", "[sockets]") {
    Fixture f;
    auto listener = f.listen("127.0.0.1");
    UdpPeer peer(address("127.0.0.1", 0));
    l2tp::Path called{listener, peer.local()};
    REQUIRE(f.sockets.reply_path(called, true));
    REQUIRE(f.sockets.add_tunnel_socket(kTunnel, called));
    auto other = f.sockets.reply_path(called, true).value();
    for (int i = 0; i < 100; ++i) {
        f.sockets.release_path(other, kDraining);
        REQUIRE(f.sockets.reply_path(called, true).value() == other);
    }
}

TEST_CASE("A kernel that finds sessions by their ids needs no other port", "[sockets]") {
    Fixture f(EqualFourTuples::kWork);
    auto listener = f.listen("127.0.0.1");
    UdpPeer peer(address("127.0.0.1", 0));
    l2tp::Path called{listener, peer.local()};
    CHECK(f.sockets.reply_path(called, false).value() == called);
    CHECK(f.sockets.reply_path(called, false).value() == called);
    CHECK(f.sockets.add_tunnel_socket({1}, called));
    CHECK(f.sockets.add_tunnel_socket({2}, called));
}

TEST_CASE("An initiator uses the listening socket where it fits", "[sockets]") {
    Fixture f;
    auto listener = f.listen("0.0.0.0");
    UdpPeer lns(address("127.0.0.3", 0));
    auto path = f.sockets.initiator_path(lns.local(), std::nullopt, listener.port, true);
    REQUIRE(path);
    CHECK(path->local == address("127.0.0.1", listener.port));  // as the routing table says
    f.sockets.send(*path, {}, control(1));
    CHECK(lns.receive()->from == path->local);
}

TEST_CASE("An initiator without a listening socket gets its own, from the source it asked for", "[sockets]") {
    Fixture f;
    UdpPeer lns(address("127.0.0.3", 0));
    auto source = address("127.0.0.4", 0).ip;
    auto path = f.sockets.initiator_path(lns.local(), source, 0, true);
    REQUIRE(path);
    CHECK(path->local.ip == source);
    CHECK(path->local.port != 0);
    f.sockets.send(*path, {}, control(1));
    CHECK(lns.receive()->from == path->local);
    lns.send(path->local, control(2));
    REQUIRE(f.wait_for(1));
    CHECK(f.received[0].path == *path);
}

TEST_CASE("An SCCRP may come from another port, which the tunnel then uses", "[sockets][rfc2661][8.1]") {
    Fixture f;
    UdpPeer lns(address("127.0.0.3", 0)), answering(address("127.0.0.3", 0));
    auto path = f.sockets.initiator_path(lns.local(), std::nullopt, 0, false);
    REQUIRE(path);
    answering.send(path->local, control(1));
    REQUIRE(f.wait_for(1));
    auto moved = f.received[0].path;
    CHECK(moved.remote == answering.local());
    REQUIRE(f.sockets.add_tunnel_socket(kTunnel, moved));
    f.sockets.send(moved, kTunnel, control(2));
    CHECK(answering.receive()->from == path->local);
    f.sockets.remove_tunnel_socket(kTunnel);
    f.sockets.release_path(moved, kDraining);
    // The local port lingers for the peer's retransmissions, the four-tuple is free.
    answering.send(path->local, control(3));
    CHECK(f.wait_for(2));
    CHECK(f.sockets.initiator_path(lns.local(), std::nullopt, path->local.port, false));
}

TEST_CASE("An initiator's source and its peer must be of one family", "[sockets]") {
    Fixture f;
    auto path = f.sockets.initiator_path(address("127.0.0.1", 1701), address("::1", 0).ip, 0, true);
    REQUIRE_FALSE(path);
    CHECK(path.error().text.find("::1") != std::string::npos);
}

TEST_CASE("A local port stays as long as any of its tunnels that are over needs it", "[sockets][rfc2661][5.7]") {
    Fixture f;
    UdpPeer first(address("127.0.0.3", 0)), second(address("127.0.0.3", 0));
    const auto path = f.sockets.initiator_path(first.local(), std::nullopt, 0, false);
    REQUIRE(path);
    const auto other = f.sockets.initiator_path(second.local(), std::nullopt, path->local.port, false);
    REQUIRE(other);
    CHECK(other->local == path->local);
    f.sockets.release_path(*path, kDraining);
    f.sockets.release_path(*other, {});
    first.send(path->local, control(1));
    CHECK(f.wait_for(1));
    f.sockets.send(*path, {}, control(2));
    CHECK(first.receive()->from == path->local);
}

TEST_CASE("A local port that no tunnel needs any longer is closed", "[sockets]") {
    Fixture f;
    UdpPeer lns(address("127.0.0.3", 0));
    const auto path = f.sockets.initiator_path(lns.local(), std::nullopt, 0, false);
    REQUIRE(path);
    f.sockets.release_path(*path, {});
    const auto closed = [&] {
        f.sockets.send(*path, {}, control(1));
        return f.sockets.counters().send_failed > 0;
    };
    CHECK(test::run_until(f.loop, closed));
}

TEST_CASE("A listening address that is removed serves its tunnels on", "[sockets][rfc2661][5.7]") {
    for (const std::string listening : {"127.0.0.1", "0.0.0.0"}) {
        Fixture f(EqualFourTuples::kWork);
        const auto asked = address(listening, f.listen(listening).port);
        const auto called = address("127.0.0.1", asked.port);
        REQUIRE(f.sockets.open_listeners({asked}));
        UdpPeer peer(address("127.0.0.1", 0));
        const auto path = f.sockets.reply_path({called, peer.local()}, true).value();
        const auto other = address("127.0.0.2", called.port);
        REQUIRE(f.sockets.open_listeners({other}));
        CHECK(f.sockets.listeners() == std::vector{other});
        f.sockets.send(path, kTunnel, control(1));
        const auto sent = peer.receive();
        REQUIRE(sent);
        CHECK(sent->from == called);
        peer.send(called, control(2));
        REQUIRE(f.wait_for(1));
        f.sockets.release_path(path, kDraining);
        REQUIRE(f.sockets.open_listeners({}));
        peer.send(called, control(3));  // the end of the tunnel once more: it has to be acknowledged
        REQUIRE(f.wait_for(2));
        f.sockets.send(path, {}, control(4));
        CHECK(peer.receive()->from == called);
        CHECK(f.sockets.counters().send_failed == 0);
    }
}

TEST_CASE("A listening address that was removed can come back", "[sockets]") {
    Fixture f(EqualFourTuples::kWork);
    const auto listener = f.listen("127.0.0.1");
    REQUIRE(f.sockets.open_listeners({listener}));
    UdpPeer peer(address("127.0.0.1", 0));
    REQUIRE(f.sockets.reply_path({listener, peer.local()}, true));
    REQUIRE(f.sockets.open_listeners({}));
    CHECK(f.sockets.listeners().empty());
    REQUIRE(f.sockets.open_listeners({listener}));
    CHECK(f.sockets.listeners() == std::vector{listener});
    peer.send(listener, control(1));
    CHECK(f.wait_for(1));
}

TEST_CASE("What is forbidden on the way counts as lost, not as failed", "[sockets]") {
    Fixture f;
    auto listener = f.listen("127.0.0.1");
    // A firewall's refusal, and IPv6's "administratively prohibited", come as EACCES; so does this address.
    f.sockets.send({listener, address("255.255.255.255", 1701)}, {}, control(1));
    CHECK(f.sockets.counters().send_lost == 1);
    CHECK(f.sockets.counters().send_failed == 0);
}
