// How tunnels are opened and refused: authentication, ports, duplicates, collisions.
#include "support/catch.h"
#include "support/sim_network.h"

using namespace l2tp;
using namespace sim;

namespace {

struct Two {
    Network network{2};
    Peer& lac = network.add("LAC", 1);
    Peer& lns = network.add("LNS", 2);

    /// Opens from the LAC, which must fail; returns how.
    TunnelDown refused() {
        const auto id = network.open(lac, lns);
        REQUIRE(id);
        REQUIRE(network.run_until([&] { return lac.last<TunnelDown>().has_value(); }, seconds(1)));
        network.run_for(milliseconds(200));
        CHECK(lac.tunnels_up.empty());
        CHECK(lns.tunnels_up.empty());
        CHECK(lac.endpoint().tunnels().empty());
        CHECK(lns.endpoint().tunnels().empty());
        CHECK(lac.violations.empty());
        CHECK(lns.violations.empty());
        return *lac.last<TunnelDown>();
    }
};

}  // namespace

TEST_CASE("A responder with another secret is refused by the initiator with StopCCN 4", "[rfc2661][5.1.1][5.1.1-02]") {
    Two two;
    two.lns.serving.secret = "other";
    const auto down = two.refused();
    CHECK_FALSE(down.by_peer);
    CHECK(down.result.result == 4);
    CHECK(down.result.message == "tunnel authentication failed: wrong Challenge Response in SCCRP");
}

TEST_CASE("An initiator that does not authenticate its peer is refused by the responder",
          "[rfc2661][5.1.1][5.1.1-02]") {
    Two two;
    two.lns.serving.secret = "other";
    two.lac.serving.authenticate = false;
    const auto down = two.refused();
    CHECK(down.by_peer);
    CHECK(down.result.result == 4);
    CHECK(down.result.message == "tunnel authentication failed: wrong Challenge Response in SCCCN");
}

TEST_CASE("A responder that does not answer the challenge is refused", "[rfc2661][5.1.1][5.1.1-03][9.1-01]") {
    Two two;
    two.lns.serving.secret.clear();
    two.lns.serving.named_peers = true;  // strangers are told less
    const auto down = two.refused();
    CHECK(down.by_peer);
    CHECK(down.result.result == 4);
    CHECK(down.result.message.find("no secret is configured") != std::string::npos);
}

TEST_CASE("An initiator without a secret refuses to be challenged", "[rfc2661][5.1.1][5.1.1-03][9.1-01]") {
    Two two;
    two.lac.serving.secret.clear();
    const auto down = two.refused();
    CHECK_FALSE(down.by_peer);
    CHECK(down.result.result == 4);
}

TEST_CASE("A responder must have the name that is expected of it, in any case of letters", "[rfc2868]") {
    Two two;
    two.lac.serving.peer_name = "lns";
    two.network.open(two.lac, two.lns);
    CHECK(two.network.run_until([&] { return two.lns.tunnels_up.size() == 1; }, seconds(1)));

    Two other;
    other.lac.serving.peer_name = "LNS2";
    const auto down = other.refused();
    CHECK_FALSE(down.by_peer);
    CHECK(down.result.result == 4);
    CHECK(down.result.message == "the Host Name in SCCRP is not the one that was expected");
}

TEST_CASE("Calls of a tunnel that is refused as not authorized hear that it was so", "[rfc2661][5.1.1]") {
    Two two;
    const bool wrong = GENERATE(true, false);
    if (wrong) two.lns.serving.secret = "other";
    const auto id = two.network.open(two.lac, two.lns);
    REQUIRE(id);
    REQUIRE(two.lac.endpoint().place_incoming_call(two.network.now, *id, {}, {}));
    two.network.run_for(milliseconds(100));
    if (!wrong) two.lac.endpoint().close_tunnel(two.network.now, *id, stop_result(StopResult::kGeneralRequest, "over"));
    two.network.run_for(milliseconds(100));
    const auto down = two.lac.last<SessionDown>();
    REQUIRE(down);
    CHECK(down->tunnel_lost);
    CHECK(down->not_authorized == wrong);
}

TEST_CASE("Without authentication on both sides no challenge is sent", "[rfc2661][5.1.1]") {
    Two two;
    two.lac.serving.secret.clear();
    two.lns.serving.secret.clear();
    two.network.open(two.lac, two.lns);
    CHECK(two.network.run_until([&] { return two.lns.tunnels_up.size() == 1; }, seconds(1)));
}

TEST_CASE("A host that nobody serves gets StopCCN 4 with the reason", "[rfc2661][7.2.1][4.4.2-07]") {
    Two two;
    two.lns.serves = false;
    const auto down = two.refused();
    CHECK(down.by_peer);
    CHECK(down.result.result == 4);
    CHECK(down.result.message == "nobody serves this host");
    two.network.run_for(seconds(40));
    CHECK(two.lns.endpoint().idle());
}

