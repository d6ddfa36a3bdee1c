// AVP framing: flags, length, vendor, attribute type. RFC 2661 section 4.1. What a value means is not known here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <tl/expected.hpp>

#include "l2tp/byte_reader.h"
#include "l2tp/byte_writer.h"

namespace l2tp {

inline constexpr std::size_t kAvpHeaderSize = 6;
inline constexpr std::size_t kMaxAvpLength = 1023;

/// One AVP where it lies; the value is valid as long as the message.
struct RawAvp {
    bool mandatory = false;
    bool hidden = false;
    bool reserved_bits = false;  ///< one or more set: to be treated as unrecognized
    std::uint16_t vendor = 0;
    std::uint16_t type = 0;
    std::span<const std::uint8_t> value;
    std::size_t offset = 0;      ///< of its first octet, in the body that is read
};

/// After one of these nothing behind it in the message can be found.
enum class AvpFault : std::uint8_t {
    kHeaderCut,      ///< fewer than six octets left
    kLengthTooSmall, ///< Length under 6
    kLengthTooBig,   ///< Length reaches beyond the message
};
const char* text_of(AvpFault fault);

/// Walks the AVPs of one message body. Every step consumes six octets or more, so it ends.
class AvpReader {
  public:
    explicit AvpReader(std::span<const std::uint8_t> body) : reader_(body) {}
    bool done() const { return reader_.remaining() == 0; }
    /// Where the next AVP begins.
    std::size_t offset() const { return reader_.position(); }
    /// Call only while not done(). After a fault do not go on.
    tl::expected<RawAvp, AvpFault> next();

  private:
    ByteReader reader_;
};

/// Appends one AVP; the value has at most kMaxAvpLength - kAvpHeaderSize octets.
void write_avp(ByteWriter& out, bool mandatory, bool hidden, std::uint16_t vendor, std::uint16_t type,
               std::span<const std::uint8_t> value);

}  // namespace l2tp
