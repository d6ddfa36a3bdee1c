// What the endpoint puts on the wire, and what it makes of what no peer should send: requirements that need both
// sides of a tunnel.
#include <set>

#include "support/catch.h"
#include "support/lac_lns_pair.h"
#include "support/sample_messages.h"

using namespace l2tp;
using namespace sim;

namespace {

struct Sent {
    std::string from;
    ControlHeader header;
    std::string name;
    std::optional<Message> message;
};

std::vector<Sent> all_sent(const Pair& pair) {
    std::vector<Sent> sent;
    for (const auto& datagram : pair.network.sent) {
        const auto& from = datagram.path.local.ip == pair.lac.own.ip ? pair.lac : pair.lns;
        auto message = message_in(datagram.bytes);
        const std::string name = message ? name_of(type_of(*message)) : "ZLB";
        sent.push_back({from.name, *decode_header(datagram.bytes), name, std::move(message)});
    }
    return sent;
}

template <class Kind>
std::vector<Kind> of_kind(const Pair& pair) {
    std::vector<Kind> found;
    for (const auto& one : all_sent(pair))
        if (one.message && std::holds_alternative<Kind>(*one.message)) found.push_back(std::get<Kind>(*one.message));
    return found;
}

/// A message as `from` would send it next in the only tunnel of the pair.
void say(Pair& pair, Peer& from, Peer& to, std::uint16_t session, const Message& message) {
    const auto info = from.endpoint().tunnels().at(0);
    pair.network.inject({to.own, from.own}, encode_message(message, {info.peer_id.value, session, info.ns, info.nr, 0}, {}));
    pair.network.run_for(milliseconds(1));
}

std::size_t count(const Pair& pair, const std::string& from, const std::string& name) {
    std::size_t found = 0;
    for (const auto& one : all_sent(pair)) found += one.from == from && one.name == name;
    return found;
}

}  // namespace

TEST_CASE("Each message carries the ids that its receiver assigned, and 0 before",
          "[rfc2661][3.1-10][4.4.3-13][4.4.3-14][4.4.4-03][4.4.4-04][5.3-02][5.3-03][6.5-03]") {
    Pair pair;
    const auto lac_tunnel = pair.open();
    const auto lns_tunnel = *pair.lns.tunnels_up.begin();
    const auto lac_key = pair.established_call(lac_tunnel);
    const auto lns_key = *pair.lns.up.begin();
    pair.lac.endpoint().send_hello(pair.network.now, lac_tunnel);
    pair.lns.endpoint().send_sli(pair.network.now, lns_key, Sli{});
    pair.network.run_for(seconds(1));
    pair.lac.endpoint().close_session(pair.network.now, lac_key, cdn_result(CdnResult::kLostCarrier));
    pair.network.run_for(seconds(1));
    pair.lac.endpoint().close_tunnel(pair.network.now, lac_tunnel, stop_result(StopResult::kGeneralRequest));
    pair.network.run_for(seconds(1));
    const std::set<std::string> of_session = {"ICRP", "ICCN", "CDN", "SLI"};
    for (const auto& one : all_sent(pair)) {
        CAPTURE(one.from, one.name);
        const bool by_lac = one.from == "LAC";
        CHECK(one.header.tunnel == (one.name == "SCCRQ" ? 0 : by_lac ? lns_tunnel.value : lac_tunnel.value));
        const auto session = by_lac ? lns_key.session.value : lac_key.session.value;
        CHECK(one.header.session == (of_session.contains(one.name) ? session : 0));
    }
    for (const auto* name : {"SCCRQ", "SCCCN", "ICRQ", "ICCN", "HELLO", "CDN", "StopCCN"}) CHECK(count(pair, "LAC", name) == 1);
}

