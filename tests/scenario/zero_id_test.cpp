// What somebody who writes the peer's address and tunnel id, but does not know ours, can say: RFC 2661 section 4.4.3 needs
// tunnel id 0 for an SCCRQ, and for a StopCCN by a peer that does not know our id yet. Nothing else gets past our id.
#include "support/catch.h"
#include "support/lac_lns_pair.h"
#include "support/worst_datagrams.h"

using namespace l2tp;
using namespace sim;

namespace {

struct Forged : Pair {
    void to_lns(const Bytes& datagram) {
        network.inject({lns.own, lac.own}, datagram);
        network.run_for(milliseconds(1));
    }
    StopCcn stop(TunnelId of_lac) const { return {PeerTunnelId{of_lac.value}, stop_result(StopResult::kGeneralRequest)}; }
    static Sccrq request(TunnelId of_lac) {
        Sccrq made;
        made.framing = 3;
        made.host_name = "LAC";
        made.assigned_tunnel = PeerTunnelId{of_lac.value};
        return made;
    }
    /// With its Assigned Tunnel ID and all else hidden that may be.
    Bytes hidden_stop(TunnelId of_lac, std::uint16_t ns, std::string_view secret = "secret") const {
        const auto random = [](std::span<std::uint8_t> out) { std::ranges::fill(out, std::uint8_t{0x5a}); };
        return encode_message(stop(of_lac), {0, 0, ns, 0, 0}, {.hide = true, .secret = secret, .vendor_avps = true, .random = random});
    }
    std::uint64_t dropped(DropReason reason) const {
        return std::as_const(lns).endpoint().counters().dropped[static_cast<std::size_t>(reason)];
    }
    /// The LAC's SCCRQ has arrived at the LNS, whose answer is lost.
    TunnelId half_open() {
        network.lose = [this](const SendDatagram& d) { return d.path.local.ip == lns.own.ip; };
        const auto id = *network.open(lac, lns);
        network.run_for(milliseconds(10));
        REQUIRE(lns.endpoint().tunnels().size() == 1);
        return id;
    }
};

}  // namespace

TEST_CASE("No message for tunnel id 0 reaches an established tunnel", "[rfc2661][4.4.3-15]") {
    Forged pair;
    const auto tunnel = pair.open();
    pair.established_call(tunnel);
    pair.network.run_for(seconds(1));
    const auto nr = pair.lns.endpoint().tunnels().at(0).nr;
    for (std::uint16_t ns = 0; ns < 20; ++ns) {
        const ControlHeader header{0, 0, ns, 1, 0};
        pair.to_lns(encode_message(pair.stop(tunnel), header));
        pair.to_lns(encode_message(Hello{}, header));
        Sccrp reply;
        reply.host_name = "LAC";
        reply.framing = 3;
        reply.assigned_tunnel = PeerTunnelId{tunnel.value};
        pair.to_lns(encode_message(reply, header));
        if (ns > 0) pair.to_lns(encode_message(Forged::request(tunnel), header));
        pair.to_lns(testing::control_datagram(header, testing::body(MessageType::kStopCcn, {testing::avp(9, {9, 9})})));
    }
    pair.network.run_for(seconds(1));
    CHECK(pair.lns.tunnels_up.size() == 1);
    CHECK(pair.lns.up.size() == 1);
    CHECK(pair.lns.endpoint().tunnels().at(0).nr == nr);
    pair.expect_sound();
}

