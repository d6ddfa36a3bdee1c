// The table, and what it makes of attributes in both directions.
#include "radius/attributes.h"

#include <algorithm>
#include <string>

#include "radius/attribute_checks.h"
#include "radius/packet_reader.h"
#include "radius/packet_writer.h"
#include "support/catch.h"
#include "support/hex.h"
#include "support/radius_random.h"

using namespace radius;
using namespace radius::literals;

namespace {

const base::Secret kSecret("testing123");

/// There and back in an answer, which hides with the request's authenticator.
tl::expected<AttributeList, PacketError> through_a_packet(const AttributeList& attributes) {
    testing::SeededRandom random;
    const SentRequest sent{Code::kAccessRequest, 9, {1, 2, 3}};
    const auto octets = write_answer(Code::kAccessAccept, sent, attributes, kSecret, random);
    if (!octets) return tl::unexpected(octets.error());
    auto packet = read_answer(*octets, sent, kSecret, Signature::kRequired);
    if (!packet) return tl::unexpected(packet.error());
    packet->attributes.remove("Message-Authenticator"_attr);
    return packet->attributes;
}

Attribute sample(const AttributeInfo& info, std::size_t size, std::uint8_t tag) {
    Attribute out{info.id, tag, 0, base::Bytes(size, 'x')};
    if (info.type == ValueType::kInteger && info.tagging != Tagging::kNone) out.value[0] = 0;
    if (info.type == ValueType::kIpv6Prefix && size >= 2) {
        std::fill(out.value.begin(), out.value.end(), std::uint8_t{0});
        out.value[1] = static_cast<std::uint8_t>(8 * (size - 2));
    }
    return out;
}

std::string refusal(Attribute attribute) {
    AttributeList list;
    list.add(std::move(attribute));
    const auto wrong = check(list);
    const auto written = through_a_packet(list);
    CHECK(written.has_value() == !wrong.has_value());
    return wrong ? text_of(*wrong) : "";
}

}  // namespace

TEST_CASE("Every attribute of the table goes through a packet, at its shortest and longest, with and without tag", "[radius]") {
    for (const auto& info : all_attributes()) {
        if (info.id == ("Message-Authenticator"_attr).id) continue;
        INFO(info.name);
        for (const auto size : {info.min_size, info.max_size})
            for (const std::uint8_t tag : {std::uint8_t{0}, std::uint8_t{1}, std::uint8_t{31}}) {
                if (tag != 0 && info.tagging == Tagging::kNone) continue;
                AttributeList list;
                list.add(sample(info, size, tag));
                const auto back = through_a_packet(list);
                REQUIRE(back);
                if (info.hiding != Hiding::kBlocks) CHECK(*back == list);
            }
    }
}

TEST_CASE("A length that the table does not have is refused with number and name", "[radius][rfc2865][5]") {
    for (const auto& info : all_attributes()) {
        INFO(info.name);
        if (info.min_size > 0) CHECK(refusal(sample(info, info.min_size - 1u, 0)).starts_with(place_of(info.id)));
        CHECK(refusal({info.id, 0, 0, base::Bytes(info.max_size + 1u, 'x')}).starts_with(place_of(info.id)));
    }
    CHECK(refusal({{0, 27}, 0, 0, base::Bytes(3)}) == "attribute 27 (Session-Timeout): 3 octets, where 4 are right");
}

TEST_CASE("Numbers of vendors are not mistaken for the IETF's", "[radius][rfc2865][5.26]") {
    CHECK(find_attribute({0, 1})->name == "User-Name");
    CHECK(find_attribute({9, 1})->name == "Cisco-AVPair");
    CHECK(find_attribute({311, 1})->name == "MS-CHAP-Response");
    CHECK(find_attribute({3561, 1})->name == "Agent-Circuit-Id");
    CHECK_FALSE(find_attribute({4874, 1}));
    CHECK_FALSE(find_attribute({0, 26}));
    CHECK(find_attribute_by_name("Framed-Pool") == &"Framed-Pool"_attr);
    CHECK_FALSE(find_attribute_by_name("Framed-Poool"));
    CHECK(value_of("Service-Type"_attr, "Outbound") == 5);
}

