#include "policy/lns_choice.h"

#include "support/catch.h"

using namespace vpdnd;
using Order = std::vector<std::size_t>;

namespace {

const auto kNow = std::chrono::steady_clock::time_point(std::chrono::hours(1));
const auto kFirst = [](std::uint32_t) { return 0u; };

Group group_of(std::vector<LnsAddress> addresses) {
    Group group;
    group.name = "g";
    group.initiate_to = std::move(addresses);
    return group;
}

LnsAddress lns(std::string address, unsigned priority, unsigned weight = 1, unsigned limit = 0) {
    return {.address = std::move(address), .port = 1701, .priority = priority, .weight = weight, .session_limit = limit};
}

}  // namespace

TEST_CASE("LNS addresses are tried by priority number", "[policy]") {
    LnsChoice choice;
    CHECK(choice.order(group_of({lns("a", 3), lns("b", 1), lns("c", 2)}), kNow, kFirst) == Order{1, 2, 0});
}

TEST_CASE("Weights share the load of one priority", "[policy]") {
    LnsChoice choice;
    const auto group = group_of({lns("a", 1, 1), lns("b", 1, 3)});
    unsigned next = 0, first_b = 0;
    for (; next < 4; ++next)
        first_b += choice.order(group, kNow, [&](std::uint32_t below) { return below == 4 ? next : 0; }).front() == 1;
    CHECK(first_b == 3);
}

TEST_CASE("An address put aside comes last until its time is over or it worked again", "[policy]") {
    LnsChoice choice;
    const auto group = group_of({lns("a", 1), lns("b", 2)});
    choice.put_aside(group, 0, kNow + std::chrono::seconds(60));
    CHECK(choice.order(group, kNow, kFirst) == Order{1, 0});
    CHECK(choice.order(group, kNow + std::chrono::seconds(60), kFirst) == Order{0, 1});
    CHECK(choice.aside_until(group, 0, kNow).has_value());
    choice.worked(group, 0);
    CHECK(choice.order(group, kNow, kFirst) == Order{0, 1});
}

TEST_CASE("An address at its session limit is left out until a session ends", "[policy]") {
    LnsChoice choice;
    const auto group = group_of({lns("a", 1, 1, 1), lns("b", 2)});
    choice.session_added(group, 0);
    CHECK(choice.passed_over() == 0);
    CHECK(choice.order(group, kNow, kFirst) == Order{1});
    CHECK(choice.passed_over() == 1);
    choice.session_removed("g", "a:1701");
    CHECK(choice.order(group, kNow, kFirst) == Order{0, 1});
    choice.session_removed("g", "a:1701");
    CHECK(choice.sessions(group, 0) == 0);
}

TEST_CASE("An LNS is written as its address and port, IPv6 in brackets", "[lns-choice]") {
    CHECK(lns_name({"192.0.2.1", 1701, 1, 1, 0}) == "192.0.2.1:1701");
    CHECK(lns_name({"lns.example.com", 1702, 1, 1, 0}) == "lns.example.com:1702");
    CHECK(lns_name({"2001:db8::1", 1701, 1, 1, 0}) == "[2001:db8::1]:1701");
}
