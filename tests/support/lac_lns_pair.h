// A LAC and an LNS on a good network, with the steps that most scenarios begin with. For Catch2 tests only.
#pragma once

#include "support/catch.h"
#include "support/sim_network.h"

namespace sim {

using namespace l2tp;

struct Pair {
    Network network{1};
    Peer& lac = network.add("LAC", 1);
    Peer& lns = network.add("LNS", 2);

    TunnelId open(bool stay = false) {
        const auto id = network.open(lac, lns, stay);
        REQUIRE(id);
        REQUIRE(network.run_until([&] { return !lns.tunnels_up.empty() && lac.tunnels_up.contains(*id); }, std::chrono::seconds(1)));
        return *id;
    }
    SessionKey call(TunnelId tunnel) {
        Icrq icrq;
        icrq.calling_number = "2085730592";
        icrq.called_number = "614629";
        Iccn iccn;
        iccn.tx_speed = 64000;
        iccn.proxy_auth.name = "user@cisco.com";
        const auto key = lac.endpoint().place_incoming_call(network.now, tunnel, icrq, iccn);
        REQUIRE(key);
        return *key;
    }
    SessionKey established_call(TunnelId tunnel) {
        const auto key = call(tunnel);
        const auto before = lns.up.size();
        REQUIRE(network.run_until([&] { return lac.up.contains(key) && lns.up.size() == before + 1; }, std::chrono::seconds(1)));
        return key;
    }
    void expect_sound() {
        CHECK(lac.violations.empty());
        CHECK(lns.violations.empty());
    }
};

}  // namespace sim
