// Requests for a tunnel that cross: which one remains, and what a stranger's tie breaker can do. Section 4.4.3.
#include "support/catch.h"
#include "support/lac_lns_pair.h"

using namespace l2tp;
using namespace sim;

namespace {

const Bytes kLow = {0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
const Bytes kHigh = {0x80, 0, 0, 0, 0, 0, 0, 0};

}  // namespace

TEST_CASE("Of two tie breakers the lower one wins, and not a word is said of the other tunnel",
          "[rfc2661][4.4.3][4.4.3-07][4.4.3-08]") {
    Pair pair;
    const bool lac_wins = GENERATE(true, false);
    CAPTURE(lac_wins);
    pair.lac.serving.single_tunnel = pair.lns.serving.single_tunnel = true;
    pair.lac.scripted_random = {{1, 1}, lac_wins ? kLow : kHigh};
    pair.lns.scripted_random = {{2, 2}, lac_wins ? kHigh : kLow};
    const auto by_lac = *pair.network.open(pair.lac, pair.lns);
    const auto by_lns = *pair.network.open(pair.lns, pair.lac);
    pair.network.run_for(seconds(5));
    CHECK(pair.lac.tunnels_up.contains(by_lac) == lac_wins);
    CHECK(pair.lns.tunnels_up.contains(by_lns) == !lac_wins);
    CHECK(pair.lac.tunnels_up.size() == 1);
    CHECK(pair.lns.tunnels_up.size() == 1);
    for (const auto* peer : {&pair.lac, &pair.lns}) {
        const auto sent = names_sent(pair.network, *peer);
        CHECK(std::count(sent.begin(), sent.end(), "StopCCN") == 0);
        CHECK(std::count(sent.begin(), sent.end(), "SCCRQ") == 1);
    }
    const auto down = (lac_wins ? pair.lns : pair.lac).last<TunnelDown>();
    REQUIRE(down);
    CHECK(down->result.result == 3);
    pair.expect_sound();
}

TEST_CASE("A call whose tunnel lost a tie is told so when the tunnel that won can take it", "[rfc2661][7.2.1][7.2.1-05]") {
    Pair pair;
    pair.lns.serving.single_tunnel = true;
    const auto ours = *pair.network.open(pair.lac, pair.lns);
    const auto waiting = pair.lac.endpoint().place_incoming_call(pair.network.now, ours, {}, {});
    REQUIRE(waiting);
    pair.network.open(pair.lns, pair.lac);
    pair.network.run_for(milliseconds(100));
    const auto down = pair.lac.last<SessionDown>();
    REQUIRE(down);
    CHECK(down->key == *waiting);
    CHECK(down->tie_lost);
    const auto left = pair.lac.endpoint().tunnels();
    REQUIRE(left.size() == 1);
    CHECK(left[0].state == ShownTunnelState::kEstablished);
    // It was up before the call was told: the order in which the host hears of it.
    const auto& events = pair.lac.events;
    const auto up_at = std::find_if(events.begin(), events.end(), [](const Effect& e) { return std::holds_alternative<TunnelUp>(e); });
    const auto down_at = std::find_if(events.begin(), events.end(), [](const Effect& e) { return std::holds_alternative<SessionDown>(e); });
    CHECK(up_at < down_at);
    pair.established_call(left[0].id);
    pair.expect_sound();
}

TEST_CASE("A forged request with the lowest tie breaker does not end the tunnel that we open", "[rfc2661][4.4.3-07][flood]") {
    Pair pair;
    pair.lac.serving.single_tunnel = GENERATE(true, false);
    const auto ours = *pair.network.open(pair.lac, pair.lns);
    const auto waiting = pair.lac.endpoint().place_incoming_call(pair.network.now, ours, {}, {});
    Sccrq request;
    request.framing = 3;
    request.host_name = "LNS";
    request.assigned_tunnel = PeerTunnelId{9};
    request.tie_breaker.emplace();
    pair.network.inject({pair.lac.own, pair.lns.own}, encode_message(request, {}));
    pair.network.run_for(milliseconds(500));
    CHECK(pair.lac.tunnels_up == std::set<TunnelId>{ours});
    CHECK(pair.lac.up == std::set<SessionKey>{*waiting});
    pair.network.run_for(seconds(100));  // the forged one ends, and nothing else with it
    CHECK(pair.lac.tunnels_up == std::set<TunnelId>{ours});
    CHECK(pair.lac.endpoint().tunnels().size() == 1);
    pair.expect_sound();
}

TEST_CASE("A request that is not served costs no tunnel of ours, whatever its tie breaker", "[rfc2661][4.4.3-07]") {
    Pair pair;
    pair.lac.serves = false;
    const auto id = *pair.network.open(pair.lac, pair.lns);
    Sccrq request;
    request.framing = 3;
    request.host_name = "stranger";
    request.assigned_tunnel = PeerTunnelId{9};
    request.tie_breaker.emplace();
    pair.network.inject({pair.lac.own, address(2, 5000)}, encode_message(request, {}));
    pair.network.run_for(milliseconds(500));
    CHECK(pair.lac.tunnels_up.contains(id));
    CHECK(pair.lns.tunnels_up.size() == 1);
    const auto sent = names_sent(pair.network, pair.lac);
    CHECK(std::count(sent.begin(), sent.end(), "StopCCN") == 1);
    pair.expect_sound();
}

TEST_CASE("Our own challenge, sent to us by a stranger, is not answered", "[rfc2661][5.1.1][5.1.1-02]") {
    Pair pair;
    pair.network.open(pair.lac, pair.lns);
    pair.network.run_for(milliseconds(1));
    const auto datagram = pair.network.sent.at(0).bytes;
    const auto header = decode_header(datagram);
    REQUIRE(header);
    const auto decoded = decode_message(message_body(datagram, *header), {});
    REQUIRE(decoded);
    auto request = std::get<Sccrq>(*decoded->message);
    REQUIRE(request.challenge);
    request.assigned_tunnel = PeerTunnelId{9};
    pair.network.inject({pair.lac.own, address(3, 5000)}, encode_message(request, {}));
    pair.network.run_for(milliseconds(500));
    const auto sent = names_sent(pair.network, pair.lac);
    CHECK(std::count(sent.begin(), sent.end(), "SCCRP") == 0);
    CHECK(std::count(sent.begin(), sent.end(), "StopCCN") == 1);
    CHECK(pair.lns.tunnels_up.size() == 1);
    pair.expect_sound();
}
