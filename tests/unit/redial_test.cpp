// When a call of this machine's own is placed again, in virtual time.
#include "call/redial.h"

#include <vector>

#include "support/catch.h"

using namespace vpdnd;
using namespace std::chrono_literals;
using Do = Redial::Do;

namespace {

constexpr RedialTimes kUsual{5s, 5min};

/// A call whose chance is always the shortest or the longest wait, and a clock that is moved by hand.
struct Dialled {
    explicit Dialled(Redial::Rules rules, bool longest = false)
        : redial(rules, [longest](std::uint32_t limit) { return longest ? limit - 1 : 0; }) {}

    Redial redial;
    Redial::Time now{1h};

    /// The wait that follows, after which it is placed again.
    std::chrono::milliseconds fail() {
        REQUIRE(redial.ended(now, CallEnd::kFailed) == Do::kNothing);
        REQUIRE(redial.state() == RedialState::kWaiting);
        const auto next = redial.deadline();
        REQUIRE(next);
        CHECK(redial.on_time(*next - 1ms) == Do::kNothing);
        const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(*next - now);
        now = *next;
        REQUIRE(redial.on_time(now) == Do::kPlace);
        return waited;
    }
    std::vector<std::chrono::milliseconds> fail_times(unsigned number) {
        std::vector<std::chrono::milliseconds> out;
        while (number-- > 0) out.push_back(fail());
        return out;
    }
};

using Waits = std::vector<std::chrono::milliseconds>;

}  // namespace

TEST_CASE("A call that is wanted is placed at once, and once", "[client]") {
    Dialled call({.waits = kUsual});
    CHECK(call.redial.state() == RedialState::kIdle);
    CHECK(call.redial.start(call.now) == Do::kPlace);
    CHECK(call.redial.start(call.now) == Do::kNothing);
    call.redial.came_up(call.now);
    CHECK(call.redial.state() == RedialState::kUp);
    CHECK(call.redial.start(call.now) == Do::kNothing);
}

TEST_CASE("Waits double from the first to the longest, and chance spreads them over the whole of it", "[client]") {
    Dialled low({.waits = kUsual}), high({.waits = kUsual}, true);
    low.redial.start(low.now);
    high.redial.start(high.now);
    CHECK(low.fail_times(8) == Waits{5s, 10s, 20s, 40s, 80s, 160s, 225s, 225s});
    CHECK(high.fail_times(8) == Waits{10s, 20s, 40s, 80s, 160s, 300s, 300s, 300s});
}

TEST_CASE("One duration is every wait, shortened by chance never below itself", "[client]") {
    Dialled call({.waits = {30s, 30s}}, true);
    call.redial.start(call.now);
    CHECK(call.fail_times(3) == Waits{30s, 30s, 30s});
}

TEST_CASE("A call is never given up by itself", "[client]") {
    Dialled call({.waits = {1s, 1h}});
    call.redial.start(call.now);
    call.fail_times(1000);
    CHECK(call.redial.failures() == 1000);
    CHECK(call.redial.wanted());
}

TEST_CASE("maxfail tries in a row end it, and one that came up begins the count anew", "[client]") {
    Dialled call({.waits = kUsual, .maxfail = 3});
    call.redial.start(call.now);
    call.fail_times(2);
    call.redial.came_up(call.now);
    CHECK(call.redial.failures() == 0);
    call.fail_times(3);  // the end of the one that was up is no failed try
    CHECK(call.redial.failures() == 2);
    CHECK(call.redial.ended(call.now, CallEnd::kFailed) == Do::kNothing);
    CHECK(call.redial.state() == RedialState::kIdle);
    CHECK_FALSE(call.redial.deadline());
    CHECK_FALSE(call.redial.wanted());
}

TEST_CASE("Without persist a call is placed once, whether it fails or ends", "[client]") {
    Dialled call({.waits = kUsual, .persist = false});
    call.redial.start(call.now);
    CHECK(call.redial.ended(call.now, CallEnd::kFailed) == Do::kNothing);
    CHECK(call.redial.state() == RedialState::kIdle);
    CHECK(call.redial.start(call.now) == Do::kPlace);
    call.redial.came_up(call.now);
    CHECK(call.redial.ended(call.now + 1h, CallEnd::kFailed) == Do::kNothing);
    CHECK(call.redial.state() == RedialState::kIdle);
}