TEST_CASE("The peer's own SCCRQ, sent again with other numbers in its header, acknowledges and delivers nothing", "[rfc2661][5.8-02]") {
    Forged pair;
    pair.network.open(pair.lac, pair.lns);
    pair.network.run_for(milliseconds(100));
    auto request = pair.network.sent.at(0).bytes;
    REQUIRE(pair.lns.tunnels_up.size() == 1);
    const auto before = pair.lns.endpoint().tunnels().at(0);
    for (std::uint8_t number = 1; number < 8; ++number) {
        request[9] = number;  // Ns
        pair.to_lns(request);
        request[9] = 0;
        request[11] = number;  // Nr
        pair.to_lns(request);
    }
    const auto after = pair.lns.endpoint().tunnels().at(0);
    CHECK(after.nr == before.nr);
    CHECK(after.ns == before.ns);
    CHECK(pair.lns.tunnels_up.size() == 1);
    CHECK(pair.dropped(DropReason::kOutOfWindow) == 7);
    CHECK(pair.dropped(DropReason::kDuplicate) == 7);
}

TEST_CASE("A StopCCN for tunnel id 0 ends a half-open tunnel only until the peer has acknowledged our SCCRP", "[rfc2661][4.4.3-15]") {
    Forged pair;
    const auto id = pair.half_open();
    const auto at_lns = pair.lns.endpoint().tunnels().at(0).id;
    SECTION("before") {
        pair.to_lns(encode_message(pair.stop(id), {0, 0, 1, 0, 0}));
        CHECK(pair.lns.endpoint().tunnels().empty());
        // Its retransmission finds the tunnel too, and is acknowledged.
        const auto sent = pair.network.sent.size();
        pair.to_lns(encode_message(pair.stop(id), {0, 0, 1, 0, 0}));
        CHECK(pair.network.sent.size() == sent + 1);
    }
    SECTION("ahead of order") {
        pair.to_lns(encode_message(pair.stop(id), {0, 0, 2, 0, 0}));
        pair.network.lose = nullptr;
        pair.network.run_for(seconds(5));
        CHECK(pair.lns.tunnels_up.size() == 1);
    }
    SECTION("after") {
        pair.to_lns(encode_zlb({at_lns.value, 0, 1, 1, 0}));
        pair.to_lns(encode_message(pair.stop(id), {0, 0, 1, 0, 0}));
        CHECK(pair.lns.endpoint().tunnels().size() == 1);
    }
}

TEST_CASE("A StopCCN for tunnel id 0 may hide the id that it ends", "[rfc2661][4.3][4.4.3-15]") {
    Forged pair;
    const auto id = pair.half_open();
    SECTION("with the tunnel's secret") {
        pair.to_lns(pair.hidden_stop(id, 1));
        CHECK(pair.lns.endpoint().tunnels().empty());
        // Its retransmission finds the tunnel too, and is acknowledged.
        const auto sent = pair.network.sent.size();
        pair.to_lns(pair.hidden_stop(id, 1));
        CHECK(pair.network.sent.size() == sent + 1);
    }
    SECTION("beside a tunnel with another secret") {
        pair.lns.serving.secret = "another";
        pair.to_lns(encode_message(Forged::request(TunnelId{77}), {}));
        REQUIRE(pair.lns.endpoint().tunnels().size() == 2);
        pair.to_lns(pair.hidden_stop(TunnelId{77}, 1, "another"));
        REQUIRE(pair.lns.endpoint().tunnels().size() == 1);
        CHECK(pair.lns.endpoint().tunnels().at(0).peer_id.value == id.value);
    }
    SECTION("with a secret that is none") {
        pair.to_lns(pair.hidden_stop(id, 1, "guessed"));
        CHECK(pair.lns.endpoint().tunnels().size() == 1);
    }
    SECTION("not that of an established tunnel") {
        pair.network.lose = nullptr;
        REQUIRE(pair.network.run_until([&] { return pair.lns.tunnels_up.size() == 1; }, seconds(5)));
        const auto before = std::as_const(pair.lns).endpoint().counters().digests;
        pair.to_lns(pair.hidden_stop(id, 2));
        CHECK(pair.lns.tunnels_up.size() == 1);
        CHECK(std::as_const(pair.lns).endpoint().counters().digests == before);
    }
}

