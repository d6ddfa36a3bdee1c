// Tunnels and calls over a network without faults: who says what, and what the host is told.
#include "support/catch.h"
#include "support/lac_lns_pair.h"

using namespace l2tp;
using namespace sim;
using Names = std::vector<std::string>;

TEST_CASE("A tunnel is opened by SCCRQ, SCCRP, SCCCN and acknowledged at once", "[rfc2661][5.1][7.2.1][5.1-01]") {
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
    CHECK(info->state == ShownTunnelState::kEstablished);
    CHECK(info->unacknowledged == 0);
    CHECK(pair.lns.last<TunnelUp>()->peer_name == "LAC");
    pair.expect_sound();
}

TEST_CASE("An incoming call is prepared at the LNS in front of the ICRP and at the LAC in front of the ICCN",
          "[rfc2661][5.2][7.4.1][7.4.2][5.2-01][5-02]") {
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
    CHECK(pair.lns.endpoint().session(at_lns->key)->state == SessionState::kPreparing);
    CHECK_FALSE(pair.lac.last<PrepareSession>());

    pair.lns.endpoint().session_prepared(pair.network.now, at_lns->key);
    pair.network.run_for(milliseconds(200));
    REQUIRE(pair.lac.last<PrepareSession>());
    CHECK(pair.lac.last<PrepareSession>()->peer_session.value == at_lns->key.session.value);
    CHECK(pair.lns.endpoint().session(at_lns->key)->state == SessionState::kWaitConnect);

    pair.lac.endpoint().session_prepared(pair.network.now, key);
    pair.network.run_for(milliseconds(200));
    CHECK(pair.lac.up.contains(key));
    REQUIRE(pair.lns.last<SessionUp>());
    REQUIRE(pair.lns.last<SessionUp>()->iccn);
    CHECK(pair.lns.last<SessionUp>()->iccn->proxy_auth.name == "user@cisco.com");
    CHECK_FALSE(pair.lac.last<SessionUp>()->iccn);
    pair.expect_sound();
}

TEST_CASE("An outgoing call goes from the LNS to the LAC and back", "[rfc2661][5.3][7.5.1][7.5.2][5.2-01][7.5-01]") {
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

TEST_CASE("Calls placed while the tunnel opens wait and are asked for in order", "[rfc2661][7.4.1][5-01]") {
    Pair pair;
    const auto id = pair.network.open(pair.lac, pair.lns);
    REQUIRE(id);
    std::vector<SessionKey> keys;
    for (int i = 0; i < 20; ++i) keys.push_back(pair.call(*id));
    CHECK(pair.lac.endpoint().session(keys[3])->state == SessionState::kWaitTunnel);
    REQUIRE(pair.network.run_until([&] { return pair.lac.up.size() == 20 && pair.lns.up.size() == 20; }, seconds(2)));
    const auto prepared = pair.lns.all<PrepareSession>();
    REQUIRE(prepared.size() == 20);
    for (std::size_t i = 0; i < 20; ++i) CHECK(prepared[i].peer_session.value == keys[i].session.value);
    pair.expect_sound();
}

TEST_CASE("A CDN ends the call on both sides with its reason", "[rfc2661][5.6][5.6-02]") {
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

TEST_CASE("A CDN for a call whose ICRP was not seen finds it by the assigned session id",
          "[rfc2661][4.4.4][5.6][4.4.4-05]") {
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

TEST_CASE("A StopCCN in front of the SCCRP finds the tunnel by the assigned tunnel id",
          "[rfc2661][4.4.3][5.7][4.4.3-15]") {
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

TEST_CASE("Each time-out of a message doubles its interval, and what was sent again for another's loss does not",
          "[rfc2661][5.8][5.8-09][5.8-12]") {
    Pair pair;
    const auto tunnel = pair.open();
    for (int i = 0; i < 3; ++i) pair.established_call(tunnel);
    pair.network.run_for(seconds(1));
    std::map<std::uint16_t, std::vector<Time>> icrps;  // by Ns
    pair.network.lose = [&](const SendDatagram& d) {
        const auto message = message_in(d.bytes);
        if (!message || !std::holds_alternative<Icrp>(*message)) return false;
        auto& times = icrps[decode_header(d.bytes)->ns];
        times.push_back(pair.network.now);
        return &times != &icrps.begin()->second || times.size() != 2;  // the first one, sent again, arrives
    };
    pair.call(tunnel);
    pair.call(tunnel);
    pair.network.run_for(seconds(60));
    REQUIRE(icrps.size() == 2);
    CHECK(icrps.begin()->second.size() == 2);
    std::vector<seconds::rep> waits;
    const auto& second = icrps.rbegin()->second;
    for (std::size_t i = 1; i < second.size(); ++i)
        waits.push_back(std::chrono::round<seconds>(second[i] - second[i - 1]).count());
    CHECK(waits == std::vector<seconds::rep>{1, 1, 2, 4, 8});  // the first one when the other was acknowledged
    CHECK(pair.lns.tunnels_up.empty());  // no more than five retransmissions
    pair.expect_sound();
}
