#include "l2tp/avp.h"

#include <cassert>

namespace l2tp {
namespace {

constexpr unsigned kMandatoryBit = 0x8000, kHiddenBit = 0x4000, kReservedBits = 0x3c00, kLengthMask = 0x03ff;

}  // namespace

const char* text_of(AvpFault fault) {
    switch (fault) {
        case AvpFault::kHeaderCut: return "fewer than 6 octets left for an AVP";
        case AvpFault::kLengthTooSmall: return "AVP length under 6";
        case AvpFault::kLengthTooBig: return "AVP length reaches beyond the message";
    }
    return "";
}

tl::expected<RawAvp, AvpFault> AvpReader::next() {
    RawAvp avp;
    avp.offset = reader_.position();
    if (reader_.remaining() < kAvpHeaderSize) return tl::unexpected(AvpFault::kHeaderCut);
    const unsigned first = *reader_.u16();
    const std::size_t length = first & kLengthMask;
    avp.mandatory = (first & kMandatoryBit) != 0;
    avp.hidden = (first & kHiddenBit) != 0;
    avp.reserved_bits = (first & kReservedBits) != 0;
    avp.vendor = *reader_.u16();
    avp.type = *reader_.u16();
    if (length < kAvpHeaderSize) return tl::unexpected(AvpFault::kLengthTooSmall);
    const auto value = reader_.take(length - kAvpHeaderSize);
    if (!value) return tl::unexpected(AvpFault::kLengthTooBig);
    avp.value = *value;
    return avp;
}

void write_avp(ByteWriter& out, bool mandatory, bool hidden, std::uint16_t vendor, std::uint16_t type,
               std::span<const std::uint8_t> value) {
    const std::size_t length = kAvpHeaderSize + value.size();
    assert(length <= kMaxAvpLength);
    const unsigned bits = (mandatory ? kMandatoryBit : 0u) | (hidden ? kHiddenBit : 0u);
    out.u16(static_cast<std::uint16_t>(bits | length));
    out.u16(vendor);
    out.u16(type);
    out.bytes(value);
}

}  // namespace l2tp
