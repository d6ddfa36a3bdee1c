// What a peer, or somebody who is none, can make an endpoint remember: it is bounded, and given back.
#include "support/allocated.h"
#include "support/catch.h"
#include "support/lac_lns_pair.h"

using namespace l2tp;
using namespace sim;

namespace {

/// Datagrams by hand to the LNS of a pair; what it answers is read here and goes nowhere.
struct Flood : Pair {
    std::vector<SendDatagram> say(const Address& from, const Bytes& datagram) {
        lns.endpoint().receive(network.now, {lns.own, from}, datagram);
        lns.run_effects(network.now);
        std::vector<SendDatagram> answers(lns.outbox.begin(), lns.outbox.end());
        lns.outbox.clear();
        return answers;
    }
    /// A request that nobody serves, its StopCCN acknowledged.
    void refused_tunnel(const Address& from) {
        const auto answers = say(from, sccrq());
        if (answers.empty()) return;
        const auto id = std::get<StopCcn>(*message_in(answers.at(0).bytes)).assigned_tunnel;
        CHECK(say(from, encode_zlb({id.value, 0, 1, 1, 0})).empty());
    }
    /// A tunnel that a stranger asks for, with an answer, and ends. Returns our id; 0 if there was no answer.
    TunnelId ended_tunnel(const Address& from) {
        const auto answers = say(from, sccrq());
        if (answers.empty()) return {};
        const TunnelId id{std::get<Sccrp>(*message_in(answers.at(0).bytes)).assigned_tunnel.value};
        say(from, encode_message(StopCcn{PeerTunnelId{9}, stop_result(StopResult::kGeneralRequest)}, {id.value, 0, 1, 1, 0}));
        return id;
    }
    /// The LNS ended this tunnel long ago by its own reckoning, but it still answers for it.
    void expect_drains(TunnelId id) {
        CHECK(say(lac.own, encode_message(Hello{}, {id.value, 0, 0, 1, 0})).size() == 1);
    }
    static Bytes sccrq() {
        Sccrq request;
        request.framing = 3;
        request.host_name = "stranger";
        request.assigned_tunnel = PeerTunnelId{9};
        return encode_message(request, {});
    }
};

constexpr std::size_t kLittle = 64 * 1024;

}  // namespace

TEST_CASE("Tunnels that only answer retransmissions take no id from a new one", "[rfc2661][5.8-20]") {
    Flood flood;
    flood.lns.highest_id = 100;
    std::vector<TunnelId> ids;
    for (std::uint16_t i = 0; i < 150; ++i) ids.push_back(flood.ended_tunnel(address(77, static_cast<std::uint16_t>(2000 + i))));
    CHECK(std::count(ids.begin(), ids.end(), TunnelId{}) == 0);
    // The oldest were forgotten, the newest still acknowledge.
    CHECK(flood.say(address(77, 2149), encode_message(Hello{}, {ids.back().value, 0, 0, 1, 0})).size() == 1);
    CHECK(flood.lns.endpoint().counters().dropped[static_cast<std::size_t>(DropReason::kDuplicate)] == 1);
    flood.established_call(flood.open());
    flood.network.run_for(seconds(32));
    CHECK(flood.lns.up.size() == 1);
    CHECK(flood.lns.endpoint().tunnels().size() == 1);
    flood.expect_sound();
}

TEST_CASE("A request that is refused leaves nothing behind, however many there are", "[rfc2661][5.8-20][5.7-02]") {
    Flood flood;
    const auto tunnel = flood.open();
    flood.network.run_for(milliseconds(100));
    const auto at_lns = *flood.lns.tunnels_up.begin();
    flood.lac.endpoint().close_tunnel(flood.network.now, tunnel, stop_result(StopResult::kGeneralRequest));
    flood.network.run_for(milliseconds(100));
    flood.lns.serves = false;
    std::size_t settled = 0;
    for (unsigned i = 1; i <= 9000; ++i) {
        flood.refused_tunnel(address(static_cast<std::uint8_t>(i % 250 + 3), static_cast<std::uint16_t>(i)));
        if (i == 1000) settled = testing::allocated_octets();
    }
    CHECK(testing::allocated_octets() < settled + kLittle);
    CHECK(flood.lns.endpoint().counters().tunnels_refused == 9000);
    CHECK(flood.lns.endpoint().save().tunnels.size() == 1);
    flood.expect_drains(at_lns);
    flood.network.run_for(seconds(32));
    CHECK(flood.lns.endpoint().idle());
}

TEST_CASE("Strangers who open and end tunnels do not make us forget one that drains", "[rfc2661][5.7-02][5.8-20]") {
    Flood flood;
    const auto tunnel = flood.open();
    flood.network.run_for(milliseconds(100));
    const auto at_lns = *flood.lns.tunnels_up.begin();
    flood.lac.endpoint().close_tunnel(flood.network.now, tunnel, stop_result(StopResult::kGeneralRequest));
    flood.network.run_for(milliseconds(100));
    std::size_t after_limit = 0;
    for (unsigned i = 1; i <= 9000; ++i) {
        REQUIRE(flood.ended_tunnel(address(77, static_cast<std::uint16_t>(i))));
        if (i == 2000) after_limit = testing::allocated_octets();
    }
    CHECK(testing::allocated_octets() < after_limit + kLittle);
    CHECK(flood.lns.endpoint().save().tunnels.size() <= 1 + 1025);
    flood.expect_drains(at_lns);
    flood.network.run_for(seconds(32));
    CHECK(flood.lns.endpoint().idle());
}

