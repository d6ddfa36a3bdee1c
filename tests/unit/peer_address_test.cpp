#include "l2tp/peer_address.h"

#include <algorithm>

#include "support/catch.h"
#include "support/hex.h"

using namespace l2tp;

namespace {

IpAddress v6(std::string_view hex) {
    IpAddress address;
    address.v6 = true;
    const auto octets = testing::from_hex(hex);
    std::copy(octets.begin(), octets.end(), address.bytes.begin());
    return address;
}

}  // namespace

TEST_CASE("IPv4 addresses are written with dots and port") {
    const IpAddress address{{192, 0, 2, 1}, 0, false};
    CHECK(to_string(address) == "192.0.2.1");
    CHECK(to_string(Address{address, 1701}) == "192.0.2.1:1701");
    CHECK(to_string(IpAddress{}) == "0.0.0.0");
}

TEST_CASE("IPv6 addresses are written in the short form of RFC 5952") {
    CHECK(to_string(v6("20010db8000000000000000000000001")) == "2001:db8::1");
    CHECK(to_string(v6("00000000000000000000000000000000")) == "::");
    CHECK(to_string(v6("00000000000000000000000000000001")) == "::1");
    CHECK(to_string(v6("20010db8000000000001000000000000")) == "2001:db8:0:0:1::");
    CHECK(to_string(v6("20010db8000000010001000100010001")) == "2001:db8:0:1:1:1:1:1");
    CHECK(to_string(v6("20010000000000010000000000000001")) == "2001:0:0:1::1");
    CHECK(to_string(v6("20010db8000100020003000400050006")) == "2001:db8:1:2:3:4:5:6");
    CHECK(to_string(Address{v6("20010db8000000000000000000000001"), 1701}) == "[2001:db8::1]:1701");
}

TEST_CASE("A link-local address shows its interface") {
    auto address = v6("fe800000000000000000000000000001");
    address.scope = 3;
    CHECK(to_string(address) == "fe80::1%3");
}
