// An endpoint writes itself out, is destroyed, and another one goes on from the record: nobody can tell.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "support/lac_lns_pair.h"
#include "support/sim_life.h"

using namespace l2tp;
using namespace sim;

namespace {

/// All that can be seen of a life from outside.
struct Course {
    std::vector<std::pair<Time, SendDatagram>> sent;
    std::vector<Effect> lac_events, lns_events;
    EndpointCounters lac, lns;
};

void choose_settings(Peer& peer, std::uint64_t seed) {
    if (seed % 3 == 0) peer.serving.no_session_timeout = seconds(3);
    if (seed % 4 == 0) peer.serving.session_limit = 5;
    if (seed % 5 == 0) peer.limits.sccrq_per_second_per_address = 2;
    peer.limits.max_half_open_per_address = 4;
    peer.prepares = seed % 2 != 0;
}

/// What only a host that takes its time does, and a network that damages.
void disturb(Life& life) {
    for (auto* peer : {&life.lac, &life.lns})
        for (const auto& info : std::as_const(*peer).endpoint().sessions()) switch (life.pick(8)) {
                case 0: case 1: case 2: peer->endpoint().session_prepared(life.network.now, info.key); break;
                case 3: peer->endpoint().session_connected(life.network.now, info.key, Occn{64000, kFramingSync, {}, false}); break;
                case 4: peer->endpoint().send_wen(life.network.now, info.key, Wen{}); break;
                case 5: peer->endpoint().send_sli(life.network.now, info.key, Sli{}); break;
                default: break;
            }
}

void damage(Life& life, const SendDatagram& datagram) {
    if (life.pick(10) != 0) return;
    auto bytes = datagram.bytes;
    bytes[life.pick(static_cast<unsigned>(bytes.size()))] ^= static_cast<std::uint8_t>(1u << life.pick(8));
    life.network.inject({datagram.path.remote, datagram.path.local}, bytes);
}

Course live(std::uint64_t seed, double loss, bool lac_hands_over, bool lns_hands_over) {
    Life life(seed, {loss, 0.2, milliseconds(1), milliseconds(400)});
    Course course;
    life.network.lose = [&](const SendDatagram& datagram) {
        course.sent.emplace_back(life.network.now, datagram);
        if (loss > 0) damage(life, datagram);
        return false;
    };
    for (auto* peer : {&life.lac, &life.lns}) {
        choose_settings(*peer, seed);
        peer->restart();
    }
    life.lac.hands_over = lac_hands_over;
    life.lns.hands_over = lns_hands_over;
    for (int i = 0; i < 40; ++i) {
        life.do_something(false);
        disturb(life);
        life.network.run_for(milliseconds(life.pick(1500)));
    }
    life.lac.endpoint().shutdown(life.network.now, "end of the test");
    life.network.run_for(seconds(100));
    CHECK(life.lac.violations == std::vector<std::string>{});
    CHECK(life.lns.violations == std::vector<std::string>{});
    CHECK(life.lac.endpoint().idle());
    course.lac_events = life.lac.events;
    course.lns_events = life.lns.events;
    course.lac = life.lac.endpoint().counters();
    course.lns = life.lns.endpoint().counters();
    return course;
}

void expect_same(const Course& expected, const Course& found) {
    const auto [one, other] = std::mismatch(expected.sent.begin(), expected.sent.end(), found.sent.begin(), found.sent.end());
    INFO("the first " << one - expected.sent.begin() << " of " << expected.sent.size() << " datagrams are the same");
    CHECK(one == expected.sent.end());
    CHECK(other == found.sent.end());
    CHECK(expected.lac_events == found.lac_events);
    CHECK(expected.lns_events == found.lns_events);
    CHECK(expected.lac == found.lac);
    CHECK(expected.lns == found.lns);
}

class CountingTracer : public Tracer {
  public:
    void tunnel_state(TunnelId, PeerTunnelId, ShownTunnelState, ShownTunnelState) override { ++heard; }
    void session_state(SessionKey, PeerSessionId, SessionState, SessionState) override { ++heard; }
    void packet(bool, const Path&, std::span<const std::uint8_t>, unsigned) override { ++heard; }
    int heard = 0;
};

}  // namespace

