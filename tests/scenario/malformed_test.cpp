// What a message that cannot be used costs a live peer, seen on the wire: section 7.1, and the M bit of section 4.1.
#include "support/catch.h"
#include "support/lac_lns_pair.h"
#include "support/message_body.h"

using namespace l2tp;
using namespace sim;
using testing::avp;
using testing::body;
using testing::join;
using testing::optional_avp;

namespace {

using Octets = l2tp::Bytes;

Bytes with_header(const ControlHeader& header, const Octets& avps) {
    auto datagram = encode_zlb(header);
    datagram.insert(datagram.end(), avps.begin(), avps.end());
    datagram[2] = static_cast<std::uint8_t>(datagram.size() >> 8);
    datagram[3] = static_cast<std::uint8_t>(datagram.size() & 0xff);
    return datagram;
}

/// Two calls of one tunnel are up; the LAC says something that no encoder of ours would write.
struct Live : Pair {
    Live() {
        established_call(tunnel);
        established_call(tunnel);
        network.run_for(seconds(1));
        network.sent.clear();
    }
    void lac_says(std::uint16_t session, const Octets& avps) {
        const auto info = *lac.endpoint().tunnel(tunnel);
        network.inject({lns.own, lac.own}, with_header({info.peer_id.value, session, info.ns, info.nr, 0}, avps));
        network.run_for(milliseconds(3));
    }
    /// What the LNS sent since, with the headers.
    std::vector<std::pair<ControlHeader, std::optional<Message>>> answers() const {
        std::vector<std::pair<ControlHeader, std::optional<Message>>> found;
        for (const auto& datagram : network.sent)
            if (datagram.path.local.ip == lns.own.ip)
                found.emplace_back(*decode_header(datagram.bytes), message_in(datagram.bytes));
        return found;
    }
    template <class Kind>
    Kind only_answer() const {
        const auto all = answers();
        REQUIRE(all.size() == 1);
        REQUIRE(all[0].second);
        return std::get<Kind>(*all[0].second);
    }

    TunnelId tunnel = open();
};

const Octets kCallErrors = avp(34, Octets(26, 0));

}  // namespace

TEST_CASE("An unknown AVP with M in a message of a call ends that call with CDN 2/8, and no other",
          "[rfc2661][4.1][4.1-03][4.4.2-04][7.1-03]") {
    Live live;
    const auto victim = *live.lns.up.begin();
    const auto peer_id = live.lns.endpoint().session(victim)->peer_id;
    live.lac_says(victim.session.value, body(MessageType::kWen, {kCallErrors, avp(999, {1})}));
    CHECK(live.answers().at(0).first.session == peer_id.value);
    const auto cdn = live.only_answer<Cdn>();
    CHECK(cdn.result.result == 2);
    CHECK(cdn.result.error == 8);
    CHECK(cdn.result.message.find("AVP 999") != std::string::npos);
    CHECK(cdn.assigned_session.value == victim.session.value);
    CHECK(live.lns.up.size() == 1);
    CHECK(live.lns.tunnels_up.size() == 1);
    CHECK(live.lns.all<WanErrors>().empty());
}

TEST_CASE("A malformed AVP with M in a message of a call ends that call with CDN 2/2", "[rfc2661][7.1-03]") {
    Live live;
    live.lac_says(live.lns.up.begin()->session.value, body(MessageType::kWen, {avp(34, Octets(25, 0))}));
    CHECK(live.only_answer<Cdn>().result.error == 2);
    CHECK(live.lns.up.size() == 1);
}

TEST_CASE("An unknown or malformed AVP without M changes nothing but a counter", "[rfc2661][4.1-05][7.1-04]") {
    Live live;
    live.lac_says(live.lns.up.begin()->session.value,
                  body(MessageType::kWen, {kCallErrors, optional_avp(999, {1}), optional_avp(34, {})}));
    CHECK(live.lns.all<WanErrors>().size() == 1);
    CHECK(live.lns.up.size() == 2);
    CHECK(live.lns.endpoint().counters().dropped[static_cast<std::size_t>(DropReason::kUnknownOptionalAvp)] == 2);
}

