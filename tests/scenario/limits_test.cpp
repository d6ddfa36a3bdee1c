// Limits, floods and messages that do not belong where they arrive.
#include "support/catch.h"
#include "support/sim_network.h"

using namespace l2tp;
using namespace sim;

namespace {

std::uint64_t dropped(const Peer& peer, DropReason reason) {
    return peer.endpoint().counters().dropped[static_cast<std::size_t>(reason)];
}

Bytes sccrq(std::uint16_t assigned) {
    Sccrq request;
    request.framing = 3;
    request.host_name = "stranger";
    request.assigned_tunnel = PeerTunnelId{assigned};
    return encode_message(request, {0, 0, 0, 0, 0}, {});
}

struct Two {
    Network network{3};
    Peer& lac = network.add("LAC", 1);
    Peer& lns = network.add("LNS", 2);

    TunnelId open() {
        const auto id = network.open(lac, lns);
        REQUIRE(network.run_until([&] { return lac.tunnels_up.contains(*id) && !lns.tunnels_up.empty(); }, seconds(1)));
        network.run_for(milliseconds(100));
        return *id;
    }
    /// A message as the LAC would send it next in its only tunnel.
    void lac_says(TunnelId tunnel, std::uint16_t session, const Message& message) {
        const auto info = *lac.endpoint().tunnel(tunnel);
        network.inject({lns.own, lac.own}, encode_message(message, {info.peer_id.value, session, info.ns, info.nr, 0}, {}));
        network.run_for(milliseconds(1));
    }
};

}  // namespace

TEST_CASE("A flood of SCCRQs stays under the half-open limits, is counted, and leaves nothing") {
    Two two;
    two.lns.limits.max_half_open = 50;
    two.lns.limits.max_half_open_per_address = 5;
    two.lns.endpoint().change_settings(two.lns.limits);
    two.open();
    for (std::uint16_t i = 1; i <= 2000; ++i)
        two.network.inject({two.lns.own, address(static_cast<std::uint8_t>(50 + i % 20), 1701)}, sccrq(i));
    two.network.run_for(seconds(1));
    CHECK(two.lns.endpoint().tunnels().size() <= 51);
    CHECK(dropped(two.lns, DropReason::kHalfOpenLimit) + dropped(two.lns, DropReason::kHalfOpenPerAddress) +
              dropped(two.lns, DropReason::kNotRepeated) == 2001 - two.lns.endpoint().tunnels().size());
    two.network.run_for(seconds(100));
    CHECK(two.lns.endpoint().tunnels().size() <= 1);
}

TEST_CASE("One address cannot take all half-open places") {
    Two two;
    const auto ask = [&] {
        for (std::uint16_t i = 1; i <= 100; ++i) two.network.inject({two.lns.own, address(77)}, sccrq(i));
        two.network.run_for(milliseconds(10));
    };
    ask();
    CHECK(two.lns.endpoint().tunnels().size() == 8);  // the others have to ask again
    CHECK(dropped(two.lns, DropReason::kNotRepeated) == 92);
    ask();
    CHECK(two.lns.endpoint().tunnels().size() == 16);
    CHECK(dropped(two.lns, DropReason::kHalfOpenPerAddress) == 84);
    two.open();
}

TEST_CASE("The addresses of one IPv6 /64 count as one", "[flood]") {
    Two two;
    const auto from = [](std::uint8_t network, std::uint8_t host) {
        Address made{{}, 1701};
        made.ip.v6 = true;
        made.ip.bytes = {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, network, 0, 0, 0, 0, 0, 0, 0, host};
        return made;
    };
    for (int times = 0; times < 2; ++times)
        for (std::uint8_t host = 1; host <= 100; ++host) two.network.inject({two.lns.own, from(1, host)}, sccrq(host));
    two.network.run_for(milliseconds(10));
    CHECK(two.lns.endpoint().tunnels().size() == 16);
    CHECK(dropped(two.lns, DropReason::kHalfOpenPerAddress) == 84);
    two.network.inject({two.lns.own, from(2, 1)}, sccrq(1));
    two.network.run_for(milliseconds(10));
    CHECK(two.lns.endpoint().tunnels().size() == 17);
}

