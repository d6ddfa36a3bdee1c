// An SCCRQ from the address and port of an established tunnel: the peer restarted, it wants a second tunnel, or somebody
// else has written its address into a datagram.
#include <algorithm>

#include "support/catch.h"
#include "support/lac_lns_pair.h"

using namespace l2tp;
using namespace sim;

namespace {

constexpr auto kRestarted = "the peer restarted: it does not answer here and has opened another tunnel";

/// A LAC with an established tunnel and call. With `collide` the LNS can have only one tunnel on the LAC's port and its own.
struct Probed : Pair {
    explicit Probed(bool collide, bool handed_over = false) {
        lns.equal_paths_collide = collide;
        lns.hands_over = handed_over;
        lns.serving.no_session_timeout = Duration::zero();
        established_call(open(true));
        network.run_for(seconds(10));
        old = *lns.tunnels_up.begin();
        network.sent.clear();
    }
    /// The tunnel that the LAC opens is up at both ends.
    bool comes_up(TunnelId id, Duration within) {
        const auto at_lns = lns.tunnels_up;
        const auto is_new = [&](TunnelId one) { return !at_lns.contains(one); };
        return network.run_until([&] { return lac.tunnels_up.contains(id) && std::ranges::any_of(lns.tunnels_up, is_new); }, within);
    }
    std::size_t sent_by_lns(std::string_view name) const {
        const auto names = names_sent(network, lns);
        return static_cast<std::size_t>(std::ranges::count(names, name));
    }
    /// From the LAC's address, but not by it: nobody gets the answer.
    void forge(std::uint16_t id) {
        Sccrq request;
        request.framing = 3;
        request.host_name = "LAC";
        request.assigned_tunnel = PeerTunnelId{id};
        request.challenge = Bytes(16, 0x55);
        network.inject({lns.own, lac.own}, encode_message(request, {}));
    }

    TunnelId old;
};

}  // namespace

TEST_CASE("A peer that lost power is back within two seconds, from the port that it called", "[rfc2661][5.8]") {
    const bool handed_over = GENERATE(false, true);
    Probed pair(true, handed_over);
    pair.lac.restart();
    const auto id = pair.network.open(pair.lac, pair.lns, true);
    REQUIRE(pair.comes_up(*id, seconds(2)));
    CHECK(pair.lac.paths_up.at(*id).remote == pair.lns.own);
    CHECK_FALSE(pair.lns.tunnels_up.contains(pair.old));
    REQUIRE(pair.lns.last<TunnelDown>());
    CHECK(pair.lns.last<TunnelDown>()->tunnel == pair.old);
    CHECK(pair.lns.last<TunnelDown>()->result.message == kRestarted);
    CHECK(pair.lns.last<SessionDown>()->tunnel_lost);
    pair.established_call(*id);
    pair.network.run_for(std::chrono::minutes(5));  // nothing of the old tunnel disturbs the new one
    CHECK(pair.lns.up.size() == 1);
    pair.expect_sound();
}

TEST_CASE("A peer that lost power twice is back both times", "[rfc2661][5.8]") {
    Probed pair(true);
    for (int i = 0; i < 2; ++i) {
        pair.lac.restart();
        const auto id = pair.network.open(pair.lac, pair.lns, true);
        REQUIRE(pair.comes_up(*id, seconds(2)));
        CHECK(pair.lac.paths_up.at(*id).remote == pair.lns.own);
    }
    pair.expect_sound();
}

TEST_CASE("Where two tunnels may share a path a restarted peer is answered at once, and its old tunnel goes when it is silent",
          "[rfc2661][5.8]") {
    Probed pair(false);
    pair.lac.restart();
    const auto id = pair.network.open(pair.lac, pair.lns, true);
    REQUIRE(pair.network.run_until([&] { return pair.lac.tunnels_up.contains(*id); }, milliseconds(100)));
    REQUIRE(pair.network.run_until([&] { return !pair.lns.tunnels_up.contains(pair.old); }, seconds(4)));
    CHECK(pair.lns.last<TunnelDown>()->result.message == kRestarted);
    CHECK(pair.lns.up.empty());
    pair.established_call(*id);
    pair.expect_sound();
}

