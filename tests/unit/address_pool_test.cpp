#include "pool/address_pool.h"

#include "pool/pool_table.h"
#include "support/catch.h"

using namespace vpdnd;

namespace {

std::shared_ptr<AddressPool> pool_of(std::vector<AddressRange> ranges) {
    return std::make_shared<AddressPool>("users", std::move(ranges), std::make_shared<AddressUse>());
}

using Ranges = std::vector<AddressRange>;

/// With one pool.
Config config_of(const std::string& name, Ranges ranges) {
    Config config;
    config.pools[name].ranges = std::move(ranges);
    return config;
}

PoolTable table_of(const Config& config) {
    PoolTable table;
    table.configure(config);
    return table;
}

/// Another table with what the first one knew, as after a restart.
PoolTable successor(const PoolTable& first, const Config& config) {
    PoolTable table = table_of(config);
    table.adopt(first.save());
    return table;
}

}  // namespace

TEST_CASE("A pool gives each address once, over all its ranges, then none", "[pool]") {
    const auto pool = pool_of({{10, 11}, {20, 20}});
    auto a = pool->take(), b = pool->take(), c = pool->take();
    REQUIRE((a && b && c));
    CHECK(a->address() == 10);
    CHECK(b->address() == 11);
    CHECK(c->address() == 20);
    CHECK_FALSE(pool->take());
    CHECK(pool->used() == 3);
    CHECK(pool->free() == 0);
}

TEST_CASE("An address goes back with its lease and is given out again last", "[pool]") {
    const auto pool = pool_of({{10, 12}});
    {
        auto first = pool->take();
        CHECK(first->address() == 10);
    }
    CHECK(pool->free() == 3);
    auto a = pool->take(), b = pool->take(), c = pool->take();
    CHECK(a->address() == 11);
    CHECK(b->address() == 12);
    CHECK(c->address() == 10);
}

TEST_CASE("A range that ends at the highest address ends", "[pool]") {
    const auto pool = pool_of({{0xfffffffe, 0xffffffff}});
    auto a = pool->take(), b = pool->take();
    CHECK((a && b));
    CHECK_FALSE(pool->take());
}

TEST_CASE("Changed ranges keep leases and never give an address to two", "[pool]") {
    const auto pool = pool_of({{10, 12}});
    auto kept = pool->take();
    std::optional<AddressPool::Lease> returned = pool->take();
    pool->change_ranges({{10, 11}});
    returned.reset();  // 11 waits among the returned and is fresh in the new ranges
    auto again = pool->take();
    REQUIRE(again);
    CHECK(again->address() == 11);
    CHECK_FALSE(pool->take());
    CHECK(kept->address() == 10);
}

TEST_CASE("A pool that a reload removed gives nothing and takes its leases back safely", "[pool]") {
    PoolTable table;
    const Config config = config_of("users", {{1, 2}});
    table.configure(config);
    auto lease = table.take("users");
    REQUIRE(lease);
    table.configure(Config{});
    CHECK_FALSE(table.take("users"));
    CHECK(ipv4_text(0x0a0a0a0b) == "10.10.10.11");
}

TEST_CASE("A range that moves to another pool takes along who holds its addresses", "[pool]") {
    const Config before = config_of("one", {{10, 12}}), after = config_of("two", {{10, 12}});
    PoolTable table = table_of(before);
    auto first = table.take("one"), second = table.take("one");
    REQUIRE((first && second));
    table.configure(after);
    auto third = table.take("two");
    REQUIRE(third);
    CHECK(third->address() == 12);
    CHECK_FALSE(table.take("two"));
    CHECK(table.all().at("one")->used() == 2);
    CHECK(table.all().at("two")->used() == 1);
    CHECK(table.all().at("two")->free() == 0);

    first.reset();
    CHECK(table.all().at("two")->free() == 1);
    CHECK(table.take("two")->address() == 10);
    second.reset();
    table.configure(after);
    CHECK_FALSE(table.all().contains("one"));
}

TEST_CASE("A lease may outlive the pools", "[pool]") {
    std::optional<AddressPool::Lease> lease;
    {
        const Config config = config_of("users", {{1, 2}});
        PoolTable table = table_of(config);
        lease = table.take("users");
    }
    CHECK(lease->address() == 1);
}

TEST_CASE("A reload without a change still knows which address was free the longest", "[pool]") {
    const Config config = config_of("users", {{10, 12}});
    PoolTable table = table_of(config);
    for (const std::uint32_t expected : {10U, 11U}) CHECK(table.take("users")->address() == expected);
    table.configure(config);
    for (const std::uint32_t expected : {12U, 10U, 11U}) CHECK(table.take("users")->address() == expected);
}

TEST_CASE("A pool that goes and comes back still knows who holds its addresses", "[pool]") {
    const Config with = config_of("users", {{10, 11}}), without;
    PoolTable table = table_of(with);
    auto held = table.take("users");
    REQUIRE(held);
    table.configure(without);
    CHECK_FALSE(table.take("users"));
    table.configure(with);
    CHECK(table.take("users")->address() == 11);
    held.reset();
    table.configure(without);
    CHECK(table.all().empty());
}

