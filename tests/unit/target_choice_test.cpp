#include "policy/target_choice.h"

#include "support/catch.h"

using namespace vpdnd;
using Names = std::vector<std::string>;

namespace {

const auto kNow = std::chrono::steady_clock::time_point(std::chrono::hours(1));
const auto kMinute = std::chrono::seconds(60);
const auto kFirst = [](std::uint32_t) { return 0u; };

l2tp::TunnelSettingsPtr settings_of(std::string group) {
    auto out = std::make_shared<l2tp::TunnelSettings>();
    out->group = std::move(group);
    return out;
}

Target lns(std::string address, unsigned priority, unsigned weight = 1, unsigned limit = 0) {
    static const auto settings = settings_of("g");
    return {.address = std::move(address),
            .priority = priority,
            .weight = weight,
            .session_limit = limit,
            .settings = settings};
}

Target at(std::string address, std::uint16_t port = 1701) {
    auto out = lns(std::move(address), 1);
    out.port = port;
    return out;
}

Names order(TargetChoice& choice, std::vector<Target> targets, TargetChoice::Time now = kNow) {
    Names out;
    for (const auto& target : choice.order(std::move(targets), now, kFirst)) out.push_back(target.address);
    return out;
}

}  // namespace

TEST_CASE("A target is written as its address and port, IPv6 in brackets; its key names the group too", "[policy]") {
    CHECK(name_of(at("192.0.2.1")) == "192.0.2.1:1701");
    CHECK(name_of(at("lns.example.com", 1702)) == "lns.example.com:1702");
    CHECK(name_of(at("2001:db8::1")) == "[2001:db8::1]:1701");
    CHECK(key_of(at("2001:db8::1")) == "g [2001:db8::1]:1701");
}

TEST_CASE("Targets are tried by priority number", "[policy]") {
    TargetChoice choice;
    CHECK(order(choice, {lns("a", 3), lns("b", 1), lns("c", 2)}) == Names{"b", "c", "a"});
    CHECK(order(choice, {}).empty());
}

TEST_CASE("Weights share the load of one priority", "[policy]") {
    TargetChoice choice;
    const std::vector targets{lns("a", 1, 1), lns("b", 1, 3), lns("c", 2, 50)};
    unsigned first_b = 0;
    for (unsigned next = 0; next < 4; ++next) {
        const auto random = [&](std::uint32_t below) { return below == 4 ? next : 0; };
        const auto tried = choice.order(targets, kNow, random);
        first_b += tried.front().address == "b";
        CHECK(tried.back().address == "c");
    }
    CHECK(first_b == 3);
}

TEST_CASE("A weight of nothing counts as one", "[policy]") {
    TargetChoice choice;
    const auto second = [](std::uint32_t below) { return below - 1; };
    const auto tried = choice.order({lns("a", 1, 0), lns("b", 1, 0)}, kNow, second);
    REQUIRE(tried.size() == 2);
    CHECK(tried.front().address == "b");
}

TEST_CASE("A target in its dead time comes last until that is over or it worked again", "[policy]") {
    TargetChoice choice;
    const std::vector targets{lns("a", 1), lns("b", 2)};
    const auto key = key_of(targets[0]);
    choice.failed(targets[0], kNow + kMinute);
    CHECK(order(choice, targets) == Names{"b", "a"});
    CHECK(choice.dead_until(key, kNow) == kNow + kMinute);
    choice.worked(targets[0]);
    CHECK(order(choice, targets) == Names{"a", "b"});
    choice.failed(targets[0], kNow + kMinute);
    CHECK(order(choice, targets, kNow + kMinute) == Names{"a", "b"});
    CHECK_FALSE(choice.dead_until(key, kNow + kMinute).has_value());
}

TEST_CASE("Where all targets are in their dead time they are tried by priority", "[policy]") {
    TargetChoice choice;
    const std::vector targets{lns("a", 2), lns("b", 1)};
    for (const auto& target : targets) choice.failed(target, kNow + kMinute);
    CHECK(order(choice, targets) == Names{"b", "a"});
}

TEST_CASE("The same address has a dead time and a load of its own in each group and at each port", "[policy]") {
    TargetChoice choice;
    auto other_group = at("a"), other_port = at("a", 1702);
    other_group.settings = settings_of("h");
    choice.failed(at("a"), kNow + kMinute);
    choice.session_added(key_of(at("a")));
    for (const auto& other : {other_group, other_port}) {
        CHECK_FALSE(choice.dead_until(key_of(other), kNow).has_value());
        CHECK(choice.sessions(key_of(other)) == 0);
    }
}

