// Tunnels and calls over a network without faults: who says what, and what the host is told.
#include "support/catch.h"
#include "support/sim_network.h"

using namespace l2tp;
using namespace sim;
using Names = std::vector<std::string>;

namespace {

struct Pair {
    Network network{1};
    Peer& lac = network.add("LAC", 1);
    Peer& lns = network.add("LNS", 2);

    TunnelId open(bool stay = false) {
        const auto id = network.open(lac, lns, stay);
        REQUIRE(id);
        REQUIRE(network.run_until([&] { return !lns.tunnels_up.empty() && lac.tunnels_up.contains(*id); }, seconds(1)));
        return *id;
    }
    SessionKey call(TunnelId tunnel) {
        Icrq icrq;
        icrq.calling_number = "2085730592";
        icrq.called_number = "614629";
        Iccn iccn;
        iccn.tx_speed = 64000;
        iccn.proxy_auth.name = "user@cisco.com";
        const auto key = lac.endpoint().place_incoming_call(network.now, tunnel, icrq, iccn);
        REQUIRE(key);
        return *key;
    }
    SessionKey established_call(TunnelId tunnel) {
        const auto key = call(tunnel);
        const auto before = lns.up.size();
        REQUIRE(network.run_until([&] { return lac.up.contains(key) && lns.up.size() == before + 1; }, seconds(1)));
        return key;
    }
    void expect_sound() {
        CHECK(lac.violations.empty());
        CHECK(lns.violations.empty());
    }
};

}  // namespace

TEST_CASE("A tunnel is opened by SCCRQ, SCCRP, SCCCN and acknowledged at once", "[rfc2661][5.1][7.2.1]") {
    Pair pair;
    const auto id = pair.open();
    pair.network.run_for(milliseconds(20));
    CHECK(names_sent(pair.network, pair.lac) == Names{"SCCRQ", "SCCCN"});
    CHECK(names_sent(pair.network, pair.lns) == Names{"SCCRP", "ZLB"});
    const auto up = pair.lac.last<TunnelUp>();
    REQUIRE(up);
    CHECK(up->peer_name == "LNS");
    CHECK(up->initiated_here);
    const auto info = pair.lac.endpoint().tunnel(id);
    REQUIRE(info);
    CHECK(info->state == "established");
    CHECK(info->unacknowledged == 0);
    CHECK(pair.lns.last<TunnelUp>()->peer_name == "LAC");
    pair.expect_sound();
}

TEST_CASE("An incoming call is prepared at the LNS in front of the ICRP and at the LAC in front of the ICCN",
          "[rfc2661][5.2][7.4.1][7.4.2]") {
    Pair pair;
    const auto tunnel = pair.open();
    pair.lns.prepares = false;
    pair.lac.prepares = false;
    const auto key = pair.call(tunnel);
    pair.network.run_for(milliseconds(200));
    const auto at_lns = pair.lns.last<PrepareSession>();
    REQUIRE(at_lns);
    CHECK(at_lns->role == Role::kLns);
    REQUIRE(at_lns->icrq);
    CHECK(at_lns->icrq->called_number == "614629");
    CHECK(pair.lns.endpoint().session(at_lns->key)->state == "preparing");
    CHECK_FALSE(pair.lac.last<PrepareSession>());

    pair.lns.endpoint().session_prepared(pair.network.now, at_lns->key);
    pair.network.run_for(milliseconds(200));
    REQUIRE(pair.lac.last<PrepareSession>());
    CHECK(pair.lac.last<PrepareSession>()->peer_session.value == at_lns->key.session.value);
    CHECK(pair.lns.endpoint().session(at_lns->key)->state == "wait-connect");

    pair.lac.endpoint().session_prepared(pair.network.now, key);
    pair.network.run_for(milliseconds(200));
    CHECK(pair.lac.up.contains(key));
    REQUIRE(pair.lns.last<SessionUp>());
    REQUIRE(pair.lns.last<SessionUp>()->iccn);
    CHECK(pair.lns.last<SessionUp>()->iccn->proxy_auth.name == "user@cisco.com");
    CHECK_FALSE(pair.lac.last<SessionUp>()->iccn);
    pair.expect_sound();
}

TEST_CASE("An outgoing call goes from the LNS to the LAC and back", "[rfc2661][5.3][7.5.1][7.5.2]") {
    Pair pair;
    const auto tunnel = pair.open();
    const auto lns_tunnel = *pair.lns.tunnels_up.begin();
    CHECK(pair.lac.endpoint().tunnel(tunnel)->role == Role::kLns);  // both kinds are accepted; nothing placed yet
    Ocrq ocrq;
    ocrq.called_number = "6121";
    ocrq.bearer = kBearerDigital;
    ocrq.framing = kFramingSync;
    ocrq.maximum_bps = 64000;
    const auto key = pair.lns.endpoint().place_outgoing_call(pair.network.now, lns_tunnel, ocrq);
    REQUIRE(key);
    CHECK(pair.network.run_until([&] { return pair.lns.up.contains(*key) && pair.lac.up.size() == 1; }, seconds(1)));
    REQUIRE(pair.lac.last<PrepareSession>());
    CHECK(pair.lac.last<PrepareSession>()->ocrq->called_number == "6121");
    CHECK(pair.lns.last<SessionUp>()->occn->tx_speed == 64000);
    CHECK(pair.lac.endpoint().tunnel(tunnel)->role == Role::kLac);
    pair.expect_sound();
}

