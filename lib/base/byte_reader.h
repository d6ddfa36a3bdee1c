// Bounded reading of network byte order. With byte_writer.h the only code that indexes raw octets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace base {

/// A span and a position in it. A read past the end yields nothing and moves nothing. Owns no memory: what it was made
/// from outlives it and the parts that it gives out.
class ByteReader {
  public:
    explicit ByteReader(std::span<const std::uint8_t> octets) : octets_(octets) {}

    std::size_t position() const { return position_; }
    std::size_t remaining() const { return octets_.size() - position_; }

    /// Empty: there are fewer octets left.
    std::optional<std::uint8_t> u8() { return number<std::uint8_t>(); }
    std::optional<std::uint16_t> u16() { return number<std::uint16_t>(); }
    std::optional<std::uint32_t> u32() { return number<std::uint32_t>(); }
    std::optional<std::uint64_t> u64() { return number<std::uint64_t>(); }

    /// The next `count` octets, as bounds of their own: an inner length cannot reach its neighbour.
    std::optional<std::span<const std::uint8_t>> take(std::size_t count) {
        if (count > remaining()) return std::nullopt;
        const auto part = octets_.subspan(position_, count);
        position_ += count;
        return part;
    }
    /// All that is left, perhaps nothing.
    std::span<const std::uint8_t> rest() { return *take(remaining()); }

  private:
    template <class Number>
    std::optional<Number> number() {
        const auto part = take(sizeof(Number));
        if (!part) return std::nullopt;
        std::uint64_t value = 0;
        for (const auto octet : *part) value = value << 8 | octet;
        return static_cast<Number>(value);
    }

    std::span<const std::uint8_t> octets_;
    std::size_t position_ = 0;
};

}  // namespace base
