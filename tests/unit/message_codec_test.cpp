#include "l2tp/message_codec.h"

#include <algorithm>

#include "l2tp/avp.h"
#include "support/catch.h"
#include "support/sample_messages.h"

using namespace l2tp;

namespace {

const ControlHeader kHeader{0x4518, 7, 1, 3, 0};

/// The same numbers in every run, in place of chance.
RandomSource repeatable() {
    return [next = 0u](std::span<std::uint8_t> out) mutable {
        for (auto& octet : out) octet = static_cast<std::uint8_t>((next = next * 1103515245u + 12345u) >> 16 & 0xffu);
    };
}

l2tp::Bytes body_of(const Bytes& datagram) {
    const auto header = decode_header(datagram);
    REQUIRE(header);
    REQUIRE(header->length == datagram.size());
    const auto body = message_body(datagram, *header);
    return {body.begin(), body.end()};
}

Message decoded(const Bytes& datagram, const DecodeOptions& options = {}) {
    const auto result = decode_message(body_of(datagram), options);
    if (!result) FAIL(result.error().text);
    REQUIRE(result->message);
    CHECK(result->ignored_count == 0);
    return *result->message;
}

bool has_hidden(const Bytes& datagram, std::uint16_t type) {
    const auto body = body_of(datagram);
    AvpReader reader(body);
    while (!reader.done()) {
        const auto avp = reader.next();
        REQUIRE(avp);
        if (avp->type == type && avp->vendor == 0) return avp->hidden;
    }
    FAIL("AVP not found");
    return false;
}

}  // namespace

TEST_CASE("Every message comes back as it was sent",
          "[rfc2661][6.0][6.1-01][6.2-01][6.3-01][6.4-01][6.5-04][6.6-01][6.7-01]"
          "[6.8-01][6.9-02][6.10-01][6.11-01][6.12-02][6.13-01][6.14-01][7.1-05]") {
    for (const auto& message : testing::every_message()) {
        CAPTURE(name_of(type_of(message)));
        const auto datagram = encode_message(message, kHeader);
        CHECK(decoded(datagram) == message);
        auto expected = kHeader;
        expected.length = static_cast<std::uint16_t>(datagram.size());
        CHECK(decode_header(datagram) == expected);
    }
}

TEST_CASE("Every message comes back with its optional AVPs absent", "[rfc2661][6.0]") {
    Sccrq sccrq;
    sccrq.host_name = "h";
    sccrq.assigned_tunnel = {1};
    Sccrp sccrp;
    sccrp.host_name = "h";
    sccrp.assigned_tunnel = {1};
    Icrq icrq;
    icrq.assigned_session = {1};
    Cdn cdn;
    cdn.result = {1, std::nullopt, ""};
    const std::vector<Message> bare = {sccrq, sccrp, Scccn{}, icrq, Iccn{}, Occn{}, Ocrp{{3}, {}}, cdn};
    for (const auto& message : bare) {
        CAPTURE(name_of(type_of(message)));
        CHECK(decoded(encode_message(message, kHeader)) == message);
    }
}

TEST_CASE("Every message comes back with all that may be hidden hidden", "[rfc2661][4.3][4.3-02]") {
    const EncodeOptions options{true, "hello", true, repeatable()};
    for (const auto& message : testing::every_message()) {
        CAPTURE(name_of(type_of(message)));
        CHECK(decoded(encode_message(message, kHeader, options), {"hello", false}) == message);
    }
}

TEST_CASE("Hiding hides passwords and user names, and leaves what must not be hidden", "[rfc2661][4.3][4.3-02]") {
    const EncodeOptions options{true, "hello", true, repeatable()};
    const auto iccn = encode_message(testing::full_iccn(), kHeader, options);
    for (const auto type : std::initializer_list<std::uint16_t>{24, 19, 26, 27, 28, 29, 30, 31, 32, 33, 37, 38})
        CHECK(has_hidden(iccn, type));
    for (const auto type : std::initializer_list<std::uint16_t>{0, 36, 39}) CHECK_FALSE(has_hidden(iccn, type));
    const auto sccrq = encode_message(testing::full_sccrq(), kHeader, options);
    for (const auto type : std::initializer_list<std::uint16_t>{0, 2, 5, 7, 10, 36})
        CHECK_FALSE(has_hidden(sccrq, type));
    for (const auto type : std::initializer_list<std::uint16_t>{3, 4, 6, 8, 9, 11}) CHECK(has_hidden(sccrq, type));
}

