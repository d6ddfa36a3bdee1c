// How tunnels live on and end: idleness, HELLO, silence, StopCCN, shutdown.
#include "support/catch.h"
#include "support/lac_lns_pair.h"

using namespace l2tp;
using namespace sim;
using Names = std::vector<std::string>;

TEST_CASE("Ending a tunnel ends its sessions first, without a CDN for each",
          "[rfc2661][5.7][7.6][5.7-03][7.2.1-03][7.2.1-04]") {
    Pair pair;
    const auto tunnel = pair.open();
    for (int i = 0; i < 4; ++i) pair.established_call(tunnel);
    pair.lac.endpoint().close_tunnel(pair.network.now, tunnel, stop_result(StopResult::kGeneralRequest, "maintenance"));
    CHECK(pair.lac.endpoint().sessions().empty());
    pair.network.run_for(milliseconds(50));
    CHECK(pair.lns.all<SessionDown>().size() == 4);
    CHECK(pair.lns.last<SessionDown>()->tunnel_lost);
    REQUIRE(pair.lns.last<TunnelDown>());
    CHECK(pair.lns.last<TunnelDown>()->result.message == "maintenance");
    CHECK(pair.lns.last<TunnelDown>()->by_peer);
    const auto names = names_sent(pair.network, pair.lac);
    CHECK(std::count(names.begin(), names.end(), "CDN") == 0);
    CHECK(std::count(names.begin(), names.end(), "StopCCN") == 1);
    pair.expect_sound();
}

TEST_CASE("A tunnel whose last session ended lives for the no-session time, then StopCCN 1", "[rfc2661][7.6][5.6-01]") {
    Pair pair;
    const auto tunnel = pair.open();
    const auto key = pair.established_call(tunnel);
    pair.lac.endpoint().close_session(pair.network.now, key, cdn_result(CdnResult::kLostCarrier));
    pair.network.run_for(seconds(9));
    CHECK(pair.lns.endpoint().tunnels().at(0).state == ShownTunnelState::kNoSessionsLeft);
    CHECK(pair.lac.endpoint().tunnel(tunnel)->state == ShownTunnelState::kNoSessionsLeft);
    pair.network.run_for(seconds(2));
    REQUIRE(pair.lac.last<TunnelDown>());  // the LNS waits 10 s, the LAC 15 s
    CHECK(pair.lac.last<TunnelDown>()->by_peer);
    CHECK(pair.lac.last<TunnelDown>()->result.result == 1);
    CHECK(pair.lac.endpoint().tunnels().empty());
    CHECK_FALSE(pair.lac.endpoint().idle());
    pair.network.run_for(seconds(32));  // a full retransmission cycle
    CHECK(pair.lac.endpoint().idle());
    CHECK(pair.lns.endpoint().idle());
    pair.expect_sound();
}

TEST_CASE("A new call in the no-session time uses the tunnel again", "[rfc2661][7.6]") {
    Pair pair;
    const auto tunnel = pair.open();
    const auto key = pair.established_call(tunnel);
    pair.lac.endpoint().close_session(pair.network.now, key, cdn_result(CdnResult::kLostCarrier));
    pair.network.run_for(seconds(8));
    pair.established_call(tunnel);
    pair.network.run_for(seconds(40));
    CHECK(pair.lac.up.size() == 1);
    CHECK(pair.lns.endpoint().tunnels().at(0).state == ShownTunnelState::kEstablished);
}

TEST_CASE("A tunnel opened by command stays without sessions", "[rfc2661][7.6]") {
    Pair pair;
    pair.lns.serving.no_session_timeout = seconds(0);
    const auto tunnel = pair.open(true);
    pair.network.run_for(std::chrono::minutes(10));
    CHECK(pair.lac.endpoint().tunnel(tunnel)->state == ShownTunnelState::kEstablished);
}

TEST_CASE("HELLO is sent only when the peer was silent for the interval", "[rfc2661][5.5][6.5][5.5-01][6.5-01]") {
    Pair pair;
    pair.lns.serving.no_session_timeout = seconds(0);
    pair.lns.serving.hello_interval = seconds(0);
    pair.open(true);
    pair.network.run_for(seconds(59));
    auto names = names_sent(pair.network, pair.lac);
    CHECK(std::count(names.begin(), names.end(), "HELLO") == 0);
    pair.network.run_for(seconds(241));
    names = names_sent(pair.network, pair.lac);
    CHECK(std::count(names.begin(), names.end(), "HELLO") == 4);
    CHECK(std::count(names.begin(), names.end(), "ZLB") == 0);
}

TEST_CASE("A peer that is gone is noticed by HELLO and its retransmissions", "[rfc2661][5.5][5.8][5.5-02][5.8-12]") {
    Pair pair;
    const auto tunnel = pair.open();
    const auto key = pair.established_call(tunnel);
    pair.network.lose = [](const SendDatagram&) { return true; };
    pair.network.run_for(seconds(60 + 31 + 2));
    const auto down = pair.lac.last<SessionDown>();
    REQUIRE(down);
    CHECK(down->key == key);
    CHECK(down->tunnel_lost);
    CHECK_FALSE(down->by_peer);
    REQUIRE(pair.lac.last<TunnelDown>());
    CHECK(pair.lac.last<TunnelDown>()->result.message.find("no answer") != std::string::npos);
    CHECK(pair.lac.endpoint().idle());
    CHECK(pair.lns.endpoint().idle());
    pair.expect_sound();
}

