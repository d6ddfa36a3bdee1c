// A user whose call is up calls again: both calls, the first one or the second one stay, as the group says.
#include <algorithm>

#include "support/lns_calls.h"

using namespace vpdnd;
using ipc::PluginMessage;
using test::Caller;
using Octets = std::array<std::uint8_t, 4>;

namespace {

constexpr Octets kFixed{192, 0, 2, 7};
constexpr char kUser[] = "user@cisco.com";

struct SecondCall : test::LnsAndLac {
    explicit SecondCall(SameUser same_user) {
        config->groups.at(0).same_user = same_user;
        config->pools["pool"].ranges = {{0x0a0a0a0b, 0x0a0a0a1f}};
        lns.use(config);
    }
    /// The plugin is told to hang up the link, by PPP.
    static bool is_told_to_end(Caller& caller) {
        const auto word = caller.plugin.next();
        return word.type() == PluginMessage::kHangUp &&
               word.u8(ipc::PluginTag::kHow) == static_cast<std::uint8_t>(ipc::HangUpHow::kLink);
    }
    void settle() { test::LoopRunner(loop).settle(); }
    std::size_t in_index() const { return lns.core.users.size(); }
    /// Names of the reasons, the oldest first.
    std::vector<std::string> reasons() const {
        std::vector<std::string> out;
        for (const auto& row : lns.core.history.rows()) out.insert(out.begin(), row.reason);
        return out;
    }
    void end(std::initializer_list<Caller*> callers) {
        for (auto* one : callers) one->pppd->ends({});
        expect_nothing_left();
        CHECK(in_index() == 0);
    }

    std::shared_ptr<Config> config = test::config_of_lns();
};

}  // namespace

TEST_CASE("As the file says nothing, a user may have several calls", "[call][same-user]") {
    SecondCall lns(Group{}.same_user);
    Caller first(lns, 0), second(lns, 1);
    for (auto* one : {&first, &second}) one->is_authenticated(kUser);
    REQUIRE(lns.turn_until([&] { return lns.in_index() == 2; }));
    lns.settle();
    CHECK(first.plugin.nothing_waits());
    CHECK(second.plugin.nothing_waits());
    lns.end({&first, &second});
}

TEST_CASE("refuse: the second call of a user is ended by PPP, the first one stays", "[call][same-user]") {
    SecondCall lns(SameUser::kRefuse);
    Caller first(lns, 0), second(lns, 1), other(lns, 2);
    first.is_authenticated(kUser);
    REQUIRE(lns.turn_until([&] { return lns.in_index() == 1; }));
    second.is_authenticated(kUser);
    CHECK(lns.is_told_to_end(second));
    other.is_authenticated("somebody.else@cisco.com");
    second.tells_the_end();
    CHECK(lns.told() == "3 0 \"the user has another call\" true");
    CHECK(lns.reasons() == std::vector<std::string>{"same-user"});
    CHECK(first.plugin.nothing_waits());
    CHECK(other.plugin.nothing_waits());
    // When the first one is over he may call again, though its pppd is not gone.
    first.tells_the_end();
    REQUIRE(lns.turn_until([&] { return lns.lns.endpoint.session_count() == 1; }));
    Caller again(lns, 3);
    again.is_authenticated(kUser);
    REQUIRE(lns.turn_until([&] { return lns.in_index() == 2; }));
    lns.settle();
    CHECK(again.plugin.nothing_waits());
    lns.end({&first, &second, &other, &again});
}

TEST_CASE("replace: the first call is told and ended, and the second one gets its address when it is free", "[call][same-user]") {
    SecondCall lns(SameUser::kReplace);
    Caller first(lns, 0);
    first.is_authenticated(kUser);
    CHECK(first.gets(kFixed, ipc::AddressOrigin::kFixed));
    first.is_up_with(kFixed);
    Caller second(lns, 1), other(lns, 2);
    other.is_authenticated("somebody.else@cisco.com");
    second.is_authenticated(kUser);
    second.asks(kFixed, ipc::AddressOrigin::kFixed);
    CHECK(lns.is_told_to_end(first));
    CHECK(second.plugin.nothing_waits());
    first.tells_the_end();
    CHECK(lns.told() == "3 0 \"the user has called again\" true");
    CHECK(second.plugin.nothing_waits());
    first.pppd->ends({});
    CHECK(second.is_granted(kFixed));
    CHECK(other.plugin.nothing_waits());
    CHECK(lns.reasons() == std::vector<std::string>{"replaced"});
    lns.end({&second, &other});
}

TEST_CASE("replace: a first call whose user is dead does not keep its address longer than the grace", "[call][same-user]") {
    SecondCall lns(SameUser::kReplace);
    lns.lns.core.times.graceful = std::chrono::milliseconds(5);
    Caller first(lns, 0), second(lns, 1);
    first.is_authenticated(kUser);
    REQUIRE(lns.turn_until([&] { return lns.in_index() == 1; }));
    second.is_authenticated(kUser);
    CHECK(lns.is_told_to_end(first));
    CHECK(lns.told() == "3 0 \"the user has called again\" true");  // though he never answers
    lns.end({&first, &second});
}

TEST_CASE("Users whose name is empty are not the same user", "[call][same-user]") {
    SecondCall lns(GENERATE(SameUser::kRefuse, SameUser::kReplace));
    Caller first(lns, 0), second(lns, 1);
    for (auto* one : {&first, &second}) one->is_authenticated("");
    REQUIRE(lns.turn_until([&] { return lns.in_index() == 2; }));
    lns.settle();
    CHECK(first.plugin.nothing_waits());
    CHECK(second.plugin.nothing_waits());
    lns.end({&first, &second});
}

TEST_CASE("A further link of a user's bundle is no second call; a bundle of its own is one", "[call][same-user][multilink]") {
    SecondCall lns(GENERATE(SameUser::kRefuse, SameUser::kReplace));
    Caller first(lns, 0), second(lns, 1), third(lns, 2);
    first.is_authenticated(kUser, true);
    first.joins("user/1", true);
    REQUIRE(lns.turn_until([&] { return lns.lns.core.bundles.size() == 1; }));
    second.is_authenticated(kUser, true);
    second.joins("user/1", false);
    REQUIRE(lns.turn_until([&] { return lns.lns.leased("pool") == 2; }));  // the second link needs no address
    CHECK(first.plugin.nothing_waits());
    CHECK(second.plugin.nothing_waits());
    third.is_authenticated(kUser, true);
    third.joins("user/2", true);
    const bool refuse = lns.config->groups.at(0).same_user == SameUser::kRefuse;
    if (refuse) {
        CHECK(lns.is_told_to_end(third));
        CHECK(first.plugin.nothing_waits());
        CHECK(second.plugin.nothing_waits());
    } else {
        CHECK(lns.is_told_to_end(first));
        CHECK(lns.is_told_to_end(second));
        CHECK(third.plugin.nothing_waits());
    }
    lns.end({&second, &third, &first});
}
