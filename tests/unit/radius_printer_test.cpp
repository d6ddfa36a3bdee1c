#include "radius/packet_printer.h"

#include <algorithm>

#include "radius/packet_writer.h"
#include "support/catch.h"
#include "support/hex.h"
#include "support/radius_random.h"
#include "support/radius_vectors.h"

using namespace radius;
using namespace radius::literals;

namespace {

PrintedPacket printed(const AttributeList& attributes) {
    testing::SeededRandom random;
    const auto octets = write_answer(Code::kAccessAccept, {Code::kAccessRequest, 7, {}}, attributes, base::Secret("s"), random);
    REQUIRE(octets);
    auto out = print_packet(*octets);
    CHECK(out.hex.size() == 2 * octets->size());
    out.attributes.erase(out.attributes.begin());  // Message-Authenticator
    return out;
}

}  // namespace

TEST_CASE("A packet is printed with the names of the table", "[radius]") {
    AttributeList list;
    list.add("Service-Type"_attr, 2);
    list.add("Service-Type"_attr, 99);
    list.remove("Service-Type"_attr);
    list.add("Service-Type"_attr, 2);
    list.add("Session-Timeout"_attr, 60);
    list.add("Framed-IP-Address"_attr, Ipv4{192, 0, 2, 1});
    list.add("Framed-IPv6-Prefix"_attr, Ipv6Prefix{{0x20, 1, 0xd, 0xb8}, 64});
    list.add("NAS-IPv6-Address"_attr, Ipv6{0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0x2a});
    list.add("Reply-Message"_attr, "say \"hi\"\n");
    list.add("Tunnel-Type"_attr, 3, 1);
    list.add("Tunnel-Server-Endpoint"_attr, "lns", 1);
    list.add("Cisco-AVPair"_attr, "ip:addr-pool=cisco");
    list.add("Class"_attr, testing::octets("\x01\x02"));
    const auto out = printed(list);
    CHECK(out.header.starts_with("Access-Accept identifier 7 length "));
    CHECK(out.attributes == std::vector<std::string>{
        "6 Service-Type, length 6: Framed (2)",
        "27 Session-Timeout, length 6: 60",
        "8 Framed-IP-Address, length 6: 192.0.2.1",
        "97 Framed-IPv6-Prefix, length 12: 2001:db8::/64",
        "95 NAS-IPv6-Address, length 18: 2001:db8:0:1::2a",
        R"(18 Reply-Message, length 11: "say \x22hi\x22\x0a")",
        "64 Tunnel-Type, tag 1, length 6: L2TP (3)",
        "67 Tunnel-Server-Endpoint, tag 1, length 6: \"lns\"",
        "9:1 Cisco-AVPair, length 20: \"ip:addr-pool=cisco\"",
        "25 Class, length 4: 0102",
    });
}

TEST_CASE("Secrets are in neither the lines nor the hex", "[radius]") {
    AttributeList list;
    list.add("User-Password"_attr, base::Secret("password"));
    list.add("Tunnel-Password"_attr, base::Secret("password"), 2);
    list.add("MS-MPPE-Send-Key"_attr, testing::octets("password"));
    list.add("CHAP-Password"_attr, base::Bytes(17, 0xcd));
    list.add("Cisco-AVPair"_attr, "vpdn:l2tp-tunnel-password=password");
    list.add("Cisco-AVPair"_attr, "password");
    list.add({{4874, 5}, 0, 0, testing::octets("password")});
    list.add({{0, 222}, 0, 0, testing::octets("password")});
    const auto out = printed(list);
    CHECK(out.attributes == std::vector<std::string>{
        "2 User-Password, length 18: masked, 16 octets",
        "69 Tunnel-Password, tag 2, length 21: masked, 18 octets",
        "311:16 MS-MPPE-Send-Key, length 20: masked, 18 octets",
        "3 CHAP-Password, length 19: masked, 17 octets",
        "9:1 Cisco-AVPair, length 36: \"vpdn:l2tp-tunnel-password=\" masked, 8 octets",
        "9:1 Cisco-AVPair, length 10: masked, 8 octets",
        "4874:5 unknown, length 10: masked, 8 octets",
        "222 unknown, length 10: masked, 8 octets",
    });
    CHECK(out.hex.find(testing::to_hex(testing::octets("password"))) == std::string::npos);
    CHECK(out.hex.find("cdcd") == std::string::npos);
}

TEST_CASE("What is no packet is said to be none, and only its header is shown", "[radius]") {
    const auto out = print_packet(testing::from_hex("02070014" + std::string(32, '0') + "")) ;
    CHECK(out.header == "Access-Accept identifier 7 length 20");
    const auto cut = print_packet(testing::from_hex("02070020" + std::string(32, '0') + "abcdef"));
    CHECK(cut.header == "no valid packet, 23 octets: shorter than its length says");
    CHECK(cut.hex == "02070020" + std::string(32, '0') + "******");
    CHECK(print_packet({}).header == "no valid packet, 0 octets: shorter than a header");
}

TEST_CASE("Every packet can be printed, right or wrong", "[radius]") {
    for (const auto& vector : testing::radius_vectors()) {
        INFO(vector.title);
        const auto out = print_packet(vector.answer);
        CHECK_FALSE(out.header.empty());
        CHECK(out.hex.size() == 2 * vector.answer.size());
    }
}
