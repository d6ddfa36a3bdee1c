// A 48 bit Ethernet address as a value.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>

namespace vpdnd::pppoe {

struct MacAddress {
    static constexpr std::size_t kSize = 6;
    std::array<std::uint8_t, kSize> octets{};

    auto operator<=>(const MacAddress&) const = default;
    bool is_group() const { return (octets[0] & 1) != 0; }  ///< multicast, broadcast among them
    bool is_zero() const { return *this == MacAddress{}; }
    /// May a host have it?
    bool is_host() const { return !is_group() && !is_zero(); }
};

inline constexpr MacAddress kBroadcast{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

/// Of at least six octets.
inline MacAddress mac_address_of(std::span<const std::uint8_t> octets) {
    MacAddress out;
    std::copy_n(octets.begin(), MacAddress::kSize, out.octets.begin());
    return out;
}

/// "02:00:5e:10:00:01"
inline std::string to_string(const MacAddress& address) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    for (const auto octet : address.octets) {
        if (!out.empty()) out += ':';
        out += kDigits[octet >> 4];
        out += kDigits[octet & 15];
    }
    return out;
}

}  // namespace vpdnd::pppoe