TEST_CASE("A LAC sends not more than one WEN of a call in a minute", "[rfc2661][6.13-02]") {
    Pair pair;
    const auto tunnel = pair.open();
    const auto key = pair.established_call(tunnel), other = pair.established_call(tunnel);
    auto& lac = pair.lac.endpoint();
    const auto at = [&](SessionKey call, std::uint32_t errors) {
        const bool sent = lac.send_wen(pair.network.now, call, Wen{.crc = errors});
        pair.network.run_for(milliseconds(100));
        return sent;
    };
    CHECK(at(key, 1));
    CHECK_FALSE(at(key, 2));
    CHECK(at(other, 3));  // each call for itself
    pair.network.run_for(seconds(59));
    CHECK_FALSE(at(key, 4));
    pair.network.run_for(seconds(1));
    CHECK(at(key, 5));
    std::vector<std::uint32_t> heard;
    for (const auto& errors : pair.lns.all<WanErrors>()) heard.push_back(errors.wen.crc);
    CHECK(heard == std::vector<std::uint32_t>{1, 3, 5});
    pair.expect_sound();
}

TEST_CASE("WEN reaches the LNS and SLI the LAC", "[rfc2661][6.13][6.14][6.14-02]") {
    Pair pair;
    const auto key = pair.established_call(pair.open());
    const auto lns_key = *pair.lns.up.begin();
    Wen wen;
    wen.crc = 7;
    pair.lac.endpoint().send_wen(pair.network.now, key, wen);
    pair.lns.endpoint().send_sli(pair.network.now, lns_key, Sli{0, 0x000a0000});
    // Not theirs to send.
    pair.lns.endpoint().send_wen(pair.network.now, lns_key, wen);
    pair.lac.endpoint().send_sli(pair.network.now, key, Sli{});
    pair.network.run_for(milliseconds(100));
    REQUIRE(pair.lns.all<WanErrors>().size() == 1);
    CHECK(pair.lns.last<WanErrors>()->wen.crc == 7);
    REQUIRE(pair.lac.all<LinkInfo>().size() == 1);
    CHECK(pair.lac.last<LinkInfo>()->sli.receive_accm == 0x000a0000);
    CHECK(pair.lac.all<WanErrors>().empty());
}

TEST_CASE("Shutdown sends every StopCCN at once and is idle when all are acknowledged", "[rfc2661][5.7]") {
    Pair pair;
    for (int i = 0; i < 5; ++i) {
        const auto id = pair.network.open(pair.lac, pair.lns);
        REQUIRE(pair.network.run_until([&] { return pair.lac.tunnels_up.contains(*id); }, seconds(1)));
        for (int j = 0; j < 4; ++j) pair.established_call(*id);
    }
    CHECK(pair.lns.tunnels_up.size() == 5);  // five tunnels between one pair of addresses and ports
    pair.network.run_for(milliseconds(100));
    pair.network.sent.clear();
    pair.lac.endpoint().shutdown(pair.network.now, "restart");
    pair.network.settle();
    const auto names = names_sent(pair.network, pair.lac);
    CHECK(names == Names(5, "StopCCN"));
    CHECK(pair.network.run_until([&] { return pair.lac.endpoint().idle(); }, milliseconds(50)));
    CHECK(pair.lns.up.empty());
    CHECK(pair.lns.last<TunnelDown>()->result.result == 6);
    pair.expect_sound();
}

TEST_CASE("A StopCCN that crosses the peer's SCCCN is sent until it is acknowledged", "[rfc2661][5.8][5.8-13][7.6-01]") {
    Pair pair;
    bool lossy = true;
    pair.network.lose = [&](const SendDatagram& d) {
        const auto message = message_in(d.bytes);
        return lossy && message && std::holds_alternative<StopCcn>(*message);
    };
    const auto id = pair.network.open(pair.lac, pair.lns);
    REQUIRE(pair.network.run_until([&] { return pair.lns.endpoint().tunnels().size() == 1; }, seconds(1)));
    const auto at_lns = pair.lns.endpoint().tunnels().at(0).id;
    pair.lns.endpoint().close_tunnel(pair.network.now, at_lns, stop_result(StopResult::kGeneralRequest, "second thoughts"));
    REQUIRE(pair.network.run_until([&] { return pair.lac.tunnels_up.contains(*id); }, seconds(1)));
    pair.network.run_for(milliseconds(200));  // the SCCCN reaches the tunnel that is over
    CHECK(pair.lns.endpoint().tunnel(at_lns)->state == ShownTunnelState::kShuttingDown);
    lossy = false;
    pair.network.run_for(seconds(5));
    CHECK(pair.lac.tunnels_up.empty());
    REQUIRE(pair.lac.last<TunnelDown>());
    CHECK(pair.lac.last<TunnelDown>()->result.message == "second thoughts");
    CHECK(pair.lns.endpoint().tunnels().empty());
    pair.expect_sound();
}

