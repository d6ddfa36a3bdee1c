// Calls that wait, calls that cannot be sent as they are, and what may be asked of a peer.
#include "support/catch.h"
#include "support/lac_lns_pair.h"

using namespace l2tp;
using namespace sim;

namespace {

std::size_t hidden_avps(const Bytes& datagram) {
    std::size_t hidden = 0;
    for (std::size_t at = 12; at + 6 <= datagram.size();) {
        hidden += (datagram[at] & 0x40) != 0;
        at += static_cast<std::size_t>((datagram[at] & 3) << 8 | datagram[at + 1]);
    }
    return hidden;
}

Ocrq digital_call() {
    Ocrq call;
    call.called_number = "6121";
    call.bearer = kBearerDigital;
    call.framing = kFramingSync;
    return call;
}

}  // namespace

TEST_CASE("Calls wait in order while the send queue is long, and more than the limit are refused",
          "[rfc2661][5.8-15]") {
    Pair pair;
    pair.lac.serving.waiting_limit = 300;
    const auto tunnel = pair.open();
    pair.network.lose = [](const SendDatagram&) { return true; };
    std::vector<SessionKey> keys;
    while (const auto key = pair.lac.endpoint().place_incoming_call(pair.network.now, tunnel, {}, {})) keys.push_back(*key);
    CHECK(pair.lac.endpoint().tunnel(tunnel)->queued == 64);
    CHECK(keys.size() >= 364);
    CHECK(keys.size() <= 366);  // one or two are under way
    CHECK(pair.lac.endpoint().session(keys.back())->state == SessionState::kWaitTunnel);
    pair.network.lose = nullptr;
    REQUIRE(pair.network.run_until([&] { return pair.lns.up.size() == keys.size(); }, seconds(60)));
    const auto prepared = pair.lns.all<PrepareSession>();
    for (std::size_t i = 0; i < keys.size(); ++i) CHECK(prepared[i].peer_session.value == keys[i].session.value);
    pair.expect_sound();
}

TEST_CASE("A call that ends while it waits for the tunnel leaves its place to another one") {
    Pair pair;
    pair.lac.serving.waiting_limit = 3;
    pair.network.lose = [](const SendDatagram&) { return true; };
    const auto tunnel = pair.network.open(pair.lac, pair.lns, false);
    REQUIRE(tunnel);
    auto& lac = pair.lac.endpoint();
    const auto place = [&] { return lac.place_incoming_call(pair.network.now, *tunnel, {}, {}); };
    std::vector<SessionKey> keys{*place(), *place(), *place()};
    CHECK_FALSE(place());
    for (const std::size_t ended : {1u, 0u, 2u}) {  // in the middle, the longest waiting one, the last one
        lac.close_session(pair.network.now, keys[ended], cdn_result(CdnResult::kLostCarrier, "the user's link is gone"));
        keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(ended));
        const auto next = place();
        REQUIRE(next);
        keys.push_back(*next);
        CHECK_FALSE(place());
    }
    pair.network.lose = nullptr;
    REQUIRE(pair.network.run_until([&] { return pair.lns.up.size() == keys.size(); }, seconds(60)));
    const auto prepared = pair.lns.all<PrepareSession>();
    REQUIRE(prepared.size() == keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) CHECK(prepared[i].peer_session.value == keys[i].session.value);
    pair.expect_sound();
}