TEST_CASE("SCCRQs above the rate of one address are dropped") {
    Two two;
    two.lns.limits.sccrq_per_second_per_address = 3;
    two.lns.endpoint().change_settings(two.lns.limits);
    for (std::uint16_t i = 1; i <= 10; ++i) two.network.inject({two.lns.own, address(77)}, sccrq(i));
    two.network.run_for(milliseconds(10));
    CHECK(dropped(two.lns, DropReason::kRateLimit) == 7);
}

TEST_CASE("An SCCRQ that cannot be used is answered with StopCCN, each time, and leaves nothing", "[rfc2661][7.1-03][4.1-04][5.8-20]") {
    Two two;
    const auto bad = [](std::uint16_t assigned) {
        auto datagram = sccrq(assigned);
        const Bytes unknown = {0x80, 0x07, 0, 0, 0x03, 0xe7, 'x'};  // AVP 999, mandatory
        datagram.insert(datagram.end(), unknown.begin(), unknown.end());
        datagram[3] = static_cast<std::uint8_t>(datagram.size());
        return datagram;
    };
    for (int i = 0; i < 3; ++i) two.network.inject({two.lns.own, address(77)}, bad(7));
    two.network.run_for(milliseconds(300));
    CHECK(names_sent(two.network, two.lns) == std::vector<std::string>(3, "StopCCN"));
    CHECK(two.lns.endpoint().idle());
}

TEST_CASE("Refusals are limited: in all, and to one address", "[flood]") {
    Two two;
    two.lns.serves = false;
    for (std::uint16_t i = 100; i < 200; ++i) two.network.inject({two.lns.own, address(77)}, sccrq(i));
    two.network.run_for(milliseconds(10));
    CHECK(names_sent(two.network, two.lns).size() == 16);
    for (std::uint16_t i = 0; i < 1000; ++i) two.network.inject({two.lns.own, address(static_cast<std::uint8_t>(3 + i % 250))}, sccrq(i));
    two.network.run_for(milliseconds(10));
    CHECK(names_sent(two.network, two.lns).size() <= 100);
    CHECK(two.lns.endpoint().counters().tunnels_refused == 1100);
    CHECK(dropped(two.lns, DropReason::kRefusalLimit) == 1100 - names_sent(two.network, two.lns).size());
    two.network.run_for(seconds(1));
    two.network.inject({two.lns.own, address(77)}, sccrq(1));
    const auto before = names_sent(two.network, two.lns).size();
    two.network.run_for(milliseconds(10));
    CHECK(names_sent(two.network, two.lns).size() == before + 1);
    CHECK(two.lns.endpoint().idle());
}

TEST_CASE("Above max-tunnels a request is refused with 2/4", "[rfc2661][4.4.2][4.4.2-07]") {
    Two two;
    two.lns.limits.max_tunnels = 1;
    two.lns.endpoint().change_settings(two.lns.limits);
    two.open();
    two.network.open(two.lac, two.lns);
    two.network.run_for(seconds(1));
    const auto down = two.lac.last<TunnelDown>();
    REQUIRE(down);
    CHECK(down->result.result == 2);
    CHECK(down->result.error == 4);
}

