// The expected octets come from a separate implementation of RFC 2661 section 4.3.
#include "l2tp/avp_hiding.h"

#include "support/catch.h"
#include "support/hex.h"

using namespace l2tp;
using testing::from_hex;
using testing::octets;
using testing::to_hex;

namespace {

const l2tp::Bytes kVector = from_hex("000102030405060708090a0b0c0d0e0f");

HidingKey key(std::uint16_t type) { return {type, "hello", kVector}; }

}  // namespace

TEST_CASE("Values shorter than a block, of several blocks and with padding are hidden", "[rfc2661][4.3][4.3-03]") {
    CHECK(to_hex(hide_value(key(9), from_hex("4518"), {})) == "e5c0de9a");
    CHECK(to_hex(hide_value(key(30), octets("user@example.net and more than sixteen"), {})) ==
          "0943b5ca6c1aba97910b63ed1e37e857e6712cc6f8f2f36fba60ed71d8a0fd60c251638a3bf42240");
    CHECK(to_hex(hide_value(key(33), octets("secret"), l2tp::Bytes(12, 0xaa))) ==
          "e3201761fa7f6b2388beefa58707ca916b76fd87");
}

TEST_CASE("Values at the edges of blocks are hidden", "[rfc2661][4.3][4.3-03]") {
    CHECK(to_hex(hide_value(key(14), octets(std::string(14, 'x')), {})) == "72c96b18ce1f0d2bd962ef8cadfdd295");
    CHECK(to_hex(hide_value(key(14), octets(std::string(15, 'x')), {})) == "72c86b18ce1f0d2bd962ef8cadfdd295c1");
    CHECK(to_hex(hide_value(key(14), octets(std::string(30, 'x')), {})) ==
          "72d96b18ce1f0d2bd962ef8cadfdd29561b2d00de7f6717211e7e11f692b604d");
}

TEST_CASE("What was hidden comes back, whatever its length and padding", "[rfc2661][4.3][4.3-04]") {
    for (std::size_t size : {0u, 1u, 13u, 14u, 15u, 16u, 17u, 30u, 31u, 254u, 1000u}) {
        const l2tp::Bytes value(size, 0x33);
        for (std::size_t padding : {0u, 1u, 15u}) {
            const auto hidden = hide_value(key(11), value, l2tp::Bytes(padding, 0x44));
            CHECK(hidden.size() == size + 2 + padding);
            CHECK(unhide_value(key(11), hidden) == value);
        }
    }
}

TEST_CASE("A hidden value too short for its inner length is refused", "[rfc2661][4.3]") {
    CHECK_FALSE(unhide_value(key(7), {}));
    CHECK_FALSE(unhide_value(key(7), from_hex("55")));
}

TEST_CASE("An inner length beyond the value is refused, one that reaches its end is taken", "[rfc2661][4.3]") {
    // Two octets of cipher text cover the inner length alone, so it can be set to anything.
    const auto with_inner_length = [](std::uint16_t inner, std::size_t size) {
        auto hidden = hide_value(key(7), l2tp::Bytes(size, 0), {});
        const auto wrong = static_cast<std::uint16_t>(inner ^ size);
        hidden[0] = static_cast<std::uint8_t>(hidden[0] ^ wrong >> 8);
        hidden[1] = static_cast<std::uint8_t>(hidden[1] ^ (wrong & 0xff));
        return unhide_value(key(7), hidden);
    };
    for (std::size_t size : {0u, 1u, 6u, 14u}) {
        CHECK(with_inner_length(static_cast<std::uint16_t>(size), size));
        CHECK_FALSE(with_inner_length(static_cast<std::uint16_t>(size + 1), size));
        CHECK_FALSE(with_inner_length(0xffff, size));
        CHECK_FALSE(with_inner_length(0xfffe, size));
    }
    CHECK(with_inner_length(0, 14)->empty());
}

TEST_CASE("Another secret, AVP number or Random Vector does not unhide", "[rfc2661][4.3]") {
    const auto value = octets("user");
    const auto hidden = hide_value(key(30), value, {});
    CHECK(unhide_value({30, "hello!", kVector}, hidden) != value);
    CHECK(unhide_value({31, "hello", kVector}, hidden) != value);
    CHECK(unhide_value({30, "hello", from_hex("00")}, hidden) != value);
}

TEST_CASE("A Random Vector may be empty or long", "[rfc2661][4.4.1]") {
    const auto value = octets("user");
    const l2tp::Bytes lengthy(1017, 0x77);
    const std::span<const std::uint8_t> all(lengthy);
    for (const auto vector : {all.first(0), all.first(65), all}) {
        const HidingKey with{30, "hello", vector};
        CHECK(unhide_value(with, hide_value(with, value, {})) == value);
    }
}
