#include "pppoe/access_line_tag.h"

#include "support/catch.h"
#include "support/hex.h"
#include "support/pppoe_host.h"

using namespace testing;

namespace {

base::Bytes vendor(std::string_view hex) { return from_hex("00000de9" + std::string(hex)); }

AccessLine line_of(const base::Bytes& value) {
    AccessLine out;
    read_access_line(out, value);
    return out;
}

}  // namespace

TEST_CASE("The access node's circuit, remote id and rates are read as RFC 5515 has them", "[pppoe][tr101]") {
    // "a1" "r2", upstream 1,024 kbit/s, downstream 16,000 kbit/s, interleaving delay 8 ms, encapsulation 02 01 01
    const auto line = line_of(vendor("01026131 02027232 810400000400 820400003e80 8c0400000008 9003020101"));
    CHECK(line.circuit_id == "a1");
    CHECK(line.remote_id == "r2");
    CHECK(line.upstream == 1'024'000);
    CHECK(line.downstream == 16'000'000);
    const std::vector<l2tp::VendorAvp> wanted = {{3561, 1, from_hex("6131")},
                                                 {3561, 2, from_hex("7232")},
                                                 {3561, 129, from_hex("00000000000fa000")},
                                                 {3561, 130, from_hex("0000000000f42400")},
                                                 {3561, 140, from_hex("00000008")},
                                                 {3561, 144, from_hex("020101")}};
    CHECK(line.avps == wanted);
}

TEST_CASE("A rate of 32 bits in kbit/s does not overflow", "[pppoe][tr101]") {
    CHECK(line_of(vendor("8204ffffffff")).downstream == 4'294'967'295'000);
}

TEST_CASE("What is wrong in the description of a line is left out, and the rest counts", "[pppoe][tr101]") {
    // A circuit id of no and of 64 octets, a rate of three, an unknown kind, one that goes beyond the end.
    CHECK(line_of(vendor("0100 020172")).remote_id == "r");
    CHECK(line_of(vendor("0140" + std::string(128, '6'))).circuit_id.empty());
    CHECK(line_of(vendor("013f" + std::string(126, '6'))).circuit_id.size() == 63);
    CHECK(line_of(vendor("8103000001 010161")).circuit_id == "a");
    CHECK(line_of(vendor("6401aa 010161")).avps.size() == 1);
    CHECK(line_of(vendor("010161 020572")).avps.size() == 1);
    CHECK(line_of(vendor("010161 02")).avps.size() == 1);
    CHECK(line_of(vendor("010161 010162")).circuit_id == "a");
    CHECK(line_of(vendor("")) == AccessLine{});
}

TEST_CASE("A Vendor-Specific TAG of another vendor says nothing", "[pppoe][tr101][rfc2516][2516-A-09]") {
    CHECK(line_of(from_hex("00000009 010161")) == AccessLine{});
    CHECK(line_of(from_hex("00000d")) == AccessLine{});
    CHECK(line_of({}) == AccessLine{});
}

TEST_CASE("The line's description comes with the session, from any of several Vendor-Specific TAGs", "[pppoe][tr101]") {
    Ethernet ether;
    auto tags = Tags().add(Tag::kServiceName, "").add(Tag::kVendorSpecific, from_hex("00000009 010161"));
    tags.add(Tag::kVendorSpecific, vendor("010163 8204000003e8"));
    ether.say(ether.padr(2, tags));
    REQUIRE(ether.opening.size() == 1);
    CHECK(ether.opening[0].line.circuit_id == "c");
    CHECK(ether.opening[0].line.downstream == 1'000'000);
}
