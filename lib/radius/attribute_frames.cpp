#include "radius/attribute_frames.h"

#include "radius/attribute_table.h"

namespace radius {
namespace {

constexpr std::size_t kFrameHeader = 2;

PacketError error_at(Fault fault, AttributeId id, std::size_t offset, const char* what) {
    return {fault, what, id, static_cast<std::uint16_t>(offset), 0, false};
}

/// Empty: not laid out in that way. The number 0 is nobody's.
std::optional<std::vector<AttributeFrame>> parts_of(std::uint32_t vendor, Octets octets, std::size_t start) {
    std::vector<AttributeFrame> parts;
    base::ByteReader reader(octets);
    while (reader.remaining() != 0) {
        const auto offset = start + reader.position();
        const auto number = reader.u8(), length = reader.u8();
        if (!number || *number == 0 || !length || *length < kFrameHeader) return std::nullopt;
        const auto value = reader.take(*length - kFrameHeader);
        if (!value) return std::nullopt;
        parts.push_back({{vendor, *number}, offset, *value});
    }
    if (parts.empty()) return std::nullopt;
    return parts;
}

}  // namespace

tl::expected<AttributeFrame, PacketError> FrameReader::next() {
    const auto offset = start_ + reader_.position();
    const auto number = reader_.u8().value_or(0), length = reader_.u8().value_or(0);
    const AttributeId id{0, number};
    if (length < kFrameHeader) return tl::unexpected(error_at(Fault::kFraming, id, offset, "has no length, or one below 2"));
    const auto value = reader_.take(length - kFrameHeader);
    if (!value) return tl::unexpected(error_at(Fault::kFraming, id, offset, "is longer than the rest of the packet"));
    return AttributeFrame{id, offset, *value};
}

tl::expected<std::vector<AttributeFrame>, PacketError> vendor_frames(const AttributeFrame& vendor_specific) {
    base::ByteReader reader(vendor_specific.value);
    const auto vendor = reader.u32();
    const AttributeId id{0, kVendorSpecific};
    if (!vendor || *vendor == 0 || reader.remaining() == 0)
        return tl::unexpected(error_at(Fault::kValue, id, vendor_specific.offset, "names no vendor, or holds nothing"));
    const auto start = vendor_specific.offset + kFrameHeader + reader.position();
    const auto rest = reader.rest();
    if (auto parts = parts_of(*vendor, rest, start)) return std::move(*parts);
    if (is_known_vendor(*vendor))
        return tl::unexpected(error_at(Fault::kValue, {*vendor, 0}, vendor_specific.offset, "its attributes cannot be told apart"));
    return std::vector<AttributeFrame>{{{*vendor, 0}, vendor_specific.offset, rest}};
}

}  // namespace radius
