#include "l2tp/header.h"

#include "l2tp/byte_reader.h"

namespace l2tp {
namespace {

// Bits of the first 16, RFC 2661 section 3.1.
constexpr unsigned kTypeBit = 0x8000, kLengthBit = 0x4000, kSequenceBit = 0x0800, kOffsetBit = 0x0200;
constexpr unsigned kVersionMask = 0x000f, kVersion = 2;

}  // namespace

tl::expected<ControlHeader, DropReason> decode_header(std::span<const std::uint8_t> datagram) {
    ByteReader reader(datagram);
    const auto flags = reader.u16();
    if (!flags) return tl::unexpected(DropReason::kTooShort);
    const bool version_fits = (*flags & kVersionMask) == kVersion;
    if (version_fits && (*flags & kTypeBit) == 0) return tl::unexpected(DropReason::kDataPacket);
    if (!version_fits) return tl::unexpected(DropReason::kBadVersion);
    if ((*flags & kLengthBit) == 0 || (*flags & kSequenceBit) == 0 || (*flags & kOffsetBit) != 0)
        return tl::unexpected(DropReason::kBadFlags);
    if (datagram.size() < kControlHeaderSize) return tl::unexpected(DropReason::kTooShort);
    ControlHeader header;
    header.length = *reader.u16();
    header.tunnel = *reader.u16();
    header.session = *reader.u16();
    header.ns = *reader.u16();
    header.nr = *reader.u16();
    if (header.length < kControlHeaderSize || header.length > datagram.size())
        return tl::unexpected(DropReason::kBadLength);
    return header;
}

std::span<const std::uint8_t> message_body(std::span<const std::uint8_t> datagram, const ControlHeader& header) {
    return datagram.first(header.length).subspan(kControlHeaderSize);
}

void patch_nr(std::span<std::uint8_t> message, std::uint16_t nr) {
    if (message.size() < kControlHeaderSize) return;
    message[10] = static_cast<std::uint8_t>(nr >> 8);
    message[11] = static_cast<std::uint8_t>(nr & 0xff);
}

}  // namespace l2tp
