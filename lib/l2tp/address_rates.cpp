#include "l2tp/address_rates.h"

#include <algorithm>

#include "l2tp/records.h"

namespace l2tp {

bool AddressRates::is_over(Time now, const IpAddress& ip, unsigned per_second) {
    // Forgetting all of them is generous to some for a second, and never grows.
    if (seconds_.size() >= kMostKept && !seconds_.contains(ip)) seconds_.clear();
    auto& second = seconds_[ip];
    if (second.count == 0 || now - second.began >= std::chrono::seconds(1)) second = {now, 0};
    return ++second.count > per_second;
}

std::vector<RateRecord> AddressRates::save() const {
    std::vector<RateRecord> records;
    records.reserve(seconds_.size());
    for (const auto& [ip, second] : seconds_) records.push_back({ip, second.began, second.count});
    std::sort(records.begin(), records.end(), [](const auto& a, const auto& b) { return a.address < b.address; });
    return records;
}

void AddressRates::adopt(const std::vector<RateRecord>& records) {
    for (const auto& record : records) seconds_[record.address] = {record.began, record.requests};
}

}  // namespace l2tp
