#include "radius/attribute_codec.h"

#include <algorithm>
#include <utility>

#include "radius/attribute_checks.h"
#include "radius/attribute_frames.h"

namespace radius {
namespace {

constexpr std::uint8_t kHighestTag = 0x1f;
constexpr std::size_t kMostOctets = rows::kMost, kMostOfVendor = rows::kVendorMost;

std::size_t room_for(AttributeId id) {
    if (id.vendor == 0) return kMostOctets;
    return id.number == 0 ? kMostOfVendor + 2 : kMostOfVendor;
}

PacketError error_of(const Attribute& attribute, const char* what) {
    return {Fault::kValue, what, attribute.id, attribute.offset, 0, false};
}

/// The value as it goes into the packet: hidden, with salt and tag.
base::Bytes wire_value(const Attribute& attribute, const HidingKey& key, Salts& salts) {
    const auto* info = attribute.info();
    if (!info) return attribute.value;
    base::ByteWriter out(room_for(attribute.id));
    const bool with_tag = info->tagging == Tagging::kAlways ||
                          (info->tagging == Tagging::kOptional && (attribute.tag != 0 || attribute.value[0] <= kHighestTag));
    if (with_tag) out.u8(attribute.tag);
    const bool short_integer = info->type == ValueType::kInteger && info->tagging != Tagging::kNone;
    if (info->hiding == Hiding::kSalted) {
        const auto salt = salts.next();
        out.u16(salt);
        out.bytes(hide_salted(key, salt, attribute.value, room_for(attribute.id) - out.size()));
    } else if (info->hiding != Hiding::kNone) {
        out.bytes(hide_password(key, attribute.value));
    } else {
        out.bytes(Octets(attribute.value).subspan(short_integer ? 1 : 0));
    }
    return out.take();
}

void write_framed(base::ByteWriter& out, AttributeId id, Octets value) {
    const auto octets = [](std::size_t count) { return static_cast<std::uint8_t>(count); };
    if (id.vendor == 0) {
        out.u8(id.number);
        out.u8(octets(value.size() + 2));
    } else {
        const bool whole = id.number == 0;
        out.u8(kVendorSpecific);
        out.u8(octets(value.size() + (whole ? 6 : 8)));
        out.u32(id.vendor);
        if (!whole) {
            out.u8(id.number);
            out.u8(octets(value.size() + 2));
        }
    }
    out.bytes(value);
}

/// Splits the tag off; what is left of `value` is the value.
std::uint8_t take_tag(const AttributeInfo& info, Octets& value) {
    if (info.tagging == Tagging::kNone || value.empty()) return 0;
    const auto first = value[0];
    if (first > kHighestTag && info.tagging == Tagging::kOptional) return 0;
    value = value.subspan(1);
    return first > kHighestTag ? std::uint8_t{0} : first;
}

void drop_padding(base::Bytes& password) {
    while (!password.empty() && password.back() == 0) password.pop_back();
}

/// Empty: it does not decrypt.
std::optional<base::Bytes> clear_value(const AttributeInfo& info, Octets value, const HidingKey& key) {
    if (info.hiding == Hiding::kSalted) {
        base::ByteReader reader(value);
        const auto salt = reader.u16();
        if (!salt) return std::nullopt;
        return unhide_salted(key, *salt, reader.rest());
    }
    if (info.hiding == Hiding::kNone) {
        base::ByteWriter out(value.size() + 1);
        if (info.type == ValueType::kInteger && info.tagging != Tagging::kNone) out.u8(0);
        out.bytes(value);
        return out.take();
    }
    if (value.empty() || value.size() % kAuthenticatorSize != 0) return std::nullopt;
    auto out = unhide_password(key, value);
    if (info.hiding == Hiding::kPassword) drop_padding(out);
    return out;
}

tl::expected<Attribute, PacketError> read_one(const AttributeFrame& frame, const HidingKey& key) {
    Attribute out{frame.id, 0, static_cast<std::uint16_t>(frame.offset), {}};
    const auto* info = out.info();
    auto value = frame.value;
    if (!info) {
        out.value.assign(value.begin(), value.end());
        return out;
    }
    out.tag = take_tag(*info, value);
    auto clear = clear_value(*info, value, key);
    if (!clear) return tl::unexpected(error_of(out, "cannot be decrypted"));
    out.value = std::move(*clear);
    return out;
}

}  // namespace

std::optional<PacketError> write_attributes(base::ByteWriter& out, const AttributeList& attributes, const HidingKey& key,
                                            Salts& salts) {
    if (auto wrong = check(attributes)) return wrong;
    for (const auto& one : attributes) {
        if (one.id == AttributeId{0, kVendorSpecific}) return error_of(one, "is written by its vendor's number");
        const auto value = wire_value(one, key, salts);
        if (value.size() > room_for(one.id)) return error_of(one, "is too long for an attribute");
        if (value.empty() && one.id.vendor != 0 && one.id.number == 0) return error_of(one, "holds nothing");
        write_framed(out, one.id, value);
        if (out.size() > kLongestPacket)
            return PacketError{Fault::kLength, "makes the packet longer than 4096 octets", one.id, one.offset};
    }
    return std::nullopt;
}

tl::expected<AttributeList, PacketError> read_attributes(Octets attributes, const HidingKey& key) {
    AttributeList out;
    const auto keep = [&out, &key](const AttributeFrame& frame) -> std::optional<PacketError> {
        auto one = read_one(frame, key);
        if (!one) return one.error();
        out.add(std::move(*one));
        return std::nullopt;
    };
    FrameReader reader(attributes, kPacketHeaderSize);
    while (!reader.done()) {
        const auto frame = reader.next();
        if (!frame) return tl::unexpected(frame.error());
        if (frame->id.number != kVendorSpecific) {
            if (auto wrong = keep(*frame)) return tl::unexpected(*wrong);
            continue;
        }
        const auto parts = vendor_frames(*frame);
        if (!parts) return tl::unexpected(parts.error());
        for (const auto& part : *parts)
            if (auto wrong = keep(part)) return tl::unexpected(*wrong);
    }
    if (auto wrong = check(out)) return tl::unexpected(*wrong);
    return out;
}

}  // namespace radius