TEST_CASE("Above session-limit and max-sessions a call gets CDN 4", "[rfc2661][4.4.2][4.4.2-07][5.8-20]") {
    Two two;
    SECTION("of the group") { two.lns.serving.session_limit = 1; }
    SECTION("of the endpoint") {
        two.lns.limits.max_sessions = 1;
        two.lns.endpoint().change_settings(two.lns.limits);
    }
    const auto tunnel = two.open();
    const auto first = two.lac.endpoint().place_incoming_call(two.network.now, tunnel, {}, {});
    const auto second = two.lac.endpoint().place_incoming_call(two.network.now, tunnel, {}, {});
    two.network.run_for(seconds(1));
    CHECK(two.lac.up == std::set<SessionKey>{*first});
    const auto down = two.lac.last<SessionDown>();
    REQUIRE(down);
    CHECK(down->key == *second);
    CHECK(down->by_peer);
    CHECK(down->result.result == 4);
    CHECK_FALSE(down->result.message.empty());
    const auto& counters = two.lns.endpoint().counters();
    CHECK(counters.session_limit_reached + counters.max_sessions_reached == 1);
    CHECK(counters.session_limit_reached == (two.lns.serving.session_limit == 1 ? 1 : 0));
}

TEST_CASE("session-limit counts the sessions of a group in all its tunnels, until they end") {
    Two two;
    two.lac.serving.session_limit = 2;
    const auto first = two.open();
    const auto second = two.network.open(two.lac, two.lns);
    REQUIRE(second);
    auto& lac = two.lac.endpoint();
    const auto key = lac.place_incoming_call(two.network.now, first, {}, {});
    REQUIRE(key);
    REQUIRE(lac.place_incoming_call(two.network.now, *second, {}, {}));
    CHECK_FALSE(lac.place_incoming_call(two.network.now, *second, {}, {}));
    CHECK(lac.counters().session_limit_reached == 1);
    auto other = two.lac.serving;
    other.group = "another";
    CHECK(lac.beyond_session_limits(other).empty());
    two.network.run_for(seconds(1));
    CHECK_FALSE(lac.beyond_session_limits(two.lac.serving).empty());
    lac.close_session(two.network.now, *key, cdn_result(CdnResult::kAdministrative));
    CHECK(lac.beyond_session_limits(two.lac.serving).empty());
    CHECK(lac.place_incoming_call(two.network.now, first, {}, {}));
    CHECK(lac.counters().session_limit_reached == 2);
}

TEST_CASE("A host that refuses to prepare a call decides what the CDN says") {
    Two two;
    const auto tunnel = two.open();
    two.lns.refuses = cdn_error(ErrorCode::kTryAnother, "no address left");
    const auto key = two.lac.endpoint().place_incoming_call(two.network.now, tunnel, {}, {});
    two.network.run_for(seconds(1));
    REQUIRE(two.lac.last<SessionDown>());
    CHECK(two.lac.last<SessionDown>()->key == *key);
    CHECK(two.lac.last<SessionDown>()->result == cdn_error(ErrorCode::kTryAnother, "no address left"));
}

TEST_CASE("A call that is not established in time gets CDN 10") {
    Two two;
    const auto tunnel = two.open();
    two.lns.prepares = false;
    two.lac.endpoint().place_incoming_call(two.network.now, tunnel, {}, {});
    two.network.run_for(seconds(61));
    REQUIRE(two.lac.last<SessionDown>());
    CHECK(two.lac.last<SessionDown>()->result.result == 10);
    CHECK(two.lns.endpoint().sessions().empty());
    CHECK(two.lac.endpoint().sessions().empty());
}

TEST_CASE("A kind of call that is not served is refused", "[rfc2661][7.4.2][4.4.2-07]") {
    Two two;
    two.lns.serving.accept_incoming = false;
    const auto tunnel = two.open();
    two.lac.endpoint().place_incoming_call(two.network.now, tunnel, {}, {});
    two.network.run_for(seconds(1));
    REQUIRE(two.lac.last<SessionDown>());
    CHECK(two.lac.last<SessionDown>()->result.result == 5);
}

TEST_CASE("A second SCCCN costs the tunnel: StopCCN 7", "[rfc2661][7.1][7.2.1][7.1-01]") {
    Two two;
    const auto tunnel = two.open();
    two.lac_says(tunnel, 0, Scccn{});
    REQUIRE(two.lns.last<TunnelDown>());
    CHECK(two.lns.last<TunnelDown>()->result.result == 7);
    CHECK(two.lns.last<TunnelDown>()->result.message == "SCCCN out of sequence in state established");
}

