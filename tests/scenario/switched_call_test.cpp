// What a host needs of the library to pass a call of one tunnel on through another: an ICCN that comes late, a serial number
// that is given, values that stay hidden, results in a peer's own dialect.
#include "support/catch.h"
#include "support/lac_lns_pair.h"

using namespace l2tp;
using namespace sim;

namespace {

Icrq request() {
    Icrq out;
    out.calling_number = "2085730592";
    return out;
}

Iccn pap(bool hidden) {
    Iccn out;
    out.tx_speed = 64000;
    out.proxy_auth = {.type = 3, .name = "user@cisco.com", .challenge = {}, .id = 1, .response = Bytes{'p', 'a', 's', 's'}};
    out.hidden.value = hidden;
    return out;
}

/// The LAC of the pair has asked; the LNS's ICRP is there, and what is to be said in the ICCN is not known yet.
struct Asked : Pair {
    explicit Asked(Icrq icrq = request()) : tunnel(open()) {
        lac.prepares = false;
        Iccn unknown;
        unknown.framing = 0;
        key = *lac.endpoint().place_incoming_call(network.now, tunnel, std::move(icrq), unknown);
        REQUIRE(network.run_until([&] { return lac.last<PrepareSession>().has_value(); }, seconds(1)));
    }
    /// What the LNS was told, once the LAC says this.
    Iccn told(Iccn connected) {
        lac.endpoint().session_prepared(network.now, key, std::move(connected));
        REQUIRE(network.run_until([&] { return lns.last<SessionUp>().has_value(); }, seconds(1)));
        return *lns.last<SessionUp>()->iccn;
    }
    TunnelId tunnel;
    SessionKey key;
};

}  // namespace

TEST_CASE("An ICCN that the host learns after the ICRP is sent in place of the first one", "[switch][rfc2661][7.4.1]") {
    Asked call;
    CHECK(call.told(pap(false)).proxy_auth == pap(false).proxy_auth);
    CHECK(call.lac.up.contains(call.key));
    call.expect_sound();
}

TEST_CASE("A late ICCN is checked as an early one", "[switch][rfc2661][4.4.4][4.4.5]") {
    Asked call;
    SECTION("half a proxy authentication is left out") {
        auto half = pap(false);
        half.proxy_auth.response.reset();
        CHECK(call.told(half).proxy_auth == ProxyAuth{});
    }
    SECTION("a framing type that the LNS does not have ends the call") {
        auto other = pap(false);
        other.framing = 4;
        call.lac.endpoint().session_prepared(call.network.now, call.key, other);
        REQUIRE(call.network.run_until([&] { return call.lns.last<SessionDown>().has_value(); }, seconds(1)));
        CHECK(call.lns.last<SessionDown>()->result.result == 5);
        CHECK(call.lac.last<SessionDown>()->result.message == "the peer does not have this framing type");
    }
    call.expect_sound();
}

TEST_CASE("A serial number that is given is told, and none is made of it", "[switch][rfc2661][4.4.4]") {
    auto icrq = request();
    icrq.serial = 77;
    Asked call(icrq);
    CHECK(call.lns.last<PrepareSession>()->icrq->serial == 77);
    CHECK(call.lac.endpoint().session(call.key)->serial == 77);
    const auto next = *call.lac.endpoint().place_incoming_call(call.network.now, call.tunnel, request(), pap(false));
    CHECK(call.lac.endpoint().session(next)->serial != 0);
    CHECK(call.lac.endpoint().session(next)->serial != 78);
}

TEST_CASE("What came hidden is hidden again with the secret of the next tunnel, or not told", "[switch][rfc2661][4.3]") {
    Pair pair;
    for (auto* peer : {&pair.lac, &pair.lns}) peer->serving.secret = Secret(GENERATE("", "of the next tunnel"));
    const bool secret = !pair.lns.serving.secret.empty();
    const auto tunnel = pair.open();
    auto icrq = request();
    icrq.hidden.value = true;
    REQUIRE(pair.lac.endpoint().place_incoming_call(pair.network.now, tunnel, icrq, pap(true)));
    REQUIRE(pair.network.run_until([&] { return pair.lns.last<SessionUp>().has_value(); }, seconds(1)));
    const auto connected = *pair.lns.last<SessionUp>()->iccn;
    CHECK(connected.hidden.value == secret);
    CHECK(pair.lns.last<PrepareSession>()->icrq->hidden.value == secret);
    CHECK(pair.lns.last<PrepareSession>()->icrq->calling_number == "2085730592");
    CHECK(connected.proxy_auth == (secret ? pap(true).proxy_auth : ProxyAuth{}));
    CHECK(connected.tx_speed == 64000);
    pair.expect_sound();
}

TEST_CASE("What was not hidden is not hidden for it, though there is a secret", "[switch][rfc2661][4.3]") {
    Pair pair;
    for (auto* peer : {&pair.lac, &pair.lns}) peer->serving.secret = Secret("of the next tunnel");
    REQUIRE(pair.lac.endpoint().place_incoming_call(pair.network.now, pair.open(), request(), pap(false)));
    REQUIRE(pair.network.run_until([&] { return pair.lns.last<SessionUp>().has_value(); }, seconds(1)));
    CHECK_FALSE(pair.lns.last<SessionUp>()->iccn->hidden.value);
}

TEST_CASE("A peer is told results that it knows in place of ours, whoever ends the call", "[switch][rfc2661][4.4.2]") {
    Pair pair;
    pair.lns.serving.replace_result[4] = 2;
    pair.lns.serving.replace_result[3] = 1;
    SECTION("the host") {
        pair.established_call(pair.open());
        pair.lns.endpoint().close_session(pair.network.now, *pair.lns.up.begin(), cdn_result(CdnResult::kAdministrative, "closed"));
        REQUIRE(pair.network.run_until([&] { return pair.lac.last<SessionDown>().has_value(); }, seconds(1)));
        CHECK(pair.lac.last<SessionDown>()->result == ResultCode{1, 0, "closed"});
        CHECK(pair.lns.last<SessionDown>()->result.result == 3);  // our own tables have what it was
    }
    SECTION("the library") {
        pair.lns.serving.session_limit = 1;
        const auto tunnel = pair.open();
        pair.established_call(tunnel);
        pair.call(tunnel);
        REQUIRE(pair.network.run_until([&] { return pair.lac.last<SessionDown>().has_value(); }, seconds(1)));
        CHECK(pair.lac.last<SessionDown>()->result.result == 2);
        CHECK(pair.lac.last<SessionDown>()->result.error == 7);
    }
}

TEST_CASE("A CDN has its Q.931 cause, and the other side hears it", "[switch][rfc2661][4.4.3]") {
    Pair pair;
    const auto key = pair.established_call(pair.open());
    const Q931Cause cause{17, 1, "busy"};
    pair.lac.endpoint().close_session(pair.network.now, key, cdn_result(CdnResult::kBusy), {}, cause);
    REQUIRE(pair.network.run_until([&] { return pair.lns.last<SessionDown>().has_value(); }, seconds(1)));
    CHECK(pair.lns.last<SessionDown>()->q931 == cause);
}
