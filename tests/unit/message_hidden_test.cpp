// Hidden AVPs in messages: RFC 2661 section 4.3.
#include "l2tp/avp_hiding.h"
#include "l2tp/message_codec.h"

#include "support/catch.h"
#include "support/decode_checks.h"

using namespace l2tp;
using testing::accepted;
using testing::accepted_as;
using testing::avp;
using testing::body;
using testing::from_hex;
using testing::iccn;
using testing::icrq;
using testing::Octets;
using testing::octets;
using testing::raw_avp;
using testing::refused;

namespace {

const Octets kVector = from_hex("00112233445566778899aabbccddeeff");

Octets hidden_avp(std::uint16_t type, const Octets& value, std::string_view secret = "hello",
                  const Octets& vector = kVector) {
    const auto hidden = hide_value({type, secret, vector}, value, {});
    return raw_avp({static_cast<std::uint16_t>(0xc000 | (6 + hidden.size())), 0, type, hidden});
}

}  // namespace

TEST_CASE("A hidden AVP is read with secret and Random Vector", "[rfc2661][4.3][4.3-03]") {
    const auto message = icrq({avp(36, kVector), hidden_avp(22, octets("2085730592"))});
    const auto read = accepted_as<Icrq>(message, {"hello", false});
    CHECK(read.calling_number == "2085730592");
    CHECK(read.hidden.value);
    CHECK_FALSE(accepted_as<Icrq>(icrq({avp(36, kVector), avp(22, octets("1"))})).hidden.value);
}

TEST_CASE("A hidden AVP uses the Random Vector closest before it", "[rfc2661][4.4.1][4.3-05]") {
    const auto other = from_hex("0102");
    const auto message = icrq({avp(36, kVector), hidden_avp(22, octets("1")), avp(36, other),
                               hidden_avp(21, octets("2"), "hello", other)});
    const auto decoded = accepted_as<Icrq>(message, {"hello", false});
    CHECK(decoded.calling_number == "1");
    CHECK(decoded.called_number == "2");
}

TEST_CASE("A hidden AVP without secret or Random Vector before it is an error with M", "[rfc2661][4.3][4.3-06]") {
    const auto hidden = hidden_avp(22, octets("1"));
    CHECK(refused(icrq({avp(36, kVector), hidden})).result.error == 3);
    CHECK(refused(icrq({hidden, avp(36, kVector)}), {"hello", false}).result.error == 3);
}

TEST_CASE("A hidden optional AVP without M that cannot be read is ignored", "[rfc2661][4.3]") {
    auto hidden = hidden_avp(30, octets("user"));
    hidden[0] = static_cast<std::uint8_t>(hidden[0] & 0x7f);
    CHECK_FALSE(accepted_as<Iccn>(iccn({avp(36, kVector), hidden})).proxy_auth.name);
    CHECK_FALSE(accepted_as<Iccn>(iccn({hidden}), {"hello", false}).proxy_auth.name);
}

TEST_CASE("A hidden value of 0 or 1 octets is refused", "[rfc2661][4.3]") {
    for (const auto length : std::initializer_list<std::uint16_t>{6, 7}) {
        const auto hidden = raw_avp({static_cast<std::uint16_t>(0xc000 | length), 0, 22, Octets(length - 6u, 0)});
        CHECK(refused(icrq({avp(36, kVector), hidden}), {"hello", false}).result.error == 2);
    }
}

TEST_CASE("A hidden value with an inner length beyond its end is refused", "[rfc2661][4.3][4.3-06]") {
    auto hidden = hidden_avp(22, octets("12345678"));
    hidden[6] = static_cast<std::uint8_t>(hidden[6] ^ 0xff);
    CHECK(refused(icrq({avp(36, kVector), hidden}), {"hello", false}).result.error == 2);
}

TEST_CASE("The size of a hidden value is checked after unhiding", "[rfc2661][4.3]") {
    CHECK(refused(icrq({avp(36, kVector), hidden_avp(25, {1, 2, 3})}), {"hello", false}).result.error == 2);
}

TEST_CASE("A hidden Random Vector is refused", "[rfc2661][4.4.1]") {
    CHECK(refused(icrq({raw_avp({0xc016, 0, 36, kVector})}), {"hello", false}).result.error == 3);
}

TEST_CASE("An empty Random Vector works", "[rfc2661][4.4.1]") {
    const auto message = icrq({avp(36, {}), hidden_avp(22, octets("1"), "hello", {})});
    CHECK(accepted_as<Icrq>(message, {"hello", false}).calling_number == "1");
}

TEST_CASE("An SCCRQ with hidden AVPs can be read for its Host Name first", "[rfc2661][4.3]") {
    const auto message = body(MessageType::kSccrq, {avp(2, {1, 0}), avp(3, {0, 0, 0, 3}), avp(36, kVector),
                                                    hidden_avp(9, {0, 5}), avp(7, {'h'})});
    const auto first = accepted(message, {"", true});
    CHECK(first.hidden_skipped);
    CHECK(std::get<Sccrq>(*first.message).host_name == "h");
    const auto second = accepted(message, {"hello", false});
    CHECK_FALSE(second.hidden_skipped);
    CHECK(std::get<Sccrq>(*second.message).assigned_tunnel == PeerTunnelId{5});
}