TEST_CASE("A call message in front of the SCCCN costs the tunnel", "[rfc2661][7.1][7.1-01][5-01]") {
    Two two;
    two.network.inject({two.lns.own, address(77)}, sccrq(9));
    two.network.run_for(milliseconds(1));
    const auto id = two.lns.endpoint().tunnels().at(0).id;
    Icrq icrq;
    icrq.assigned_session = PeerSessionId{1};
    two.network.inject({two.lns.own, address(77)}, encode_message(icrq, {id.value, 0, 1, 1, 0}, {}));
    two.network.run_for(milliseconds(1));
    CHECK(two.lns.endpoint().tunnel(id)->state == ShownTunnelState::kShuttingDown);
    CHECK(two.lns.endpoint().sessions().empty());
}

TEST_CASE("An ICCN for a session that is gone is ignored, an ICRP to none is answered with CDN", "[rfc2661][7.4]") {
    Two two;
    const auto tunnel = two.open();
    two.lac_says(tunnel, 4711, Iccn{});
    CHECK(dropped(two.lns, DropReason::kUnknownSession) == 1);
    const auto sent = two.network.sent.size();
    auto info = *two.lac.endpoint().tunnel(tunnel);
    two.network.inject({two.lns.own, two.lac.own},
                       encode_message(Icrp{PeerSessionId{5}},
                                      {info.peer_id.value, 0, static_cast<std::uint16_t>(info.ns + 1), info.nr, 0}, {}));
    two.network.run_for(milliseconds(1));
    REQUIRE(two.network.sent.size() > sent);
    const auto answer = message_in(two.network.sent.back().bytes);
    REQUIRE(answer);
    CHECK(std::holds_alternative<Cdn>(*answer));
    CHECK(two.lns.tunnels_up.size() == 1);
}

TEST_CASE("An ICRQ that uses an assigned session id twice costs that session", "[rfc2661][7.4.2][4.4.2-05]") {
    Two two;
    const auto tunnel = two.open();
    const auto key = two.lac.endpoint().place_incoming_call(two.network.now, tunnel, {}, {});
    two.network.run_for(seconds(1));
    REQUIRE(two.lns.up.size() == 1);
    Icrq icrq;
    icrq.assigned_session = PeerSessionId{key->session.value};
    two.lac_says(tunnel, 0, icrq);
    CHECK(two.lns.up.empty());
    const auto told = cdn_error(ErrorCode::kInvalidSessionId, "the assigned session id is in use");
    CHECK(two.lns.last<SessionDown>()->result == told);
    CHECK(two.lns.endpoint().sessions().empty());
}

TEST_CASE("A thousand tunnels and ten thousand calls find their ids and end", "[scale]") {
    Two two;
    two.network.keep_sent = false;
    two.lac.limits.max_half_open = two.lns.limits.max_half_open = 2000;
    two.lns.limits.max_half_open_per_address = 2000;
    two.lns.endpoint().change_settings(two.lns.limits);
    for (int i = 0; i < 1000; ++i) two.network.open(two.lac, two.lns, true);
    REQUIRE(two.network.run_until([&] { return two.lns.tunnels_up.size() == 1000; }, seconds(5)));
    const auto tunnel = *two.lac.tunnels_up.begin();
    for (int i = 0; i < 10000; ++i) REQUIRE(two.lac.endpoint().place_incoming_call(two.network.now, tunnel, {}, {}));
    CHECK(two.network.run_until([&] { return two.lns.up.size() == 10000 && two.lac.up.size() == 10000; }, seconds(50)));
    two.lac.endpoint().shutdown(two.network.now, "end");
    two.network.run_for(seconds(1));
    CHECK(two.lac.endpoint().idle());
    CHECK(two.lns.endpoint().tunnels().empty());
}
