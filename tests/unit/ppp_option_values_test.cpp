// Options of PPP as `session show` tells them, of anything that a peer may have sent.
#include <string>
#include <vector>

#include "control/ppp_option_values.h"
#include "ipc/control_json.h"
#include "support/catch.h"

using vpdnd::ppp_option_values;

namespace {

constexpr std::uint16_t kLcp = 0xc021, kIpcp = 0x8021, kIpv6cp = 0x8057;

std::string text(std::uint16_t protocol, const std::vector<std::uint8_t>& options) {
    return ipc::write_json(ppp_option_values(protocol, options));
}

}  // namespace

TEST_CASE("Options of each protocol have names and values of their own", "[control]") {
    CHECK(text(kLcp, {1, 4, 5, 0xd4, 2, 6, 0, 0x0a, 0, 0, 7, 2, 8, 2}) ==
          R"({"mru":1492,"accm":"0x000a0000","protocol_compression":true,"address_compression":true})");
    CHECK(text(kLcp, {17, 4, 5, 0xdc, 18, 2, 19, 5, 1, 0x61, 0x62}) == R"({"mrru":1500,"short_sequence":true,"endpoint":"016162"})");
    CHECK(text(kIpcp, {3, 6, 10, 0, 0, 1, 2, 6, 0, 0x2d, 15, 1}) == R"({"address":"10.0.0.1","compression":"vj"})");
    CHECK(text(kIpv6cp, {1, 10, 0, 1, 0, 0, 0, 0, 0xab, 0xcd}) == R"({"interface_id":"1:0:0:abcd"})");
    CHECK(text(kLcp, {}) == "{}");
}

TEST_CASE("How the user is asked is named by protocol and algorithm", "[control]") {
    CHECK(text(kLcp, {3, 4, 0xc0, 0x23}) == R"({"authentication":"pap"})");
    CHECK(text(kLcp, {3, 5, 0xc2, 0x23, 5}) == R"({"authentication":"chap-md5"})");
    CHECK(text(kLcp, {3, 5, 0xc2, 0x23, 0x80}) == R"({"authentication":"mschap-v1"})");
    CHECK(text(kLcp, {3, 5, 0xc2, 0x23, 0x81}) == R"({"authentication":"mschap-v2"})");
    CHECK(text(kLcp, {3, 5, 0xc2, 0x23, 9}) == R"({"authentication":"chap-9"})");
    CHECK(text(kLcp, {3, 4, 0xc2, 0x27}) == R"({"authentication":"eap"})");
    CHECK(text(kLcp, {3, 4, 0xc2, 0x23}) == R"({"authentication":"0xc223"})");
}

TEST_CASE("What is unknown, of a wrong length, or cut off is shown as what it is", "[control]") {
    CHECK(text(kLcp, {200, 4, 1, 2}) == R"({"option_200":"0102"})");
    CHECK(text(kLcp, {1, 3, 5}) == R"({"option_1":"05"})");
    CHECK(text(kIpcp, {1, 4, 1, 2}) == R"({"option_1":"0102"})");
    CHECK(text(kLcp, {1, 4, 5, 0xd4, 5, 6, 1}) == R"({"mru":1492,"malformed":true})");
    CHECK(text(kLcp, {1, 4, 5, 0xd4, 5}) == R"({"mru":1492,"malformed":true})");
    CHECK(text(kLcp, {1, 1, 5, 0xd4}) == R"({"malformed":true})");
    CHECK(text(kLcp, {1, 4, 5, 0xd4, 1, 4, 1, 1}) == R"({"mru":1492})");
}
