#include "end/link_quality.h"

#include <algorithm>
#include <bit>

namespace vpdnd {
namespace {

constexpr std::uint16_t kNoRequest = 127;  // in place of a loss
constexpr unsigned kRttBits = 9, kMantissaBits = 5, kMantissa = 1U << kMantissaBits, kLastExponent = 15;
constexpr std::uint64_t kUnit = 10;  // microseconds
constexpr std::uint64_t kMostUnits = std::uint64_t{2 * kMantissa - 1} << (kLastExponent - 1);
constexpr std::uint16_t kEmptyCell = kNoRequest << kRttBits;
constexpr std::size_t kFirstRoom = 8;

std::uint16_t packed_rtt(std::uint64_t microseconds) {
    const std::uint64_t units = std::clamp<std::uint64_t>((microseconds + kUnit / 2) / kUnit, 1, kMostUnits);
    const auto width = static_cast<unsigned>(std::bit_width(units));
    if (width <= kMantissaBits) return static_cast<std::uint16_t>(units);
    const unsigned exponent = width - kMantissaBits;
    return static_cast<std::uint16_t>(exponent << kMantissaBits | ((units >> (exponent - 1)) & (kMantissa - 1)));
}

std::uint64_t unpacked_rtt(unsigned packed) {
    const unsigned exponent = packed >> kMantissaBits;
    const std::uint64_t mantissa = packed & (kMantissa - 1);
    return (exponent == 0 ? mantissa : (kMantissa + mantissa) << (exponent - 1)) * kUnit;
}

unsigned loss_percent(const EchoSums& sums) {
    const std::uint64_t lost = sums.requests - sums.replies;
    const auto rounded = static_cast<unsigned>((lost * 100 + sums.requests / 2) / sums.requests);
    if (lost == 0 || sums.replies == 0) return rounded;
    return std::clamp(rounded, 1U, 99U);
}

std::uint16_t cell_of(const EchoSums& sums) {
    if (sums.requests == 0) return kEmptyCell;
    const auto mean = sums.mean_us();
    return static_cast<std::uint16_t>(loss_percent(sums) << kRttBits | (mean ? packed_rtt(*mean) : 0U));
}

bool plausible(const EchoSums& sums) {
    if (sums.replies > sums.requests || sums.least_us > sums.most_us) return false;
    return sums.total_us >= std::uint64_t{sums.least_us} * sums.replies && sums.total_us <= std::uint64_t{sums.most_us} * sums.replies;
}

}  // namespace

void EchoSums::add(const EchoSums& more) {
    if (more.replies != 0) {
        least_us = replies == 0 ? more.least_us : std::min(least_us, more.least_us);
        most_us = std::max(most_us, more.most_us);
    }
    requests += more.requests;
    replies += more.replies;
    total_us += more.total_us;
}

std::optional<std::uint64_t> EchoSums::mean_us() const {
    if (replies == 0) return {};
    return total_us / replies;
}

bool LinkQuality::report(std::uint32_t number, const EchoSums& sums, std::chrono::steady_clock::time_point now) {
    if (!plausible(sums) || (!ring_.empty() && number < newest_)) return false;
    if (!ring_.empty() && number == newest_) {
        ring_[(oldest_at_ + ring_.size() - 1) % ring_.size()] = cell_of(sums);
    } else {
        const std::size_t between = ring_.empty() ? 0 : number - newest_ - 1;
        for (std::size_t i = 0; i < std::min(between, kBuckets); ++i) append(kEmptyCell);
        append(cell_of(sums));
        closed_.add(open_);
    }
    newest_ = number;
    open_ = sums;
    reported_at_ = now;
    return true;
}

void LinkQuality::append(std::uint16_t cell) {
    if (ring_.size() == kBuckets) {
        ring_[oldest_at_] = cell;
        oldest_at_ = static_cast<std::uint32_t>((oldest_at_ + 1) % kBuckets);
        return;
    }
    if (ring_.size() == ring_.capacity()) ring_.reserve(std::min(kBuckets, std::max(kFirstRoom, 2 * ring_.size())));
    ring_.push_back(cell);
}

std::optional<LinkQuality::Bucket> LinkQuality::bucket(std::size_t age) const {
    if (age >= ring_.size()) return {};
    const std::uint16_t cell = ring_[(oldest_at_ + ring_.size() - 1 - age) % ring_.size()];
    const unsigned loss = cell >> kRttBits, rtt = cell & ((1U << kRttBits) - 1);
    if (loss == kNoRequest) return {};
    return Bucket{loss, rtt == 0 ? std::nullopt : std::optional(unpacked_rtt(rtt))};
}

LinkQuality::Means LinkQuality::means(std::size_t count) const {
    Means out;
    std::uint64_t loss = 0, rtt = 0, with_rtt = 0;
    for (std::size_t age = 0; age < std::min(count, size()); ++age) {
        const auto one = bucket(age);
        if (!one) continue;
        ++out.buckets;
        loss += one->loss_percent;
        if (!one->rtt_us) continue;
        ++with_rtt;
        rtt += *one->rtt_us;
    }
    if (out.buckets != 0) out.loss_percent = static_cast<double>(loss) / static_cast<double>(out.buckets);
    if (with_rtt != 0) out.rtt_us = rtt / with_rtt;
    return out;
}

EchoSums LinkQuality::total() const {
    EchoSums out = closed_;
    out.add(open_);
    return out;
}

}  // namespace vpdnd
