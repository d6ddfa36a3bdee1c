// Values that are hidden with the shared secret: User-Password (RFC 2865 section 5.2), Tunnel-Password (RFC 2868 section
// 3.5) and the keys of MPPE (RFC 2548 section 2.4). What is in the clear wipes itself.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/bytes.h"

namespace radius {

inline constexpr std::size_t kAuthenticatorSize = 16;
using Authenticator = std::array<std::uint8_t, kAuthenticatorSize>;

/// The shared secret, and the Request Authenticator of the exchange: in answers too.
struct HidingKey {
    std::string_view secret;
    Authenticator authenticator{};
};

/// Padded with NULs to whole blocks of 16 octets, one at least.
[[nodiscard]] base::Bytes hide_password(const HidingKey& key, std::span<const std::uint8_t> clear);
/// As long as what it was made of: padding is still there.
[[nodiscard]] base::Bytes unhide_password(const HidingKey& key, std::span<const std::uint8_t> hidden);

/// With the length in front, and padded to whole blocks if those fit into `room` octets, else to `room`: so a
/// Tunnel-Password may have 249 octets, not only 239. Clear values of more than 255 octets, or than fit, are cut.
[[nodiscard]] base::Bytes hide_salted(const HidingKey& key, std::uint16_t salt, std::span<const std::uint8_t> clear,
                                      std::size_t room);
/// Empty: nothing there, or the length in front exceeds what is there, as happens with another secret.
[[nodiscard]] std::optional<base::Bytes> unhide_salted(const HidingKey& key, std::uint16_t salt,
                                                       std::span<const std::uint8_t> hidden);

}  // namespace radius
