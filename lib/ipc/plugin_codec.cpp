#include "ipc/plugin_codec.h"

#include "ipc/plugin_fields.h"

namespace ipc {
namespace {

constexpr std::size_t kTypeSize = 2, kFieldHeaderSize = 4;

bool is_control(std::uint8_t c) { return c < 0x20 || c == 0x7f; }

PluginCodecError check_value(FieldKind kind, std::span<const std::uint8_t> value) {
    const auto sized = [&](std::size_t size) { return value.size() == size ? PluginCodecError::kNone : PluginCodecError::kBadLength; };
    switch (kind) {
        case FieldKind::kU8: return sized(1);
        case FieldKind::kU16: return sized(2);
        case FieldKind::kU32:
        case FieldKind::kAddress: return sized(4);
        case FieldKind::kU64: return sized(8);
        case FieldKind::kText:
            for (const std::uint8_t c : value)
                if (is_control(c)) return PluginCodecError::kBadText;
            return PluginCodecError::kNone;
        case FieldKind::kBytes:
        case FieldKind::kUnknown: break;
    }
    return PluginCodecError::kNone;
}

std::uint64_t read_integer(std::span<const std::uint8_t> bytes) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes) value = value << 8 | byte;
    return value;
}

template <class Number>
std::optional<Number> as(std::optional<std::uint64_t> value) {
    return value ? std::optional(static_cast<Number>(*value)) : std::nullopt;
}

}  // namespace

const char* describe(PluginCodecError error) {
    switch (error) {
        case PluginCodecError::kNone: return "no error";
        case PluginCodecError::kTooShort: return "message without a type";
        case PluginCodecError::kTooLong: return "message is too long";
        case PluginCodecError::kUnknownMessage: return "unknown message type";
        case PluginCodecError::kOverrun: return "field goes over the end of the message";
        case PluginCodecError::kRepeatedTag: return "field occurs twice";
        case PluginCodecError::kBadLength: return "field has the wrong length";
        case PluginCodecError::kBadText: return "text contains a control character";
    }
    return "unknown error";
}

PluginMessageWriter::PluginMessageWriter(std::span<std::uint8_t> buffer, PluginMessage type) : buffer_(buffer) {
    ok_ = buffer_.size() >= kTypeSize;
    if (ok_) append(static_cast<std::uint16_t>(type), kTypeSize);
}

void PluginMessageWriter::put_u8(PluginTag tag, std::uint8_t value) { put_integer(tag, value, 1); }
void PluginMessageWriter::put_u16(PluginTag tag, std::uint16_t value) { put_integer(tag, value, 2); }
void PluginMessageWriter::put_u32(PluginTag tag, std::uint32_t value) { put_integer(tag, value, 4); }
void PluginMessageWriter::put_u64(PluginTag tag, std::uint64_t value) { put_integer(tag, value, 8); }

void PluginMessageWriter::put_bytes(PluginTag tag, std::span<const std::uint8_t> value) {
    if (!put_header(tag, value.size())) return;
    for (const std::uint8_t byte : value) append(byte, 1);
}

void PluginMessageWriter::put_text(PluginTag tag, std::string_view value) {
    if (!put_header(tag, value.size())) return;
    for (const char c : value) {
        const auto byte = static_cast<std::uint8_t>(c);
        append(is_control(byte) ? std::uint8_t{'?'} : byte, 1);
    }
}

std::span<const std::uint8_t> PluginMessageWriter::packet() const {
    return ok_ ? buffer_.first(used_) : std::span<const std::uint8_t>{};
}

void PluginMessageWriter::put_integer(PluginTag tag, std::uint64_t value, unsigned size) {
    if (put_header(tag, size)) append(value, size);
}

bool PluginMessageWriter::put_header(PluginTag tag, std::size_t length) {
    const std::size_t limit = buffer_.size() < kMaxPluginMessage ? buffer_.size() : kMaxPluginMessage;
    if (!ok_ || limit < used_ + kFieldHeaderSize || length > limit - used_ - kFieldHeaderSize) return ok_ = false;
    append(static_cast<std::uint16_t>(tag), 2);
    append(length, 2);
    return true;
}

