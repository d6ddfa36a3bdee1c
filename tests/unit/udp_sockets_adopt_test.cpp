// Sockets that outlive the object that opened them: saved by one, adopted by another.
#include <algorithm>

#include "support/udp_sockets_fixture.h"

using namespace vpdnd;
using test::address;
using test::control;
using test::UdpPeer;
using Fixture = test::UdpSocketsFixture;

namespace {

constexpr l2tp::TunnelId kTunnel{7};

/// One daemon's sockets, and then another's.
struct Succession {
    std::optional<Fixture> before{std::in_place};
    DescriptorStore store;
    UdpSockets::Record record;
    std::optional<Fixture> after;

    void let_go() {
        auto saved = before->sockets.save(store);
        REQUIRE(saved);
        record = std::move(*saved);
        before.reset();
    }
    void take_over() {
        after.emplace();
        REQUIRE(after->sockets.adopt(record, store));
        CHECK(store.empty());
    }
};

}  // namespace

TEST_CASE("Who adopts the sockets listens on the same addresses and gets what came meanwhile", "[sockets][adopt]") {
    Succession s;
    const auto asked = address("127.0.0.1", 0);
    const auto listener = s.before->listen("127.0.0.1");
    UdpPeer peer(address("127.0.0.1", 0));
    s.let_go();
    peer.send(listener, control(1));
    s.take_over();
    CHECK(s.after->sockets.listeners() == std::vector{listener});
    REQUIRE(s.after->wait_for(1));
    CHECK(s.after->received[0].path == l2tp::Path{listener, peer.local()});
    REQUIRE(s.after->sockets.open_listeners({asked}));  // as configured: nothing is opened again
    CHECK(s.after->sockets.listeners() == std::vector{listener});
    s.after->sockets.send({listener, peer.local()}, {}, control(2));
    CHECK(peer.receive()->from == listener);
}

TEST_CASE("A tunnel's socket is still connected when it was adopted, and its path held", "[sockets][adopt]") {
    Succession s;
    const auto listener = s.before->listen("127.0.0.1");
    UdpPeer peer(address("127.0.0.1", 0));
    const l2tp::Path path{listener, peer.local()};
    REQUIRE(s.before->sockets.reply_path(path, false));
    REQUIRE(s.before->sockets.add_tunnel_socket(kTunnel, path));
    s.let_go();
    peer.send(listener, control(1));
    s.take_over();
    auto& sockets = s.after->sockets;
    REQUIRE(s.after->wait_for(1));
    CHECK(s.after->received[0].path == path);
    REQUIRE(sockets.open_listeners({}));  // only the tunnel's own can send now
    sockets.send(path, kTunnel, control(2));
    CHECK(peer.receive()->from == listener);
    CHECK_FALSE(sockets.reply_path(path, false));
    CHECK_FALSE(sockets.add_tunnel_socket({8}, path));
    sockets.remove_tunnel_socket(kTunnel);
    sockets.release_path(path, {});
    CHECK(sockets.reply_path(path, false));
}

TEST_CASE("Extra ports are adopted, and closed when their time is over", "[sockets][adopt][rfc2661][5.7]") {
    Succession s;
    UdpPeer lns(address("127.0.0.3", 0)), second(address("127.0.0.3", 0));
    const auto path = s.before->sockets.initiator_path(lns.local(), std::nullopt, 0, false);
    REQUIRE(path);
    SECTION("a tunnel uses it") {
        s.let_go();
        lns.send(path->local, control(1));
        s.take_over();
        CHECK(s.after->wait_for(1));
        CHECK(s.after->sockets.initiator_path(second.local(), std::nullopt, 0, false)->local == path->local);
    }
    SECTION("it only lingered") {
        s.before->sockets.release_path(*path, {});
        s.let_go();
        s.take_over();
        const auto closed = [&] {
            s.after->sockets.send(*path, {}, control(1));
            return s.after->sockets.counters().send_failed > 0;
        };
        CHECK(test::run_until(s.after->loop, closed));
    }
}

TEST_CASE("A listening address that was removed serves its tunnels on when it was adopted", "[sockets][adopt]") {
    Succession s;
    const auto listener = s.before->listen("127.0.0.1");
    UdpPeer peer(address("127.0.0.1", 0));
    REQUIRE(s.before->sockets.reply_path({listener, peer.local()}, false));
    REQUIRE(s.before->sockets.open_listeners({}));
    s.let_go();
    s.take_over();
    CHECK(s.after->sockets.listeners().empty());
    peer.send(listener, control(1));
    CHECK(s.after->wait_for(1));
}

TEST_CASE("Counters go on where they were", "[sockets][adopt]") {
    Succession s;
    const auto listener = s.before->listen("127.0.0.1");
    UdpPeer peer(address("127.0.0.1", 0));
    peer.send(listener, control(1));
    REQUIRE(s.before->wait_for(1));
    s.let_go();
    s.take_over();
    CHECK(s.after->sockets.counters().datagrams_in == 1);
}

TEST_CASE("Destroying sockets that were saved leaves them open, and those that were not are closed", "[sockets][adopt]") {
    Succession s;
    const auto listener = s.before->listen("127.0.0.1");
    SECTION("saved") {
        s.let_go();
        CHECK_FALSE(UdpSocket::open(listener, Sharing::kExclusive));
    }
    SECTION("not saved") {
        s.before.reset();
        CHECK(UdpSocket::open(listener, Sharing::kExclusive));
    }
}

TEST_CASE("A descriptor that is missing is named, and nothing is adopted", "[sockets][adopt]") {
    Succession s;
    s.before->listen("127.0.0.1");
    UdpPeer lns(address("127.0.0.3", 0));
    REQUIRE(s.before->sockets.initiator_path(lns.local(), std::nullopt, 0, false));
    s.let_go();
    s.record.extra_ports[0].descriptor = "udp-port-99";
    s.after.emplace();
    const auto adopted = s.after->sockets.adopt(s.record, s.store);
    REQUIRE_FALSE(adopted);
    CHECK(adopted.error().text == "take over the socket udp-port-99: Bad file descriptor");
    CHECK(s.after->sockets.listeners().empty());
}