TEST_CASE("An unknown AVP with M in a message of the tunnel ends it and its calls with StopCCN 2/8",
          "[rfc2661][4.1][4.1-04]") {
    Live live;
    live.lac_says(0, body(MessageType::kHello, {avp(999, {1})}));
    const auto stop = live.only_answer<StopCcn>();
    CHECK(stop.result.result == 2);
    CHECK(stop.result.error == 8);
    CHECK(live.lns.up.empty());
    CHECK(live.lns.tunnels_up.empty());
    live.network.run_for(seconds(1));
    CHECK(live.lac.up.empty());
}

TEST_CASE("An unknown message type with M ends a live tunnel, one without is acknowledged only",
          "[rfc2661][4.4.1][4.4.1-02][4.4.1-03]") {
    Live live;
    SECTION("with M") {
        live.lac_says(0, avp(0, {0, 99}));
        CHECK(live.only_answer<StopCcn>().result.result == 2);
        CHECK(live.lns.tunnels_up.empty());
    }
    SECTION("without M") {
        const auto nr = live.lns.endpoint().tunnels().at(0).nr;
        live.lac_says(0, join({optional_avp(0, {0, 99}), avp(999, {1})}));
        live.network.run_for(seconds(1));
        REQUIRE(live.answers().size() == 1);
        CHECK_FALSE(live.answers()[0].second);
        CHECK(live.answers()[0].first.nr == nr + 1);
        CHECK(live.lns.up.size() == 2);
    }
}

TEST_CASE("A StopCCN that cannot be read ends the tunnel all the same, and is acknowledged, not answered",
          "[rfc2661][6.4-01][5.7-01][7.2.1-04]") {
    Live live;
    const auto message = GENERATE(
        body(MessageType::kStopCcn, {avp(9, {0, 9}), avp(1, {0, 1}), avp(999, {1})}),  // an unknown AVP with M
        body(MessageType::kStopCcn, {avp(9, {0, 9})}),                                 // no Result Code
        body(MessageType::kStopCcn, {avp(1, {0, 1})}),                                 // no Assigned Tunnel ID
        body(MessageType::kStopCcn, {avp(9, {0, 9}), avp(1, {1})}));                   // half a Result Code
    live.lac_says(0, message);
    REQUIRE(live.answers().size() == 1);
    CHECK_FALSE(live.answers()[0].second);
    CHECK(live.lns.up.empty());
    CHECK(live.lns.tunnels_up.empty());
    const auto down = live.lns.last<TunnelDown>();
    REQUIRE(down);
    CHECK(down->by_peer);
    CHECK(down->result.message.starts_with("malformed StopCCN: "));
}

TEST_CASE("A call request that names no session id gets a CDN for session 0", "[rfc2661][7.1-03][6.6-01]") {
    Live live;
    live.lac_says(0, body(MessageType::kIcrq, {avp(15, {0, 0, 0, 1})}));
    const auto cdn = live.only_answer<Cdn>();
    CHECK(live.answers()[0].first.session == 0);
    CHECK(cdn.result.result == 2);
    CHECK(cdn.result.error == 3);
    CHECK(cdn.result.message == "AVP 14 (Assigned Session ID) is missing");
    CHECK(live.lns.up.size() == 2);
}

