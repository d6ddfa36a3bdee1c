#include "pool/pool_table.h"

#include <utility>

namespace vpdnd {

void PoolTable::configure(const Config& config) {
    for (auto it = pools_.begin(); it != pools_.end();) {
        const bool gone = !config.pools.contains(it->first);
        if (gone) it->second->change_ranges({});
        it = gone && it->second->used() == 0 ? pools_.erase(it) : std::next(it);
    }
    std::erase_if(vrfs_, [&](const auto& one) { return config.pools.contains(one.first) || !pools_.contains(one.first); });
    for (auto& [vrf, book] : books_) book.local.clear();
    for (const auto& group : config.groups) {
        const auto* part = group.accept_dialin ? &*group.accept_dialin : nullptr;
        if (part && part->local_address) book(part->vrf).local.insert(*part->local_address);
    }
    for (const auto& [name, configured] : config.pools) {
        const auto vrf = config.vrf_of_pool(name);
        if (!vrf.empty()) vrfs_[name] = vrf;
        pool(name, vrf).change_ranges(configured.ranges);
    }
}

std::string PoolTable::vrf_of(const std::string& pool) const {
    const auto found = vrfs_.find(pool);
    return found == vrfs_.end() ? std::string() : found->second;
}

/// One that has moved to another VRF leaves its leases, and what it knows of them, behind.
AddressPool& PoolTable::pool(const std::string& name, const std::string& vrf) {
    auto& mine = name.empty() ? book(vrf).elsewhere : pools_[name];
    if (!mine || !mine->is_in(book(vrf).use)) {
        if (mine) mine->change_ranges({});
        mine = std::make_shared<AddressPool>(name, std::vector<AddressRange>{}, book(vrf).use);
    }
    return *mine;
}

AddressPool* PoolTable::find(const std::string& name, const std::string& vrf) const {
    const auto found = pools_.find(name);
    return found == pools_.end() || vrf_of(name) != vrf ? nullptr : found->second.get();
}

std::optional<AddressPool::Lease> PoolTable::take(const std::string& name, const std::string& vrf) {
    auto* found = find(name, vrf);
    return found ? found->take() : std::nullopt;
}

std::optional<AddressPool::Lease> PoolTable::take(const std::string& name, std::uint32_t address, const std::string& vrf) {
    auto* found = find(name, vrf);
    return found ? found->take(address) : std::nullopt;
}

bool PoolTable::has(const std::string& name, std::uint32_t address) const {
    const auto found = pools_.find(name);
    return found != pools_.end() && found->second->contains(address);
}

PoolTable::Sharing PoolTable::share(const std::string& name) {
    auto& known = shared_[name];
    auto sharing = known.lock();
    if (!sharing) known = sharing = std::make_shared<const std::string>(name);
    return sharing;
}

bool PoolTable::is_shared(const std::string& name) const {
    const auto found = shared_.find(name);
    return found != shared_.end() && !found->second.expired();
}

PoolTable::Wait PoolTable::when_free(std::uint32_t address, std::function<void()> tell, const std::string& vrf) {
    auto wait = std::make_shared<const std::function<void()>>(std::move(tell));
    auto& waiting = book(vrf).use->waiting;
    std::erase_if(waiting, [](const auto& one) { return one.second.expired(); });
    waiting.emplace(address, wait);
    return wait;
}

std::vector<PoolRecord> PoolTable::save() const {
    std::vector<PoolRecord> records;
    const auto add = [&records](const AddressPool& pool, const std::string& vrf) { records.emplace_back(pool.save()).vrf = vrf; };
    for (const auto& [vrf, book] : books_) add(*book.elsewhere, vrf);
    for (const auto& [name, pool] : pools_) add(*pool, vrf_of(name));
    return records;
}

void PoolTable::adopt(const std::vector<PoolRecord>& records) {
    for (const auto& record : records) {
        // A pool that is in another VRF by now has other addresses; those that were leased are held where their users are.
        auto& mine = pool(record.name.empty() || vrf_of(record.name) == record.vrf ? record.name : std::string(), record.vrf);
        mine.adopt(record);
        for (const auto address : record.leased)
            if (auto lease = mine.take(address)) book(record.vrf).unclaimed.emplace(address, std::move(*lease));
    }
}

std::optional<AddressPool::Lease> PoolTable::adopt_lease(const std::string& name, std::uint32_t address, const std::string& vrf) {
    auto& unclaimed = book(vrf).unclaimed;
    const auto found = unclaimed.find(address);
    const bool there = name.empty() || vrf_of(name) == vrf;
    const std::string from = there ? name : std::string();
    if (found == unclaimed.end() || found->second.save().pool != from) return pool(from, vrf).take(address);
    return std::move(unclaimed.extract(found).mapped());
}

}  // namespace vpdnd