TEST_CASE("A table that takes over goes on where the other stopped, the address that was free the longest first", "[pool]") {
    const Config config = config_of("users", {{10, 11}, {20, 22}});
    PoolTable first = table_of(config);
    auto a = first.take("users"), b = first.take("users"), c = first.take("users"), d = first.take("users");
    CHECK(c->save() == LeaseRecord{"users", 20});
    b.reset();
    a.reset();
    auto second = successor(first, config);
    auto kept = second.adopt_lease("users", 20), also = second.adopt_lease("users", 21);
    REQUIRE((kept && also));
    second.end_adoption();
    CHECK(second.all().at("users")->used() == 2);
    std::vector<AddressPool::Lease> leases;
    while (auto lease = second.take("users")) leases.push_back(std::move(*lease));
    REQUIRE(leases.size() == 3);
    CHECK(leases[0].address() == 22);
    CHECK(leases[1].address() == 11);
    CHECK(leases[2].address() == 10);
}

TEST_CASE("A lease that no call comes for is held until the calls are there, then goes back", "[pool]") {
    const Config config = config_of("users", {{10, 11}});
    PoolTable first = table_of(config);
    const auto lost = first.take("users");
    auto second = successor(first, config);
    auto next = second.take("users");
    REQUIRE(next);
    CHECK(next->address() == 11);
    CHECK_FALSE(second.take("users"));
    second.end_adoption();
    const auto returned = second.take("users");
    REQUIRE(returned);
    CHECK(returned->address() == 10);
}

TEST_CASE("A lease is adopted once, and never an address that somebody holds", "[pool]") {
    const Config config = config_of("one", {{10, 12}});
    PoolTable first = table_of(config);
    const auto held = first.take("one");
    auto second = successor(first, config);
    CHECK_FALSE(second.adopt_lease("two", 10));  // of pool "one"
    const auto lease = second.adopt_lease("one", 10);
    REQUIRE(lease);
    CHECK_FALSE(second.adopt_lease("one", 10));
    second.end_adoption();
    CHECK(second.take("one")->address() == 11);
}

TEST_CASE("A lease of a pool that the configuration has no more is adopted, and its address given to no other", "[pool]") {
    const Config before = config_of("one", {{10, 12}}), after = config_of("two", {{10, 12}});
    PoolTable first = table_of(before);
    const auto a = first.take("one"), b = first.take("one");
    auto second = successor(first, after);
    auto lease = second.adopt_lease("one", 11);
    REQUIRE(lease);
    second.end_adoption();
    CHECK_FALSE(second.take("one"));
    const auto x = second.take("two"), y = second.take("two");
    CHECK(x->address() == 10);
    CHECK(y->address() == 12);
    CHECK_FALSE(second.take("two"));
    lease.reset();
    CHECK(second.take("two")->address() == 11);
    second.configure(after);
    CHECK_FALSE(second.all().contains("one"));
}

TEST_CASE("Other ranges than the saved ones start anew around what is leased", "[pool]") {
    const Config before = config_of("users", {{10, 12}}), after = config_of("users", {{11, 13}});
    PoolTable first = table_of(before);
    const auto held = first.take("users"), other = first.take("users");
    auto second = successor(first, after);
    const auto lease = second.adopt_lease("users", 11);
    REQUIRE(lease);
    second.end_adoption();
    const auto x = second.take("users"), y = second.take("users");
    CHECK(x->address() == 12);
    CHECK(y->address() == 13);
    CHECK_FALSE(second.take("users"));
}

TEST_CASE("An address that a user has from elsewhere again and again is still given out once", "[pool]") {
    const auto config = config_of("users", {{10, 12}});
    auto table = table_of(config);
    for (int i = 0; i < 100; ++i) {
        auto claimed = table.claim(11);
        REQUIRE(claimed);
        CHECK_FALSE(table.take("users", 11));
        CHECK_FALSE(table.claim(11));
    }
    CHECK(table.save().back().returned.empty());
    auto a = table.take("users");
    const auto elsewhere = table.claim(11);
    auto b = table.take("users");
    REQUIRE((a && b));
    CHECK(a->address() == 10);
    CHECK(b->address() == 12);
    CHECK_FALSE(table.take("users"));
    CHECK(table.all().at("users")->used() == 2);
    CHECK(table.all().at("users")->free() == 0);
}

TEST_CASE("Who waits for an address is told when it is free, and who does not wait any more is not", "[pool]") {
    PoolTable table;
    unsigned told = 0;
    auto lease = table.claim(11);
    auto first = table.when_free(11, [&] { ++told; });
    auto second = table.when_free(11, [&] { told += 10; });
    const auto other = table.when_free(12, [&] { told += 100; });
    second.reset();
    lease.reset();
    CHECK(told == 1);
    lease = table.claim(11);
    lease.reset();
    CHECK(told == 1);
}
