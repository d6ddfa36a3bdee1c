// Answers as other implementations make them: RFC 2865 section 7, and tests/fuzz/make_radius_corpus.py.
#include <algorithm>

#include "base/printable.h"
#include "radius/packet_reader.h"
#include "radius/value_printer.h"
#include "support/catch.h"
#include "support/radius_vectors.h"

using namespace radius;

namespace {

/// Only the header counts: in the last request of RFC 2865 section 7.3 the length of State is wrong.
SentRequest sent_in(const base::Bytes& request) {
    REQUIRE(request.size() >= 20);
    SentRequest out{static_cast<Code>(request[0]), request[1], {}};
    std::copy_n(request.begin() + 4, out.authenticator.size(), out.authenticator.begin());
    return out;
}

std::string shown(const Attribute& attribute) {
    const auto* info = attribute.info();
    std::string out = attribute.id.vendor != 0 ? std::to_string(attribute.id.vendor) + ":" : "";
    out += std::to_string(attribute.id.number) + " ";
    if (attribute.tag != 0) out += "tag " + std::to_string(attribute.tag) + " ";
    if (!info || (info->type == ValueType::kOctets && attribute.id != AttributeId{0, 69}))
        return out + "x" + base::hex_text(attribute.value);
    if (info->type == ValueType::kInteger) return out + std::to_string(*as_integer(attribute));
    if (info->type == ValueType::kText || info->type == ValueType::kOctets) return out + std::string(as_text(attribute));
    return out + print_value(info, attribute.value);
}

/// Without the Message-Authenticator, which is there whenever the packet is signed.
std::string shown(const Packet& packet) {
    std::string out;
    for (const auto& one : packet.attributes)
        if (one.id != AttributeId{0, 80}) out += (out.empty() ? "" : "; ") + shown(one);
    return out;
}

std::string result_of(const testing::RadiusVector& vector) {
    const auto sent = sent_in(vector.request);
    const auto read = read_answer(vector.answer, sent, base::Secret(vector.secret), Signature::kOptional);
    auto out = read ? shown(*read) : "!" + text_of(read.error());
    while (out.ends_with(' ')) out.pop_back();  // as the file has it
    return out;
}

}  // namespace

TEST_CASE("Answers of other implementations are read, or refused with the attribute and its place", "[radius][rfc2865][rfc2868]") {
    const auto vectors = testing::radius_vectors();
    REQUIRE(vectors.size() > 40);
    for (const auto& vector : vectors) {
        INFO(vector.title);
        CHECK(result_of(vector) == vector.expected);
    }
}

TEST_CASE("An unsigned answer is refused where a Message-Authenticator is required", "[radius][rfc2869][5.14]") {
    for (const auto& vector : testing::radius_vectors()) {
        if (vector.expected.starts_with('!')) continue;
        INFO(vector.title);
        const auto view = open_packet(vector.answer);
        const auto read = read_answer(vector.answer, sent_in(vector.request), base::Secret(vector.secret), Signature::kRequired);
        CHECK(read.has_value() == (view->signature != 0));
        if (!read) CHECK(read.error().fault == Fault::kUnsigned);
    }
}

TEST_CASE("No octet of an answer can be changed, and no other secret fits", "[radius][rfc2865][3]") {
    for (const auto& vector : testing::radius_vectors()) {
        if (vector.expected.starts_with('!')) continue;
        INFO(vector.title);
        const auto sent = sent_in(vector.request);
        CHECK_FALSE(read_answer(vector.answer, sent, base::Secret("another"), Signature::kOptional));
        const auto size = open_packet(vector.answer)->octets.size();
        for (std::size_t i = 0; i < size; ++i) {
            auto changed = vector.answer;
            changed[i] = static_cast<std::uint8_t>(changed[i] ^ 1);
            CHECK_FALSE(read_answer(changed, sent, base::Secret(vector.secret), Signature::kOptional));
        }
    }
}

TEST_CASE("An answer that is cut anywhere is refused", "[radius][rfc2865][3]") {
    for (const auto& vector : testing::radius_vectors()) {
        const auto view = open_packet(vector.answer);
        if (!view) continue;
        for (std::size_t size = 0; size < view->octets.size(); ++size)
            CHECK_FALSE(open_packet(Octets(vector.answer).first(size)));
    }
}