TEST_CASE("A hidden id for tunnel id 0 takes no more than a fixed number of digests, however many secrets there are",
          "[flood][rfc2661][4.3]") {
    Forged pair;
    pair.network.lose = [&](const SendDatagram&) { return true; };
    for (std::uint16_t i = 1; i <= 8; ++i) {
        pair.lns.serving.secret = Secret(std::string("secret number ") + std::to_string(i));
        pair.to_lns(encode_message(Forged::request(TunnelId{i}), {}));
    }
    REQUIRE(pair.lns.endpoint().tunnels().size() == 8);
    const Bytes vector(1017, 0x5a), longest(900, 'x');
    const auto digests = [&] { return std::as_const(pair.lns).endpoint().counters().digests; };
    const auto before = digests();
    const auto stop = testing::body(MessageType::kStopCcn, {testing::avp(36, vector), testing::optional_hidden(9, longest)});
    pair.to_lns(testing::control_datagram({0, 0, 1, 0, 0}, stop));
    CHECK(digests() - before > 0);
    CHECK(digests() - before <= kMostDigestsUnauthenticated);
    CHECK(pair.lns.endpoint().tunnels().size() == 8);
}

TEST_CASE("A StopCCN of ours goes again with the id that a late SCCRP hides", "[rfc2661][4.3][4.4.3]") {
    Forged pair;
    pair.lns.serving.hide_avps = true;
    const auto id = *pair.network.open(pair.lac, pair.lns);
    pair.network.run_for(milliseconds(7));  // the SCCRQ has arrived, the SCCRP has not
    pair.network.lose = [&](const SendDatagram& d) { return d.path.local.ip == pair.lac.own.ip; };
    pair.lac.endpoint().close_tunnel(pair.network.now, id, stop_result(StopResult::kGeneralRequest));
    pair.network.run_for(milliseconds(100));
    pair.network.sent.clear();
    pair.network.run_for(seconds(2));
    std::vector<std::uint16_t> named;
    for (const auto& datagram : pair.network.sent)
        if (datagram.path.local.ip == pair.lac.own.ip) named.push_back(decode_header(datagram.bytes)->tunnel);
    REQUIRE_FALSE(named.empty());
    CHECK(named.front() == pair.lns.endpoint().tunnels().at(0).id.value);
}

TEST_CASE("What comes ahead of order before the tunnel is established does not act afterwards", "[rfc2661][5.8-06]") {
    Forged pair;
    const auto id = pair.half_open();
    const auto at_lns = pair.lns.endpoint().tunnels().at(0).id.value;
    for (std::uint16_t ns = 2; ns < 12; ++ns) pair.to_lns(encode_message(pair.stop(id), {at_lns, 0, ns, 0, 0}));
    pair.network.lose = nullptr;
    REQUIRE(pair.network.run_until([&] { return pair.lns.tunnels_up.size() == 1; }, seconds(5)));
    for (int i = 0; i < 3; ++i) pair.established_call(id);
    pair.network.run_for(seconds(5));
    CHECK(pair.lns.tunnels_up.size() == 1);
    CHECK(pair.lns.up.size() == 3);
    pair.expect_sound();
}

