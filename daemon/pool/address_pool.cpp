#include "pool/address_pool.h"

#include <algorithm>

namespace vpdnd {

AddressPool::AddressPool(std::vector<AddressRange> ranges) : ranges_(std::move(ranges)) {}

std::optional<AddressPool::Lease> AddressPool::take() {
    auto address = next_fresh();
    while (!address && !returned_.empty()) {
        // After change_ranges() an address may have been given out as fresh while it also waits here.
        if (!used_.contains(returned_.front())) address = returned_.front();
        returned_.pop_front();
    }
    if (!address) return {};
    used_.insert(*address);
    return std::optional<Lease>(std::in_place, shared_from_this(), *address);
}

std::optional<std::uint32_t> AddressPool::next_fresh() {
    for (; fresh_range_ < ranges_.size(); ++fresh_range_, fresh_offset_ = 0) {
        const auto& range = ranges_[fresh_range_];
        while (range.first + fresh_offset_ <= range.last) {
            const auto address = static_cast<std::uint32_t>(range.first + fresh_offset_++);
            if (!used_.contains(address)) return address;
        }
    }
    return {};
}

void AddressPool::change_ranges(std::vector<AddressRange> ranges) {
    ranges_ = std::move(ranges);
    fresh_range_ = 0;
    fresh_offset_ = 0;
    returned_.clear();
}

void AddressPool::give_back(std::uint32_t address) {
    used_.erase(address);
    if (contains(address)) returned_.push_back(address);
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
    const auto held = static_cast<std::uint64_t>(std::ranges::count_if(used_, [&](auto a) { return contains(a); }));
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
