// Appending in network byte order to a buffer that it owns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "base/bytes.h"

namespace base {

class ByteWriter {
  public:
    ByteWriter() = default;
    /// Room for so many octets is made at once.
    explicit ByteWriter(std::size_t room) { octets_.reserve(room); }

    std::size_t size() const { return octets_.size(); }
    /// Valid until the next octet is appended.
    std::span<const std::uint8_t> octets() const { return octets_; }

    void u8(std::uint8_t value) { number(value); }
    void u16(std::uint16_t value) { number(value); }
    void u32(std::uint32_t value) { number(value); }
    void u64(std::uint64_t value) { number(value); }
    void bytes(std::span<const std::uint8_t> value) { octets_.insert(octets_.end(), value.begin(), value.end()); }
    void text(std::string_view value) { octets_.insert(octets_.end(), value.begin(), value.end()); }

    /// Writes over two octets that are there already: a length that is known only afterwards. Throws std::out_of_range
    /// where they are not.
    void patch_u16(std::size_t offset, std::uint16_t value) {
        octets_.at(offset) = static_cast<std::uint8_t>(value >> 8);
        octets_.at(offset + 1) = static_cast<std::uint8_t>(value & 0xff);
    }
    /// Hands the octets over; nothing is left here.
    Bytes take() { return std::exchange(octets_, {}); }

  private:
    template <class Number>
    void number(Number value) {
        for (std::size_t i = sizeof(Number); i-- > 0;)
            octets_.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xff));
    }

    Bytes octets_;
};

}  // namespace base
