// A multilink bundle has one address, however many links it has: also where the pool has no more than that one.
#include <array>

#include "support/lns_calls.h"

using namespace vpdnd;
using ipc::AddressOrigin;
using ipc::PluginMessage;
using test::Caller;
using test::User;
using Octets = std::array<std::uint8_t, 4>;

namespace {

constexpr Octets kOnly{10, 10, 10, 11}, kAny{};
constexpr char kUser[] = "user@cisco.com";

struct PoolOfOne : test::LnsAndLac {
    PoolOfOne() {
        config->pools["pool"].ranges = {{0x0a0a0a0b, 0x0a0a0a0b}};
        lns.use(config);
    }
    /// The first link; its bundle is up.
    void is_first(Caller& caller) {
        CHECK(caller.lent == kOnly);
        caller.is_authenticated(kUser, true);
        caller.joins("bundle", true);
        REQUIRE(turn_until([&] { return lns.core.bundles.size() == 1; }));
    }
    bool is_refused_at_once() {
        User user(lac);
        user.calls();
        const bool told = turn_until([&] { return !lac.down.empty(); });
        return told && lac.down.back() == "4 0 \"no address is free in the pool\" true";
    }

    std::shared_ptr<Config> config = test::config_of_lns();
};

}  // namespace

TEST_CASE_METHOD(PoolOfOne, "A further link of a bundle needs no address of the pool", "[pool][call][multilink]") {
    Caller first(*this, 0);
    is_first(first);
    Caller second(*this, 1);
    CHECK_FALSE(second.lent);
    CHECK(second.lends_later);
    second.is_authenticated(kUser, true);
    second.joins("bundle", false);
    REQUIRE(turn_until([&] {
        std::size_t members = 0;
        lns.core.bundles.for_each([&](const Bundle& one) { members = one.members.size(); });
        return members == 2;
    }));
    CHECK(lns.leased("pool") == 1);
    first.pppd->ends({});
    second.pppd->ends({});
    expect_nothing_left();
}

TEST_CASE_METHOD(PoolOfOne, "A link may also come when the first one's user is known and his bundle is not up yet",
                 "[pool][call][multilink]") {
    Caller first(*this, 0);
    CHECK(is_refused_at_once());
    first.is_authenticated(kUser, true);
    REQUIRE(turn_until([&] { return lns.core.users.size() == 1; }));
    Caller second(*this, 1);
    CHECK(second.lends_later);
    first.pppd->ends({});
    second.pppd->ends({});
    expect_nothing_left();
}

TEST_CASE_METHOD(PoolOfOne, "A call that joined no bundle gets what the pool has by then, or ends for want of an address",
                 "[pool][call][multilink]") {
    Caller first(*this, 0);
    is_first(first);
    Caller other(*this, 1);
    other.is_authenticated("other", true);
    SECTION("the bundle is over by then") {
        first.pppd->ends({});
        REQUIRE(turn_until([&] { return lns.leased("pool") == 0; }));
        other.asks(kAny, AddressOrigin::kLent);
        CHECK(other.is_granted(kOnly));
        CHECK(lns.leased("pool") == 1);
        other.is_up_with(kOnly);
        REQUIRE(turn_until([&] { return lns.endpoint.session_count() == 1; }));
    }
    SECTION("it is not") {
        other.asks(kAny, AddressOrigin::kLent);
        CHECK_FALSE(other.is_granted(kAny));
        other.tells_the_end();
        REQUIRE(turn_until([&] { return !lac.down.empty(); }));
        CHECK(lac.down.back() == "4 0 \"no address is free in the pool\" true");
        CHECK(lns.core.history.rows().at(0).reason == "no-address");
        first.pppd->ends({});
    }
    other.pppd->ends({});
    expect_nothing_left();
}

TEST_CASE_METHOD(PoolOfOne, "Where nobody is in a bundle the LAC is told at once that no address is left", "[pool][call][multilink]") {
    SECTION("the user's LCP has no multilink") {
        Caller only(*this, 0);
        only.is_authenticated(kUser, false);
        only.is_up_with(kOnly);
        test::LoopRunner(loop).settle();
        CHECK(is_refused_at_once());
        only.pppd->ends({});
    }
    SECTION("he asked for it, and is in none all the same") {
        Caller only(*this, 0);
        only.is_authenticated(kUser, true);
        only.is_up_with(kOnly);
        test::LoopRunner(loop).settle();
        CHECK(is_refused_at_once());
        only.pppd->ends({});
    }
    SECTION("the group has no multilink") {
        config->groups.at(0).accept_dialin->multilink = false;
        lns.use(config);
        Caller only(*this, 0);
        only.is_authenticated(kUser, true);
        only.joins("bundle", true);
        test::LoopRunner(loop).settle();
        CHECK(is_refused_at_once());
        only.pppd->ends({});
    }
    expect_nothing_left();
}
