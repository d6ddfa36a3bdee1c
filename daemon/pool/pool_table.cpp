#include "pool/pool_table.h"

#include <utility>

namespace vpdnd {

void PoolTable::configure(const Config& config) {
    for (auto it = pools_.begin(); it != pools_.end();) {
        const bool gone = !config.pools.contains(it->first);
        if (gone) it->second->change_ranges({});
        it = gone && it->second->used() == 0 ? pools_.erase(it) : std::next(it);
    }
    for (const auto& [name, configured] : config.pools) pool(name).change_ranges(configured.ranges);
    local_.clear();
    for (const auto& group : config.groups)
        if (group.accept_dialin && group.accept_dialin->local_address) local_.insert(*group.accept_dialin->local_address);
}

AddressPool& PoolTable::pool(const std::string& name) {
    if (name.empty()) return *elsewhere_;
    auto& mine = pools_[name];
    if (!mine) mine = std::make_shared<AddressPool>(name, std::vector<AddressRange>{}, use_);
    return *mine;
}

std::optional<AddressPool::Lease> PoolTable::take(const std::string& name) {
    const auto found = pools_.find(name);
    return found == pools_.end() ? std::nullopt : found->second->take();
}

std::optional<AddressPool::Lease> PoolTable::take(const std::string& name, std::uint32_t address) {
    const auto found = pools_.find(name);
    return found == pools_.end() ? std::nullopt : found->second->take(address);
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

PoolTable::Wait PoolTable::when_free(std::uint32_t address, std::function<void()> tell) {
    auto wait = std::make_shared<const std::function<void()>>(std::move(tell));
    std::erase_if(use_->waiting, [](const auto& one) { return one.second.expired(); });
    use_->waiting.emplace(address, wait);
    return wait;
}

std::vector<PoolRecord> PoolTable::save() const {
    std::vector<PoolRecord> records{elsewhere_->save()};
    for (const auto& [name, pool] : pools_) records.push_back(pool->save());
    return records;
}

void PoolTable::adopt(const std::vector<PoolRecord>& records) {
    for (const auto& record : records) {
        pool(record.name).adopt(record);
        for (const auto address : record.leased)
            if (auto lease = pool(record.name).take(address)) unclaimed_.emplace(address, std::move(*lease));
    }
}

std::optional<AddressPool::Lease> PoolTable::adopt_lease(const std::string& name, std::uint32_t address) {
    const auto found = unclaimed_.find(address);
    if (found == unclaimed_.end() || found->second.save().pool != name) return pool(name).take(address);
    return std::move(unclaimed_.extract(found).mapped());
}

}  // namespace vpdnd
