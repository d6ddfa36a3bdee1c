// Who needs the way to an LNS, and what the kernel is told of it.
#include "tunnel/outside_ways.h"

#include <atomic>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "support/catch.h"
#include "support/run_loop.h"

using namespace vpdnd;

namespace {

l2tp::IpAddress lns(std::uint8_t last) { return {.bytes = {203, 0, 113, last}}; }

struct Fixture {
    EventLoop loop;
    KernelWorkers workers{loop, 0};
    unsigned leads = 2;                        ///< the interface that ways lead through
    bool hidden = false;                       ///< behind PPP's route to its peer
    std::set<unsigned> inside;                 ///< interfaces that no way was to lead through, when one was last looked for
    std::map<l2tp::IpAddress, unsigned> table;  ///< host routes, and through which interface
    OutsideWays ways{loop,
                     workers,
                     {.find =
                          [this](const l2tp::IpAddress&, const std::set<unsigned>& not_through) {
                              inside = not_through;
                              return OuterRoute{.index = not_through.contains(leads) ? 2 : leads, .hidden = hidden};
                          },
                      .keep =
                          [this](const l2tp::IpAddress& to, const OuterRoute& route) {
                              table[to] = route.index;
                              return std::string();
                          },
                      .drop = [this](const l2tp::IpAddress& to) { table.erase(to); },
                      .clear = [] { return std::string(); }}};
    std::vector<unsigned> told;

    std::unique_ptr<OutsideWays::Hold> keep(std::uint8_t last) {
        return ways.keep(lns(last), [this](const OuterRoute& route) { told.push_back(route.index); });
    }
    bool is_told(std::size_t times) {
        return test::run_until(loop, [&] { return told.size() == times; });
    }
};

using Told = std::vector<unsigned>;

}  // namespace

TEST_CASE_METHOD(Fixture, "A way is told in a later turn, and sets no route while no call may have the default route", "[routes][client]") {
    const auto hold = keep(5);
    CHECK(told.empty());
    REQUIRE(is_told(1));
    CHECK(told == Told{2});
    CHECK(table.empty());
}

TEST_CASE_METHOD(Fixture, "The route of an LNS goes with the last who held it", "[routes][client]") {
    ways.set_routes(true);
    auto one = keep(5), other = keep(5);
    const auto next = keep(6);
    CHECK(table.size() == 2);
    one->end();
    CHECK(table.size() == 2);
    other->end();
    CHECK(table == std::map<l2tp::IpAddress, unsigned>{{lns(6), 2}});
    other->end();  // harmless
}

TEST_CASE_METHOD(Fixture, "Who lets go leaves the route; one that is ended later by who has taken it over goes", "[routes][client]") {
    ways.set_routes(true);
    keep(5).reset();
    CHECK(table.size() == 1);
    const auto again = keep(5);
    again->end();
    CHECK(table.empty());
}

TEST_CASE_METHOD(Fixture, "When the network changes the route follows, and all who hold it are told", "[routes][client]") {
    ways.set_routes(true);
    const auto one = keep(5), other = keep(6);
    REQUIRE(is_told(2));
    leads = 3;
    ways.look_again();
    REQUIRE(is_told(4));
    CHECK(told == Told{2, 2, 3, 3});
    CHECK(table[lns(5)] == 3);
    leads = 0;  // the link is down: the route stays for its return
    ways.look_again();
    REQUIRE(is_told(6));
    CHECK(told.back() == 0);
    CHECK(table[lns(5)] == 3);
}

TEST_CASE_METHOD(Fixture, "No way is looked for through the interfaces of calls that are up", "[routes][client]") {
    const auto hold = keep(5);
    CHECK(inside.empty());
    auto one = std::make_unique<OutsideWays::Inside>(ways, 7);
    const OutsideWays::Inside same(ways, 7);
    ways.look_again();
    CHECK(inside == std::set<unsigned>{7});
    one.reset();
    ways.look_again();
    CHECK(inside == std::set<unsigned>{7});
}

TEST_CASE_METHOD(Fixture, "An LNS whose address PPP's peer has gets a host route, whatever the configuration says",
                 "[routes][client]") {
    const auto hold = keep(5);
    CHECK(table.empty());
    hidden = true;
    const OutsideWays::Inside call(ways, 7);
    CHECK(table.size() == 1);
    hold->end();
    CHECK(table.empty());
}

TEST_CASE_METHOD(Fixture, "A way that was found through an interface that is a call's in the same turn is not told",
                 "[routes][client]") {
    leads = 7;
    const auto hold = keep(5);
    const OutsideWays::Inside call(ways, 7);  // as after a take-over: the ends of calls come back one after the other
    REQUIRE(is_told(1));
    CHECK(told == Told{2});
}

