#include "pool/address_pool.h"

#include <algorithm>

namespace vpdnd {

namespace {

bool same(const std::vector<AddressRange>& a, const std::vector<AddressRange>& b) {
    return std::ranges::equal(a, b, [](const auto& x, const auto& y) { return x.first == y.first && x.last == y.last; });
}

std::uint64_t size_of(const AddressRange& range) { return std::uint64_t{range.last} - range.first + 1; }

}  // namespace

AddressPool::AddressPool(std::string name, std::vector<AddressRange> ranges, std::shared_ptr<AddressUse> use)
    : name_(std::move(name)), ranges_(std::move(ranges)), use_(std::move(use)) {
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
    return address ? hold(*address) : std::nullopt;
}

std::optional<AddressPool::Lease> AddressPool::take(std::uint32_t address) {
    auto lease = hold(address);
    // It waits in no pool any more, and in each only once when it comes back.
    if (lease)
        for (auto* pool : use_->pools) std::erase(pool->returned_, address);
    return lease;
}

std::optional<AddressPool::Lease> AddressPool::hold(std::uint32_t address) {
    if (!use_->held.insert(address).second) return {};
    leased_.insert(address);
    return std::optional<Lease>(std::in_place, shared_from_this(), address);
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
    if (same(ranges, ranges_)) return;  // which address was free the longest is still known
    ranges_ = std::move(ranges);
    fresh_range_ = 0;
    fresh_offset_ = 0;
    returned_.clear();
}

void AddressPool::give_back(std::uint32_t address) {
    use_->held.erase(address);
    leased_.erase(address);
    // The address may belong to another pool by now, which has passed it over while it was held.
    for (auto* pool : use_->pools)
        if (pool->contains(address) && !pool->is_fresh(address)) pool->returned_.push_back(address);
    const auto waiting = use_->waiting.equal_range(address);
    std::vector<std::weak_ptr<const std::function<void()>>> told;
    for (auto one = waiting.first; one != waiting.second; ++one) told.push_back(one->second);
    use_->waiting.erase(waiting.first, waiting.second);
    for (const auto& one : told)
        if (const auto tell = one.lock()) (*tell)();
}

/// It will be given out without waiting among the returned ones.
bool AddressPool::is_fresh(std::uint32_t address) const {
    for (auto i = fresh_range_; i < ranges_.size(); ++i) {
        const std::uint64_t first = ranges_[i].first + (i == fresh_range_ ? fresh_offset_ : 0);
        if (first <= address && address <= ranges_[i].last) return true;
    }
    return false;
}

PoolRecord AddressPool::save() const {
    PoolRecord record{.name = name_, .ranges = ranges_, .passed_over = fresh_offset_,
                      .returned = {returned_.begin(), returned_.end()}, .leased = {leased_.begin(), leased_.end()}};
    for (std::size_t i = 0; i < fresh_range_; ++i) record.passed_over += size_of(ranges_[i]);
    std::ranges::sort(record.leased);
    return record;
}

void AddressPool::adopt(const PoolRecord& record) {
    if (!same(record.ranges, ranges_)) return;
    fresh_range_ = 0;
    fresh_offset_ = record.passed_over;
    for (; fresh_range_ < ranges_.size() && fresh_offset_ >= size_of(ranges_[fresh_range_]); ++fresh_range_)
        fresh_offset_ -= size_of(ranges_[fresh_range_]);
    returned_.assign(record.returned.begin(), record.returned.end());
}

bool AddressPool::contains(std::uint32_t address) const {
    return std::ranges::any_of(ranges_, [&](const AddressRange& range) {
        return range.first <= address && address <= range.last;
    });
}

std::uint64_t AddressPool::size() const {
    std::uint64_t sum = 0;
    for (const auto& range : ranges_) sum += size_of(range);
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
