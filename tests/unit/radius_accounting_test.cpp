// Accounting-Requests octet by octet, and attributes that are kept in a file.
#include "radius/accounting_attributes.h"

#include "radius/attribute_pack.h"
#include "radius/packet_reader.h"
#include "radius/packet_writer.h"
#include "support/catch.h"
#include "support/hex.h"
#include "support/radius_random.h"

using namespace radius;
using namespace radius::literals;

namespace {

constexpr std::int64_t kAt = 0x692c0000;

/// Its authenticator is Python's hashlib.md5 over code, identifier, length, zeroes, attributes and "xyzzy5461".
constexpr const char* kStop =
    "04090058 201f39c85ac55c3e09783c1284307b29 280600000002 2c08376633612d31 2e0600000041"
    "2a0600000002 2b06ffffffff 2f0600000005 300600000001 340600000001 350600000000 3706692c0000 290600000007";

AttributeList stop() {
    AttributeList attributes;
    attributes.add("Acct-Session-Id"_attr, "7f3a-1");
    add_usage(attributes, {.octets_in = 0x1'0000'0002, .octets_out = 0xffff'ffff, .packets_in = 5, .packets_out = 1, .seconds = 65});
    auto out = accounting_request(AccountingKind::kStop, kAt, attributes);
    out.add("Acct-Delay-Time"_attr, 7u);
    return out;
}

}  // namespace

TEST_CASE("A Stop on the wire: 64-bit octets in two words, and the Request Authenticator of RFC 2866",
          "[radius][rfc2866][3][rfc2869][5.1]") {
    testing::SeededRandom random;
    const base::Secret secret("xyzzy5461");
    const auto written = write_request(Code::kAccountingRequest, 9, stop(), secret, random);
    REQUIRE(written);
    CHECK(testing::to_hex(written->octets) == testing::to_hex(testing::from_hex(kStop)));
    const auto read = read_request(written->octets, secret, Signature::kOptional);
    REQUIRE(read);
    CHECK(read->attributes == stop());
}

TEST_CASE("Times that Event-Timestamp cannot hold are its bounds", "[radius][rfc2869][5.3]") {
    CHECK(accounting_request(AccountingKind::kOn, -1, {}).integer("Event-Timestamp"_attr) == 0);
    CHECK(accounting_request(AccountingKind::kOn, 0x1'0000'0000, {}).integer("Event-Timestamp"_attr) == UINT32_MAX);
}

TEST_CASE("Attributes come back from a file as they were", "[radius][pack]") {
    auto kept = stop();
    kept.add("Class"_attr, Octets(testing::from_hex("00ff10")));
    kept.add("Class"_attr, Octets(testing::from_hex("01")));
    kept.add("Tunnel-Type"_attr, value_of("Tunnel-Type"_attr, "L2TP"));
    kept.add("Tunnel-Server-Endpoint"_attr, "192.0.2.1");
    kept.add("Actual-Data-Rate-Upstream"_attr, 1024u);
    const auto packed = pack_attributes(kept);
    REQUIRE(packed);
    const auto back = unpack_attributes(*packed);
    REQUIRE(back);
    CHECK(*back == kept);
    CHECK(unpack_attributes({})->empty());
}

TEST_CASE("A secret is not kept, and what is damaged is not read", "[radius][pack]") {
    AttributeList login;
    login.add("User-Password"_attr, base::Secret("password"));
    CHECK(text_of(pack_attributes(login).error()) == "attribute 2 (User-Password): is a secret, which is not kept");
    AttributeList chap;
    chap.add("CHAP-Password"_attr, Octets(testing::from_hex("0100112233445566778899aabbccddeeff")));
    CHECK_FALSE(pack_attributes(chap));
    const auto packed = pack_attributes(stop()).value();
    for (std::size_t size = 1; size < 6; ++size) CHECK_FALSE(unpack_attributes(Octets(packed).first(size)));
    auto wrong = packed;
    wrong[1] = 3;  // Acct-Status-Type of one octet
    CHECK_FALSE(unpack_attributes(wrong));
}