TEST_CASE("Hidden AVPs are padded by chance, so their length tells little", "[rfc2661][4.3][4.3-04]") {
    const EncodeOptions options{true, "hello", true, repeatable()};
    std::vector<std::size_t> sizes;
    for (int i = 0; i < 8; ++i) sizes.push_back(encode_message(Icrp{{1}}, kHeader, options).size());
    CHECK(*std::max_element(sizes.begin(), sizes.end()) > *std::min_element(sizes.begin(), sizes.end()));
}

TEST_CASE("Without a secret or a source of chance nothing is hidden", "[rfc2661][4.3][4.3-01]") {
    const auto clear = encode_message(Icrp{{1}}, kHeader);
    CHECK(encode_message(Icrp{{1}}, kHeader, {true, "", true, repeatable()}) == clear);
    CHECK(encode_message(Icrp{{1}}, kHeader, {true, "hello", true, {}}) == clear);
}

TEST_CASE("Vendor specific AVPs can be left out") {
    auto icrq = testing::full_icrq();
    const auto datagram = encode_message(icrq, kHeader, {false, "", false, {}});
    icrq.port_name.reset();
    icrq.switches.reset();
    icrq.access_line.clear();
    CHECK(decoded(datagram) == Message(icrq));
}

TEST_CASE("A Result Code is as long as it has content", "[rfc2661][4.4.2][4.4.2-02]") {
    const auto size = [](ResultCode code) { return encode_message(StopCcn{{1}, std::move(code)}, kHeader).size(); };
    const auto shortest = size({1, std::nullopt, ""});
    CHECK(shortest == 12 + 8 + 8 + 8);
    CHECK(size({1, 0, ""}) == shortest + 2);
    CHECK(size({1, 0, "text"}) == shortest + 6);
    CHECK(size({1, std::nullopt, "text"}) == shortest + 6);
}

TEST_CASE("A long error text is cut between characters", "[rfc2661][4.4.2][4.4.2-03]") {
    std::string text = "x";
    for (int i = 0; i < 400; ++i) text += "\xc3\xa4";
    const auto message = decoded(encode_message(StopCcn{{1}, {2, 6, text}}, kHeader));
    const auto& sent = std::get<StopCcn>(message).result.message;
    CHECK(sent.size() == 511);
    CHECK(text.starts_with(sent));
}

TEST_CASE("A value that fits in no AVP is named by check_sizes and left out, not cut",
          "[rfc2661][4.1-09]") {
    auto iccn = testing::full_iccn();
    CHECK_FALSE(check_sizes(iccn));
    iccn.proxy_lcp.last_sent = Bytes(kMaxValueSize, 1);
    CHECK_FALSE(check_sizes(iccn));
    CHECK(decoded(encode_message(iccn, kHeader)) == Message(iccn));
    CHECK(decoded(encode_message(iccn, kHeader, {true, "s", true, repeatable()}), {"s", false}) == Message(iccn));
    iccn.proxy_lcp.last_sent = Bytes(kMaxValueSize + 1, 1);
    CHECK(check_sizes(iccn) == "Last Sent LCP CONFREQ");
    const auto datagram = encode_message(iccn, kHeader);
    iccn.proxy_lcp.last_sent.reset();
    CHECK(decoded(datagram) == Message(iccn));
}

TEST_CASE("More access line AVPs than a datagram holds do not break the message", "[rfc2661][3.1][4.1-09]") {
    auto icrq = testing::full_icrq();
    icrq.access_line.assign(100, VendorAvp{3561, 1, Bytes(1000, 1)});
    CHECK(check_sizes(icrq));
    const auto datagram = encode_message(icrq, kHeader);
    CHECK(datagram.size() < 65508);
    CHECK(std::get<Icrq>(decoded(datagram)).access_line.size() > 50);
}