TEST_CASE("After a good call the waits begin with the first; after one that was ended at once they go on growing", "[client]") {
    Dialled call({.waits = kUsual});
    call.redial.start(call.now);
    CHECK(call.fail_times(2) == Waits{5s, 10s});
    call.redial.came_up(call.now);
    call.now += 59s;
    CHECK(call.fail() == 20s);
    call.redial.came_up(call.now);
    call.now += 60s;
    CHECK(call.fail() == 5s);
}

TEST_CASE("A call that is told to end stays ended, in every state", "[client]") {
    Dialled call({.waits = kUsual});
    SECTION("while it is placed") {
        call.redial.start(call.now);
        CHECK(call.redial.stop() == Do::kHangUp);
        call.redial.ended(call.now, CallEnd::kFailed);
    }
    SECTION("while it is up") {
        call.redial.start(call.now);
        call.redial.came_up(call.now);
        CHECK(call.redial.stop() == Do::kHangUp);
        call.redial.ended(call.now, CallEnd::kTold);
    }
    SECTION("while it waits") {
        call.redial.start(call.now);
        call.redial.ended(call.now, CallEnd::kFailed);
        CHECK(call.redial.stop() == Do::kNothing);
    }
    SECTION("by the administrator who closes its session") {
        call.redial.start(call.now);
        call.redial.came_up(call.now);
        CHECK(call.redial.ended(call.now, CallEnd::kTold) == Do::kNothing);
    }
    CHECK(call.redial.state() == RedialState::kIdle);
    CHECK_FALSE(call.redial.deadline());
    CHECK(call.redial.network_changed(call.now + 1h) == Do::kNothing);
}

TEST_CASE("A call that is wanted again while it is hung up is placed when the old one is gone", "[client]") {
    Dialled call({.waits = kUsual, .persist = false});
    call.redial.start(call.now);
    call.redial.came_up(call.now);
    CHECK(call.redial.stop() == Do::kHangUp);
    CHECK(call.redial.start(call.now) == Do::kNothing);
    CHECK(call.redial.ended(call.now, CallEnd::kTold) == Do::kPlace);
}

TEST_CASE("A change of the network ends a wait, but not more than once a second", "[client]") {
    Dialled call({.waits = kUsual});
    call.redial.start(call.now);
    call.redial.ended(call.now, CallEnd::kFailed);
    CHECK(call.redial.network_changed(call.now + 200ms) == Do::kNothing);
    CHECK(call.redial.deadline() == call.now + 1s);
    CHECK(call.redial.on_time(call.now + 1s) == Do::kPlace);
    call.redial.ended(call.now + 2s, CallEnd::kFailed);
    CHECK(call.redial.network_changed(call.now + 2s) == Do::kPlace);
}

TEST_CASE("A call whose way to the LNS has changed is placed again at once", "[client]") {
    Dialled call({.waits = kUsual, .maxfail = 1});
    call.redial.start(call.now);
    call.redial.came_up(call.now);
    call.now += 10s;
    CHECK(call.redial.ended(call.now, CallEnd::kHere) == Do::kPlace);
    CHECK(call.redial.failures() == 0);
    call.redial.came_up(call.now);
    SECTION("and one that is lost in the same second waits for the next") {
        CHECK(call.redial.ended(call.now + 100ms, CallEnd::kHere) == Do::kNothing);
        CHECK(call.redial.deadline() == call.now + 1s);
    }
    SECTION("unless it is told to end meanwhile") {
        CHECK(call.redial.stop() == Do::kHangUp);
        CHECK(call.redial.ended(call.now + 5s, CallEnd::kHere) == Do::kNothing);
        CHECK(call.redial.state() == RedialState::kIdle);
    }
}

TEST_CASE("What is known of a call goes on in another object", "[client]") {
    Dialled call({.waits = kUsual}), next({.waits = kUsual});
    call.redial.start(call.now);
    call.fail_times(2);
    call.redial.ended(call.now, CallEnd::kFailed);
    next.redial.adopt(call.redial.save());
    CHECK(next.redial.deadline() == call.redial.deadline());
    CHECK(next.redial.failures() == 3);
    CHECK(next.redial.on_time(call.now + 20s) == Do::kPlace);
}
