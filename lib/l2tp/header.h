// The control message header of RFC 2661 section 3.1. Ids are raw numbers here: in a received header they are
// ours, in a sent one the peer's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <tl/expected.hpp>

#include "l2tp/tracer.h"

namespace l2tp {

/// Octets of a control header; also the length of a ZLB acknowledgement.
inline constexpr std::size_t kControlHeaderSize = 12;

struct ControlHeader {
    std::uint16_t tunnel = 0;
    std::uint16_t session = 0;
    std::uint16_t ns = 0;
    std::uint16_t nr = 0;
    std::uint16_t length = 0;  ///< of the whole message, header included; ignored when a message is encoded
    bool operator==(const ControlHeader&) const = default;
};

/// Reads the header of one datagram. Success means: control message, version 2, and the datagram holds `length`
/// octets or more; what lies behind them is not part of the message. Errors: kDataPacket (told apart first),
/// kTooShort, kBadVersion (L2F, L2TPv3), kBadFlags (L or S clear, O set), kBadLength. Reserved bits and P are ignored.
[[nodiscard]] tl::expected<ControlHeader, DropReason> decode_header(std::span<const std::uint8_t> datagram);

/// The AVPs of a message whose header was decoded from the same datagram. Empty: a ZLB acknowledgement.
[[nodiscard]] std::span<const std::uint8_t> message_body(std::span<const std::uint8_t> datagram,
                                                         const ControlHeader& header);

/// Sets Nr in an encoded message: a retransmission carries the newest one (section 5.8).
void patch_nr(std::span<std::uint8_t> message, std::uint16_t nr);

}  // namespace l2tp