TEST_CASE("A target at its session limit is left out until a session ends", "[policy]") {
    TargetChoice choice;
    const std::vector targets{lns("a", 1, 1, 2), lns("b", 2)};
    const auto key = key_of(targets[0]);
    choice.session_added(key);
    CHECK(order(choice, targets) == Names{"a", "b"});
    choice.session_added(key);
    CHECK(choice.passed_over() == 0);
    CHECK(order(choice, targets) == Names{"b"});
    CHECK(choice.passed_over() == 1);
    choice.session_removed(key);
    CHECK(order(choice, targets) == Names{"a", "b"});
    CHECK(choice.sessions(key) == 1);
}

TEST_CASE("Sessions are never fewer than none", "[policy]") {
    TargetChoice choice;
    choice.session_added("g a:1701");
    choice.session_removed("g a:1701");
    choice.session_removed("g a:1701");
    CHECK(choice.sessions("g a:1701") == 0);
    choice.session_added("g a:1701");
    CHECK(choice.sessions("g a:1701") == 1);
}

TEST_CASE("A drained target gets no call, not even when no other is left", "[policy]") {
    TargetChoice choice;
    const std::vector targets{at("192.0.2.1"), at("192.0.2.1", 1702), at("192.0.2.2")};
    choice.drain("192.0.2.1:1701", true);
    CHECK(order(choice, targets) == Names{"192.0.2.1", "192.0.2.2"});
    CHECK(choice.passed_over() == 1);
    choice.drain("192.0.2.1", true);  // at all its ports
    CHECK(order(choice, targets) == Names{"192.0.2.2"});
    CHECK(order(choice, {targets[0]}).empty());
    choice.drain("192.0.2.1", false);
    CHECK(choice.drained(targets[0]));  // what was said of the port alone still holds
    CHECK_FALSE(choice.drained(targets[1]));
    choice.drain("192.0.2.1:1701", false);
    CHECK(order(choice, targets).size() == 3);
}

TEST_CASE("A group is drained, or all, whatever addresses they have", "[policy]") {
    TargetChoice choice;
    const std::vector targets{at("192.0.2.1")};
    CHECK(choice.drain_group("g", true));
    CHECK_FALSE(choice.drain_group("g", true));
    CHECK(order(choice, targets).empty());
    CHECK(choice.drain_all(true));
    CHECK(choice.drain_group("g", false));
    CHECK(choice.drained(targets[0]));
    CHECK(choice.drain_all(false));
    CHECK_FALSE(choice.drained(targets[0]));
    CHECK_FALSE(choice.drain_all(false));
    choice.drain_group("other", true);
    CHECK(order(choice, targets).size() == 1);
}

TEST_CASE("What is drained may be written in capitals and in any form of an IPv6 address", "[policy]") {
    TargetChoice choice;
    const auto check = [&](const char* text, const Target& target) {
        CAPTURE(text);
        choice.drain(text, true);
        CHECK(choice.drained(target));
        CHECK_FALSE(choice.drained(at("lns2.example.net")));
        CHECK_FALSE(choice.drained(at("2001:db8::2")));
        choice.drain(text, false);
        CHECK_FALSE(choice.drained(target));
    };
    check("LNS.example.net", at("lns.example.net"));
    check("lns.example.net:1701", at("LNS.Example.net"));
    check("2001:DB8:0::1", at("2001:db8::1"));
    check("[2001:db8::1]", at("2001:db8:0:0::1"));
    check("[2001:db8::0:1]:1701", at("2001:db8::1"));
}

TEST_CASE("What is drained says whether it is an address, a group or all", "[policy]") {
    TargetChoice choice;
    const auto named = [&] {
        REQUIRE(choice.save().drained.size() == 1);
        return TargetChoice::named_by(*choice.save().drained.begin());
    };
    choice.drain("LNS.example.net:1701", true);
    CHECK(named() == TargetChoice::Drained{.address = "lns.example.net:1701", .group = {}});
    choice.drain("lns.example.net:1701", false);
    choice.drain_group("group *", true);
    CHECK(named() == TargetChoice::Drained{.address = {}, .group = "group *"});
    choice.drain_group("group *", false);
    choice.drain_all(true);
    CHECK(named() == TargetChoice::Drained{});
}

TEST_CASE("Dead times and what is drained outlive the process, loads do not", "[policy]") {
    TargetChoice before, after;
    const std::vector targets{lns("a", 1), lns("b", 2), lns("c", 3)};
    before.failed(targets[0], kNow + kMinute);
    before.drain("b", true);
    before.session_added(key_of(targets[2]));
    after.adopt(before.save());
    CHECK(order(after, targets) == Names{"c", "a"});
    CHECK(after.sessions(key_of(targets[2])) == 0);
    CHECK(after.save() == before.save());
    CHECK(order(after, targets, kNow + kMinute) == Names{"a", "c"});
    CHECK(after.save().dead_until.empty());
}
