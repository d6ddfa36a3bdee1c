// Octets from hex text and back, for tests.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "l2tp/bytes.h"

namespace testing {

/// "c802 000c" to octets; spaces are skipped. Throws on anything else.
inline l2tp::Bytes from_hex(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c != ' ') digits += c;
    if (digits.size() % 2 != 0) throw std::invalid_argument("odd number of hex digits");
    l2tp::Bytes out;
    for (std::size_t i = 0; i < digits.size(); i += 2)
        out.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
    return out;
}

inline std::string to_hex(std::span<const std::uint8_t> octets) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (const auto octet : octets) {
        out += kDigits[octet >> 4];
        out += kDigits[octet & 15];
    }
    return out;
}

inline l2tp::Bytes octets(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace testing
