// One test a broken field: what a peer may get wrong, and what it costs.
#include "l2tp/message_codec.h"

#include "support/catch.h"
#include "support/decode_checks.h"
#include "support/sample_messages.h"

using namespace l2tp;
using testing::accepted;
using testing::accepted_as;
using testing::avp;
using testing::body;
using testing::iccn;
using testing::icrq;
using testing::join;
using testing::Octets;
using testing::optional_avp;
using testing::raw_avp;
using testing::refused;

namespace {

const Octets kSession = avp(14, {0, 7});
const Octets kSerial = avp(15, {0, 0, 0, 1});

Octets sccrq(const std::vector<Octets>& more, const Octets& version = avp(2, {1, 0}),
             const Octets& name = avp(7, {'h'}), const Octets& tunnel = avp(9, {0, 5})) {
    return body(MessageType::kSccrq, {version, avp(3, {0, 0, 0, 3}), name, tunnel, join(more)});
}

}  // namespace

// Framing ---------------------------------------------------------------------------------------------------

TEST_CASE("A message that does not begin with Message Type costs the tunnel", "[rfc2661][4.4.1][4.4.1-01]") {
    for (const auto& first : {avp(7, {'h'}), raw_avp({0, 9, 0, {0, 1}}), avp(0, {1}), avp(0, {0, 1, 0}),
                              raw_avp({0xc008, 0, 0, {0, 1}}), raw_avp({0xa008, 0, 0, {0, 1}})}) {
        const auto error = refused(join({first, avp(2, {1, 0})}));
        CHECK_FALSE(error.session_scope);
        CHECK(error.result.result == 2);
        CHECK(error.result.error == 3);
        CHECK_FALSE(error.type);
    }
    CHECK(refused({}).result.error == 2);
}

TEST_CASE("An AVP length of 0 to 5 is a wrong length, with its place", "[rfc2661][4.1][4.1-06][7.1-03]") {
    for (std::uint16_t length = 0; length < 6; ++length) {
        const auto error = refused(icrq({raw_avp({static_cast<std::uint16_t>(0x8000 | length), 0, 22, {'1'}})}));
        CHECK(error.session_scope);
        CHECK(error.result.result == 2);
        CHECK(error.result.error == 2);
        CHECK(error.text == "ICRQ: octet 38: AVP length under 6");
        CHECK(error.result.message == "octet 38: AVP length under 6");
        CHECK(error.assigned_session == PeerSessionId{7});
    }
}

TEST_CASE("An AVP that reaches beyond the message is a wrong length, M or not", "[rfc2661][4.1][4.1-06]") {
    CHECK(refused(icrq({raw_avp({0x8009, 0, 22, {'1', '2'}})})).result.error == 2);
    CHECK(refused(icrq({raw_avp({0x0009, 0, 22, {'1', '2'}})})).result.error == 2);
    CHECK(refused(icrq({raw_avp({0x83ff, 0, 22, {'1', '2'}})})).result.error == 2);
    CHECK(refused(icrq({{0x80}})).result.error == 2);
    CHECK(refused({0x80, 0x08, 0, 0}).result.error == 2);
}

// Message types ---------------------------------------------------------------------------------------------

TEST_CASE("An unknown message type with M costs the tunnel", "[rfc2661][4.4.1][4.4.1-02]") {
    const auto error = refused(avp(0, {0, 99}));
    CHECK_FALSE(error.session_scope);
    CHECK(error.result == ResultCode{2, 3, "unknown message type 99 with the M bit set"});
}

TEST_CASE("An unknown message type without M is nothing to act upon", "[rfc2661][4.4.1][4.4.1-03]") {
    const auto decoded = accepted(join({optional_avp(0, {0, 99}), {1, 2, 3}}));
    CHECK_FALSE(decoded.message);
    CHECK(decoded.type == 99);
}

TEST_CASE("A known message type without M is taken", "[rfc2661][4.4.1]") {
    CHECK(accepted(optional_avp(0, {0, 6})).message == Message(Hello{}));
}

// Unknown AVPs ----------------------------------------------------------------------------------------------

TEST_CASE("An unknown AVP with M costs the session of a call message", "[rfc2661][4.1][4.2][4.1-03][4.4.2-04]") {
    const auto error = refused(icrq({avp(99, {1})}));
    CHECK(error.session_scope);
    CHECK(error.result == ResultCode{2, 8, "AVP 99 at octet 38: unknown, M bit set"});
    CHECK(error.assigned_session == PeerSessionId{7});
    CHECK(error.type == MessageType::kIcrq);
}