TEST_CASE("The id in an SCCRP that comes after our StopCCN is in what is sent again", "[rfc2661][4.4.3][4.4.3-13]") {
    Pair pair;
    bool late = true;
    pair.network.lose = [&](const SendDatagram& d) {
        const auto message = message_in(d.bytes);
        if (!message) return false;
        if (std::holds_alternative<Sccrp>(*message)) return late;
        return std::holds_alternative<StopCcn>(*message) && decode_header(d.bytes)->tunnel == 0;
    };
    const auto id = pair.network.open(pair.lac, pair.lns);
    REQUIRE(pair.network.run_until([&] { return pair.lns.endpoint().tunnel_count() == 1; }, seconds(1)));
    pair.lac.endpoint().close_tunnel(pair.network.now, *id, stop_result(StopResult::kGeneralRequest, "second thoughts"));
    late = false;
    CHECK(pair.network.run_until([&] { return pair.lns.endpoint().tunnel_count() == 0; }, seconds(10)));
    CHECK(pair.lns.endpoint().counters().tunnels_refused == 1);
    CHECK(pair.network.run_until([&] { return pair.lac.endpoint().tunnel_count() == 0; }, seconds(10)));
    CHECK(pair.lac.endpoint().counters().tunnels_opened == 0);
}

TEST_CASE("A StopCCN that waits for other messages has a retransmission cycle of its own", "[rfc2661][5.8][5.8-13]") {
    Pair pair;
    for (auto* peer : {&pair.lac, &pair.lns}) peer->serving.no_session_timeout = seconds(0);
    pair.lns.serving.hello_interval = seconds(600);
    const auto id = pair.open();
    pair.network.run_for(seconds(1));
    const auto began = pair.network.now;
    pair.network.lose = [&](const SendDatagram& d) {
        if (d.path.local.ip != pair.lac.own.ip) return false;
        const auto message = message_in(d.bytes);
        const bool stop = message && std::holds_alternative<StopCcn>(*message);
        return pair.network.now - began < (stop ? seconds(29) : seconds(14));
    };
    REQUIRE(pair.lac.endpoint().send_hello(pair.network.now, id));
    pair.lac.endpoint().close_tunnel(pair.network.now, id, stop_result(StopResult::kGeneralRequest, "maintenance"));
    pair.network.run_for(seconds(28));
    CHECK(pair.lns.tunnels_up.size() == 1);
    CHECK(pair.lac.endpoint().tunnel(id)->state == ShownTunnelState::kShuttingDown);
    pair.network.run_for(seconds(6));
    CHECK(pair.lns.tunnels_up.empty());
    CHECK(pair.lac.endpoint().tunnel(id)->state == ShownTunnelState::kIdle);
    pair.network.run_for(seconds(32));
    CHECK(pair.lac.endpoint().idle());
    pair.expect_sound();
}

TEST_CASE("However few retransmissions we make ourselves, the peer's are answered for 31 s", "[rfc2661][5.7][5.7-02]") {
    Pair pair;
    pair.lac.serving.retransmit_retries = 1;
    const auto id = pair.open();
    pair.network.run_for(seconds(1));
    bool lossy = true;
    pair.network.lose = [&](const SendDatagram& d) { return lossy && d.path.local.ip == pair.lac.own.ip; };
    pair.lns.endpoint().close_tunnel(pair.network.now, *pair.lns.tunnels_up.begin(), stop_result(StopResult::kGeneralRequest, "over"));
    pair.network.run_for(seconds(20));
    CHECK(pair.lac.tunnels_up.empty());
    CHECK(pair.lac.endpoint().tunnel(id)->state == ShownTunnelState::kIdle);
    CHECK(pair.lns.endpoint().tunnel_count() == 1);
    lossy = false;
    pair.network.run_for(seconds(4));  // its last retransmission but one
    CHECK(pair.lns.endpoint().tunnel_count() == 0);
}

TEST_CASE("The calls of a tunnel that its peer closes in order have met no error", "[rfc2661][5.7]") {
    Pair pair;
    const auto tunnel = pair.open();
    pair.established_call(tunnel);
    const bool in_order = GENERATE(true, false);
    pair.lac.endpoint().close_tunnel(pair.network.now, tunnel,
                                     in_order ? stop_result(StopResult::kGeneralRequest, "Goodbye")
                                              : stop_error(ErrorCode::kVendorSpecific, "lost"));
    pair.network.run_for(seconds(1));
    const auto down = pair.lns.last<SessionDown>();
    REQUIRE(down);
    CHECK(down->tunnel_lost);
    CHECK(static_cast<CdnResult>(down->result.result) ==
          (in_order ? CdnResult::kAdministrative : CdnResult::kGeneralError));
}