TEST_CASE("A peer that never acknowledges cannot make the send queue grow for ever", "[rfc2661][5.8-20]") {
    Pair pair;
    pair.lns.serving.session_limit = 0;  // each request is answered with a CDN
    pair.lns.serving.retransmit_retries = 200;
    const auto tunnel = pair.open();
    pair.network.run_for(milliseconds(200));
    const auto info = *pair.lac.endpoint().tunnel(tunnel);
    auto ns = info.ns;
    pair.network.lose = [](const SendDatagram&) { return true; };
    for (int i = 0; i < 40000 && !pair.lns.tunnels_up.empty(); ++i) {
        Icrq icrq;
        icrq.assigned_session = PeerSessionId{static_cast<std::uint16_t>(1 + i % 60000)};
        pair.lns.endpoint().receive(pair.network.now, {pair.lns.own, pair.lac.own},
                                    encode_message(icrq, {info.peer_id.value, 0, ns++, info.nr, 0}, {}));
        pair.lns.run_effects(pair.network.now);
        pair.lns.outbox.clear();
    }
    CHECK(pair.lns.tunnels_up.empty());
    REQUIRE(pair.lns.last<TunnelDown>());
    CHECK(pair.lns.last<TunnelDown>()->result.result == 2);
    CHECK(pair.lns.last<TunnelDown>()->result.error == 4);
    CHECK(pair.lns.endpoint().tunnel(info.peer_id.value ? TunnelId{info.peer_id.value} : TunnelId{})->queued <= 1);
}

TEST_CASE("Fields of a call that fit into no AVP are left out, proxy LCP and authentication as a whole",
          "[rfc2661][4.1-09][4.4.5-06]") {
    Pair pair;
    const auto tunnel = pair.open();
    Icrq icrq;
    icrq.calling_number = std::string(1016, '1');
    icrq.called_number = "614629";
    icrq.access_line.assign(100, VendorAvp{3561, 1, Bytes(1000, 1)});
    Iccn iccn;
    iccn.proxy_lcp = {Bytes(4, 1), Bytes(1016, 1), Bytes(4, 1)};
    iccn.proxy_auth = {3, std::string(1016, 'u'), {}, 1, Bytes{'p'}};
    REQUIRE(pair.lac.endpoint().place_incoming_call(pair.network.now, tunnel, icrq, iccn));
    REQUIRE(pair.network.run_until([&] { return pair.lns.up.size() == 1; }, seconds(1)));
    const auto asked = pair.lns.last<PrepareSession>()->icrq;
    CHECK_FALSE(asked->calling_number);
    CHECK(asked->called_number == "614629");
    CHECK(asked->access_line.empty());
    const auto connected = pair.lns.last<SessionUp>()->iccn;
    CHECK(connected->proxy_lcp == ProxyLcp{});
    CHECK(connected->proxy_auth == ProxyAuth{});
}

TEST_CASE("A call to a number that fits into no AVP is not placed", "[rfc2661][4.1-09]") {
    Pair pair;
    pair.open();
    auto call = digital_call();
    call.called_number = std::string(1016, '1');
    CHECK_FALSE(pair.lns.endpoint().place_outgoing_call(pair.network.now, *pair.lns.tunnels_up.begin(), call));
}

TEST_CASE("A proxy authentication is sent with all AVPs that its type needs, or not at all",
          "[rfc2661][4.4.5-05][4.4.5-06][4.4.5-07][4.4.5-08][4.4.5-09][4.4.5-10]") {
    const ProxyAuth chap{2, "user", Bytes(16, 1), 0x1207, Bytes(16, 2)};
    auto expected = chap;
    expected.id = 7;
    const auto heard = [](const ProxyAuth& auth) {
        Pair pair;
        const auto tunnel = pair.open();
        Iccn iccn;
        iccn.proxy_auth = auth;
        pair.lac.endpoint().place_incoming_call(pair.network.now, tunnel, {}, iccn);
        REQUIRE(pair.network.run_until([&] { return pair.lns.up.size() == 1; }, seconds(1)));
        return pair.lns.last<SessionUp>()->iccn->proxy_auth;
    };
    CHECK(heard(chap) == expected);
    for (const auto type : std::initializer_list<std::uint16_t>{1, 2, 3, 5})
        for (int missing = 0; missing < 4; ++missing) {
            CAPTURE(type, missing);
            auto auth = expected;
            auth.type = type;
            if (missing == 0) auth.name.reset();
            if (missing == 1) auth.challenge.reset();
            if (missing == 2) auth.id.reset();
            if (missing == 3) auth.response.reset();
            const bool needed = missing == 0 || missing == 3 || (missing == 1 && (type == 2 || type == 5)) ||
                                (missing == 2 && type != 1);
            CHECK(heard(auth) == (needed ? ProxyAuth{} : auth));
        }
}