TEST_CASE("An unknown AVP with M costs the tunnel of a control connection message", "[rfc2661][4.1][4.2][4.1-04]") {
    const auto error = refused(sccrq({avp(99, {1})}));
    CHECK_FALSE(error.session_scope);
    CHECK(error.result.error == 8);
    CHECK(error.assigned_tunnel == PeerTunnelId{5});
}

TEST_CASE("An unknown AVP without M is ignored and reported", "[rfc2661][4.1][4.1-05]") {
    const auto decoded = accepted(icrq({optional_avp(99, {1})}));
    REQUIRE(decoded.ignored.size() == 1);
    CHECK(decoded.ignored[0].type == 99);
    CHECK(decoded.ignored[0].offset == 38);
    CHECK(std::string(decoded.ignored[0].why) == "unknown");
}

TEST_CASE("A reserved bit makes a known AVP unrecognized", "[rfc2661][4.1][4.1-02]") {
    for (const unsigned bit : {0x2000u, 0x1000u, 0x0800u, 0x0400u}) {
        const auto with_m = raw_avp({static_cast<std::uint16_t>(0x8008 | bit), 0, 22, {'1', '2'}});
        CHECK(refused(icrq({with_m})).result.error == 8);
        const auto without = raw_avp({static_cast<std::uint16_t>(0x0008 | bit), 0, 22, {'1', '2'}});
        CHECK_FALSE(accepted_as<Icrq>(icrq({without})).calling_number);
    }
}

TEST_CASE("A vendor's AVP is never taken for the IETF's of the same number", "[rfc2661][4.1][4.1-07]") {
    const auto foreign = raw_avp({0x0008, 311, 22, {'1', '2'}});
    CHECK_FALSE(accepted_as<Icrq>(icrq({foreign})).calling_number);
    CHECK(refused(icrq({raw_avp({0, 311, 22, {'1', '2'}})})).result.message ==
          "AVP 311:22 at octet 38: unknown, M bit set");
}

TEST_CASE("Access line AVPs of RFC 5515 are kept as they are, repeated ones too") {
    const auto line = raw_avp({0x0008, 3561, 1, {'a', 'b'}});
    const auto message = accepted_as<Icrq>(icrq({line, line}));
    CHECK(message.access_line == std::vector<VendorAvp>(2, VendorAvp{3561, 1, {'a', 'b'}}));
    CHECK(refused(body(MessageType::kHello, {raw_avp({0, 3561, 1, {}})})).result.error == 8);
    // What RFC 5515 does not know is carried too, but cannot be asked for.
    CHECK(accepted_as<Icrq>(icrq({raw_avp({0x0006, 3561, 99, {}})})).access_line.size() == 1);
    CHECK(refused(icrq({raw_avp({0, 3561, 99, {}})})).result.error == 8);
}

TEST_CASE("Only so many ignored AVPs are listed, all are counted") {
    const auto decoded = accepted(icrq({join(std::vector<Octets>(1000, optional_avp(99, {})))}));
    CHECK(decoded.ignored_count == 1000);
    CHECK(decoded.ignored.size() == kMaxIgnoredListed);
}

TEST_CASE("A known AVP in a message that does not use it is ignored, M or not") {
    const auto decoded = accepted(body(MessageType::kHello, {avp(11, {1}), optional_avp(22, {})}));
    CHECK(decoded.ignored_count == 2);
}

TEST_CASE("Of a repeated AVP the first counts") {
    const auto decoded = accepted(icrq({avp(22, {'1'}), avp(22, {'2'})}));
    CHECK(std::get<Icrq>(*decoded.message).calling_number == "1");
    REQUIRE(decoded.ignored_count == 1);
    CHECK(std::string(decoded.ignored[0].why) == "repeated");
}

TEST_CASE("AVPs come in any order, with any M bit", "[rfc2661][4.1]") {
    const auto message = accepted_as<Icrq>(
        body(MessageType::kIcrq, {avp(25, {0, 0, 0, 9}), optional_avp(15, {0, 0, 0, 1}), optional_avp(14, {0, 7})}));
    CHECK(message.assigned_session == PeerSessionId{7});
    CHECK(message.serial == 1);
    CHECK(message.physical_channel == 9u);
}

// Required AVPs ---------------------------------------------------------------------------------------------

