// What a message can make the decoder do, counted in MD5 digests: the price of hidden AVPs. RFC 2661 section 4.3.
#include "l2tp/avp_hiding.h"
#include "l2tp/avp_table.h"
#include "l2tp/message_codec.h"

#include "support/catch.h"
#include "support/decode_checks.h"

using namespace l2tp;
using testing::accepted;
using testing::avp;
using testing::body;
using testing::icrq;
using testing::join;
using testing::Octets;
using testing::raw_avp;
using testing::refused;

namespace {

const Octets kLongVector(1017, 0x5a);

Octets hidden(std::uint16_t type, const Octets& value, bool mandatory) {
    const auto secret_text = hide_value({type, "secret", kLongVector}, value, {});
    return raw_avp({static_cast<std::uint16_t>((mandatory ? 0xc000 : 0x4000) | (6 + secret_text.size())), 0, type, secret_text});
}

Octets sccrq(const std::vector<Octets>& more) {
    return body(MessageType::kSccrq, {avp(2, {1, 0}), avp(3, {0, 0, 0, 3}), avp(7, {'h'}), avp(36, kLongVector), join(more)});
}

const DecodeOptions kUnauthenticated{"secret", false, kMostDigestsUnauthenticated};
const auto kId = hidden(9, {0, 5}, true);

}  // namespace

TEST_CASE("Ten thousand hidden AVPs without a value cost no more than one of each kind", "[flood]") {
    const auto type = GENERATE(as<std::uint16_t>(), 4, 6, 8, 10, 11);
    const auto message = sccrq({kId, join(std::vector<Octets>(10700, raw_avp({0x4006, 0, type, {}})))});
    const auto decoded = accepted(message, kUnauthenticated);
    CHECK(decoded.digests == 2);
    CHECK(decoded.ignored_count == 10700);
}

TEST_CASE("Of a repeated hidden AVP only the first one is decrypted", "[flood]") {
    const auto good = hidden(8, {'v'}, false);
    const auto decoded = accepted(sccrq({kId, join(std::vector<Octets>(1000, good))}), kUnauthenticated);
    CHECK(decoded.digests == 2);
    CHECK(std::get<Sccrq>(*decoded.message).vendor_name == "v");
}

TEST_CASE("Nothing but the id for the answer is decrypted of a message that cannot be used", "[flood][rfc2661][7.1-03]") {
    const auto fault = GENERATE(avp(999, {1}),                         // unknown, M set
                                raw_avp({0x8003, 0, 1, {}}),           // a length that is none
                                raw_avp({0xc006, 0, 36, {}}));         // a hidden Random Vector
    const auto error = refused(sccrq({hidden(8, Octets(1000, 'v'), false), kId, fault}), kUnauthenticated);
    CHECK(error.digests == 1);
    CHECK(error.assigned_tunnel == PeerTunnelId{5});
}

TEST_CASE("The first value that is wrong is the last one that is decrypted", "[flood]") {
    const auto wrong = hidden(10, {1, 2, 3}, true);  // Receive Window Size of three octets
    const auto error = refused(sccrq({kId, wrong, hidden(8, Octets(1000, 'v'), true)}), kUnauthenticated);
    CHECK(error.digests == 2);
}

TEST_CASE("More than 2 kB of hidden text is not decrypted for somebody who has not authenticated himself", "[flood]") {
    const Octets long_value(1015, 'x');
    const auto message = sccrq({kId, hidden(8, long_value, false), hidden(11, long_value, false)});
    const auto decoded = accepted(message, kUnauthenticated);
    CHECK(decoded.digests <= kMostDigestsUnauthenticated);
    CHECK(std::get<Sccrq>(*decoded.message).vendor_name);
    CHECK_FALSE(std::get<Sccrq>(*decoded.message).challenge);
    CHECK(accepted(message, {"secret", false}).digests == 129);
    // With M it is an error: the answer must not depend on what was left out.
    CHECK(refused(sccrq({kId, hidden(8, long_value, true), hidden(11, long_value, true)}), kUnauthenticated).result.error == 3);
}

TEST_CASE("Hidden access line AVPs, which may be many, are decrypted up to a limit", "[flood]") {
    const auto line = [](std::uint16_t type) {
        const auto text = hide_value({type, "secret", kLongVector}, Octets{0x6c}, {});
        return raw_avp({static_cast<std::uint16_t>(0x4000 | (6 + text.size())), kVendorAdslForum, type, text});
    };
    const auto decoded = accepted(icrq({avp(36, kLongVector), join(std::vector<Octets>(7000, line(1)))}), {"secret", false});
    CHECK(decoded.digests == kMostDigests);
    CHECK(std::get<Icrq>(*decoded.message).access_line.size() == kMostDigests);
}

TEST_CASE("The type of a message is told without a look at the rest", "[flood]") {
    CHECK(peek_message_type(join({avp(0, {0, 4}), {1, 2, 3}})) == MessageType::kStopCcn);
    CHECK_FALSE(peek_message_type(avp(0, {0, 99})));
    CHECK_FALSE(peek_message_type(avp(1, {0, 4})));
    CHECK_FALSE(peek_message_type(avp(0, {4})));
    CHECK_FALSE(peek_message_type(raw_avp({0xc008, 0, 0, {0, 4}})));
    CHECK_FALSE(peek_message_type({}));
}
