// What discovery counts, over all interfaces.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vpdnd::pppoe {

/// One row each in counters.cpp.
enum class Count : std::uint8_t {
    kPadiReceived,
    kPadoSent,
    kPadrReceived,
    kPadsSent,
    kPadsRefused,  ///< PADS with an error TAG
    kPadtReceived,
    kPadtSent,
    kMalformed,
    kNotForUs,
    kOtherConcentrator,
    kOtherService,
    kNoCookie,
    kRepeated,
    kPaced,
    kFull,
    kBusy,
    kNoRoom,
    kStranger,
    kCount_,
};

/// "padi-received": stable.
std::string_view name_of(Count count);
/// In words, for tables.
std::string_view meaning_of(Count count);

class Counters {
  public:
    void add(Count count) { ++values_[static_cast<std::size_t>(count)]; }
    std::uint64_t operator[](Count count) const { return values_[static_cast<std::size_t>(count)]; }

  private:
    std::array<std::uint64_t, static_cast<std::size_t>(Count::kCount_)> values_{};
};

}  // namespace vpdnd::pppoe