TEST_CASE("Each required AVP is missed",
          "[rfc2661][6.0][6.1-01][6.2-01][6.4-01][6.6-01][6.7-01][6.8-01][6.9-02][6.10-01][6.11-01][6.12-02][6.13-01][6.14-01]") {
    for (const auto& message : testing::every_message()) {
        const auto datagram = encode_message(message, {});
        const auto whole = std::span<const std::uint8_t>(datagram).subspan(kControlHeaderSize);
        const Octets type_only(whole.begin(), whole.begin() + 8);
        CAPTURE(name_of(type_of(message)));
        const bool needs_nothing = type_of(message) == MessageType::kHello || type_of(message) == MessageType::kScccn;
        if (needs_nothing) {
            CHECK(accepted(type_only).message);
        } else {
            const auto error = refused(type_only);
            CHECK(error.result.error == 3);
            CHECK(error.text.find("is missing") != std::string::npos);
        }
    }
    CHECK(refused(body(MessageType::kIcrq, {kSession})).result.message == "AVP 15 (Call Serial Number) is missing");
    CHECK(refused(body(MessageType::kStopCcn, {avp(9, {0, 1})})).result.message == "AVP 1 (Result Code) is missing");
}

TEST_CASE("A malformed required AVP is an error even without M") {
    const auto error = refused(body(MessageType::kIcrq, {kSession, optional_avp(15, {0, 1})}));
    CHECK(error.result == ResultCode{2, 2, "AVP 15 (Call Serial Number) at octet 28: value of 2 octets"});
}

TEST_CASE("A malformed optional AVP is an error with M, ignored without",
          "[rfc2661][7.1-03][7.1-04]") {
    CHECK(refused(icrq({avp(18, {1})})).result.error == 2);
    const auto decoded = accepted(icrq({optional_avp(18, {1})}));
    CHECK_FALSE(std::get<Icrq>(*decoded.message).bearer);
    REQUIRE(decoded.ignored_count == 1);
    CHECK(std::string(decoded.ignored[0].why) == "malformed");
}

// Values, one by one ----------------------------------------------------------------------------------------

TEST_CASE("Each value of fixed size is refused when too short or too long", "[rfc2661][4.4][7.1-03]") {
    struct Row { Octets (*message)(const std::vector<Octets>&); std::uint16_t type; std::size_t size; };
    const auto in_sccrq = [](const std::vector<Octets>& more) { return sccrq(more); };
    const std::vector<Row> rows = {
        {in_sccrq, 4, 4}, {in_sccrq, 5, 8}, {in_sccrq, 6, 2}, {in_sccrq, 10, 2}, {icrq, 18, 4}, {icrq, 25, 4},
        {icrq, 74, 8}, {icrq, 75, 8}, {iccn, 38, 4}, {iccn, 29, 2}, {iccn, 32, 2}, {iccn, 39, 0},
    };
    for (const auto& row : rows) {
        CAPTURE(row.type);
        CHECK(accepted(row.message({avp(row.type, Octets(row.size, 1))})).message);
        CHECK(refused(row.message({avp(row.type, Octets(row.size + 1, 1))})).result.error == 2);
        if (row.size > 0) CHECK(refused(row.message({avp(row.type, Octets(row.size - 1, 1))})).result.error == 2);
    }
}

TEST_CASE("Other protocol versions than 1 get StopCCN 5 with the highest version",
          "[rfc2661][4.4.2][4.4.3][4.4.2-06][7.2.1-01]") {
    const auto error = refused(sccrq({}, avp(2, {2, 0})));
    CHECK(error.result.result == 5);
    CHECK(error.result.error == 0x0100);
    CHECK(error.assigned_tunnel == PeerTunnelId{5});
    CHECK_FALSE(error.session_scope);
    CHECK(refused(sccrq({}, avp(2, {0, 0}))).result.result == 5);
    CHECK(accepted_as<Sccrq>(sccrq({}, avp(2, {1, 7}))).version == ProtocolVersion{1, 7});
}

TEST_CASE("A Host Name has at least one octet", "[rfc2661][4.4.3][4.4.3-11]") {
    CHECK(refused(sccrq({}, avp(2, {1, 0}), avp(7, {}))).result.error == 2);
    const Octets longest(1017, 0xff);
    CHECK(accepted_as<Sccrq>(sccrq({}, avp(2, {1, 0}), avp(7, longest))).host_name.size() == 1017);
}

TEST_CASE("An assigned id of 0 is refused in requests and replies", "[rfc2661][4.4.3][4.4.4][4.4.3-19][4.4.4-07]") {
    CHECK(refused(sccrq({}, avp(2, {1, 0}), avp(7, {'h'}), avp(9, {0, 0}))).result.error == 3);
    CHECK(refused(body(MessageType::kIcrp, {avp(14, {0, 0})})).result.error == 3);
}

