#include "l2tp/header.h"
#include "l2tp/message_codec.h"

#include "support/catch.h"
#include "support/hex.h"

using namespace l2tp;
using testing::from_hex;

namespace {

DropReason refused(std::string_view hex) {
    const auto header = decode_header(from_hex(hex));
    REQUIRE_FALSE(header);
    return header.error();
}

}  // namespace

TEST_CASE("A control header is read", "[rfc2661][3.1][3-01]") {
    const auto header = decode_header(from_hex("c802000c 1234 5678 ffff 8001"));
    REQUIRE(header);
    CHECK(*header == ControlHeader{0x1234, 0x5678, 0xffff, 0x8001, 12});
}

TEST_CASE("A data packet is told apart before anything else is read", "[rfc2661][3.1]") {
    CHECK(refused("0002") == DropReason::kDataPacket);
    CHECK(refused("4802000c 0001 0001 0000 0000") == DropReason::kDataPacket);
    CHECK(refused("0202 0001 0001 ffff") == DropReason::kDataPacket);
}

TEST_CASE("Datagrams too short for a header are refused", "[rfc2661][3.1]") {
    CHECK(refused("") == DropReason::kTooShort);
    CHECK(refused("c8") == DropReason::kTooShort);
    CHECK(refused("c802") == DropReason::kTooShort);
    CHECK(refused("c802000c 0001 0002 0003 00") == DropReason::kTooShort);
}

TEST_CASE("L2F, L2TPv3 and unknown versions are refused", "[rfc2661][3.1][3.1-08]") {
    CHECK(refused("c801000c 0000 0000 0000 0000") == DropReason::kBadVersion);
    CHECK(refused("c803000c 0000 0000 0000 0000") == DropReason::kBadVersion);
    CHECK(refused("c80f000c 0000 0000 0000 0000") == DropReason::kBadVersion);
    CHECK(refused("0001 0000") == DropReason::kBadVersion);
}

TEST_CASE("L and S must be set in a control message, O must be clear", "[rfc2661][3.1][7.1-02]") {
    CHECK(refused("8802000c 0000 0000 0000 0000") == DropReason::kBadFlags);
    CHECK(refused("c002000c 0000 0000 0000 0000") == DropReason::kBadFlags);
    CHECK(refused("ca02000c 0000 0000 0000 0000") == DropReason::kBadFlags);
}

TEST_CASE("Reserved bits of the header are ignored", "[rfc2661][3.1][3.1-03]") {
    CHECK(decode_header(from_hex("fcf2000c 0001 0000 0000 0000")));
    CHECK(decode_header(from_hex("c902000c 0001 0000 0000 0000")));
}

TEST_CASE("Length must cover the header and lie within the datagram", "[rfc2661][3.1][7.1-02]") {
    CHECK(refused("c802000b 0000 0000 0000 0000") == DropReason::kBadLength);
    CHECK(refused("c8020000 0000 0000 0000 0000") == DropReason::kBadLength);
    CHECK(refused("c802000d 0000 0000 0000 0000") == DropReason::kBadLength);
    CHECK(refused("c802ffff 0000 0000 0000 0000") == DropReason::kBadLength);
}

TEST_CASE("Octets beyond Length are no part of the message", "[rfc2661][3.1]") {
    const auto datagram = from_hex("c802000e 0001 0000 0000 0000 aabb cccc");
    const auto header = decode_header(datagram);
    REQUIRE(header);
    CHECK(testing::to_hex(message_body(datagram, *header)) == "aabb");
}

TEST_CASE("A retransmission gets a new Nr and nothing else changes", "[rfc2661][5.8][5.8-08]") {
    auto message = encode_message(Hello{}, {7, 0, 1, 2, 0});
    auto expected = encode_message(Hello{}, {7, 0, 1, 0xfffe, 0});
    patch_nr(message, 0xfffe);
    CHECK(message == expected);
    Bytes cut = {0xc8, 0x02};
    patch_nr(cut, 1);
    CHECK(cut == Bytes{0xc8, 0x02});
}

TEST_CASE("A ZLB is a header alone", "[rfc2661][5.8][3.1-01][3.1-02][3.1-04][3.1-05][3.1-06][3.1-07]") {
    CHECK(testing::to_hex(encode_zlb({0x4518, 0, 1, 2, 0})) == "c802000c4518000000010002");
}
