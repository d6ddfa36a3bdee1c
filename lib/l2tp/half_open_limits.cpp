#include "l2tp/half_open_limits.h"

#include <algorithm>

#include "l2tp/records.h"

namespace l2tp {

std::optional<DropReason> HalfOpenLimits::check(Time now, const IpAddress& ip, const EndpointSettings& settings) {
    if (settings.sccrq_per_second_per_address > 0 && over_rate(now, ip, settings.sccrq_per_second_per_address))
        return DropReason::kRateLimit;
    if (total_ >= settings.max_half_open) return DropReason::kHalfOpenLimit;
    const auto found = by_address_.find(ip);
    if (found != by_address_.end() && found->second >= settings.max_half_open_per_address)
        return DropReason::kHalfOpenPerAddress;
    return std::nullopt;
}

bool HalfOpenLimits::over_rate(Time now, const IpAddress& ip, unsigned per_second) {
    // Forgetting all of them is generous to some for a second, and never grows.
    if (rates_.size() >= kMostRatesKept && !rates_.contains(ip)) rates_.clear();
    auto& second = rates_[ip];
    if (second.requests == 0 || now - second.began >= std::chrono::seconds(1)) second = {now, 0};
    return ++second.requests > per_second;
}

std::vector<RateRecord> HalfOpenLimits::save_rates() const {
    std::vector<RateRecord> records;
    records.reserve(rates_.size());
    for (const auto& [ip, second] : rates_) records.push_back({ip, second.began, second.requests});
    std::sort(records.begin(), records.end(), [](const auto& a, const auto& b) { return a.address < b.address; });
    return records;
}

void HalfOpenLimits::adopt_rates(const std::vector<RateRecord>& records) {
    for (const auto& record : records) rates_[record.address] = {record.began, record.requests};
}

void HalfOpenLimits::opened(const IpAddress& ip) {
    ++total_;
    ++by_address_[ip];
}

void HalfOpenLimits::closed(const IpAddress& ip) {
    const auto found = by_address_.find(ip);
    if (found == by_address_.end()) return;
    --total_;
    if (--found->second == 0) by_address_.erase(found);
}

}  // namespace l2tp
