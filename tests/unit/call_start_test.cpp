// Many calls at once: how their pppds get their turn to start, and what becomes of calls that wait for it.
#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

#include "support/lns_calls.h"

using namespace vpdnd;
using ipc::PluginMessage;
using std::chrono::milliseconds;
using test::connect_plugin;
using test::User;

namespace {

/// An LNS on which so many pppds start at a time.
struct Storm : test::LnsAndLac {
    explicit Storm(std::size_t at_a_time = 1) { lns.core.starts.set_most(at_a_time); }
    User& calls() {
        users.push_back(std::make_unique<User>(lac));
        users.back()->calls();
        users.back()->is_forwarded();
        return *users.back();
    }
    bool waiting(std::size_t count) {
        return turn_until([&] { return lns.core.starts.waiting() == count; });
    }
    /// A timer of the loop that is armed now for a later time than all that were armed before.
    void let_pass(milliseconds time) {
        bool passed = false;
        const auto timer = loop.make_timer([&] { passed = true; });
        timer->arm(test::Clock::now() + time);
        REQUIRE(turn_until([&] { return passed; }));
    }
    std::size_t started_count() const { return lns.supervisor.started.size(); }

    std::vector<std::unique_ptr<User>> users;
};

}  // namespace

TEST_CASE("Of many calls at once none is lost, though their pppds start a few at a time", "[call][start-queue]") {
    Storm storm(3);
    auto config = test::config_of_lns();
    config->pools["pool"].ranges = {{0x0a0a0000, 0x0a0a00ff}};
    storm.lns.use(config);
    constexpr std::size_t kCalls = 60;
    for (std::size_t i = 0; i < kCalls; ++i) storm.calls();
    REQUIRE(storm.waiting(kCalls - 3));
    std::vector<std::unique_ptr<test::PlayedPlugin>> plugins;
    for (std::size_t i = 0; i < kCalls; ++i) {
        plugins.push_back(std::make_unique<test::PlayedPlugin>(storm.loop));
        REQUIRE(storm.turn_until([&] { return storm.started_count() == std::min(kCalls, i + 3); }));
        plugins.back()->take(std::move(storm.lns.supervisor.started[i]->plugin_end));
        connect_plugin(*plugins.back());
    }
    CHECK(storm.lns.endpoint.session_count() == kCalls);
    CHECK(storm.lac.down.empty());
    for (const auto& pppd : storm.lns.supervisor.started) pppd->ends({});
    storm.expect_nothing_left();
}

TEST_CASE("The time for the plugin's report begins when its pppd runs, not when it begins to wait", "[call][start-queue]") {
    Storm storm;
    storm.lns.core.times.plugin_report = milliseconds(20);
    storm.lns.supervisor.run_at_once = false;
    storm.calls();
    storm.calls();
    REQUIRE(storm.waiting(1));
    storm.let_pass(milliseconds(60));
    CHECK(storm.lac.down.empty());
    const auto first = storm.lns.supervisor.started.at(0);
    first->handlers.started();
    CHECK(storm.told() == "2 6 \"the pppd that was started did not load vpdn.so\" true");
    REQUIRE(storm.turn_until([&] { return storm.started_count() == 2; }));  // it keeps nobody waiting any more
    first->ends({});
    storm.lns.supervisor.started[1]->ends({});
    storm.expect_nothing_left();
}

TEST_CASE("A call that ends while it waits for its pppd is never started", "[call][start-queue]") {
    Storm storm;
    auto& first = storm.calls();
    auto& second = storm.calls();
    REQUIRE(storm.waiting(1));
    SECTION("its user is gone") { second.plugin.leave(); }
    SECTION("the administrator ends it") {
        storm.lns.calls.for_each([](Call& call) {
            if (call.record().id == CallId{2}) call.close();
        });
    }
    SECTION("the daemon stops") { storm.lns.core.stop_calls(); }
    REQUIRE(storm.waiting(0));
    CHECK(storm.started_count() == 1);
    CHECK(storm.lns.leased("pool") == 1);
    first.plugin.leave();
    storm.lns.supervisor.started[0]->ends({});
    storm.expect_nothing_left();
    CHECK(storm.started_count() == 1);
}

TEST_CASE("While one waits too long for its pppd, further calls are refused, and those that wait are served",
          "[call][start-queue][rfc2661][4.4.2]") {
    Storm storm;
    auto config = test::config_of_lns();
    config->daemon.max_start_delay = milliseconds(5);
    config->pools["pool"].ranges = {{0x0a0a0000, 0x0a0a00ff}};
    storm.lns.use(config);
    storm.calls();
    storm.calls();
    REQUIRE(storm.waiting(1));
    storm.let_pass(milliseconds(10));
    User late(storm.lac);
    late.calls();
    CHECK(storm.told() == "4 0 \"too many calls begin at once\" true");
    CHECK(storm.lns.leased("pool") == 2);
    test::PlayedPlugin first(storm.loop), second(storm.loop);
    first.take(std::move(storm.lns.supervisor.started[0]->plugin_end));
    connect_plugin(first);
    storm.started(second, 1);
    connect_plugin(second);
    User in_time(storm.lac);
    in_time.calls();
    in_time.is_forwarded();
    REQUIRE(storm.turn_until([&] { return storm.started_count() == 3; }));
    CHECK(storm.lac.down.size() == 1);
    for (const auto& pppd : storm.lns.supervisor.started) pppd->ends({});
    storm.expect_nothing_left();
}

TEST_CASE("A program that stands in for pppd and says nothing keeps the others waiting no longer than it takes to see that",
          "[call][start-queue]") {
    Storm storm;
    storm.lns.plane.with_descriptor = false;
    storm.lns.core.times.stand_in = milliseconds(5);
    storm.calls();
    storm.calls();
    REQUIRE(storm.turn_until([&] { return storm.started_count() == 2; }));
    storm.let_pass(milliseconds(10));
    CHECK(storm.lac.down.empty());
    for (const auto& pppd : storm.lns.supervisor.started) pppd->ends({});
    storm.expect_nothing_left();
}
