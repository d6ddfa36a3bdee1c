// Comparison of the 16-bit Ns and Nr numbers, which run freely and wrap. RFC 2661 section 5.8.
#pragma once

#include <cstddef>
#include <cstdint>

namespace l2tp {

using SequenceNumber = std::uint16_t;

/// Steps from `from` forward to `to`, modulo 65536.
constexpr std::uint16_t distance(SequenceNumber from, SequenceNumber to) {
    return static_cast<std::uint16_t>(to - from);
}

constexpr SequenceNumber advanced(SequenceNumber number, std::size_t steps) {
    return static_cast<SequenceNumber>(number + steps);
}

/// True if a message numbered `ns` was received before: it lies among the last received number (expected - 1)
/// and the 32767 values in front of that.
constexpr bool is_duplicate(SequenceNumber ns, SequenceNumber expected) {
    return distance(ns, static_cast<SequenceNumber>(expected - 1)) <= 32767;
}

}  // namespace l2tp
