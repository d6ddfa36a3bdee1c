// IPv4 addresses between our numbers (host order), the plugin's fields (four octets) and text.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "pool/address_pool.h"

namespace vpdnd {

/// Of an address in host order, the most significant octet first.
inline std::array<std::uint8_t, 4> octets(std::uint32_t address) {
    return {static_cast<std::uint8_t>(address >> 24), static_cast<std::uint8_t>(address >> 16),
            static_cast<std::uint8_t>(address >> 8), static_cast<std::uint8_t>(address)};
}

inline std::uint32_t host_order(const std::array<std::uint8_t, 4>& field) {
    std::uint32_t address = 0;
    for (const auto octet : field) address = address << 8 | octet;
    return address;
}

/// "10.10.10.11"; empty for a field that is absent.
inline std::string address_text(const std::optional<std::array<std::uint8_t, 4>>& field) {
    return field ? ipv4_text(host_order(*field)) : std::string();
}

}  // namespace vpdnd