TEST_CASE("No outgoing call is asked of a LAC that did not advertise bearer or framing",
          "[rfc2661][4.4.3-03][4.4.3-05][4.4.3-06][4.4.4-08][4.4.4-09][6.9-01]") {
    Pair pair;
    auto call = digital_call();
    SECTION("it places no calls") { pair.lac.serving.accept_outgoing = false; }
    SECTION("bearer") { call.bearer = 4; }
    SECTION("framing") { call.framing = 4; }
    pair.open();
    const auto key = pair.lns.endpoint().place_outgoing_call(pair.network.now, *pair.lns.tunnels_up.begin(), call);
    REQUIRE(key);
    pair.network.run_for(seconds(1));
    REQUIRE(pair.lns.last<SessionDown>());
    CHECK(pair.lns.last<SessionDown>()->result.result == 5);
    CHECK_FALSE(pair.lns.last<SessionDown>()->by_peer);
    const auto names = names_sent(pair.network, pair.lns);
    CHECK(std::find(names.begin(), names.end(), "OCRQ") == names.end());
}

TEST_CASE("An incoming call with a framing type that the LNS did not advertise is not asked for",
          "[rfc2661][4.4.3-03]") {
    Pair pair;
    const auto tunnel = pair.open();
    Iccn iccn;
    iccn.framing = 4;
    REQUIRE(pair.lac.endpoint().place_incoming_call(pair.network.now, tunnel, {}, iccn));
    pair.network.run_for(seconds(1));
    CHECK(pair.lac.last<SessionDown>()->result.result == 5);
    const auto names = names_sent(pair.network, pair.lac);
    CHECK(std::find(names.begin(), names.end(), "ICRQ") == names.end());
}

TEST_CASE("With hide-avps nothing is hidden in SCCRQ and StopCCN, all that may be in the rest",
          "[rfc2661][4.3-07]") {
    Pair pair;
    pair.lac.serving.hide_avps = pair.lns.serving.hide_avps = true;
    const auto tunnel = pair.open();
    const auto key = pair.established_call(tunnel);
    pair.lac.endpoint().close_session(pair.network.now, key, cdn_result(CdnResult::kAdministrative));
    pair.network.run_for(seconds(1));
    pair.lac.endpoint().close_tunnel(pair.network.now, tunnel, stop_result(StopResult::kGeneralRequest));
    pair.network.run_for(seconds(1));
    std::map<std::string, std::size_t> hidden;
    for (const auto& datagram : pair.network.sent)
        if (const auto message = message_in(datagram.bytes)) hidden[name_of(type_of(*message))] += hidden_avps(datagram.bytes);
    CHECK(hidden["SCCRQ"] == 0);
    CHECK(hidden["StopCCN"] == 0);
    CHECK(hidden["SCCRP"] >= 5);
    CHECK(hidden["SCCCN"] == 1);
    CHECK(hidden["ICRQ"] >= 4);
    CHECK(hidden["ICRP"] == 1);
    CHECK(hidden["ICCN"] >= 3);
    CHECK(hidden["CDN"] == 1);
}

namespace {

struct Refusals : Tracer {
    void call_refused(TunnelId, const Path&, std::string_view, const ResultCode& why) override { refused.push_back(why); }
    void protocol_error(TunnelId, SessionId, std::string_view) override { ++errors; }
    std::vector<ResultCode> refused;
    int errors = 0;
};

}  // namespace

TEST_CASE("A call that a limit of ours refuses is no protocol error of the peer") {
    Refusals heard;
    Pair pair;
    pair.lns.tracer = &heard;
    pair.lns.restart();
    pair.lns.serving.session_limit = 0;
    const auto tunnel = pair.open();
    pair.call(tunnel);
    pair.network.run_for(seconds(1));
    REQUIRE(heard.refused.size() == 1);
    CHECK(static_cast<CdnResult>(heard.refused[0].result) == CdnResult::kNoFacilitiesTemporary);
    CHECK(heard.errors == 0);
}
