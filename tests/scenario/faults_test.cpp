// Thousands of small lives over a bad network: two thousand where a sanitizer makes them slow, else five times as many.
#include "support/sim_life.h"

using namespace l2tp;
using namespace sim;

TEST_CASE("Every call comes up on both sides over a network that loses, doubles and reorders",
          "[rfc2661][5.8][5.8-05]") {
    for_each_seed(460, [](std::uint64_t seed) {
        for (const double loss : {0.0, 0.1, 0.3}) {
            INFO("loss " << loss);
            Life life(seed, {loss, 0.2, milliseconds(1), milliseconds(300)});
            for (auto* peer : {&life.lac, &life.lns}) {
                peer->serving.retransmit_retries = 20;  // nobody gives up
                peer->serving.setup_timeout = seconds(600);
            }
            const auto id = life.network.open(life.lac, life.lns);
            REQUIRE(id);
            for (int i = 0; i < 10; ++i) REQUIRE(life.lac.endpoint().place_incoming_call(life.network.now, *id, {}, {}));
            CHECK(life.network.run_until([&] { return life.lac.up.size() == 10 && life.lns.up.size() == 10; }, seconds(600)));
            life.expect_agreement();
            life.expect_clean_end();
        }
    });
}

TEST_CASE("Calls and tunnels placed and closed at random over 30 % loss end the same on both sides",
          "[rfc2661][5.7][5.8]") {
    for_each_seed(220, [](std::uint64_t seed) {
        Life life(seed);
        for (int i = 0; i < 60; ++i) {
            life.do_something(false);
            life.network.run_for(milliseconds(life.pick(1500)));
        }
        life.expect_agreement();
        life.expect_clean_end();
    });
}

TEST_CASE("A side that restarts at any point leaves nothing behind on the other", "[rfc2661][5.8]") {
    for_each_seed(330, [](std::uint64_t seed) {
        Life life(seed);
        for (int i = 0; i < 60; ++i) {
            life.do_something(true);
            life.network.run_for(milliseconds(life.pick(1500)));
        }
        life.expect_agreement();
        life.expect_clean_end();
    });
}

TEST_CASE("A restart in each of the first steps of a call is survived", "[rfc2661][5.8]") {
    for (const bool lac_restarts : {true, false})
        for (int step = 0; step < 40; ++step) {
            INFO("restart of the " << (lac_restarts ? "LAC" : "LNS") << " after " << step << " ms");
            Life life(static_cast<std::uint64_t>(step) + 1, Life::good());
            const auto id = life.network.open(life.lac, life.lns);
            life.lac.endpoint().place_incoming_call(life.network.now, *id, {}, {});
            life.network.run_for(milliseconds(step));
            (lac_restarts ? life.lac : life.lns).restart();
            life.expect_agreement();
            // Both work on.
            const auto again = life.network.open(life.lac, life.lns);
            const auto key = life.lac.endpoint().place_incoming_call(life.network.now, *again, {}, {});
            CHECK(life.network.run_until([&] { return life.lac.up.contains(*key); }, seconds(5)));
        }
}
