#include "l2tp/round_trip.h"

#include <algorithm>

namespace l2tp {
namespace {

using std::chrono::microseconds;

constexpr std::int64_t kMost = 60'000'000;  // longer than any wait of ours

}  // namespace

void RoundTrip::measured(Duration took) {
    const auto sample = std::clamp<std::int64_t>(std::chrono::duration_cast<microseconds>(took).count(), 1, kMost);
    if (mean_ == 0) {
        mean_ = static_cast<std::uint32_t>(sample);
        variation_ = static_cast<std::uint32_t>(sample / 2);
        return;
    }
    const auto off = sample > mean_ ? sample - mean_ : mean_ - sample;
    variation_ = static_cast<std::uint32_t>((3 * std::int64_t{variation_} + off) / 4);
    mean_ = static_cast<std::uint32_t>(std::max<std::int64_t>((7 * std::int64_t{mean_} + sample) / 8, 1));
}

std::optional<Duration> RoundTrip::overdue_after() const {
    if (mean_ == 0) return std::nullopt;
    return microseconds(std::int64_t{mean_} + 4 * std::int64_t{variation_});
}

}  // namespace l2tp
