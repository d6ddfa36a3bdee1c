// Attributes as they stand in a packet: number, length, octets. Nothing is copied or decoded. RFC 2865 section 5.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <tl/expected.hpp>

#include "base/byte_reader.h"
#include "radius/attribute_info.h"
#include "radius/packet_error.h"

namespace radius {

using Octets = std::span<const std::uint8_t>;

struct AttributeFrame {
    AttributeId id;
    std::size_t offset = 0;  ///< of its first octet, from the start of the packet
    Octets value;            ///< as it came: with tag, salt and cipher text
};

/// Goes along the attributes behind a header.
class FrameReader {
  public:
    /// `start`: where the octets stand in the packet.
    FrameReader(Octets attributes, std::size_t start) : reader_(attributes), start_(start) {}

    bool done() const { return reader_.remaining() == 0; }
    /// The next one; a Vendor-Specific one is not taken apart. Error: kFraming; nothing can be read behind it.
    tl::expected<AttributeFrame, PacketError> next();

  private:
    base::ByteReader reader_;
    std::size_t start_;
};

/// What a Vendor-Specific attribute holds. Those of a vendor of the table must be laid out as RFC 2865 section 5.26
/// proposes; another's are one frame with the number 0, if they are not. Error: kValue.
[[nodiscard]] tl::expected<std::vector<AttributeFrame>, PacketError> vendor_frames(const AttributeFrame& vendor_specific);

}  // namespace radius
