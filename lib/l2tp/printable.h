// Octets of a peer as text that is fit for a log line.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace l2tp {

/// "0a1b…", two digits an octet.
[[nodiscard]] std::string hex_text(std::span<const std::uint8_t> octets);

/// A peer's string in ASCII: anything but printable characters, and quotes and backslashes, becomes \xNN.
[[nodiscard]] std::string escaped(std::string_view raw);

}  // namespace l2tp
