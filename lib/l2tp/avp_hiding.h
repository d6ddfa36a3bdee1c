// Hiding of AVP values with the tunnel's secret. RFC 2661 section 4.3.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "l2tp/bytes.h"

namespace l2tp {

/// What hides one AVP: its number, the tunnel's secret, the Random Vector before it.
struct HidingKey {
    std::uint16_t avp_type = 0;
    std::string_view secret;
    std::span<const std::uint8_t> random_vector;
};

/// The value field of the hidden AVP: two octets longer than `value`, and as long as `padding` on top.
Bytes hide_value(const HidingKey& key, std::span<const std::uint8_t> value, std::span<const std::uint8_t> padding);

/// The original value. Empty: too short for the inner length, or the inner length exceeds what is there, as
/// happens with another secret.
std::optional<Bytes> unhide_value(const HidingKey& key, std::span<const std::uint8_t> hidden);

/// MD5 digests that unhide_value() takes for a hidden value of so many octets.
constexpr unsigned digests_to_unhide(std::size_t octets) { return octets == 0 ? 1 : static_cast<unsigned>((octets + 15) / 16); }

}  // namespace l2tp
