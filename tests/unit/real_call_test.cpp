// The call of tests/captures/isdn_call.txt through our codec, field by field.
#include "l2tp/message_codec.h"
#include "l2tp/tunnel_auth.h"

#include <nettle/md5.h>

#include "support/captured_call.h"
#include "support/catch.h"

using namespace l2tp;
using testing::from_hex;

namespace {

struct Step {
    ControlHeader header;
    std::optional<Message> message;
    Bytes octets;
};

Step step(std::size_t index, std::string_view name) {
    static const auto call = testing::captured_call("isdn_call.txt");
    REQUIRE(call.size() == 12);
    const auto& line = call[index];
    REQUIRE(line.name == name);
    const auto header = decode_header(line.octets);
    REQUIRE(header);
    REQUIRE(header->length == line.octets.size());
    Step out{*header, {}, line.octets};
    if (name == "ZLB") return out;
    auto decoded = decode_message(message_body(line.octets, *header));
    if (!decoded) FAIL(decoded.error().text);
    CHECK(decoded->ignored_count == 0);
    out.message = decoded->message;
    return out;
}

void check_header(const Step& s, std::uint16_t tunnel, std::uint16_t session, std::uint16_t ns, std::uint16_t nr) {
    CHECK(s.header == ControlHeader{tunnel, session, ns, nr, static_cast<std::uint16_t>(s.octets.size())});
}

/// M bits cleared: this peer sets it on AVPs 33 and 38, where the RFC says 0.
Bytes without_m_bits(const Bytes& datagram) {
    Bytes out = datagram;
    for (std::size_t at = kControlHeaderSize; at + 6 <= out.size();) {
        const auto length = static_cast<std::size_t>((out[at] & 3) << 8 | out[at + 1]);
        REQUIRE(length >= 6);
        out[at] = static_cast<std::uint8_t>(out[at] & 0x7f);
        at += length;
    }
    return out;
}

}  // namespace

TEST_CASE("The SCCRQ of a real LAC is read", "[rfc2661][6.1]") {
    const auto s = step(0, "SCCRQ");
    check_header(s, 0, 0, 0, 0);
    const auto& m = std::get<Sccrq>(*s.message);
    CHECK(m.version == ProtocolVersion{1, 0});
    CHECK(m.framing == 3);
    CHECK(m.bearer == 3u);
    CHECK_FALSE(m.tie_breaker);
    CHECK(m.firmware == 0x1130);
    CHECK(m.host_name == "hgw");
    CHECK(m.vendor_name == "Cisco Systems, Inc.");
    CHECK(m.assigned_tunnel == PeerTunnelId{0x4518});
    CHECK(m.receive_window == 800);
    CHECK(m.challenge == from_hex("545A2343FBE20EA08BCA7B56E4A7D29E"));
}

TEST_CASE("The SCCRP of a real LNS is read and its response verified", "[rfc2661][6.2][5.1.1]") {
    const auto s = step(1, "SCCRP");
    check_header(s, 0x4518, 0, 0, 1);
    const auto& m = std::get<Sccrp>(*s.message);
    CHECK(m.version == ProtocolVersion{1, 0});
    CHECK(m.framing == 3);
    CHECK(m.bearer == 3u);
    CHECK(m.firmware == 0x1120);
    CHECK(m.host_name == "l2tp-gw");
    CHECK(m.vendor_name == "Cisco Systems, Inc.");
    CHECK(m.assigned_tunnel == PeerTunnelId{0xd7e6});
    CHECK(m.receive_window == 300);
    CHECK(m.challenge == from_hex("98B296C28429E7ADC767237A45F31040"));
    const auto sccrq = step(0, "SCCRQ");
    const auto& challenge = *std::get<Sccrq>(*sccrq.message).challenge;
    CHECK(m.challenge_response == challenge_response(MessageType::kSccrp, "hello", challenge));
}

TEST_CASE("The SCCCN of a real LAC is read and its response verified", "[rfc2661][6.3][5.1.1]") {
    const auto s = step(2, "SCCCN");
    check_header(s, 0xd7e6, 0, 1, 1);
    const auto sccrp = step(1, "SCCRP");
    const auto& challenge = *std::get<Sccrp>(*sccrp.message).challenge;
    CHECK(std::get<Scccn>(*s.message).challenge_response ==
          challenge_response(MessageType::kScccn, "hello", challenge));
}

