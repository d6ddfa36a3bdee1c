#include "os/turn_times.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace vpdnd {

TurnTimes::Part& TurnTimes::part_of(std::string_view source_file) {
    constexpr std::string_view kRoot = "daemon/", kEnding = ".cpp";
    if (const auto root = source_file.rfind(kRoot); root != std::string_view::npos) source_file.remove_prefix(root + kRoot.size());
    if (source_file.ends_with(kEnding)) source_file.remove_suffix(kEnding.size());
    const auto found = parts_.find(source_file);
    if (found != parts_.end()) return found->second;
    const std::string name(source_file);
    return parts_.emplace(name, Part{.name = name}).first->second;
}

void TurnTimes::add(Part& part, Duration time) {
    ++part.turns;
    ++turns_;
    part.longest = std::max(part.longest, time);
    longest_ = std::max(longest_, time);
    ++buckets_[bucket_of(static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::microseconds>(time).count()))];
}

std::size_t TurnTimes::bucket_of(std::uint64_t microseconds) {
    if (microseconds < 4) return microseconds;
    const auto power = static_cast<std::size_t>(std::bit_width(microseconds)) - 1;
    return std::min(4 * (power - 1) + ((microseconds >> (power - 2)) & 3u), kBuckets - 1);
}

std::uint64_t TurnTimes::last_of(std::size_t bucket) {
    if (bucket < 4) return bucket;
    const auto power = bucket / 4 + 1;
    return (((4 + bucket % 4) + 1) << (power - 2)) - 1;
}

std::chrono::microseconds TurnTimes::quantile(double share) const {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(turns_)));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < kBuckets && wanted > 0; ++bucket)
        if ((seen += buckets_[bucket]) >= wanted) {
            const auto most = std::chrono::ceil<std::chrono::microseconds>(longest_);
            return std::min(std::chrono::microseconds(last_of(bucket)), most);
        }
    return {};
}

std::vector<TurnTimes::Part> TurnTimes::parts() const {
    std::vector<Part> out;
    for (const auto& [name, part] : parts_)
        if (part.turns > 0) out.push_back(part);
    std::ranges::stable_sort(out, [](const Part& a, const Part& b) { return a.longest > b.longest; });
    return out;
}

}  // namespace vpdnd
