// Addresses in VRFs: each has its own book, and nothing in one of them is known in another.
#include "end/user_addresses.h"
#include "pool/pool_table.h"
#include "support/catch.h"

using namespace vpdnd;

namespace {

constexpr std::uint32_t kFirst = 0x0a0a0a0b, kLocal = 0x0a0a0a0a;

/// Pools "blue", "red" and "plain" with the same addresses; the first two in VRFs that are called as they are.
Config three_networks() {
    Config config;
    for (const char* name : {"blue", "red", "plain"}) {
        config.pools[name].ranges = {{kFirst, kFirst + 1}};
        Group group;
        group.name = name;
        auto& part = group.accept_dialin.emplace();
        part.local_address = kLocal;
        part.pool = name;
        if (group.name != "plain") part.vrf = name;
        config.groups.push_back(group);
    }
    return config;
}

struct Networks {
    Networks() { table.configure(config); }
    Config config = three_networks();
    PoolTable table;
};

}  // namespace

TEST_CASE_METHOD(Networks, "Pools in several VRFs lend the same address at once", "[pool][vrf]") {
    const auto blue = table.take("blue", "blue"), red = table.take("red", "red"), plain = table.take("plain");
    REQUIRE((blue && red && plain));
    for (const auto* lease : {&blue, &red, &plain}) CHECK((*lease)->address() == kFirst);
    CHECK_FALSE(table.take("blue", kFirst, "blue"));
    CHECK_FALSE(table.claim(kFirst, "blue"));
    CHECK(table.claim(kFirst, "green"));
}

TEST_CASE_METHOD(Networks, "A pool that no group names is in the VRF that it says, or in none", "[pool][vrf]") {
    for (const char* name : {"gold", "silver"}) config.pools[name].ranges = {{kFirst + 10, kFirst + 10}};
    config.pools["gold"].vrf = "blue";
    table.configure(config);
    CHECK_FALSE(table.take("gold"));
    CHECK_FALSE(table.take("gold", "red"));
    CHECK(table.take("gold", "blue"));
    CHECK_FALSE(table.take("silver", "blue"));
    CHECK(table.take("silver"));
}

TEST_CASE_METHOD(Networks, "What a user of one VRF has from elsewhere is free in the others", "[pool][vrf]") {
    const auto held = table.claim(kFirst, "blue");
    REQUIRE(held);
    CHECK(table.take("blue", "blue")->address() == kFirst + 1);
    CHECK(table.take("red", "red")->address() == kFirst);
    bool told = false;
    const auto wait = table.when_free(kFirst, [&] { told = true; }, "blue");
    table.take("red", "red");
    CHECK_FALSE(told);
}

TEST_CASE_METHOD(Networks, "A group's own address is this machine's in its VRF", "[pool][vrf]") {
    for (const char* vrf : {"blue", "red", ""}) CHECK(table.is_local(kLocal, vrf));
    CHECK_FALSE(table.is_local(kLocal, "green"));
    config.groups.at(0).accept_dialin->vrf = "green";
    table.configure(config);
    CHECK_FALSE(table.is_local(kLocal, "blue"));
    CHECK(table.is_local(kLocal, "green"));
}

TEST_CASE_METHOD(Networks, "A pool that moves to another VRF leaves its leases behind", "[pool][vrf]") {
    auto old = table.take("blue", "blue");
    config.groups.at(0).accept_dialin->vrf = "green";
    table.configure(config);
    CHECK(table.take("blue", "green")->address() == kFirst);
    CHECK_FALSE(table.claim(kFirst, "blue"));
    old.reset();
    CHECK(table.claim(kFirst, "blue"));
}

TEST_CASE_METHOD(Networks, "A pool that has moved to another VRF lends nothing to calls that came before", "[pool][vrf]") {
    UserAddresses user(table), later(table);
    user.be_in_vrf("blue");
    later.be_in_vrf("green");
    auto& part = *config.groups.at(0).accept_dialin;
    part.user_address = true;
    part.vrf = "green";
    table.configure(config);
    CHECK_FALSE(user.lend("blue"));
    CHECK(user.ask(kFirst, ipc::AddressOrigin::kChosen, part) != UserAddresses::Answer::kGranted);
    CHECK(user.list().empty());
    // And none of it is held in the VRF that the pool is in now.
    CHECK(later.lend("blue"));
    CHECK(later.lent() == kFirst);
    CHECK(later.ask(kFirst + 1, ipc::AddressOrigin::kChosen, part) == UserAddresses::Answer::kGranted);
}

TEST_CASE_METHOD(Networks, "Who takes the calls over finds each lease in its VRF", "[pool][vrf]") {
    const auto blue = table.take("blue", "blue"), red = table.claim(kFirst + 1, "red");
    PoolTable next;
    next.configure(config);
    next.adopt(table.save());
    CHECK_FALSE(next.take("blue", kFirst, "blue"));
    CHECK_FALSE(next.take("red", kFirst + 1, "red"));
    CHECK(next.take("red", kFirst, "red"));
    CHECK(next.take("plain", kFirst + 1));
    const auto blue_again = next.adopt_lease("blue", kFirst, "blue"), red_again = next.adopt_lease("", kFirst + 1, "red");
    REQUIRE((blue_again && red_again));
    next.end_adoption();
    CHECK_FALSE(next.take("blue", kFirst, "blue"));
    CHECK_FALSE(next.claim(kFirst + 1, "red"));
}
