// Octets of a peer as text that is fit for a log line.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace base {

/// "0a1b…", two digits an octet.
[[nodiscard]] inline std::string hex_text(std::span<const std::uint8_t> octets) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    out.reserve(2 * octets.size());
    for (const auto octet : octets) {
        out += kDigits[octet >> 4];
        out += kDigits[octet & 0xf];
    }
    return out;
}

/// A peer's string in ASCII: anything but printable characters, and quotes and backslashes, becomes \xNN.
[[nodiscard]] inline std::string escaped(std::string_view raw) {
    std::string out;
    for (const char c : raw) {
        const auto octet = static_cast<std::uint8_t>(c);
        const bool plain = octet >= 0x20 && octet < 0x7f && c != '"' && c != '\\';
        if (plain) out += c;
        else out += "\\x" + hex_text({&octet, 1});
    }
    return out;
}

}  // namespace base
