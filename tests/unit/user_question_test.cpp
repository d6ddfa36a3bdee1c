// What a RADIUS server is asked to let a user in.
#include "radius/user_question.h"

#include "support/catch.h"
#include "support/hex.h"

using namespace vpdnd;
using namespace radius::literals;
using ipc::AuthMethod;

namespace {

const NasIdentity kLns{.identifier = "lns1", .address = l2tp::IpAddress{{192, 0, 2, 1}}};

UserCredentials pap(std::string name, std::string_view password) {
    return {.method = AuthMethod::kPap, .name = std::move(name), .id = 1, .challenge = {}, .response = base::Secret(password)};
}
UserCredentials chap(AuthMethod method, std::size_t challenge, std::size_t response) {
    std::string octets(response, '\0');
    for (std::size_t i = 0; i < response; ++i) octets[i] = static_cast<char>(i + 1);
    return {.method = method, .name = "u", .id = 7, .challenge = base::Bytes(challenge, 0xcc), .response = base::Secret(octets)};
}

radius::AttributeList request_of(const UserQuestion& question) {
    const auto request = user_request(question, kLns);
    INFO((request ? std::string("a request") : request.error()));
    REQUIRE(request.has_value());
    return *request;
}

std::string error_of(UserCredentials credentials) {
    const auto request = user_request({.credentials = std::move(credentials), .session_id = "1"}, kLns);
    REQUIRE_FALSE(request.has_value());
    return request.error();
}

base::Bytes value_of(const radius::AttributeList& request, const radius::AttributeInfo& row) {
    const auto* found = request.first(row);
    REQUIRE(found != nullptr);
    return found->value;
}

}  // namespace

TEST_CASE("A question for a user says who calls, from where, through which tunnel and on which line", "[radius]") {
    UserQuestion question{.credentials = pap("user@isp.example", "secret"), .session_id = "0a0b0c0d-2a"};
    question.calling_number = "2085730592";
    question.called_number = "614629";
    question.port = 0x00070009;
    question.port_name = "7/9";
    question.tx_speed = 10'000'000;
    question.rx_speed = 1'000'000;
    question.tunnel = UserTunnel{"LAC", "LNS", "10.0.0.1", "10.0.0.2"};
    const auto request = request_of(question);
    CHECK(request.text("User-Name"_attr) == "user@isp.example");
    CHECK(radius::as_text(*request.first("User-Password"_attr)) == "secret");
    CHECK(request.integer("Service-Type"_attr) == 2);
    CHECK(request.integer("Framed-Protocol"_attr) == 1);
    CHECK(request.text("NAS-Identifier"_attr) == "lns1");
    CHECK(request.address("NAS-IP-Address"_attr) == radius::Ipv4{192, 0, 2, 1});
    CHECK(request.integer("NAS-Port"_attr) == 0x00070009);
    CHECK(request.integer("NAS-Port-Type"_attr) == 5);
    CHECK(request.text("NAS-Port-Id"_attr) == "7/9");
    CHECK(request.text("Acct-Session-Id"_attr) == "0a0b0c0d-2a");
    CHECK(request.text("Calling-Station-Id"_attr) == "2085730592");
    CHECK(request.text("Called-Station-Id"_attr) == "614629");
    CHECK(request.text("Connect-Info"_attr) == "10000000/1000000");
    CHECK(request.integer("Tunnel-Type"_attr) == 3);
    CHECK(request.integer("Tunnel-Medium-Type"_attr) == 1);
    CHECK(request.text("Tunnel-Client-Endpoint"_attr) == "10.0.0.1");
    CHECK(request.text("Tunnel-Server-Endpoint"_attr) == "10.0.0.2");
    CHECK(request.text("Tunnel-Client-Auth-Id"_attr) == "LAC");
    CHECK(request.text("Tunnel-Server-Auth-Id"_attr) == "LNS");
    question.line = ipc::LineKind::kPppoe;
    CHECK(request_of(question).integer("NAS-Port-Type"_attr) == 32);
}

TEST_CASE("Names and passwords of any octets go to the server as they are", "[radius]") {
    const std::string name = "m\xc3\xbcller\x01@isp", password = "\xff\x80 \x7f^M-";
    const auto request = request_of({.credentials = pap(name, password), .session_id = "1"});
    CHECK(request.text("User-Name"_attr) == name);
    CHECK(radius::as_text(*request.first("User-Password"_attr)) == password);
}