TEST_CASE("A second tunnel of a peer that is there is answered from another port, and the first one stays", "[rfc2661][8.1]") {
    Probed pair(true);
    const auto id = pair.network.open(pair.lac, pair.lns, true);
    REQUIRE(pair.comes_up(*id, seconds(2)));
    CHECK(pair.lac.paths_up.at(*id).remote.port != pair.lns.own.port);
    CHECK(pair.lns.tunnels_up.size() == 2);
    CHECK(pair.sent_by_lns("HELLO") == 1);
    pair.network.run_for(seconds(40));
    CHECK(pair.lns.tunnels_up.size() == 2);
    CHECK(pair.lns.up.size() == 1);
    pair.expect_sound();
}

TEST_CASE("Forged requests end nothing, cost the peer a few HELLOs, and take no place from it", "[rfc2661][5.1.1]") {
    const bool collide = GENERATE(true, false);
    Probed pair(collide);
    for (std::uint16_t id = 1; id <= 100; ++id) {
        pair.forge(id);
        pair.network.run_for(milliseconds(200));
    }
    CHECK(pair.lns.tunnels_up.contains(pair.old));
    CHECK(pair.lns.up.size() == 1);
    CHECK(pair.sent_by_lns("HELLO") <= 6);  // in 20 s
    const auto id = pair.network.open(pair.lac, pair.lns, true);
    CHECK(pair.comes_up(*id, seconds(4)));
    pair.expect_sound();
}

TEST_CASE("A forged request while the network is broken ends no tunnel that answers afterwards", "[rfc2661][5.1.1]") {
    Probed pair(true);
    pair.network.lose = [&](const SendDatagram&) { return true; };
    pair.forge(9);
    pair.network.run_for(seconds(2));
    pair.forge(9);  // by now it is answered as if the peer had restarted
    pair.network.run_for(seconds(1));
    pair.network.lose = nullptr;
    pair.network.run_for(std::chrono::minutes(2));
    CHECK(pair.lns.tunnels_up == std::set<TunnelId>{pair.old});
    CHECK(pair.lns.up.size() == 1);
    CHECK(pair.lac.up.size() == 1);
}

TEST_CASE("Half-open tunnels hold no path: a forged request does not keep the peer from its port", "[rfc2661][8.1]") {
    Pair pair;
    pair.lns.equal_paths_collide = true;
    Sccrq request;
    request.framing = 3;
    request.host_name = "LAC";
    request.assigned_tunnel = PeerTunnelId{9};
    pair.network.inject({pair.lns.own, pair.lac.own}, encode_message(request, {}));
    pair.network.run_for(milliseconds(20));
    const auto id = pair.open();
    CHECK(pair.lac.paths_up.at(id).remote == pair.lns.own);
    pair.expect_sound();
}

TEST_CASE("A peer that restarts and repeats its tunnel id is answered from the port that it called", "[rfc2661][5.8-02]") {
    Pair pair;
    pair.lns.equal_paths_collide = true;
    const auto repeat_id = [&] { pair.lac.scripted_random.push_front({0, 77}); };
    repeat_id();
    pair.established_call(pair.open());
    pair.network.run_for(seconds(10));
    pair.lac.restart();
    repeat_id();
    const auto id = pair.network.open(pair.lac, pair.lns);
    REQUIRE(id->value == 77);
    REQUIRE(pair.network.run_until([&] { return pair.lac.tunnels_up.contains(*id); }, seconds(2)));
    CHECK(pair.lac.paths_up.at(*id).remote == pair.lns.own);
    pair.network.run_for(milliseconds(100));
    CHECK(pair.lns.tunnels_up.size() == 1);
    CHECK(pair.lns.up.empty());
    pair.established_call(*id);
    pair.expect_sound();
}