TEST_CASE_METHOD(Fixture, "Routes come with the configuration, and go with the calls", "[routes][client]") {
    const auto hold = keep(5);
    CHECK(table.empty());
    ways.set_routes(true);
    CHECK(table.size() == 1);
    ways.set_routes(false);
    CHECK(table.size() == 1);  // the call may have the default route
    leads = 3;
    ways.look_again();
    CHECK(table[lns(5)] == 3);
    hold->end();
    CHECK(table.empty());
    const auto next = keep(5);
    CHECK(table.empty());
}

TEST_CASE_METHOD(Fixture, "Who is told may end and destroy his hold and take another", "[routes][client]") {
    std::unique_ptr<OutsideWays::Hold> hold;
    unsigned calls = 0;
    hold = ways.keep(lns(5), [&](const OuterRoute&) {
        ++calls;
        hold->end();
        hold = keep(6);
    });
    REQUIRE(is_told(1));
    CHECK(calls == 1);
}

TEST_CASE("What a killed daemon has left goes in a thread, before the first route is set", "[routes][client]") {
    EventLoop loop;
    KernelWorkers workers(loop, 2);
    std::atomic<bool> may_go = false, cleared = false, kept_before = false, kept = false;
    OutsideWays ways(loop, workers,
                     {.find = [](const l2tp::IpAddress&, const std::set<unsigned>&) { return OuterRoute{.index = 2}; },
                      .keep =
                          [&](const l2tp::IpAddress&, const OuterRoute&) {
                              kept_before = !cleared;
                              kept = true;
                              return std::string();
                          },
                      .drop = [](const l2tp::IpAddress&) {},
                      .clear =
                          [&] {
                              while (!may_go) std::this_thread::yield();
                              cleared = true;
                              return std::string();
                          }});
    ways.set_routes(true);
    ways.remove_left();
    CHECK_FALSE(cleared);
    unsigned told = 0;
    const auto hold = ways.keep(lns(5), [&](const OuterRoute&) { ++told; });
    test::LoopRunner(loop).settle();
    CHECK_FALSE(kept);
    may_go = true;
    REQUIRE(test::run_until(loop, [&] { return told == 1 && workers.outstanding() == 0; }));
    CHECK(kept);
    CHECK_FALSE(kept_before);
}

TEST_CASE("With threads the newest work wins, and a hold that is gone is not told", "[routes][client]") {
    EventLoop loop;
    KernelWorkers workers(loop, 2);
    OutsideWays ways(loop, workers,
                     {.find = [](const l2tp::IpAddress&, const std::set<unsigned>&) { return OuterRoute{.index = 2}; },
                      .keep = [](const l2tp::IpAddress&, const OuterRoute&) { return std::string("no"); },
                      .drop = [](const l2tp::IpAddress&) {}});
    ways.set_routes(true);
    unsigned told = 0;
    auto gone = ways.keep(lns(5), [&](const OuterRoute&) { told += 100; });
    const auto stays = ways.keep(lns(5), [&](const OuterRoute&) { ++told; });
    gone.reset();
    CHECK(test::run_until(loop, [&] { return told > 0 && workers.outstanding() == 0; }));
    CHECK(told == 1);
}

TEST_CASE("A route that is wanted again while the old one is still being removed stays", "[routes][client]") {
    EventLoop loop;
    KernelWorkers workers(loop, 2);
    std::atomic<unsigned> kept = 0;
    std::atomic<bool> in_table = false;
    OutsideWays ways(loop, workers,
                     {.find = [](const l2tp::IpAddress&, const std::set<unsigned>&) { return OuterRoute{.index = 2}; },
                      .keep =
                          [&](const l2tp::IpAddress&, const OuterRoute&) {
                              in_table = true;
                              ++kept;
                              return std::string();
                          },
                      .drop =
                          [&](const l2tp::IpAddress&) {  // slow: whoever does not wait for it is before it
                              for (int ms = 0; ms < 100 && kept < 2; ++ms) std::this_thread::sleep_for(std::chrono::milliseconds(1));
                              in_table = false;
                          }});
    ways.set_routes(true);
    unsigned told = 0;
    auto hold = ways.keep(lns(5), [&](const OuterRoute&) { ++told; });
    REQUIRE(test::run_until(loop, [&] { return told == 1; }));
    hold->end();
    hold = ways.keep(lns(5), [&](const OuterRoute&) { ++told; });
    REQUIRE(test::run_until(loop, [&] { return told == 2 && workers.outstanding() == 0; }));
    CHECK(in_table);
}
