// Every AVP that is understood: number, name, shape of its value, M and H rules, and which message keeps it in which
// field. The rows are in avp_table.cpp; encoder, decoder, checks and printer have no other source. RFC 2661 sections
// 4.4 and 6, RFC 3145 (46), RFC 3931 (74, 75). Those of RFC 5515 (vendor 3561) are carried by vendor: access_line.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "l2tp/avp_shapes.h"
#include "l2tp/messages.h"

namespace l2tp {

class AvpEmitter;

inline constexpr std::uint16_t kVendorIetf = 0;
inline constexpr std::uint16_t kVendorAdslForum = 3561;
/// RFC 5612: for examples, so that no vendor has it.
inline constexpr std::uint16_t kVendorUnassigned = 32473;

/// The AVPs of the IETF that the codec itself has to know, by type.
namespace avp_type {
inline constexpr std::uint16_t kMessageType = 0;
inline constexpr std::uint16_t kResultCode = 1;
inline constexpr std::uint16_t kProtocolVersion = 2;
inline constexpr std::uint16_t kAssignedTunnel = 9;
inline constexpr std::uint16_t kAssignedSession = 14;
inline constexpr std::uint16_t kRandomVector = 36;
}  // namespace avp_type

struct AvpInfo {
    std::uint16_t vendor = 0;
    std::uint16_t type = 0;
    const char* name = "";
    AvpShape shape;
    bool mandatory = false;    ///< the M bit as we send it
    bool may_hide = false;
    bool secret = false;       ///< never printed
    const char* section = "";  ///< of RFC 2661, or the document that defines it
    std::uint8_t row = 0;      ///< its place in the table, not a number on the wire

    constexpr bool is(std::uint16_t ietf_type) const { return vendor == kVendorIetf && type == ietf_type; }
};

/// A message that takes an AVP, and how to get at its field there. The functions want a Message of that type.
struct AvpField {
    MessageType message{};
    bool required = false;
    bool informs = false;  ///< required, but the call goes on without it; absent: the field's default
    std::size_t size = 0;  ///< of its values in octets, or kManySizes
    /// From a value that was checked.
    void (*read)(Message& message, std::span<const std::uint8_t> value) = nullptr;
    /// Nothing is written if it is absent.
    void (*write)(AvpEmitter& out, const AvpInfo& avp, const Message& message) = nullptr;
    /// True: the value of an optional field was longer, and is gone.
    bool (*drop_if_longer)(Message& message, std::size_t octets) = nullptr;
};

/// A set of AVPs.
class AvpSet {
  public:
    static constexpr std::size_t kMost = 64;

    constexpr AvpSet() = default;
    constexpr bool has(const AvpInfo& avp) const { return (bits_ & bit(avp)) != 0; }
    constexpr void put(const AvpInfo& avp) { bits_ |= bit(avp); }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr AvpSet without(AvpSet other) const { return AvpSet(bits_ & ~other.bits_); }

  private:
    constexpr explicit AvpSet(std::uint64_t bits) : bits_(bits) {}
    static constexpr std::uint64_t bit(const AvpInfo& avp) { return std::uint64_t{1} << avp.row; }
    std::uint64_t bits_ = 0;
};

/// One AVP of one message.
struct AvpUse {
    const AvpInfo* avp = nullptr;
    AvpField field;
};

/// What one message takes, besides Message Type and Random Vector.
struct MessageAvps {
    AvpSet required;
    AvpSet informing;                  ///< of those, what a call can do without
    AvpSet taken;                      ///< required or optional
    std::span<const AvpUse> in_order;  ///< as they are sent
};

/// Null: unknown. A vendor's numbers are never mistaken for another's.
const AvpInfo* find_avp(std::uint16_t vendor, std::uint16_t type);
/// One of avp_type.
const AvpInfo& ietf_avp(std::uint16_t type);
std::span<const AvpInfo> all_avps();
const MessageAvps& avps_of(MessageType message);

}  // namespace l2tp