TEST_CASE("Before the tunnel is established a malformed call message ends the tunnel, whatever it asks for",
          "[rfc2661][7.1-01][5-01]") {
    Pair pair;
    Sccrq request;
    request.framing = 3;
    request.host_name = "stranger";
    request.assigned_tunnel = PeerTunnelId{9};
    const Path path{pair.lns.own, address(77)};
    pair.network.inject(path, encode_message(request, {}));
    pair.network.run_for(milliseconds(1));
    const auto id = pair.lns.endpoint().tunnels().at(0).id;
    for (std::uint16_t ns = 1; ns < 10; ++ns)
        pair.network.inject(path, with_header({id.value, 0, ns, 1, 0}, body(MessageType::kIcrq, {avp(14, {0, 7})})));
    pair.network.run_for(milliseconds(500));
    const auto sent = names_sent(pair.network, pair.lns);
    CHECK(std::count(sent.begin(), sent.end(), "CDN") == 0);
    CHECK(std::count(sent.begin(), sent.end(), "StopCCN") == 1);
    CHECK(pair.lns.endpoint().tunnel(id)->state == ShownTunnelState::kShuttingDown);
    CHECK(pair.lns.endpoint().counters().sessions_refused == 0);
}

TEST_CASE("A malformed SCCRP is refused where it came from", "[rfc2661][8.1-02][7.1-03]") {
    Pair pair;
    pair.network.lose = [&](const SendDatagram& d) { return d.path.local.ip == pair.lac.own.ip; };
    const auto id = *pair.network.open(pair.lac, pair.lns);
    pair.network.settle();
    pair.network.sent.clear();
    const auto reply = body(MessageType::kSccrp, {avp(2, {1, 0}), avp(3, {0, 0, 0, 3}), avp(7, {'h'}), avp(9, {0, 5}),
                                                  avp(999, {1})});
    pair.network.inject({pair.lac.own, address(2, 40000)}, with_header({id.value, 0, 0, 1, 0}, reply));
    pair.network.run_for(milliseconds(1));
    REQUIRE(names_sent(pair.network, pair.lac) == std::vector<std::string>{"StopCCN"});
    CHECK(pair.network.sent[0].path.remote.port == 40000);
    CHECK(decode_header(pair.network.sent[0].bytes)->tunnel == 5);
}

TEST_CASE("A protocol version that is not supported is answered with StopCCN 5", "[rfc2661][7.2.1-01][4.4.2-06]") {
    Pair pair;
    SECTION("in an SCCRQ") {
        pair.network.inject({pair.lns.own, address(77)},
                            with_header({}, body(MessageType::kSccrq, {avp(2, {2, 0}), avp(3, {0, 0, 0, 3}), avp(7, {'h'}),
                                                                      avp(9, {0, 5})})));
    }
    SECTION("in an SCCRP") {
        const auto id = *pair.network.open(pair.lac, pair.lns);
        pair.network.lose = [](const SendDatagram&) { return true; };
        pair.network.settle();
        pair.network.sent.clear();
        pair.network.inject({pair.lac.own, pair.lns.own},
                            with_header({id.value, 0, 0, 1, 0},
                                        body(MessageType::kSccrp, {avp(2, {2, 0}), avp(3, {0, 0, 0, 3}), avp(7, {'h'}),
                                                                  avp(9, {0, 5})})));
    }
    pair.network.run_for(milliseconds(1));
    REQUIRE(pair.network.sent.size() == 1);
    const auto stop = message_in(pair.network.sent[0].bytes);
    REQUIRE(stop);
    CHECK(std::get<StopCcn>(*stop).result.result == 5);
    CHECK(std::get<StopCcn>(*stop).result.error == 0x0100);
    CHECK(decode_header(pair.network.sent[0].bytes)->tunnel == 5);
}

TEST_CASE("An SCCRQ that names no tunnel id is refused on tunnel 0", "[rfc2661][4.4.3][7.1-03][7.2.1-05]") {
    Pair pair;
    auto avps = std::vector<Octets>{avp(2, {1, 0}), avp(3, {0, 0, 0, 3}), avp(7, {'h'})};
    if (GENERATE(true, false)) avps.push_back(avp(9, {0, 0}));
    pair.network.inject({pair.lns.own, address(77)}, with_header({}, body(MessageType::kSccrq, avps)));
    pair.network.run_for(milliseconds(1));
    REQUIRE(pair.network.sent.size() == 1);
    const auto header = decode_header(pair.network.sent[0].bytes);
    CHECK(header->tunnel == 0);
    CHECK(header->nr == 1);
    const auto stop = std::get<StopCcn>(*message_in(pair.network.sent[0].bytes));
    CHECK(stop.result.result == 2);
    CHECK(stop.result.error == 3);
    // The peer can acknowledge it: an id is in it. Nobody waits for that.
    CHECK(stop.assigned_tunnel);
    pair.network.inject({pair.lns.own, address(77)}, encode_zlb({stop.assigned_tunnel.value, 0, 1, 1, 0}));
    pair.network.run_for(seconds(3));
    CHECK(pair.network.sent.size() == 1);
}