TEST_CASE("An assigned id of 0 is taken where the sender never had one", "[rfc2661][4.4.3]") {
    const auto stop = accepted_as<StopCcn>(body(MessageType::kStopCcn, {avp(9, {0, 0}), avp(1, {0, 4})}));
    CHECK(stop.assigned_tunnel == PeerTunnelId{0});
    CHECK(accepted(body(MessageType::kCdn, {avp(14, {0, 0}), avp(1, {0, 4})})).message);
}

TEST_CASE("A receive window of 0 is out of range", "[rfc2661][4.4.3][5.8][5.8-17]") {
    CHECK(refused(sccrq({avp(10, {0, 0})})).result.error == 3);
}

TEST_CASE("A challenge has at least one octet, a response sixteen", "[rfc2661][4.4.3][4.4.3-20]") {
    CHECK(refused(sccrq({avp(11, {})})).result.error == 2);
    for (const std::size_t size : {0u, 15u, 17u})
        CHECK(refused(body(MessageType::kScccn, {avp(13, Octets(size, 1))})).result.error == 2);
}

TEST_CASE("A Result Code has two octets, or four and text", "[rfc2661][4.4.2][4.4.2-02]") {
    const auto result = [](const Octets& value) {
        return accepted_as<StopCcn>(body(MessageType::kStopCcn, {avp(9, {0, 1}), avp(1, value)})).result;
    };
    CHECK(result({0, 1}) == ResultCode{1, std::nullopt, ""});
    CHECK(result({0, 2, 0, 8}) == ResultCode{2, 8, ""});
    CHECK(result({0, 2, 0, 8, 'n', 'o'}) == ResultCode{2, 8, "no"});
    for (const std::size_t size : {0u, 1u, 3u})
        CHECK(refused(body(MessageType::kStopCcn, {avp(9, {0, 1}), avp(1, Octets(size, 0))})).result.error == 2);
}

TEST_CASE("Q.931 cause and PPP disconnect cause have their shortest lengths", "[rfc2661][4.4.3]") {
    const auto cdn = [](const Octets& more) {
        return body(MessageType::kCdn, {avp(1, {0, 1}), kSession, more});
    };
    CHECK(accepted_as<Cdn>(cdn(avp(12, {0, 16, 69}))).q931 == Q931Cause{16, 69, ""});
    CHECK(refused(cdn(avp(12, {0, 16}))).result.error == 2);
    CHECK(accepted_as<Cdn>(cdn(optional_avp(46, {0, 3, 0xc0, 0x21, 2}))).disconnect ==
          PppDisconnectCause{3, 0xc021, 2, ""});
    CHECK_FALSE(accepted_as<Cdn>(cdn(optional_avp(46, {0, 3, 0xc0, 0x21}))).disconnect);
    CHECK_FALSE(accepted_as<Cdn>(cdn(optional_avp(46, {0, 3, 0xc0, 0x21, 3}))).disconnect);
}

TEST_CASE("Call Errors and ACCM have one size each", "[rfc2661][4.4.6]") {
    CHECK(refused(body(MessageType::kWen, {avp(34, Octets(25, 0))})).result.error == 2);
    CHECK(refused(body(MessageType::kWen, {avp(34, Octets(27, 0))})).result.error == 2);
    CHECK(refused(body(MessageType::kSli, {avp(35, Octets(9, 0))})).result.error == 2);
    CHECK(refused(body(MessageType::kSli, {avp(35, Octets(11, 0))})).result.error == 2);
}

TEST_CASE("Empty and longest strings are taken as they are") {
    CHECK(accepted_as<Icrq>(icrq({avp(22, {})})).calling_number == "");
    CHECK(accepted_as<Icrq>(icrq({avp(21, Octets(1017, '9'))})).called_number->size() == 1017);
    CHECK(accepted_as<Iccn>(iccn({optional_avp(26, {})})).proxy_lcp.initial_received == Bytes{});
    CHECK(accepted_as<Iccn>(iccn({optional_avp(27, {1})})).proxy_lcp.last_sent == Bytes{1});
}

TEST_CASE("The id for the answer is found behind the first error too") {
    const auto error = refused(body(MessageType::kIcrq, {avp(99, {}), kSerial, kSession}));
    CHECK(error.result.error == 8);
    CHECK(error.assigned_session == PeerSessionId{7});
}
