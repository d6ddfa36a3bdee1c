#include "l2tp/avp.h"

#include "support/catch.h"
#include "support/hex.h"

using namespace l2tp;
using testing::from_hex;

TEST_CASE("An AVP is read with flags, vendor, type and value", "[rfc2661][4.1]") {
    const auto octets = from_hex("c008 0009 0064 6162 0006 0000 0027");
    AvpReader reader(octets);
    const auto first = reader.next();
    REQUIRE(first);
    CHECK(first->mandatory);
    CHECK(first->hidden);
    CHECK_FALSE(first->reserved_bits);
    CHECK(first->vendor == 9);
    CHECK(first->type == 100);
    CHECK(testing::to_hex(first->value) == "6162");
    const auto second = reader.next();
    REQUIRE(second);
    CHECK_FALSE(second->mandatory);
    CHECK(second->value.empty());
    CHECK(second->offset == 8);
    CHECK(reader.done());
}

TEST_CASE("Each reserved bit is noticed", "[rfc2661][4.1][4.1-02]") {
    for (const char* hex : {"200600000000", "100600000000", "080600000000", "040600000000"}) {
        const auto octets = from_hex(hex);
        const auto avp = AvpReader(octets).next();
        REQUIRE(avp);
        CHECK(avp->reserved_bits);
    }
}

TEST_CASE("An AVP length under 6 ends the reading", "[rfc2661][4.1][4.1-06]") {
    for (std::uint8_t length = 0; length < 6; ++length) {
        auto octets = from_hex("8000 0000 0007 68677700");
        octets[1] = length;
        const auto avp = AvpReader(octets).next();
        REQUIRE_FALSE(avp);
        CHECK(avp.error() == AvpFault::kLengthTooSmall);
    }
}

TEST_CASE("An AVP that reaches beyond the message ends the reading", "[rfc2661][4.1][4.1-06]") {
    const auto by_one = from_hex("8009 0000 0007 6867");
    CHECK(AvpReader(by_one).next().error() == AvpFault::kLengthTooBig);
    const auto far = from_hex("83ff 0000 0007 6867");
    CHECK(AvpReader(far).next().error() == AvpFault::kLengthTooBig);
}

TEST_CASE("Fewer than six octets are no AVP", "[rfc2661][4.1]") {
    for (const char* hex : {"80", "8006", "800600", "80060000", "8006000000"}) {
        const auto octets = from_hex(hex);
        CHECK(AvpReader(octets).next().error() == AvpFault::kHeaderCut);
    }
}

TEST_CASE("The longest AVP goes through writer and reader", "[rfc2661][4.1][4.1-08]") {
    const std::vector<std::uint8_t> value(kMaxAvpLength - kAvpHeaderSize, 0x5a);
    ByteWriter out;
    write_avp(out, true, false, 0, 7, value);
    CHECK(out.size() == 1023);
    const auto avp = AvpReader(out.octets()).next();
    REQUIRE(avp);
    CHECK(avp->value.size() == 1017);
    CHECK(avp->mandatory);
    CHECK_FALSE(avp->hidden);
}