TEST_CASE("A responder without another port for an equal four-tuple refuses with 2/4", "[rfc2661][8.1]") {
    Two two;
    two.lns.replies_from = [](const Path&) { return std::nullopt; };
    const auto down = two.refused();
    CHECK(down.result.result == 2);
    CHECK(down.result.error == 4);
}

TEST_CASE("The SCCRP may come from another port, which is then the peer's", "[rfc2661][8.1][8.1-02]") {
    Two two;
    two.lns.replies_from = [](Path path) {
        path.local.port = 40000;
        return path;
    };
    const auto id = two.network.open(two.lac, two.lns);
    REQUIRE(two.network.run_until([&] { return two.lns.tunnels_up.size() == 1; }, seconds(1)));
    CHECK(two.lac.endpoint().tunnel(*id)->path.remote.port == 40000);
    CHECK(two.lac.last<TunnelUp>()->path.remote.port == 40000);
}

TEST_CASE("Datagrams for a tunnel from another port or address are dropped and counted", "[rfc2661][8.1][8.1-01]") {
    Two two;
    const auto id = two.network.open(two.lac, two.lns);
    REQUIRE(two.network.run_until([&] { return two.lns.tunnels_up.size() == 1; }, seconds(1)));
    const auto stop = encode_message(StopCcn{PeerTunnelId{1}, stop_result(StopResult::kGeneralRequest)},
                                     {id->value, 0, 1, 2, 0}, {});
    two.network.inject({two.lac.own, address(2, 1702)}, stop);
    two.network.inject({two.lac.own, address(3)}, stop);
    two.network.run_for(seconds(1));
    CHECK(two.lac.tunnels_up.contains(*id));
    CHECK(two.lac.endpoint().counters().dropped[static_cast<std::size_t>(DropReason::kWrongAddress)] == 2);
}

TEST_CASE("A retransmitted SCCRQ opens no second tunnel and is acknowledged", "[rfc2661][5.8][5.3-03][5.8-02]") {
    Two two;
    two.network.lose = [&](const SendDatagram& d) { return d.path.local.ip == two.lns.own.ip; };
    two.network.open(two.lac, two.lns);
    two.network.run_for(seconds(10));
    CHECK(two.lns.endpoint().tunnels().size() == 1);
    CHECK(two.lns.endpoint().counters().dropped[static_cast<std::size_t>(DropReason::kDuplicate)] >= 3);
}

TEST_CASE("A tunnel that is not established in time ends", "[rfc2661][5.8]") {
    Two two;
    two.lns.serving.setup_timeout = seconds(5);
    auto lost = [&](const SendDatagram& d) {
        const auto message = message_in(d.bytes);
        return message && std::holds_alternative<Scccn>(*message);
    };
    two.network.lose = lost;
    two.network.open(two.lac, two.lns);
    two.network.run_for(seconds(8));
    CHECK(two.lns.endpoint().tunnels().empty());
    REQUIRE(two.lac.last<TunnelDown>());
    CHECK(two.lac.last<TunnelDown>()->by_peer);
}

TEST_CASE("A new tunnel right after StopCCN opens, from the same address and port", "[rfc2661][5.7]") {
    Two two;
    for (int i = 0; i < 5; ++i) {
        const auto id = two.network.open(two.lac, two.lns);
        REQUIRE(two.network.run_until([&] { return two.lac.tunnels_up.contains(*id) && !two.lns.tunnels_up.empty(); }, seconds(1)));
        two.lac.endpoint().close_tunnel(two.network.now, *id, stop_result(StopResult::kGeneralRequest));
        two.network.run_for(milliseconds(20));
        CHECK(two.lns.tunnels_up.empty());
    }
}

TEST_CASE("The StopCCN of a drained tunnel is acknowledged again for a retransmission cycle",
          "[rfc2661][5.7][5.7-02][5.8-13][7.6-01]") {
    Two two;
    const auto id = two.network.open(two.lac, two.lns);
    REQUIRE(two.network.run_until([&] { return two.lns.tunnels_up.size() == 1; }, seconds(1)));
    two.network.run_for(milliseconds(100));
    two.network.lose = [&](const SendDatagram& d) { return d.path.local.ip == two.lns.own.ip; };
    two.lac.endpoint().close_tunnel(two.network.now, *id, stop_result(StopResult::kGeneralRequest));
    two.network.run_for(seconds(20));
    CHECK(two.lac.endpoint().tunnel(*id)->state == ShownTunnelState::kShuttingDown);
    two.network.lose = nullptr;
    two.network.run_for(seconds(10));
    CHECK(two.lac.endpoint().tunnel(*id)->state == ShownTunnelState::kIdle);
    CHECK(two.lns.all<TunnelDown>().size() == 1);
    two.network.run_for(seconds(32));
    CHECK(two.lac.endpoint().idle());
    CHECK(two.lns.endpoint().idle());
}