TEST_CASE("Values that can be hidden are secret, and so are responses to challenges", "[radius]") {
    for (const auto& info : all_attributes()) CHECK((info.hiding == Hiding::kNone || info.secret));
    for (const auto* name : {"CHAP-Password", "MS-CHAP-Response", "MS-CHAP2-Response", "MS-CHAP2-Success", "EAP-Message"})
        CHECK(find_attribute_by_name(name)->secret);
}

TEST_CASE("An attribute that may be there once is refused the second time, for each tag", "[radius]") {
    AttributeList list;
    list.add("Tunnel-Server-Endpoint"_attr, "a", 1);
    list.add("Tunnel-Server-Endpoint"_attr, "b", 2);
    list.add("Class"_attr, testing::octets("c"));
    list.add("Class"_attr, testing::octets("c"));
    CHECK_FALSE(check(list));
    list.add("Tunnel-Server-Endpoint"_attr, "c", 2);
    CHECK(text_of(*check(list)) == "attribute 67 (Tunnel-Server-Endpoint): occurs a second time");
    CHECK_FALSE(through_a_packet(list));
}

TEST_CASE("Values that the wire cannot carry are refused", "[radius]") {
    CHECK(refusal({{0, 83}, 1, 0, testing::from_hex("01000000")}) == "attribute 83 (Tunnel-Preference): more than 24 bits");
    CHECK(refusal({{0, 1}, 1, 0, testing::octets("user")}) == "attribute 1 (User-Name): takes no tag");
    CHECK(refusal({{0, 67}, 32, 0, testing::octets("lns")}) == "attribute 67 (Tunnel-Server-Endpoint): a tag is not above 31");
    testing::SeededRandom random;
    AttributeList list;
    list.add({{4874, 1}, 0, 0, base::Bytes(248)});
    CHECK(text_of(write_request(Code::kAccessRequest, 1, list, kSecret, random).error()) ==
          "attribute 4874:1: is too long for an attribute");
    AttributeList raw;
    raw.add({{0, 26}, 0, 0, base::Bytes(10)});
    CHECK_FALSE(write_request(Code::kAccessRequest, 1, raw, kSecret, random));
    AttributeList own;
    own.add("Message-Authenticator"_attr, base::Bytes(16));
    CHECK(text_of(write_request(Code::kAccessRequest, 1, own, kSecret, random).error()) ==
          "attribute 80 (Message-Authenticator): is added here");
}

TEST_CASE("A text without tag that begins like one is sent with the tag 0", "[radius][rfc2868][3.3]") {
    AttributeList list;
    list.add("Tunnel-Server-Endpoint"_attr, "\x01host");
    list.add("Tunnel-Client-Endpoint"_attr, "host");
    const auto back = through_a_packet(list);
    REQUIRE(back);
    CHECK(*back == list);
}

TEST_CASE("An unknown attribute that holds nothing is written as it was read, also that of number 0", "[radius]") {
    AttributeList list;
    list.add({{0, 0}, 0, 0, {}});
    list.add({{0, 222}, 0, 0, {}});
    list.add({{4874, 1}, 0, 0, {}});
    const auto back = through_a_packet(list);
    REQUIRE(back);
    CHECK(*back == list);
    AttributeList whole;
    whole.add({{4874, 0}, 0, 0, {}});
    CHECK_FALSE(through_a_packet(whole));  // a Vendor-Specific attribute with nothing in it
}