TEST_CASE("A ZLB takes no number, and changes none of the receiver's", "[rfc2661][5.8-01][5.8-04]") {
    Pair pair;
    const auto tunnel = pair.open(true);
    pair.network.run_for(milliseconds(200));
    for (int i = 0; i < 3; ++i) {
        pair.lac.endpoint().send_hello(pair.network.now, tunnel);
        pair.network.run_for(seconds(2));
    }
    std::vector<std::uint16_t> lac_ns;
    for (const auto& one : all_sent(pair)) {
        if (one.from == "LAC" && one.name != "ZLB") lac_ns.push_back(one.header.ns);
        if (one.from == "LAC" && one.name == "HELLO") CHECK(one.header.nr == 1);      // the SCCRP alone
        if (one.from == "LNS" && one.name == "ZLB") CHECK(one.header.ns == 1);        // where its next message will be
    }
    CHECK(lac_ns == std::vector<std::uint16_t>{0, 1, 2, 3, 4});
}

TEST_CASE("Challenges of both sides are answered in the next message", "[rfc2661][4.4.3-17][5.1.1-01]") {
    Pair pair;
    pair.open();
    const auto request = of_kind<Sccrq>(pair).at(0);
    const auto reply = of_kind<Sccrp>(pair).at(0);
    const auto connected = of_kind<Scccn>(pair).at(0);
    CHECK(request.challenge);
    CHECK(request.challenge != reply.challenge);
    CHECK(reply.challenge);
    CHECK(reply.challenge_response);
    CHECK(connected.challenge_response);
    CHECK(request.vendor_name == "vpdnd");
}

TEST_CASE("Vendor Name and Host Name are what the settings say, in ASCII by default", "[rfc2661][4.4.3-12]") {
    Pair pair;
    pair.open();
    const auto request = of_kind<Sccrq>(pair).at(0);
    for (const char c : *request.vendor_name + request.host_name) CHECK(static_cast<unsigned char>(c) < 0x80);
}

TEST_CASE("Call Serial Numbers grow with each call and begin anywhere", "[rfc2661][4.4.4-06]") {
    Pair first;
    const auto tunnel = first.open();
    for (int i = 0; i < 3; ++i) first.established_call(tunnel);
    const auto calls = of_kind<Icrq>(first);
    REQUIRE(calls.size() == 3);
    CHECK(calls[1].serial == calls[0].serial + 1);
    CHECK(calls[2].serial == calls[1].serial + 1);
    first.lac.restart();
    first.established_call(*first.network.open(first.lac, first.lns));
    CHECK(of_kind<Icrq>(first).back().serial != calls[2].serial + 1);
}

TEST_CASE("Sequencing Required reaches both hosts whichever side has it configured", "[rfc2661][4.4.4-10]") {
    Pair pair;
    pair.lac.serving.sequencing = true;
    pair.established_call(pair.open());
    CHECK(of_kind<Iccn>(pair).at(0).sequencing_required);
    CHECK(pair.lac.last<PrepareSession>()->sequencing);
    CHECK(pair.lac.last<SessionUp>()->sequencing);
    CHECK(pair.lns.last<SessionUp>()->sequencing);
    Pair without;
    without.established_call(without.open());
    CHECK_FALSE(of_kind<Iccn>(without).at(0).sequencing_required);
    CHECK_FALSE(without.lns.last<SessionUp>()->sequencing);
}

TEST_CASE("A call request beyond what was advertised is rejected", "[rfc2661][4.4.3-04]") {
    Pair pair;
    const auto tunnel = pair.open();
    SECTION("OCRQ") {
        auto call = testing::full_ocrq();
        SECTION("bearer") { call.bearer = 4; }
        SECTION("framing") { call.framing = 4; }
        say(pair, pair.lns, pair.lac, 0, call);
        const auto answer = of_kind<Cdn>(pair);
        REQUIRE(answer.size() == 1);
        CHECK(answer[0].result.result == 5);
        CHECK(pair.lac.endpoint().sessions().empty());
    }
    SECTION("ICCN") {
        pair.lac.prepares = false;
        pair.call(tunnel);
        pair.network.run_for(milliseconds(200));
        Iccn connected;
        connected.framing = 4;
        say(pair, pair.lac, pair.lns, pair.lns.endpoint().sessions().at(0).key.session.value, connected);
        REQUIRE(pair.lns.last<SessionDown>());
        CHECK(pair.lns.last<SessionDown>()->result.error == 3);
        CHECK(pair.lns.up.empty());
    }
}