void PluginMessageWriter::append(std::uint64_t value, unsigned size) {
    for (unsigned shift = size * 8; shift != 0; shift -= 8)
        buffer_[used_++] = static_cast<std::uint8_t>(value >> (shift - 8));
}

PluginCodecError PluginMessageReader::parse(std::span<const std::uint8_t> packet) {
    fields_ = {};
    packet_ = packet;
    if (packet.size() < kTypeSize) return PluginCodecError::kTooShort;
    if (packet.size() > kMaxPluginMessage) return PluginCodecError::kTooLong;
    const auto type = static_cast<PluginMessage>(read_integer(packet.first(kTypeSize)));
    if (!known(type)) return PluginCodecError::kUnknownMessage;
    type_ = type;
    const PluginCodecError error = parse_fields();
    if (error != PluginCodecError::kNone) fields_ = {};
    return error;
}

PluginCodecError PluginMessageReader::parse_fields() {
    std::size_t at = kTypeSize;
    while (at < packet_.size()) {
        if (packet_.size() - at < kFieldHeaderSize) return PluginCodecError::kOverrun;
        const auto number = static_cast<std::uint16_t>(read_integer(packet_.subspan(at, 2)));
        const auto length = static_cast<std::uint16_t>(read_integer(packet_.subspan(at + 2, 2)));
        at += kFieldHeaderSize;
        if (length > packet_.size() - at) return PluginCodecError::kOverrun;
        const FieldKind kind = kind_of(static_cast<PluginTag>(number));
        if (kind != FieldKind::kUnknown && number < kTagCount) {
            Field& field = fields_[number];
            if (field.present) return PluginCodecError::kRepeatedTag;
            const PluginCodecError error = check_value(kind, packet_.subspan(at, length));
            if (error != PluginCodecError::kNone) return error;
            field = {static_cast<std::uint16_t>(at), length, true};
        }
        at += length;
    }
    return PluginCodecError::kNone;
}

const PluginMessageReader::Field* PluginMessageReader::find(PluginTag tag) const {
    const auto number = static_cast<std::uint16_t>(tag);
    return number < kTagCount && fields_[number].present ? &fields_[number] : nullptr;
}

std::optional<std::uint64_t> PluginMessageReader::integer(PluginTag tag, unsigned size) const {
    const Field* field = find(tag);
    if (field == nullptr || field->length != size) return {};
    return read_integer(packet_.subspan(field->offset, size));
}

std::optional<std::uint8_t> PluginMessageReader::u8(PluginTag tag) const { return as<std::uint8_t>(integer(tag, 1)); }
std::optional<std::uint16_t> PluginMessageReader::u16(PluginTag tag) const { return as<std::uint16_t>(integer(tag, 2)); }
std::optional<std::uint32_t> PluginMessageReader::u32(PluginTag tag) const { return as<std::uint32_t>(integer(tag, 4)); }
std::optional<std::uint64_t> PluginMessageReader::u64(PluginTag tag) const { return integer(tag, 8); }

std::optional<std::span<const std::uint8_t>> PluginMessageReader::bytes(PluginTag tag) const {
    const Field* field = find(tag);
    if (field == nullptr) return {};
    return packet_.subspan(field->offset, field->length);
}

std::optional<std::string_view> PluginMessageReader::text(PluginTag tag) const {
    const auto value = bytes(tag);
    return value ? std::optional(std::string_view(reinterpret_cast<const char*>(value->data()), value->size())) : std::nullopt;
}

std::optional<std::array<std::uint8_t, 4>> PluginMessageReader::address(PluginTag tag) const {
    const auto value = bytes(tag);
    if (!value || value->size() != 4) return {};
    return std::array<std::uint8_t, 4>{(*value)[0], (*value)[1], (*value)[2], (*value)[3]};
}

}  // namespace ipc