TEST_CASE("Typed values come back as they were put in", "[radius]") {
    AttributeList list;
    list.add("Framed-IP-Address"_attr, Ipv4{192, 0, 2, 1});
    list.add("NAS-IPv6-Address"_attr, Ipv6{0x20, 1, 0xd, 0xb8});
    list.add("Framed-Interface-Id"_attr, InterfaceId{1, 2, 3});
    list.add("Delegated-IPv6-Prefix"_attr, Ipv6Prefix{{0x20, 1, 0xd, 0xb8, 0xff}, 36});
    list.add("Event-Timestamp"_attr, 1'700'000'000);
    list.add("Tunnel-Preference"_attr, 7, 3);
    const auto back = through_a_packet(list);
    REQUIRE(back);
    CHECK(back->address("Framed-IP-Address"_attr) == Ipv4{192, 0, 2, 1});
    CHECK(back->ipv6_address("NAS-IPv6-Address"_attr) == Ipv6{0x20, 1, 0xd, 0xb8});
    CHECK(back->interface_id("Framed-Interface-Id"_attr) == InterfaceId{1, 2, 3});
    CHECK(as_ipv6_prefix(*back->first("Delegated-IPv6-Prefix"_attr)) == Ipv6Prefix{{0x20, 1, 0xd, 0xb8, 0xf0}, 36});
    CHECK(back->integer("Event-Timestamp"_attr) == 1'700'000'000u);
    CHECK(back->integer("Tunnel-Preference"_attr, std::uint8_t{3}) == 7u);
    CHECK_FALSE(back->integer("Tunnel-Preference"_attr, std::uint8_t{2}));
    CHECK_FALSE(back->text("User-Name"_attr));
    CHECK(back->first("Framed-IP-Address"_attr)->offset == 38);
}

TEST_CASE("Salts of one packet differ, and have the first bit set", "[radius][rfc2868][3.5]") {
    testing::ConstantRandom random(0xff);  // the counter overflows
    const SentRequest sent{Code::kAccessRequest, 9, {}};
    AttributeList list;
    for (std::uint8_t tag = 1; tag <= 3; ++tag) list.add("Tunnel-Password"_attr, base::Secret("same"), tag);
    const auto octets = write_answer(Code::kAccessAccept, sent, list, kSecret, random);
    REQUIRE(octets);
    FrameReader frames(open_packet(*octets)->attributes, 20);
    std::vector<std::string> salts;
    while (!frames.done())
        if (const auto frame = frames.next(); frame->id.number == 69) salts.push_back(testing::to_hex(frame->value.subspan(1, 2)));
    CHECK(salts == std::vector<std::string>{"ffff", "8000", "8001"});
}

TEST_CASE("A request that cannot prove itself is refused", "[radius][rfc2869][5.14]") {
    testing::SeededRandom random;
    AttributeList list;
    list.add("User-Name"_attr, "user");
    list.add("User-Password"_attr, base::Secret("password"));
    const auto request = write_request(Code::kAccessRequest, 3, list, kSecret, random);
    REQUIRE(request);
    const auto read = read_request(request->octets, kSecret, Signature::kRequired);
    REQUIRE(read);
    CHECK(as_text(*read->attributes.first("User-Password"_attr)) == "password");
    CHECK(read->attributes.begin()->id == ("Message-Authenticator"_attr).id);
    CHECK(read_request(request->octets, base::Secret("other"), Signature::kOptional).error().fault == Fault::kSignature);
    const auto accounting = write_request(Code::kAccountingRequest, 3, {}, kSecret, random);
    CHECK(read_request(accounting->octets, kSecret, Signature::kRequired).error().fault == Fault::kUnsigned);
    CHECK(read_request(accounting->octets, base::Secret("other"), Signature::kOptional).error().fault == Fault::kAuthenticator);
    const auto with_signature = write_request(Code::kAccountingRequest, 3, {}, kSecret, random, true);
    CHECK(read_request(with_signature->octets, kSecret, Signature::kRequired));
    CHECK_FALSE(write_request(Code::kAccessAccept, 3, {}, kSecret, random));
    CHECK(text_of(write_request(Code::kAccountingRequest, 3, list, kSecret, random).error()) ==
          "attribute 2 (User-Password): cannot be hidden in such a request");
}
