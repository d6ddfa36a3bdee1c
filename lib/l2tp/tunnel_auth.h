// Tunnel authentication, RFC 2661 section 5.1.1: MD5 over message type, secret and challenge.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "l2tp/messages.h"

namespace l2tp {

/// The answer to `challenge` that stands in a message of the given type (kSccrp or kScccn).
[[nodiscard]] ChallengeResponse challenge_response(MessageType carried_in, std::string_view secret,
                                                   std::span<const std::uint8_t> challenge);

/// True if the two are the same. Takes the same time wherever they differ.
[[nodiscard]] bool equal_in_constant_time(const ChallengeResponse& a, const ChallengeResponse& b);

}  // namespace l2tp
