// What a handshake must remember from its first message to its end. RFC 2661 sections 4.4.3 and 5.1.1.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "l2tp/messages.h"

namespace l2tp {

using TieBreaker = std::array<std::uint8_t, 8>;

struct Challenges {
    std::optional<TieBreaker> tie_breaker;  ///< of our request
    std::optional<std::array<std::uint8_t, 16>> ours;
    std::optional<Bytes> peers;             ///< answered in our next message
    bool operator==(const Challenges&) const = default;
};

}  // namespace l2tp
