// What wipes itself: that nothing of it is left in memory that was given back.
#include "base/secret.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <string>
#include <type_traits>

#include "base/bytes.h"
#include "support/catch.h"

using namespace base;

namespace {

/// Where the memory of a test comes from. It is never used again, so that everything that was given back can be looked at.
struct Arena {
    std::array<char, 8192> memory{};
    std::size_t taken = 0, returned = 0;

    std::size_t octets_left() const {
        return static_cast<std::size_t>(std::count_if(memory.begin(), memory.end(), [](char c) { return c != 0; }));
    }
};

template <class T>
struct FromArena {
    using value_type = T;
    Arena* arena;
    explicit FromArena(Arena& from) : arena(&from) {}
    template <class U>
    explicit FromArena(const FromArena<U>& other) : arena(other.arena) {}
    T* allocate(std::size_t count) {
        const auto at = arena->taken;
        arena->taken += count * sizeof(T);
        REQUIRE(arena->taken <= arena->memory.size());
        return reinterpret_cast<T*>(arena->memory.data() + at);
    }
    void deallocate(T*, std::size_t count) { arena->returned += count * sizeof(T); }
    bool operator==(const FromArena&) const = default;
};

using Allocator = WipingAllocator<char, FromArena<char>>;
using Text = std::vector<char, Allocator>;

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

std::string text_of(const Secret& secret) { return std::string(secret.view()); }

}  // namespace

TEST_CASE("All memory that a wiping container gives back is zero: as it grows, is moved, assigned, and ends", "[secret]") {
    Arena arena;
    {
        const Allocator allocator{FromArena<char>(arena)};
        Text text(allocator);
        for (int i = 0; i < 100; ++i) text.push_back('s');
        CHECK(arena.returned == arena.taken - text.capacity());
        CHECK(arena.octets_left() == 100);
        Text moved = std::move(text);
        CHECK(arena.octets_left() == 100);
        Text copy = moved;
        CHECK(arena.octets_left() == 200);
        copy.clear();
        copy.shrink_to_fit();
        CHECK(arena.octets_left() == 100);
        moved.resize(3);  // the rest is still its own
        copy = std::move(moved);
    }
    CHECK(arena.returned == arena.taken);
    CHECK(arena.taken > 200);
    CHECK(arena.octets_left() == 0);
}

TEST_CASE("Octets of the library are wiped with their memory", "[secret]") {
    STATIC_REQUIRE(std::is_same_v<Bytes::allocator_type, WipingAllocator<std::uint8_t>>);
    STATIC_REQUIRE(std::is_same_v<SecretOctets::allocator_type, WipingAllocator<char>>);
    STATIC_REQUIRE(sizeof(Bytes) == sizeof(std::vector<std::uint8_t>));
    STATIC_REQUIRE(std::allocator_traits<Bytes::allocator_type>::is_always_equal::value);
}

TEST_CASE("A secret of any length leaves nothing in the object that it was moved from", "[secret]") {
    const std::string expected = GENERATE(std::string("s"), std::string("fifteen letters"), std::string(255, 'x'));
    Secret first{std::string_view(expected)};
    const char* const place = first.view().data();
    CHECK((place < reinterpret_cast<const char*>(&first) || place >= reinterpret_cast<const char*>(&first + 1)));
    Secret second = std::move(first);
    CHECK(second.view().data() == place);  // nothing was copied
    CHECK(first.empty());
    CHECK(first.size() == 0);
    Secret third("old");
    third = std::move(second);
    CHECK(second.empty());
    CHECK(text_of(third) == expected);
    third.clear();
    CHECK(third.empty());
}

TEST_CASE("A secret is compared by value, and neither printed nor taken for a text", "[secret]") {
    const Secret one("tunnel"), same(std::string_view("tunnel")), other("tunnels");
    CHECK((one == same));
    CHECK_FALSE((one == other));
    CHECK((Secret() == Secret("")));
    STATIC_REQUIRE_FALSE(Printable<Secret>);
    STATIC_REQUIRE(Printable<std::string>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<Secret, std::string>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<Secret, std::string_view>);
    STATIC_REQUIRE_FALSE(std::is_assignable_v<std::string&, Secret>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<std::string, Secret>);  // who has a copy shall see that it is one
}