namespace {

/// The AVPs of an SCCRQ, hidden with the usual secret or in clear, and some more.
Octets sccrq_avps(bool hide, const Octets& more) {
    Sccrq request;
    request.framing = 3;
    request.host_name = "stranger";
    request.assigned_tunnel = PeerTunnelId{9};
    const auto datagram = encode_message(request, {}, {hide, "secret", true, [](std::span<std::uint8_t> out) {
        for (auto& octet : out) octet = 0x5a;
    }});
    auto avps = Octets(datagram.begin() + kControlHeaderSize, datagram.end());
    avps.insert(avps.end(), more.begin(), more.end());
    return avps;
}

}  // namespace

TEST_CASE("An SCCRQ that is refused for one AVP is answered under its hidden tunnel id", "[rfc2661][4.3-05][7.1-03]") {
    Pair pair;
    const auto avps = sccrq_avps(true, testing::raw_avp({0xc006, 0, 4, {}}));  // Bearer Capabilities, hidden, without a value
    for (int i = 0; i < 3; ++i) pair.network.inject({pair.lns.own, address(99)}, with_header({}, avps));
    pair.network.run_for(milliseconds(10));
    CHECK(pair.lns.endpoint().idle());
    REQUIRE_FALSE(pair.network.sent.empty());
    const auto stop = message_in(pair.network.sent[0].bytes);
    REQUIRE(stop);
    CHECK(std::get<StopCcn>(*stop).result.error == 2);
    CHECK(decode_header(pair.network.sent[0].bytes)->tunnel == 9);
}

TEST_CASE("AVPs of an SCCRQ that are skipped are counted once, whether it is served or refused", "[rfc2661][4.1-05][7.1-04]") {
    Pair pair;
    bool hide = false;
    std::size_t answered = 1;  // a retransmission belongs to its tunnel; where there is none it is a request like the first
    SECTION("served") {}
    SECTION("served, and the rest is hidden") { hide = true; }
    SECTION("nobody serves it") {
        pair.lns.serves = false;
        answered = 3;
    }
    SECTION("above max-tunnels") {
        answered = 3;
        pair.lns.limits.max_tunnels = 0;
        pair.lns.endpoint().change_settings(pair.lns.limits);
    }
    // Unknown; unknown and cannot be shown; a Receive Window Size of three octets.
    const auto more = join({optional_avp(900, {1}), testing::raw_avp({0x4007, 0, 901, {1}}), optional_avp(10, {1, 2, 3})});
    for (int i = 0; i < 3; ++i)
        pair.network.inject({pair.lns.own, address(99)}, with_header({}, sccrq_avps(hide, more)));
    pair.network.run_for(milliseconds(10));
    CHECK(pair.lns.endpoint().tunnels().size() == (answered == 1 ? 1 : 0));
    CHECK(pair.lns.endpoint().counters().dropped[static_cast<std::size_t>(DropReason::kUnknownOptionalAvp)] == 3 * answered);
}

TEST_CASE("All AVPs of a message that are skipped are counted, however many are listed", "[rfc2661][4.1-05]") {
    Live live;
    live.lac_says(0, join({body(MessageType::kHello, {}), join(std::vector<Octets>(100, optional_avp(900, {1})))}));
    CHECK(live.lns.up.size() == 2);
    CHECK(live.lns.endpoint().counters().dropped[static_cast<std::size_t>(DropReason::kUnknownOptionalAvp)] == 100);
}
