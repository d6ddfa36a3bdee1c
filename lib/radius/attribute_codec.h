// Attributes on the wire: tags, hidden values, and those of vendors in their Vendor-Specific attribute, all as the table
// says. RFC 2865 section 5, 5.26; RFC 2868 section 3. Part of packet_reader.h and packet_writer.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include <tl/expected.hpp>

#include "base/byte_writer.h"
#include "radius/attributes.h"
#include "radius/hiding.h"
#include "radius/packet_error.h"

namespace radius {

inline constexpr std::size_t kPacketHeaderSize = 20;
inline constexpr std::size_t kLongestPacket = 4096;

/// Salts of one packet: all different, the first bit set (RFC 2868 section 3.5).
class Salts {
  public:
    explicit Salts(std::uint16_t start) : next_(start) {}
    std::uint16_t next() { return static_cast<std::uint16_t>(0x8000 | (next_++ & 0x7fff)); }

  private:
    std::uint16_t next_;
};

/// Appends all behind a packet's header. Each attribute of a vendor has a Vendor-Specific attribute of its own. Error: what check()
/// says; an attribute unknown to the table that is too long; the one with which the packet becomes too long (kLength).
[[nodiscard]] std::optional<PacketError> write_attributes(base::ByteWriter& out, const AttributeList& attributes,
                                                          const HidingKey& key, Salts& salts);

/// Reads the attributes behind a packet's header, whose framing was checked (open_packet). Vendor-Specific attributes are
/// taken apart; one of a vendor that the table does not have, and that is laid out in another way, is kept whole (number
/// 0). Hidden values come out in the clear. Errors have the fault kValue.
[[nodiscard]] tl::expected<AttributeList, PacketError> read_attributes(Octets attributes, const HidingKey& key);

}  // namespace radius
