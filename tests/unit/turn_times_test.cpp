#include "os/turn_times.h"

#include <thread>

#include "os/event_loop.h"
#include "support/catch.h"

using namespace vpdnd;
using namespace std::chrono_literals;

TEST_CASE("A share of the turns took at most what is told, to a fifth", "[loop]") {
    TurnTimes times;
    auto& part = times.part_of("../../daemon/net/udp_socket.cpp");
    CHECK(times.quantile(0.99) == 0us);
    for (int i = 1; i <= 10000; ++i) times.add(part, std::chrono::microseconds(i));
    CHECK(times.turns() == 10000);
    CHECK(times.longest() == 10ms);
    for (const double share : {0.001, 0.01, 0.5, 0.9, 0.99, 0.999, 1.0}) {
        const auto told = times.quantile(share).count();
        INFO(share << ": " << told);
        CHECK(told >= static_cast<long>(share * 10000));
        CHECK(told <= static_cast<long>(share * 10000 * 1.25) + 1);
    }
    CHECK(times.quantile(1.0) == 10ms);
    times.add(part, std::chrono::hours(24 * 365));
    CHECK(times.quantile(1.0) >= std::chrono::hours(1));
}

TEST_CASE("Turns are told by the part of the daemon, the longest first", "[loop]") {
    TurnTimes times;
    times.add(times.part_of("/a/daemon/b/daemon/net/udp_socket.cpp"), 3ms);
    times.add(times.part_of("../daemon/control/control_server.cpp"), 7ms);
    times.add(times.part_of("daemon/net/udp_socket.cpp"), 5us);
    times.part_of("daemon/core.cpp");
    const auto parts = times.parts();
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].name == "control/control_server");
    CHECK(parts[1].name == "net/udp_socket");
    CHECK(parts[1].turns == 2);
    CHECK(parts[1].longest == 3ms);
}

TEST_CASE("A turn that was too long is told with the file that asked for it", "[loop]") {
    EventLoop loop;
    std::vector<std::string> told;
    loop.on_slow_turn(5ms, [&](const std::string& part, TurnTimes::Duration took) {
        told.push_back(part);
        CHECK(took > 5ms);
    });
    const auto hold_up = [] { std::this_thread::sleep_for(6ms); };
    loop.post([] {});
    loop.turn();
    CHECK(told.empty() == (loop.turn_times().longest() <= 5ms));  // a busy machine may have held it up
    told.clear();
    loop.post(hold_up);
    loop.turn();
    auto timer = loop.make_timer(hold_up, "daemon/core.cpp");
    timer->arm(std::chrono::steady_clock::now());
    loop.turn();
    REQUIRE(told.size() == 2);
    CHECK(told[0].ends_with("turn_times_test"));
    CHECK(told[1] == "core");
    CHECK(loop.turn_times().turns() == 3);
    CHECK(loop.turn_times().longest() >= 6ms);
    // What a handler does after the end of one of its turns is another one.
    bool hooked = false;
    const auto hook = loop.at_turn_end([&] { hooked = true; });
    loop.post([&] {
        hold_up();
        loop.end_turn();
    });
    loop.turn();
    CHECK(hooked);
    CHECK(loop.turn_times().turns() == 5);
}