TEST_CASE("Two requests that cross without tie breaker open two tunnels", "[rfc2661][4.4.3][4.4.3-10]") {
    Two two;
    two.network.open(two.lac, two.lns);
    two.network.open(two.lns, two.lac);
    CHECK(two.network.run_until([&] { return two.lac.tunnels_up.size() == 2 && two.lns.tunnels_up.size() == 2; }, seconds(1)));
}

TEST_CASE("Of two requests that cross with tie breakers the lower one remains",
          "[rfc2661][4.4.3][4.4.3-07][4.4.3-08]") {
    Two two;
    two.lac.serving.single_tunnel = two.lns.serving.single_tunnel = true;
    const auto a = two.network.open(two.lac, two.lns);
    const auto b = two.network.open(two.lns, two.lac);
    two.network.run_for(seconds(5));
    CHECK(two.lac.tunnels_up.size() == 1);
    CHECK(two.lns.tunnels_up.size() == 1);
    const bool lac_won = two.lac.tunnels_up.contains(*a);
    CHECK(two.lns.tunnels_up.contains(*b) == !lac_won);
    const auto down = (lac_won ? two.lns : two.lac).last<TunnelDown>();
    REQUIRE(down);
    CHECK(down->result.result == 3);
    CHECK(two.lac.violations.empty());
}

TEST_CASE("A request with tie breaker wins over one without", "[rfc2661][4.4.3][4.4.3-10]") {
    Two two;
    two.lns.serving.single_tunnel = true;
    two.network.open(two.lac, two.lns);
    const auto b = two.network.open(two.lns, two.lac);
    two.network.run_for(seconds(5));
    CHECK(two.lns.tunnels_up == std::set<TunnelId>{*b});
    CHECK(two.lac.tunnels_up.size() == 1);
}

TEST_CASE("Equal tie breakers end both tunnels", "[rfc2661][4.4.3][4.4.3-09]") {
    Two two;
    two.lac.serving.single_tunnel = two.lns.serving.single_tunnel = true;
    two.lac.scripted_random = {{1, 1}, {1, 2, 3, 4, 5, 6, 7, 8}};
    two.lns.scripted_random = {{2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}};
    two.network.open(two.lac, two.lns);
    two.network.open(two.lns, two.lac);
    two.network.run_for(seconds(5));
    CHECK(two.lac.tunnels_up.empty());
    CHECK(two.lns.tunnels_up.empty());
    CHECK(two.lac.last<TunnelDown>());
    CHECK(two.lns.last<TunnelDown>());
}

TEST_CASE("Both sides close at the same time and both are done", "[rfc2661][5.7][7.6-01]") {
    Two two;
    const auto id = two.network.open(two.lac, two.lns);
    REQUIRE(two.network.run_until([&] { return two.lns.tunnels_up.size() == 1; }, seconds(1)));
    two.network.run_for(milliseconds(100));
    two.lac.endpoint().close_tunnel(two.network.now, *id, stop_result(StopResult::kGeneralRequest));
    two.lns.endpoint().close_tunnel(two.network.now, *two.lns.tunnels_up.begin(), stop_result(StopResult::kGeneralRequest));
    two.network.run_for(seconds(1));
    CHECK(two.lac.all<TunnelDown>().size() == 1);
    CHECK(two.lns.all<TunnelDown>().size() == 1);
    CHECK(two.lac.endpoint().tunnels().empty());
    CHECK(two.lns.endpoint().tunnels().empty());
    two.network.run_for(seconds(33));
    CHECK(two.lac.endpoint().idle());
    CHECK(two.lns.endpoint().idle());
}

TEST_CASE("A tunnel that is asked for where nobody listens is not answered; tunnels that are there go on", "[sccrq]") {
    Two two;
    two.lns.listens = false;
    REQUIRE(two.network.open(two.lac, two.lns));
    two.network.run_for(seconds(2));
    const auto& counters = two.lns.endpoint().counters();
    CHECK(counters.dropped[static_cast<std::size_t>(DropReason::kNotListening)] >= 2);
    CHECK(counters.datagrams_out == 0);
    CHECK(two.lns.endpoint().idle());
    two.lns.listens = true;
    REQUIRE(two.network.run_until([&] { return two.lac.tunnels_up.size() == 1; }, seconds(10)));
    two.lns.listens = false;
    two.lac.endpoint().close_tunnel(two.network.now, *two.lac.tunnels_up.begin(), stop_result(StopResult::kGeneralRequest));
    CHECK(two.network.run_until([&] { return two.lns.last<TunnelDown>().has_value(); }, seconds(10)));
}