TEST_CASE("An OCCN that comes while the LNS prepares is not lost", "[rfc2661][7.5.2]") {
    Pair pair;
    pair.open();
    pair.lns.prepares = false;
    const auto key = pair.lns.endpoint().place_outgoing_call(pair.network.now, *pair.lns.tunnels_up.begin(), Ocrq{});
    REQUIRE(key);
    pair.network.run_for(seconds(1));
    CHECK(pair.lac.up.size() == 1);
    CHECK(pair.lns.up.empty());
    pair.lns.endpoint().session_prepared(pair.network.now, *key);
    pair.network.settle();
    CHECK(pair.lns.up.contains(*key));
    pair.expect_sound();
}

TEST_CASE("Calls placed while the tunnel opens wait and are asked for in order", "[rfc2661][7.4.1]") {
    Pair pair;
    const auto id = pair.network.open(pair.lac, pair.lns);
    REQUIRE(id);
    std::vector<SessionKey> keys;
    for (int i = 0; i < 20; ++i) keys.push_back(pair.call(*id));
    CHECK(pair.lac.endpoint().session(keys[3])->state == "wait-tunnel");
    REQUIRE(pair.network.run_until([&] { return pair.lac.up.size() == 20 && pair.lns.up.size() == 20; }, seconds(2)));
    const auto prepared = pair.lns.all<PrepareSession>();
    REQUIRE(prepared.size() == 20);
    for (std::size_t i = 0; i < 20; ++i) CHECK(prepared[i].peer_session.value == keys[i].session.value);
    pair.expect_sound();
}

TEST_CASE("A CDN ends the call on both sides with its reason", "[rfc2661][5.6]") {
    Pair pair;
    const auto key = pair.established_call(pair.open());
    pair.lac.endpoint().close_session(pair.network.now, key, cdn_result(CdnResult::kLostCarrier, "hung up"),
                                      PppDisconnectCause{1, 0xc021, 1, "bye"});
    pair.network.run_for(milliseconds(100));
    const auto down = pair.lns.last<SessionDown>();
    REQUIRE(down);
    CHECK(down->by_peer);
    CHECK(down->was_established);
    CHECK_FALSE(down->tunnel_lost);
    CHECK(down->result == cdn_result(CdnResult::kLostCarrier, "hung up"));
    REQUIRE(down->disconnect);
    CHECK(down->disconnect->message == "bye");
    CHECK_FALSE(pair.lac.last<SessionDown>()->by_peer);
    CHECK(pair.lac.endpoint().sessions().empty());
    pair.expect_sound();
}

TEST_CASE("A CDN for a call whose ICRP was not seen finds it by the assigned session id", "[rfc2661][4.4.4][5.6]") {
    Pair pair;
    const auto tunnel = pair.open();
    pair.lns.prepares = false;
    const auto key = pair.call(tunnel);
    pair.network.run_for(milliseconds(100));
    REQUIRE(pair.lns.endpoint().sessions().size() == 1);
    pair.lac.endpoint().close_session(pair.network.now, key, cdn_result(CdnResult::kLostCarrier));
    pair.network.run_for(milliseconds(100));
    CHECK(pair.lns.endpoint().sessions().empty());
    REQUIRE(pair.lns.last<SessionDown>());
    CHECK(pair.lns.last<SessionDown>()->by_peer);
    pair.expect_sound();
}

TEST_CASE("A StopCCN in front of the SCCRP finds the tunnel by the assigned tunnel id", "[rfc2661][4.4.3][5.7]") {
    Pair pair;
    pair.network.lose = [&](const SendDatagram& d) { return d.path.local.ip == pair.lns.own.ip; };
    const auto id = pair.network.open(pair.lac, pair.lns);
    pair.network.run_for(milliseconds(100));
    CHECK(pair.lns.endpoint().tunnels().size() == 1);
    pair.lac.endpoint().close_tunnel(pair.network.now, *id, stop_result(StopResult::kGeneralRequest));
    // StopCCN fills the window of the first message only once that is acknowledged, or is sent again with it.
    pair.network.lose = nullptr;
    pair.network.run_for(seconds(4));
    CHECK(pair.lns.endpoint().tunnels().empty());
    CHECK(pair.lac.endpoint().tunnels().empty());
    pair.expect_sound();
}

TEST_CASE("Ending a tunnel ends its sessions first, without a CDN for each", "[rfc2661][5.7][7.6]") {
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

TEST_CASE("A tunnel whose last session ended lives for the no-session time, then StopCCN 1", "[rfc2661][7.6]") {
    Pair pair;
    const auto tunnel = pair.open();
    const auto key = pair.established_call(tunnel);
    pair.lac.endpoint().close_session(pair.network.now, key, cdn_result(CdnResult::kLostCarrier));
    pair.network.run_for(seconds(9));
    CHECK(pair.lns.endpoint().tunnels().at(0).state == "no-sessions-left");
    CHECK(pair.lac.endpoint().tunnel(tunnel)->state == "no-sessions-left");
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
    CHECK(pair.lns.endpoint().tunnels().at(0).state == "established");
}

TEST_CASE("A tunnel opened by command stays without sessions", "[rfc2661][7.6]") {
    Pair pair;
    pair.lns.serving.no_session_timeout = seconds(0);
    const auto tunnel = pair.open(true);
    pair.network.run_for(std::chrono::minutes(10));
    CHECK(pair.lac.endpoint().tunnel(tunnel)->state == "established");
}

TEST_CASE("HELLO is sent only when the peer was silent for the interval", "[rfc2661][5.5][6.5]") {
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

TEST_CASE("A peer that is gone is noticed by HELLO and its retransmissions", "[rfc2661][5.5][5.8]") {
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

TEST_CASE("WEN reaches the LNS and SLI the LAC", "[rfc2661][6.13][6.14]") {
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