TEST_CASE("Before the tunnel is established no message ahead of order is kept", "[rfc2661][5.8-20]") {
    Flood flood;
    const auto answers = flood.say(address(77), Flood::sccrq());
    REQUIRE(answers.size() == 1);
    const auto id = std::get<Sccrp>(*message_in(answers[0].bytes)).assigned_tunnel.value;
    flood.say(address(77), encode_zlb({id, 0, 1, 1, 0}));
    const auto before = testing::allocated_octets();
    for (std::uint16_t ns = 2; ns < 16; ++ns) flood.say(address(77), encode_message(Hello{}, {id, 0, ns, 1, 0}));
    CHECK(testing::allocated_octets() < before + kLittle);
    CHECK(flood.lns.endpoint().counters().dropped[static_cast<std::size_t>(DropReason::kOutOfWindow)] == 14);
    flood.say(address(77), encode_message(Hello{}, {id, 0, 1, 1, 0}));
    CHECK(flood.lns.endpoint().tunnels().at(0).nr == 2);
}

TEST_CASE("Large messages ahead of order are not kept", "[rfc2661][5.8-06][5.8-20]") {
    Flood flood;
    const auto info = *flood.lac.endpoint().tunnel(flood.open());
    const auto id = info.peer_id.value;
    auto large = encode_message(Hello{}, {id, 0, 0, info.nr, 0});
    large.resize(60000);  // junk behind the message
    auto very_long = large;
    very_long[2] = 0xea, very_long[3] = 0x60;
    const auto before = testing::allocated_octets();
    for (auto ns = static_cast<std::uint8_t>(info.ns + 1); ns < info.ns + 15; ++ns) {
        large[9] = very_long[9] = ns;
        flood.say(flood.lac.own, ns % 2 ? large : very_long);
    }
    CHECK(testing::allocated_octets() < before + kLittle);
    CHECK(flood.lns.endpoint().counters().dropped[static_cast<std::size_t>(DropReason::kOutOfWindow)] == 7);
    // What was short enough is acted upon when the gap closes.
    const bool next_was_kept = (info.ns + 1) % 2 != 0;
    flood.say(flood.lac.own, encode_message(Hello{}, {id, 0, info.ns, info.nr, 0}));
    CHECK(flood.lns.endpoint().tunnels().at(0).nr == info.ns + (next_was_kept ? 2 : 1));
}

TEST_CASE("Calls that come and go leave nothing behind", "[rfc2661][6.12-01][5.8-20]") {
    Flood flood;
    const auto tunnel = flood.open(true);
    flood.network.run_for(milliseconds(200));
    flood.lns.prepares = false;
    const auto info = *flood.lac.endpoint().tunnel(tunnel);
    const auto at_lns = info.peer_id.value;
    auto ns = info.ns;
    std::size_t settled = 0;
    for (int i = 0; i < 6000; ++i) {
        Icrq icrq;
        icrq.assigned_session = PeerSessionId{static_cast<std::uint16_t>(1 + i % 60000)};
        flood.say(flood.lac.own, encode_message(icrq, {at_lns, 0, ns++, 1, 0}));
        flood.say(flood.lac.own, encode_message(Cdn{cdn_result(CdnResult::kLostCarrier), icrq.assigned_session, {}, {}},
                                                {at_lns, 0, ns++, 1, 0}));
        flood.lns.events.clear();
        if (i == 1000) settled = testing::allocated_octets();
    }
    CHECK(flood.lns.endpoint().sessions().empty());
    CHECK(flood.lns.endpoint().counters().sessions_refused == 6000);
    CHECK(testing::allocated_octets() < settled + kLittle);
}

TEST_CASE("Ending more calls of a tunnel than may wait otherwise does not cost the tunnel", "[scale]") {
    Flood flood;
    flood.lns.serving.no_session_timeout = seconds(0);
    const auto tunnel = flood.open(true);
    flood.network.run_for(milliseconds(200));
    flood.lns.prepares = false;
    const auto info = *flood.lac.endpoint().tunnel(tunnel);
    auto ns = info.ns;
    constexpr unsigned kCalls = 17000;
    for (unsigned i = 1; i <= kCalls; ++i) {
        Icrq icrq;
        icrq.assigned_session = PeerSessionId{static_cast<std::uint16_t>(i)};
        flood.say(flood.lac.own, encode_message(icrq, {info.peer_id.value, 0, ns++, 1, 0}));
    }
    for (const auto& session : flood.lns.endpoint().sessions())
        flood.lns.endpoint().close_session(flood.network.now, session.key, cdn_result(CdnResult::kAdministrative));
    flood.say(flood.lac.own, encode_zlb({info.peer_id.value, 0, ns, 1, 0}));
    CHECK(flood.lns.tunnels_up.size() == 1);
    CHECK(flood.lns.endpoint().tunnels().at(0).queued > 16000);
    CHECK(flood.lns.endpoint().sessions().empty());
}