TEST_CASE("A forged SCCRQ with the id of a half-open tunnel does not destroy it", "[rfc2661][5.8-02]") {
    Forged pair;
    const auto id = *pair.network.open(pair.lac, pair.lns);
    pair.network.run_for(milliseconds(7));  // the SCCRQ has arrived, the SCCRP has not
    REQUIRE(pair.lns.endpoint().tunnels().size() == 1);
    SECTION("one that can be served") { pair.to_lns(encode_message(Forged::request(id), {})); }
    SECTION("one that is refused") {
        pair.lns.serves = false;
        pair.to_lns(encode_message(Forged::request(id), {}));
    }
    SECTION("one that cannot be read") {
        const Bytes value = {static_cast<std::uint8_t>(id.value >> 8), static_cast<std::uint8_t>(id.value)};
        pair.to_lns(testing::control_datagram({}, testing::body(MessageType::kSccrq, {testing::avp(9, value)})));
    }
    pair.network.run_for(milliseconds(100));
    CHECK(pair.lac.tunnels_up == std::set<TunnelId>{id});
    CHECK(pair.lns.tunnels_up.size() == 1);
    CHECK(pair.lns.endpoint().tunnels().size() == 1);  // the forged one went when the true one was established
    const auto sent = names_sent(pair.network, pair.lns);
    CHECK(std::count(sent.begin(), sent.end(), "StopCCN") == 0);
    pair.established_call(id);
    pair.network.run_for(seconds(100));
    CHECK(pair.lns.up.size() == 1);
    pair.expect_sound();
}

TEST_CASE("A StopCCN that refuses an SCCRQ carries an id that no tunnel has", "[rfc2661][6.4-01]") {
    Forged pair;
    pair.open();
    const auto live = pair.lns.tunnels_up.begin()->value;
    pair.lns.serves = false;
    pair.lns.scripted_random = {{static_cast<std::uint8_t>(live >> 8), static_cast<std::uint8_t>(live)}};
    pair.network.sent.clear();
    pair.network.inject({pair.lns.own, address(77)}, encode_message(Forged::request(TunnelId{9}), {}));
    pair.network.run_for(milliseconds(1));
    const auto stop = std::get<StopCcn>(*message_in(pair.network.sent.at(0).bytes));
    CHECK(stop.assigned_tunnel);
    CHECK(stop.assigned_tunnel.value != live);
}

TEST_CASE("Who writes the peer's address and our tunnel id ends the tunnel with a sequence number that we wait for, and with no other",
          "[flood][rfc2661][5.8]") {
    Forged pair;
    const auto tunnel = pair.open();
    pair.established_call(tunnel);
    pair.network.run_for(seconds(1));
    const auto ours = pair.lns.endpoint().tunnels().at(0);
    const auto id = ours.id.value, next = ours.nr, nr = ours.ns;
    const auto forged = [&](unsigned ns) { return encode_message(pair.stop(tunnel), {id, 0, static_cast<std::uint16_t>(ns), nr, 0}); };
    for (unsigned ns = next + 1000u; ns < next + 65536u; ++ns) pair.network.inject({pair.lns.own, pair.lac.own}, forged(ns));
    pair.network.run_for(seconds(1));
    pair.established_call(tunnel);
    CHECK(pair.lns.tunnels_up.size() == 1);
    SECTION("the next one") {
        pair.to_lns(forged(pair.lns.endpoint().tunnels().at(0).nr));
        CHECK(pair.lns.tunnels_up.empty());
    }
    SECTION("one in the receive window: when the peer has sent those before it") {
        pair.to_lns(forged(pair.lns.endpoint().tunnels().at(0).nr + 1u));
        CHECK(pair.lns.tunnels_up.size() == 1);
        pair.call(tunnel);
        pair.network.run_for(seconds(1));
        CHECK(pair.lns.tunnels_up.empty());
    }
}

TEST_CASE("Who guesses the peer's tunnel id while it waits for our SCCRP ends that try", "[flood][rfc2661][4.4.3-15]") {
    Forged pair;
    const auto of_lac = pair.half_open();
    for (unsigned other = 1; other < 1000; ++other)
        pair.to_lns(encode_message(pair.stop(TunnelId{static_cast<std::uint16_t>(of_lac.value + other)}), {0, 0, 1, 0, 0}));
    CHECK(pair.lns.endpoint().tunnels().size() == 1);
    pair.to_lns(encode_message(pair.stop(of_lac), {0, 0, 1, 0, 0}));
    CHECK(pair.lns.endpoint().tunnels().empty());
    pair.network.lose = nullptr;
    pair.open();  // the next try
}
