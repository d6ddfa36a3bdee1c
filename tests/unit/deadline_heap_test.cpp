#include "l2tp/deadline_heap.h"

#include <map>
#include <random>

#include "support/catch.h"

using namespace l2tp;
using std::chrono::seconds;

TEST_CASE("Deadlines come up in order, whatever was set, moved and erased") {
    std::mt19937 generator(7);
    DeadlineHeap heap;
    std::map<std::uint16_t, Time> expected;
    for (int i = 0; i < 20000; ++i) {
        const TunnelId id{static_cast<std::uint16_t>(1 + generator() % 500)};
        const Time at = Time{} + seconds(generator() % 1000);
        if (generator() % 4 == 0) {
            heap.erase(id);
            expected.erase(id.value);
        } else {
            heap.set(id, at);
            const auto known = expected.find(id.value);
            if (known == expected.end() || at < known->second) expected[id.value] = at;
        }
    }
    Time last{};
    while (const auto next = heap.next()) {
        CHECK(*next >= last);
        last = *next;
        CHECK_FALSE(heap.take_due(*next - seconds(1)));
        const auto id = heap.take_due(*next);
        REQUIRE(id);
        CHECK(expected.at(id->value) == *next);
        expected.erase(id->value);
    }
    CHECK(expected.empty());
}

TEST_CASE("A deadline that moves away keeps its earlier call") {
    DeadlineHeap heap;
    heap.set(TunnelId{1}, Time{} + seconds(5));
    heap.set(TunnelId{1}, Time{} + seconds(9));
    CHECK(heap.next() == Time{} + seconds(5));
}