TEST_CASE("The ICRQ of a real LAC is read", "[rfc2661][6.6]") {
    const auto s = step(4, "ICRQ");
    check_header(s, 0xd7e6, 0, 2, 1);
    Icrq expected;
    expected.assigned_session = {7};
    expected.serial = 0xd114c7c5;
    expected.bearer = 1;
    expected.calling_number = "2085730592";
    expected.called_number = "614629";
    expected.port_name = "Serial0:0";
    CHECK(*s.message == Message(expected));
}

TEST_CASE("The ICRP of a real LNS is read", "[rfc2661][6.7]") {
    const auto s = step(5, "ICRP");
    check_header(s, 0x4518, 7, 1, 3);
    CHECK(*s.message == Message(Icrp{{45}}));
}

TEST_CASE("The ICCN of a real LAC is read, M on AVPs 33 and 38 or not", "[rfc2661][6.8][4.4.5-03]") {
    const auto s = step(6, "ICCN");
    check_header(s, 0xd7e6, 45, 3, 2);
    Iccn expected;
    expected.tx_speed = 64000;
    expected.rx_speed = 64000;
    expected.framing = 2;
    expected.proxy_lcp.last_sent = from_hex("0305C223050506109D08F2");
    expected.proxy_lcp.last_received = from_hex("05066EE4E865");
    expected.proxy_auth.type = 2;
    expected.proxy_auth.name = "2500-1";
    expected.proxy_auth.challenge = from_hex("5D0D008CB1677CF8BC354556321A7A74");
    expected.proxy_auth.id = 6;
    expected.proxy_auth.response = from_hex("CA1CC2E4FA6899E8DF1B695C0A80883E");
    CHECK(*s.message == Message(expected));
}

TEST_CASE("The proxied CHAP response of the real call verifies with the user's password") {
    const auto s = step(6, "ICCN");
    const auto& auth = std::get<Iccn>(*s.message).proxy_auth;
    // RFC 1994: MD5 over identifier, secret, challenge.
    Bytes input = {static_cast<std::uint8_t>(*auth.id & 0xff), 'c', 'i', 's', 'c', 'o'};
    input.insert(input.end(), auth.challenge->begin(), auth.challenge->end());
    md5_ctx md5;
    md5_init(&md5);
    md5_update(&md5, input.size(), input.data());
    Bytes digest(MD5_DIGEST_SIZE);
    md5_digest(&md5, digest.size(), digest.data());
    CHECK(auth.response == digest);
}

TEST_CASE("CDN and StopCCN of the real call are read", "[rfc2661][6.4][6.12]") {
    const auto cdn = step(8, "CDN");
    check_header(cdn, 0xd7e6, 45, 4, 2);
    CHECK(*cdn.message == Message(Cdn{{1, 0, ""}, {7}, {}, {}}));
    const auto stop = step(10, "StopCCN");
    check_header(stop, 0x4518, 0, 2, 5);
    CHECK(*stop.message == Message(StopCcn{{0xd7e6}, {1, std::nullopt, ""}}));
}

TEST_CASE("The ZLBs of the real call are headers alone", "[rfc2661][5.8]") {
    for (const std::size_t index : {3u, 7u, 9u, 11u}) {
        const auto s = step(index, "ZLB");
        CHECK(s.header.length == kControlHeaderSize);
        CHECK(encode_zlb(s.header) == s.octets);
    }
}

TEST_CASE("Our encoder writes the messages of the real call octet by octet",
          "[rfc2661][6.0][3-01][3.1-01][3.1-02][3.1-04][3.1-05][3.1-06][3.1-07][4.1-01][6-01]") {
    const std::vector<std::pair<std::size_t, const char*>> same = {
        {0, "SCCRQ"}, {1, "SCCRP"}, {2, "SCCCN"}, {4, "ICRQ"}, {5, "ICRP"}, {8, "CDN"}, {10, "StopCCN"}};
    for (const auto& [index, name] : same) {
        CAPTURE(name);
        const auto s = step(index, name);
        CHECK(encode_message(*s.message, s.header) == s.octets);
    }
}

TEST_CASE("Our ICCN differs from the real one in M bits that the RFC forbids only", "[rfc2661][4.4.4][4.4.5]") {
    const auto s = step(6, "ICCN");
    const auto ours = encode_message(*s.message, s.header);
    CHECK(ours != s.octets);
    CHECK(without_m_bits(ours) == without_m_bits(s.octets));
}
