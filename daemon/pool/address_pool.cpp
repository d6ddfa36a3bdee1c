#include "pool/address_pool.h"

#include <algorithm>

namespace vpdnd {

AddressPool::AddressPool(std::vector<AddressRange> ranges, std::shared_ptr<AddressUse> use)
    : ranges_(std::move(ranges)), use_(std::move(use)) {
    use_->pools.push_back(this);
}

AddressPool::~AddressPool() { std::erase(use_->pools, this); }

std::optional<AddressPool::Lease> AddressPool::take() {
    auto address = next_fresh();
    while (!address && !returned_.empty()) {
        // After change_ranges() an address may have been given out as fresh while it also waits here.
        if (!use_->held.contains(returned_.front())) address = returned_.front();
        returned_.pop_front();
    }
    if (!address) return {};
    use_->held.insert(*address);
    ++leases_;
    return std::optional<Lease>(std::in_place, shared_from_this(), *address);
}

std::optional<std::uint32_t> AddressPool::next_fresh() {
    for (; fresh_range_ < ranges_.size(); ++fresh_range_, fresh_offset_ = 0) {
        const auto& range = ranges_[fresh_range_];
        while (range.first + fresh_offset_ <= range.last) {
            const auto address = static_cast<std::uint32_t>(range.first + fresh_offset_++);
            if (!use_->held.contains(address)) return address;
        }
    }
    return {};
}

void AddressPool::change_ranges(std::vector<AddressRange> ranges) {
    const auto same = [](const AddressRange& a, const AddressRange& b) { return a.first == b.first && a.last == b.last; };
    if (std::ranges::equal(ranges, ranges_, same)) return;  // which address was free the longest is still known
    ranges_ = std::move(ranges);
    fresh_range_ = 0;
    fresh_offset_ = 0;
    returned_.clear();
}

void AddressPool::give_back(std::uint32_t address) {
    use_->held.erase(address);
    --leases_;
    // The address may belong to another pool by now, which has passed it over while it was held.
    for (auto* pool : use_->pools)
        if (pool->contains(address)) pool->returned_.push_back(address);
}

bool AddressPool::contains(std::uint32_t address) const {
    return std::ranges::any_of(ranges_, [&](const AddressRange& range) {
        return range.first <= address && address <= range.last;
    });
}

std::uint64_t AddressPool::size() const {
    std::uint64_t sum = 0;
    for (const auto& range : ranges_) sum += std::uint64_t{range.last} - range.first + 1;
    return sum;
}

std::uint64_t AddressPool::free() const {
    const auto held = static_cast<std::uint64_t>(std::ranges::count_if(use_->held, [&](auto a) { return contains(a); }));
    return size() - held;
}

std::string ipv4_text(std::uint32_t address) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) {
        out += std::to_string(address >> shift & 0xff);
        if (shift) out += '.';
    }
    return out;
}

}  // namespace vpdnd
