#include "l2tp/round_trip.h"

#include "support/catch.h"

using l2tp::RoundTrip;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("Nothing is known before the first measure", "[l2tp]") { CHECK_FALSE(RoundTrip().overdue_after()); }

TEST_CASE("A peer of constant speed is overdue soon after its usual time", "[l2tp]") {
    RoundTrip trip;
    trip.measured(milliseconds(80));
    CHECK(trip.overdue_after() == milliseconds(80 + 4 * 40));
    for (int i = 0; i < 100; ++i) trip.measured(milliseconds(80));
    CHECK(*trip.overdue_after() >= milliseconds(79));
    CHECK(*trip.overdue_after() <= milliseconds(82));
}

TEST_CASE("A peer of changing speed is given more time", "[l2tp]") {
    RoundTrip trip;
    for (int i = 0; i < 100; ++i) trip.measured(milliseconds(i % 2 == 0 ? 20 : 120));
    CHECK(*trip.overdue_after() > milliseconds(200));
    CHECK(*trip.overdue_after() < milliseconds(350));
}

TEST_CASE("Measures of nothing and of hours do no harm", "[l2tp]") {
    RoundTrip trip;
    trip.measured(microseconds(0));
    REQUIRE(trip.overdue_after());
    for (int i = 0; i < 100; ++i) trip.measured(std::chrono::hours(100));
    CHECK(*trip.overdue_after() > seconds(59));
    CHECK(*trip.overdue_after() < seconds(400));
    for (int i = 0; i < 1000; ++i) trip.measured(microseconds(0));
    CHECK(*trip.overdue_after() < milliseconds(1));
}
