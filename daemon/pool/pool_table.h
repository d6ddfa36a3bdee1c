// The address pools by name; keeps leases over a reload, and no address is given to two whatever the pools are called then.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "config/config.h"
#include "pool/address_pool.h"

namespace vpdnd {

class PoolTable {
  public:
    /// A pool that is not in the configuration any more gives nothing out, and is forgotten with its last lease: if it
    /// comes back before, its addresses are still known to be in use.
    void configure(const Config& config) {
        for (auto it = pools_.begin(); it != pools_.end();) {
            const bool gone = !config.pools.contains(it->first);
            if (gone) it->second->change_ranges({});
            it = gone && it->second->used() == 0 ? pools_.erase(it) : std::next(it);
        }
        for (const auto& [name, pool] : config.pools) {
            auto& mine = pools_[name];
            if (!mine) mine = std::make_shared<AddressPool>(pool.ranges, use_);
            else mine->change_ranges(pool.ranges);
        }
    }
    /// Empty: the pool is exhausted, or gone.
    std::optional<AddressPool::Lease> take(const std::string& name) {
        const auto found = pools_.find(name);
        return found == pools_.end() ? std::nullopt : found->second->take();
    }
    const std::map<std::string, std::shared_ptr<AddressPool>>& all() const { return pools_; }

  private:
    std::shared_ptr<AddressUse> use_ = std::make_shared<AddressUse>();
    std::map<std::string, std::shared_ptr<AddressPool>> pools_;
};

}  // namespace vpdnd
