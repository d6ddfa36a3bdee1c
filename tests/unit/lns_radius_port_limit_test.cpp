// Port-Limit (RFC 2865 section 5.42) beside what the group says of a user's second call. Servers, pppds and plugins are played by the test.
#include "support/judged_users.h"
#include "support/lns_calls.h"
#include "support/scripted_radius.h"

using namespace vpdnd;
using namespace radius::literals;
using ipc::PluginMessage;
using test::Caller;

namespace {

constexpr char kUser[] = "user@cisco.com";

/// Every user may have one call.
struct OneCallEach : test::LnsAndLac {
    explicit OneCallEach(SameUser same_user) {
        auto config = test::config_of_lns();
        config->groups[0].accept_dialin->radius = "isp";
        config->groups[0].same_user = same_user;
        config->pools["pool"].ranges = {{0x0a0a0a0b, 0x0a0a0a1f}};
        lns.use(config);
        lns.core.user_authenticator.use({{"isp", {&radius, {.identifier = "lns1", .address = {}}, std::chrono::seconds(20)}}});
    }
    void logs_in(Caller& caller, bool may_join = false) {
        const auto before = radius.asked.size();
        test::asks(caller.plugin, kUser, "pap");
        REQUIRE(turn_until([&] { return radius.asked.size() == before + 1; }));
        radius::AttributeList accept;
        accept.add("Port-Limit"_attr, 1u);
        radius.answer(radius::Outcome::kAccepted, accept);
        caller.plugin.expect(PluginMessage::kVerdict);
        caller.is_authenticated(kUser, may_join);
    }
    bool is_told_to_end(Caller& caller) { return caller.plugin.next().type() == PluginMessage::kHangUp; }
    void settle() { test::LoopRunner(loop).settle(); }

    test::ScriptedRadius radius;
};

}  // namespace

TEST_CASE("Beyond Port-Limit the second call is ended, unless it replaces the first one", "[call][radius][same-user][rfc2865][5.42]") {
    const auto same_user = GENERATE(SameUser::kReplace, SameUser::kAllow);
    OneCallEach lns(same_user);
    Caller first(lns, 0), second(lns, 1);
    auto& ended = same_user == SameUser::kReplace ? first : second;
    auto& stays = same_user == SameUser::kReplace ? second : first;
    lns.logs_in(first);
    lns.logs_in(second);
    CHECK(lns.is_told_to_end(ended));
    lns.settle();
    CHECK(stays.plugin.nothing_waits());
}

TEST_CASE("Port-Limit of a link that may join a bundle is judged when IP is up", "[call][radius][multilink][rfc2865][5.42]") {
    OneCallEach lns(SameUser::kReplace);
    Caller first(lns, 0), second(lns, 1);
    lns.logs_in(first, true);
    first.joins("user/1", true);
    REQUIRE(lns.turn_until([&] { return lns.lns.core.bundles.size() == 1; }));
    lns.logs_in(second, true);
    lns.settle();
    CHECK(first.plugin.nothing_waits());
    CHECK(second.plugin.nothing_waits());
    SECTION("a further link counts") {
        second.joins("user/1", false);
        CHECK(lns.is_told_to_end(second));
        lns.settle();
        CHECK(first.plugin.nothing_waits());
    }
    SECTION("the link of a bundle that takes the place of the first one's does not") {
        second.joins("user/2", true);
        CHECK(lns.is_told_to_end(first));
        lns.settle();
        CHECK(second.plugin.nothing_waits());
    }
}