TEST_CASE("Handed over in front of every event, an endpoint sends and tells the same as one that is not", "[handover]") {
    for_each_seed(2, [](std::uint64_t seed) {
        for (const double loss : {0.0, 0.3}) {
            INFO("loss " << loss);
            const auto undisturbed = live(seed, loss, false, false);
            CHECK(undisturbed.sent.size() > 50);
            expect_same(undisturbed, live(seed, loss, true, false));
            expect_same(undisturbed, live(seed, loss, false, true));
        }
    });
}

TEST_CASE("Saving changes nothing, and saving again gives the same record", "[handover]") {
    Pair pair;
    const auto tunnel = pair.open();
    pair.established_call(tunnel);
    pair.lns.prepares = false;
    for (int i = 0; i < 101; ++i) pair.call(tunnel);
    pair.network.run_for(milliseconds(7));
    const auto record = pair.lac.endpoint().save();
    CHECK(record == pair.lac.endpoint().save());
    REQUIRE(record.tunnels.size() == 1);
    CHECK(record.tunnels[0].calls.sessions.size() == 102);
    CHECK_FALSE(record.tunnels[0].calls.waiting.empty());
    CHECK(record.tunnels[0].calls.setup_times.back().at > pair.network.now);
    CHECK_FALSE(record.tunnels[0].link.channel.queue.empty());
    auto other = record;
    other.tunnels[0].calls.sessions.back().serial += 1;
    CHECK_FALSE(other == record);
}

TEST_CASE("Tunnels of the same settings share them in the record, and again when they are adopted", "[handover]") {
    Pair pair;
    for (int i = 0; i < 3; ++i) pair.network.open(pair.lac, pair.lns, true);
    pair.lac.serving.hello_interval = seconds(7);
    pair.network.open(pair.lac, pair.lns, true);
    pair.network.run_for(seconds(1));
    const auto record = pair.lac.endpoint().save();
    REQUIRE(record.tunnels.size() == 4);
    CHECK(record.tunnel_settings.size() == 2);
    pair.lac.hand_over();
    CHECK(pair.lac.endpoint().save() == record);
    pair.expect_sound();
}

TEST_CASE("An endpoint that is destroyed sends nothing and tells nobody", "[handover]") {
    Pair pair;
    CountingTracer tracer;
    pair.lns.tracer = &tracer;
    pair.lns.restart();
    pair.established_call(pair.open());
    const auto heard = tracer.heard;
    CHECK(heard > 0);
    pair.lns.hand_over();
    CHECK(tracer.heard == heard);
    CHECK(pair.lns.endpoint().take_effects().empty());
    CHECK(pair.lns.endpoint().session_count() == 1);
    pair.expect_sound();
}

TEST_CASE("Effects that were not taken are taken from the successor", "[handover]") {
    Pair pair;
    const auto id = pair.lac.endpoint().open_tunnel(pair.network.now, {pair.lac.own, pair.lns.own},
                                                    std::make_shared<const TunnelSettings>(pair.lac.serving), false);
    REQUIRE(id);
    pair.lac.hand_over();
    const auto effects = pair.lac.endpoint().take_effects();
    REQUIRE(effects.size() == 1);
    REQUIRE(std::holds_alternative<SendDatagram>(effects[0]));
    CHECK(std::get<SendDatagram>(effects[0]).tunnel == *id);
}

TEST_CASE("Limits against floods count on after a hand-over", "[handover]") {
    Pair pair;
    pair.lns.limits.max_half_open_per_address = 3;
    pair.lns.limits.sccrq_per_second_per_address = 5;
    pair.lns.restart();
    pair.network.lose = [&](const SendDatagram& datagram) { return datagram.path.local.ip == pair.lns.own.ip; };
    for (int i = 0; i < 2; ++i) pair.network.open(pair.lac, pair.lns);
    pair.network.run_for(milliseconds(10));
    pair.lns.hand_over();
    for (int i = 0; i < 4; ++i) pair.network.open(pair.lac, pair.lns);
    pair.network.run_for(milliseconds(10));
    pair.lns.hand_over();
    const auto& dropped = std::as_const(pair.lns).endpoint().counters().dropped;
    CHECK(dropped[static_cast<std::size_t>(DropReason::kHalfOpenPerAddress)] == 2);
    CHECK(dropped[static_cast<std::size_t>(DropReason::kRateLimit)] == 1);
}
