// A LAC and an LNS that live at random over a bad network, each life from one seed, printed when it fails: VPDN_SEED
// replays it, VPDN_SEEDS sets how many are run. Fewer where a sanitizer makes them slow. For Catch2 tests only.
#pragma once

#include <cstdlib>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "l2tp/reliable_channel.h"
#include "support/catch.h"
#include "support/sim_network.h"

namespace sim {

using namespace l2tp;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr unsigned kTimes = 1;
#else
inline constexpr unsigned kTimes = 5;
#endif

inline unsigned seeds_to_run(unsigned usual) {
    const char* text = std::getenv("VPDN_SEEDS");
    return text ? static_cast<unsigned>(std::strtoul(text, nullptr, 10)) : kTimes * usual;
}

/// Runs `life` with each seed, or with VPDN_SEED alone.
template <class Life>
void for_each_seed(unsigned usual, const Life& life) {
    if (const char* text = std::getenv("VPDN_SEED")) {
        const auto seed = std::strtoull(text, nullptr, 10);
        INFO("VPDN_SEED=" << seed);
        return life(seed);
    }
    const auto count = seeds_to_run(usual);
    for (std::uint64_t seed = 1; seed <= count; ++seed) {
        INFO("VPDN_SEED=" << seed);
        life(seed);
    }
}

inline constexpr seconds kHelloInterval{20};

struct Life {
    explicit Life(std::uint64_t seed, NetworkOptions options = bad()) : network(seed, options) {
        network.keep_sent = false;
        for (auto* peer : {&lac, &lns}) {
            peer->serving.no_session_timeout = seconds(0);
            peer->serving.hello_interval = kHelloInterval;
            peer->serving.setup_timeout = kHelloInterval;  // until a tunnel is up no HELLO asks whether the peer is there
            peer->serving.single_tunnel = (seed & 1) != 0;
            peer->serving.hide_avps = (seed & 2) != 0;
        }
    }

    static NetworkOptions bad() { return {0.3, 0.2, milliseconds(1), milliseconds(400)}; }
    static NetworkOptions good() { return {0, 0, milliseconds(5), milliseconds(5)}; }

    unsigned pick(unsigned below) { return static_cast<unsigned>(network.generator() % below); }

    void place_call() {
        std::vector<TunnelId> open;
        for (const auto& info : lac.endpoint().tunnels())
            if (info.state != ShownTunnelState::kShuttingDown) open.push_back(info.id);
        if (open.empty()) {
            network.open(lac, lns);
            return;
        }
        lac.endpoint().place_incoming_call(network.now, open[pick(static_cast<unsigned>(open.size()))], {}, {});
    }
    void dial_out() {
        if (!lns.tunnels_up.empty()) lns.endpoint().place_outgoing_call(network.now, *lns.tunnels_up.begin(), {});
    }
    void close_call(Peer& peer) {
        const auto sessions = peer.endpoint().sessions();
        if (sessions.empty()) return;
        peer.endpoint().close_session(network.now, sessions[pick(static_cast<unsigned>(sessions.size()))].key,
                                      cdn_result(CdnResult::kAdministrative, "test"));
    }
    void close_tunnel(Peer& peer) {
        if (!peer.tunnels_up.empty())
            peer.endpoint().close_tunnel(network.now, *peer.tunnels_up.begin(), stop_result(StopResult::kGeneralRequest, "test"));
    }
    void do_something(bool restarts) {
        Peer& peer = pick(2) ? lac : lns;
        switch (pick(restarts ? 12 : 11)) {
            case 0: network.open(peer, &peer == &lac ? lns : lac); break;
            case 1: case 2: case 3: case 4: place_call(); break;
            case 5: case 6: dial_out(); break;
            case 7: case 8: case 9: close_call(peer); break;
            case 10: if (pick(4) == 0) close_tunnel(peer); break;
            default: if (pick(3) == 0) peer.restart(); break;
        }
    }

    using CallNames = std::set<std::pair<std::uint16_t, std::uint16_t>>;
    /// The established calls as (LAC's id, LNS's id).
    static CallNames calls(const Peer& peer, bool swap) {
        CallNames names;
        for (const auto& info : peer.endpoint().sessions()) {
            if (info.state != SessionState::kEstablished) continue;
            names.insert(swap ? std::pair(info.peer_id.value, info.key.session.value)
                              : std::pair(info.key.session.value, info.peer_id.value));
        }
        return names;
    }
    /// The network is good again: within a retransmission cycle and a HELLO interval both sides agree.
    void expect_agreement() {
        network.options = good();
        // Whose last retransmission was lost gives up after this wait, and may have heard and acknowledged the other side
        // until then: only from now on that one waits for its HELLO, and for the answer to it.
        network.run_for(lac.serving.retransmit_max);
        network.run_for(retransmission_cycle(lac.serving) + kHelloInterval + seconds(1));
        CHECK(lac.violations == std::vector<std::string>{});
        CHECK(lns.violations == std::vector<std::string>{});
        CHECK(calls(lac, false) == calls(lns, true));
        CHECK(lac.up.size() == lac.endpoint().sessions().size());
        CHECK(lns.up.size() == lns.endpoint().sessions().size());
        CHECK(lac.tunnels_up.size() == lns.tunnels_up.size());
        for (auto* peer : {&lac, &lns}) {
            CHECK(peer->endpoint().tunnels().size() == peer->tunnels_up.size());
            for (const auto& info : peer->endpoint().tunnels()) {
                CHECK(info.queued == 0);
                CHECK(info.unacknowledged <= 1);  // a HELLO may be under way
            }
        }
    }
    /// Everything ends, and nothing is left.
    void expect_clean_end() {
        lac.endpoint().shutdown(network.now, "end of the test");
        network.run_for(seconds(200));
        CHECK(lac.endpoint().idle());
        CHECK(lns.endpoint().sessions().empty());
        CHECK(lns.endpoint().tunnels().empty());
        CHECK(lns.endpoint().idle());
        CHECK(lac.up.empty());
        CHECK(lns.up.empty());
        CHECK(lns.tunnels_up.empty());
    }

    Network network;
    Peer& lac = network.add("LAC", 1);
    Peer& lns = network.add("LNS", 2);
};

}  // namespace sim
