// Walks the AVP table: what holds for every row in every message that takes the AVP.
#include "l2tp/avp_table.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "l2tp/avp.h"
#include "l2tp/message_codec.h"
#include "l2tp/message_printer.h"
#include "l2tp/message_table.h"
#include "support/catch.h"
#include "support/decode_checks.h"
#include "support/message_body.h"
#include "support/sample_messages.h"

using namespace l2tp;
using testing::accepted;
using testing::Octets;
using testing::refused;

namespace {

/// An AVP of a sample message, as we encode it.
struct Sent {
    const AvpUse* use;
    Octets value;
    Octets whole;
};

/// With every field set, and no access line: those are not rows.
std::vector<Message> samples() {
    auto messages = testing::every_message();
    for (auto& message : messages)
        if (auto* icrq = std::get_if<Icrq>(&message)) icrq->access_line.clear();
    return messages;
}

Octets body_of(const Message& message, const EncodeOptions& options = {}) {
    const auto datagram = encode_message(message, {}, options);
    return {datagram.begin() + kControlHeaderSize, datagram.end()};
}

std::vector<RawAvp> avps_in(const Octets& body) {
    std::vector<RawAvp> out;
    for (AvpReader reader(body); !reader.done();) {
        const auto avp = reader.next();
        REQUIRE(avp);
        out.push_back(*avp);
    }
    return out;
}

/// All but Message Type.
std::vector<Sent> sent(const Message& message) {
    const auto& uses = avps_of(type_of(message)).in_order;
    const auto body = body_of(message);
    const auto avps = avps_in(body);
    REQUIRE(avps.size() == uses.size() + 1);
    std::vector<Sent> out;
    for (std::size_t i = 0; i < uses.size(); ++i) {
        const auto& raw = avps[i + 1];
        const auto begin = body.begin() + static_cast<std::ptrdiff_t>(raw.offset);
        const auto length = static_cast<std::ptrdiff_t>(kAvpHeaderSize + raw.value.size());
        REQUIRE(find_avp(raw.vendor, raw.type) == uses[i].avp);
        out.push_back({&uses[i], {raw.value.begin(), raw.value.end()}, {begin, begin + length}});
    }
    return out;
}

/// The message with those AVPs of the sample that `wanted` takes.
template <class Wanted>
Octets body_with(const Message& sample, const std::vector<Sent>& avps, Wanted wanted) {
    std::vector<Octets> parts;
    for (const auto& avp : avps)
        if (wanted(avp)) parts.push_back(avp.whole);
    return testing::body(type_of(sample), parts);
}

/// Calls check(sample, its AVPs, one of them) for each row and each message that takes it.
template <class Check>
void for_each_row(Check check) {
    std::size_t rows = 0;
    for (const auto& sample : samples()) {
        const auto avps = sent(sample);
        for (const auto& avp : avps) {
            CAPTURE(name_of(type_of(sample)), avp.use->avp->name);
            check(sample, avps, avp);
            ++rows;
        }
    }
    CHECK(rows > 60);
}

}  // namespace

TEST_CASE("Every AVP but Message Type and Random Vector is a field of a message") {
    std::set<const AvpInfo*> used;
    for (const auto& message : message_table())
        for (const auto& use : avps_of(message.type).in_order) used.insert(use.avp);
    for (const auto& avp : all_avps()) {
        CAPTURE(avp.name);
        CHECK(used.contains(&avp) == !(avp.is(avp_type::kMessageType) || avp.is(avp_type::kRandomVector)));
    }
}

TEST_CASE("No two rows have the same number, and each is found by its own") {
    std::set<std::pair<std::uint16_t, std::uint16_t>> numbers;
    for (const auto& avp : all_avps()) {
        CAPTURE(avp.name);
        CHECK(numbers.insert({avp.vendor, avp.type}).second);
        CHECK(find_avp(avp.vendor, avp.type) == &avp);
    }
}

TEST_CASE("AVPs are sent in the order of the table, with its M bits", "[rfc2661][4.2][4.2-01]") {
    for_each_row([](const Message&, const std::vector<Sent>& avps, const Sent& one) {
        CHECK(avps_in(one.whole)[0].mandatory == one.use->avp->mandatory);
        for (const auto& other : avps)
            if (&other < &one) CHECK(other.use->avp->row < one.use->avp->row);
    });
}

TEST_CASE("Each AVP alone comes back as it was sent, beside the required ones", "[rfc2661][6.0]") {
    for_each_row([](const Message& sample, const std::vector<Sent>& avps, const Sent& one) {
        const auto with = body_with(sample, avps, [&](const Sent& avp) { return &avp == &one || avp.use->field.required; });
        const auto decoded = accepted(with);
        CHECK(decoded.ignored_count == 0);
        CHECK(body_of(*decoded.message) == with);
        // The value went to a field of its own: with that field filled from elsewhere nothing else differs.
        auto expected = *accepted(body_with(sample, avps, [](const Sent& avp) { return avp.use->field.required; })).message;
        if (!one.use->field.required) CHECK(expected != *decoded.message);
        one.use->field.read(expected, one.value);
        CHECK(expected == *decoded.message);
    });
}