TEST_CASE("A StopCCN is acknowledged at once, and nothing else answers it", "[rfc2661][5.7-01][7.6-01]") {
    Pair pair;
    const auto tunnel = pair.open();
    pair.established_call(tunnel);
    pair.network.run_for(seconds(1));
    pair.network.sent.clear();
    pair.lac.endpoint().close_tunnel(pair.network.now, tunnel, stop_result(StopResult::kGeneralRequest));
    pair.network.run_for(milliseconds(11));
    CHECK(names_sent(pair.network, pair.lns) == std::vector<std::string>{"ZLB"});
    CHECK(pair.lac.endpoint().tunnel(tunnel)->unacknowledged == 0);
}

TEST_CASE("A CDN is answered by nothing but the acknowledgement, and its session is gone", "[rfc2661][6.12-01]") {
    Pair pair;
    const auto key = pair.established_call(pair.open());
    pair.network.run_for(seconds(1));
    pair.network.sent.clear();
    pair.lac.endpoint().close_session(pair.network.now, key, cdn_result(CdnResult::kLostCarrier));
    pair.network.run_for(seconds(1));
    CHECK(names_sent(pair.network, pair.lns) == std::vector<std::string>{"ZLB"});
    CHECK(pair.lns.endpoint().sessions().empty());
    CHECK(pair.lns.up.empty());
}

TEST_CASE("A line that drops ends the outgoing call with a CDN", "[rfc2661][7.5.1-03]") {
    Pair pair;
    pair.open();
    auto call = testing::full_ocrq();
    const auto key = pair.lns.endpoint().place_outgoing_call(pair.network.now, *pair.lns.tunnels_up.begin(), call);
    REQUIRE(pair.network.run_until([&] { return pair.lns.up.contains(*key) && pair.lac.up.size() == 1; }, seconds(1)));
    pair.lac.endpoint().close_session(pair.network.now, *pair.lac.up.begin(), cdn_result(CdnResult::kLostCarrier));
    pair.network.run_for(seconds(1));
    CHECK(count(pair, "LAC", "CDN") == 1);
    CHECK(pair.lns.last<SessionDown>()->result.result == 1);
    CHECK(pair.lns.up.empty());
}

TEST_CASE("Calls come up with every receive window from 1 on", "[rfc2661][5.8-16]") {
    for (const auto window : std::initializer_list<std::uint16_t>{1, 2, 3, 4, 16, 800}) {
        CAPTURE(window);
        Pair pair;
        pair.lns.serving.receive_window = window;
        const auto tunnel = pair.open();
        for (int i = 0; i < 20; ++i) pair.call(tunnel);
        CHECK(pair.network.run_until([&] { return pair.lns.up.size() == 20 && pair.lac.up.size() == 20; }, seconds(10)));
        CHECK(pair.lac.endpoint().counters().retransmissions == 0);
    }
}

TEST_CASE("L2F and other versions get no answer", "[rfc2661][8.1-04][3.1-08]") {
    Pair pair;
    pair.open();
    pair.network.run_for(seconds(1));
    pair.network.sent.clear();
    for (const auto* hex : {"a001 0c01 0000 0001 0018 0000", "c803 000c 0000 0000 0000 0000", "0001 0000"})
        pair.network.inject({pair.lns.own, pair.lac.own}, testing::from_hex(hex));
    pair.network.run_for(seconds(1));
    CHECK(pair.network.sent.empty());
    CHECK(pair.lns.endpoint().counters().dropped[static_cast<std::size_t>(DropReason::kBadVersion)] == 3);
}

TEST_CASE("Assigned ids do not follow each other", "[rfc2661][9.1-02]") {
    Pair pair;
    const auto tunnel = pair.open();
    int next_to_each_other = 0;
    std::uint16_t before = 0;
    for (int i = 0; i < 100; ++i) {
        const auto id = pair.call(tunnel).session.value;
        next_to_each_other += id == before + 1;
        before = id;
    }
    CHECK(next_to_each_other <= 1);
}