TEST_CASE("Answers to challenges become the attributes of their method", "[radius]") {
    SECTION("CHAP-MD5: a challenge of any length is an attribute of its own") {
        const auto size = GENERATE(1, 8, 16, 17, 64, 200);
        const auto request = request_of({.credentials = chap(AuthMethod::kChapMd5, static_cast<std::size_t>(size), 16), .session_id = "1"});
        const auto value = value_of(request, "CHAP-Password"_attr);
        CHECK(value.size() == 17);
        CHECK(value[0] == 7);
        CHECK(value_of(request, "CHAP-Challenge"_attr) == base::Bytes(static_cast<std::size_t>(size), 0xcc));
    }
    SECTION("MS-CHAPv1") {
        const auto request = request_of({.credentials = chap(AuthMethod::kMsChapV1, 8, 49), .session_id = "1"});
        CHECK(value_of(request, "MS-CHAP-Challenge"_attr).size() == 8);
        const auto value = value_of(request, "MS-CHAP-Response"_attr);
        CHECK(value[0] == 7);   // identifier
        CHECK(value[1] == 49);  // flags: the last of the 49 octets
        CHECK(value[2] == 1);
    }
    SECTION("MS-CHAPv2") {
        const auto request = request_of({.credentials = chap(AuthMethod::kMsChapV2, 16, 49), .session_id = "1"});
        CHECK(value_of(request, "MS-CHAP2-Response"_attr).size() == 50);
        CHECK(request.first("MS-CHAP-Response"_attr) == nullptr);
    }
}

TEST_CASE("What is no answer of the method is not asked", "[radius]") {
    const std::string kLength = "the user's response has a wrong length, or there is no challenge";
    CHECK(error_of(chap(AuthMethod::kChapMd5, 16, 15)) == kLength);
    CHECK(error_of(chap(AuthMethod::kChapMd5, 0, 16)) == kLength);
    CHECK(error_of(chap(AuthMethod::kMsChapV1, 8, 50)) == kLength);
    CHECK(error_of(chap(AuthMethod::kMsChapV2, 16, 48)) == kLength);
    CHECK(error_of(pap("", "x")) == "the user has no name");
    CHECK(error_of(pap(std::string("a\0b", 3), "x")) == "a NUL in the user's name");
    CHECK(error_of(pap("a", std::string_view("x\0y", 3))) == "a NUL in the password");
    CHECK(error_of(pap(std::string(254, 'a'), "x")) == "the user's name is too long for RADIUS");
    CHECK(error_of(pap("a", std::string(129, 'x'))) == "the password is too long for RADIUS");
}

TEST_CASE("What the LAC tells of the access line goes to the server as RFC 4679 has it", "[radius][rfc4679]") {
    UserQuestion question{.credentials = pap("u", "p"), .session_id = "1"};
    const auto avp = [](std::uint16_t type, base::Bytes value) { return l2tp::VendorAvp{3561, type, std::move(value)}; };
    question.access_line = {avp(1, {'e', 't', 'h'}),
                            avp(129, {0, 0, 0, 0, 0, 0x0f, 0x42, 0x40}),     // 1 Mbit/s in 64 bits
                            avp(130, {0, 0, 0, 2, 0, 0, 0, 0}),              // more than 32 bits hold
                            avp(130, {0, 0, 0, 0, 0, 0, 0, 1}),              // said twice: the first counts
                            avp(144, {1, 2}),                                // too short
                            avp(254, {}),
                            {9, 1, {'x'}}};
    const auto request = request_of(question);
    CHECK(request.text("Agent-Circuit-Id"_attr) == "eth");
    CHECK(request.integer("Actual-Data-Rate-Upstream"_attr) == 1'000'000);
    CHECK(request.integer("Actual-Data-Rate-Downstream"_attr) == 0xffffffff);
    CHECK(request.all("Actual-Data-Rate-Downstream"_attr).size() == 1);
    CHECK(request.first("Access-Loop-Encapsulation"_attr) == nullptr);
    CHECK(request.first("IWF-Session"_attr) != nullptr);
    CHECK(request.first("Cisco-AVPair"_attr) == nullptr);
}