TEST_CASE("Each required AVP that is missing is named with 2/3, each optional one is not missed",
          "[rfc2661][6.0][6.1-01][6.2-01][6.4-01][6.6-01][6.7-01][6.8-01][6.9-02][6.10-01][6.11-01][6.12-02][6.13-01][6.14-01]") {
    for_each_row([](const Message& sample, const std::vector<Sent>& avps, const Sent& one) {
        const auto without = body_with(sample, avps, [&](const Sent& avp) { return &avp != &one; });
        if (!one.use->field.required) {
            CHECK(accepted(without).message != sample);
            return;
        }
        const auto& avp = *one.use->avp;
        const auto text = "AVP " + std::to_string(avp.type) + " (" + avp.name + ") is missing";
        CHECK(refused(without).result == ResultCode{2, 3, text});
    });
}

TEST_CASE("Of several required AVPs that are missing the one with the lowest number is named", "[rfc2661][6.0]") {
    CHECK(refused(testing::body(MessageType::kCdn, {})).result.message == "AVP 1 (Result Code) is missing");
    CHECK(refused(testing::body(MessageType::kIccn, {})).result.message == "AVP 19 (Framing Type) is missing");
    CHECK(refused(testing::body(MessageType::kSccrq, {testing::avp(2, {1, 0})})).result.message ==
          "AVP 3 (Framing Capabilities) is missing");
}

TEST_CASE("Each AVP of a wrong size is refused with 2/2 and its place", "[rfc2661][4.4][7.1-03]") {
    for_each_row([](const Message& sample, const std::vector<Sent>& avps, const Sent& one) {
        const auto& avp = *one.use->avp;
        const auto rest = body_with(sample, avps, [&](const Sent& other) { return &other != &one; });
        for (const unsigned size : {avp.shape.min_size - 1u, avp.shape.max_size + 1u}) {
            if (size > kMaxAvpLength - kAvpHeaderSize) continue;
            const auto wrong = testing::raw_avp({0, avp.vendor, avp.type, Octets(size, 1)});
            const auto error = refused(testing::join({rest, wrong}));
            CHECK(error.result.error == 2);
            const auto place = "(" + std::string(avp.name) + ") at octet " + std::to_string(kControlHeaderSize + rest.size());
            CHECK(error.text.find(place + ": value of " + std::to_string(size) + " octets") != std::string::npos);
        }
    });
}

TEST_CASE("Each AVP is hidden if it may be, and comes back", "[rfc2661][4.3][4.3-02]") {
    const RandomSource ones = [](std::span<std::uint8_t> out) { std::fill(out.begin(), out.end(), std::uint8_t{1}); };
    for (const auto& sample : samples()) {
        const auto body = body_of(sample, {true, "hello", true, ones});
        CHECK(accepted(body, {"hello", false}).message == sample);
        for (const auto& raw : avps_in(body)) {
            CAPTURE(name_of(type_of(sample)), raw.type);
            CHECK(raw.hidden == find_avp(raw.vendor, raw.type)->may_hide);
        }
    }
}

TEST_CASE("Each AVP is printed by its name; the value unless it is a secret", "[rfc2661][9.1][9.1-03]") {
    for (const auto& sample : samples()) {
        const auto printed = print_message(encode_message(sample, {}));
        const auto& uses = avps_of(type_of(sample)).in_order;
        REQUIRE(printed.avps.size() == uses.size() + 1);
        for (std::size_t i = 0; i < uses.size(); ++i) {
            const auto& line = printed.avps[i + 1];
            CAPTURE(line);
            CHECK(line.find(std::to_string(uses[i].avp->type) + " " + uses[i].avp->name + ", length") != std::string::npos);
            CHECK((line.find(": masked, ") != std::string::npos) == uses[i].avp->secret);
            CHECK(line.find("wrong length") == std::string::npos);
        }
    }
}

TEST_CASE("An optional value that is too long is dropped, and nothing else") {
    for_each_row([](const Message& sample, const std::vector<Sent>&, const Sent& one) {
        const auto& field = one.use->field;
        auto message = sample;
        CHECK_FALSE(field.drop_if_longer(message, kMaxValueSize));
        CHECK(message == sample);
        const bool variable = one.use->avp->shape.max_size > kMaxValueSize;
        const bool of_octets = variable && !field.required && type_of(sample) != MessageType::kCdn;
        if (!of_octets) return;
        field.read(message, Octets(kMaxValueSize + 1, 'x'));
        CHECK(check_sizes(message) == std::string(one.use->avp->name));
        CHECK(field.drop_if_longer(message, kMaxValueSize));
        CHECK_FALSE(check_sizes(message));
    });
}
