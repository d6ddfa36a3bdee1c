#include "l2tp/byte_reader.h"
#include "l2tp/byte_writer.h"

#include "support/catch.h"
#include "support/hex.h"

using namespace l2tp;
using testing::from_hex;

TEST_CASE("A reader yields numbers in network order") {
    const auto octets = from_hex("01 0203 04050607 08090a0b0c0d0e0f");
    ByteReader reader(octets);
    CHECK(reader.u8() == 0x01);
    CHECK(reader.u16() == 0x0203);
    CHECK(reader.u32() == 0x04050607u);
    CHECK(reader.u64() == 0x08090a0b0c0d0e0fu);
    CHECK(reader.remaining() == 0);
}

TEST_CASE("A read past the end yields nothing and moves nothing") {
    const auto octets = from_hex("010203");
    ByteReader reader(octets);
    CHECK_FALSE(reader.u32());
    CHECK_FALSE(reader.take(4));
    CHECK_FALSE(reader.take(static_cast<std::size_t>(-1)));
    CHECK(reader.position() == 0);
    CHECK(reader.rest().size() == 3);
    CHECK_FALSE(reader.u8());
    CHECK(reader.rest().empty());
}

TEST_CASE("A writer appends in network order and patches a length") {
    ByteWriter writer;
    writer.u16(0);
    writer.u8(1);
    writer.u32(0x02030405);
    writer.u64(0x0607);
    writer.text("ab");
    writer.patch_u16(0, static_cast<std::uint16_t>(writer.size()));
    CHECK(testing::to_hex(writer.octets()) == "0011010203040500000000000006076162");
    CHECK(writer.take().size() == 17);
    CHECK(writer.size() == 0);
}
