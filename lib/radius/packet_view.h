// A datagram whose framing is right; nothing is proven of it yet, and nothing is copied. RFC 2865 section 3.
#pragma once

#include <cstddef>
#include <cstdint>

#include <tl/expected.hpp>

#include "radius/attribute_frames.h"
#include "radius/packet.h"
#include "radius/packet_error.h"

namespace radius {

/// Valid as long as the datagram.
struct PacketView {
    Code code{};  ///< may be none of the enumerators
    std::uint8_t identifier = 0;
    Authenticator authenticator{};
    Octets octets;              ///< header and attributes; what the datagram has behind them is padding
    Octets attributes;
    std::size_t signature = 0;  ///< where in `octets` the value of the Message-Authenticator stands; 0: there is none
};

/// Errors: kLength, kFraming, kSignature (two of them, or one of another length).
[[nodiscard]] tl::expected<PacketView, PacketError> open_packet(Octets datagram);

}  // namespace radius
