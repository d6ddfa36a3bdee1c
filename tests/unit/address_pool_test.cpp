#include "pool/address_pool.h"

#include "pool/pool_table.h"
#include "support/catch.h"

using namespace vpdnd;

namespace {

std::shared_ptr<AddressPool> pool_of(std::vector<AddressRange> ranges) {
    return std::make_shared<AddressPool>("users", std::move(ranges), std::make_shared<AddressUse>());
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
    Config config;
    config.pools["users"].ranges = {{1, 2}};
    table.configure(config);
    auto lease = table.take("users");
    REQUIRE(lease);
    table.configure(Config{});
    CHECK_FALSE(table.take("users"));
    CHECK(ipv4_text(0x0a0a0a0b) == "10.10.10.11");
}

TEST_CASE("A range that moves to another pool takes along who holds its addresses", "[pool]") {
    Config before, after;
    before.pools["one"].ranges = {{10, 12}};
    after.pools["two"].ranges = {{10, 12}};
    PoolTable table;
    table.configure(before);
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
        Config config;
        config.pools["users"].ranges = {{1, 2}};
        PoolTable table;
        table.configure(config);
        lease = table.take("users");
    }
    CHECK(lease->address() == 1);
}

TEST_CASE("A reload without a change still knows which address was free the longest", "[pool]") {
    Config config;
    config.pools["users"].ranges = {{10, 12}};
    PoolTable table;
    table.configure(config);
    for (const std::uint32_t expected : {10U, 11U}) CHECK(table.take("users")->address() == expected);
    table.configure(config);
    for (const std::uint32_t expected : {12U, 10U, 11U}) CHECK(table.take("users")->address() == expected);
}

TEST_CASE("A pool that goes and comes back still knows who holds its addresses", "[pool]") {
    Config with, without;
    with.pools["users"].ranges = {{10, 11}};
    PoolTable table;
    table.configure(with);
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

namespace {

/// Another table with what the first one knew, as after a restart.
PoolTable successor(const PoolTable& first, const Config& config) {
    PoolTable table;
    table.configure(config);
    table.adopt(first.save());
    return table;
}

}  // namespace

TEST_CASE("A table that takes over goes on where the other stopped, the address that was free the longest first", "[pool]") {
    Config config;
    config.pools["users"].ranges = {{10, 11}, {20, 22}};
    PoolTable first;
    first.configure(config);
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
    Config config;
    config.pools["users"].ranges = {{10, 11}};
    PoolTable first;
    first.configure(config);
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
    Config config;
    config.pools["one"].ranges = {{10, 12}};
    PoolTable first;
    first.configure(config);
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
    Config before, after;
    before.pools["one"].ranges = {{10, 12}};
    after.pools["two"].ranges = {{10, 12}};
    PoolTable first;
    first.configure(before);
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
    Config before, after;
    before.pools["users"].ranges = {{10, 12}};
    after.pools["users"].ranges = {{11, 13}};
    PoolTable first;
    first.configure(before);
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
