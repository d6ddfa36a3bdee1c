// Hidden AVPs. The input is a list of (AVP number, size, octets): it is hidden with a fixed secret and vector and must
// come back; then the same octets are taken as cipher text, of which nothing is known but that it must not hurt.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <string_view>

#include "l2tp/avp.h"
#include "l2tp/avp_hiding.h"
#include "l2tp/byte_reader.h"
#include "l2tp/message_codec.h"

namespace {

constexpr std::string_view kSecret = "hello";

void check(bool holds) {
    if (!holds) std::abort();
}

struct Part {
    std::uint16_t type;
    std::span<const std::uint8_t> value;
};

/// Any AVP number, then a size that is cut to what an AVP holds and to what is left.
std::optional<Part> next_part(l2tp::ByteReader& input) {
    const auto type = input.u16();
    const auto size = input.u16();
    if (!type || !size) return std::nullopt;
    const std::size_t wanted = std::min<std::size_t>(*size % 1018, input.remaining());
    return Part{*type, *input.take(wanted)};
}

/// An ICRQ or ICCN whose AVPs are hidden, and hold cipher text as it came.
void decode_as_cipher_text(l2tp::MessageType type, std::span<const std::uint8_t> input) {
    l2tp::ByteReader reader(input);
    l2tp::ByteWriter body;
    const std::uint8_t number[2] = {0, static_cast<std::uint8_t>(type)};
    l2tp::write_avp(body, true, false, 0, 0, number);
    l2tp::write_avp(body, true, false, 0, 36, input.first(std::min<std::size_t>(input.size(), 64)));
    while (const auto part = next_part(reader)) l2tp::write_avp(body, false, true, 0, part->type, part->value);
    const auto decoded = l2tp::decode_message(body.octets(), {kSecret, false});
    check(decoded || !decoded.error().text.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span<const std::uint8_t> input(data, size);
    l2tp::ByteReader reader(input);
    while (const auto part = next_part(reader)) {
        const l2tp::HidingKey key{part->type, kSecret, input.first(std::min<std::size_t>(size, 20))};
        const auto padding = input.first(std::min<std::size_t>(size, 7));
        const auto back = l2tp::unhide_value(key, l2tp::hide_value(key, part->value, padding));
        check(back && std::equal(back->begin(), back->end(), part->value.begin(), part->value.end()));
        if (const auto guess = l2tp::unhide_value(key, part->value)) check(guess->size() + 2 <= part->value.size());
    }
    decode_as_cipher_text(l2tp::MessageType::kIcrq, input);
    decode_as_cipher_text(l2tp::MessageType::kIccn, input);
    return 0;
}
