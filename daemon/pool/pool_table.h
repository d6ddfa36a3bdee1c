// The address pools by name; keeps leases over a reload.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "config/config.h"
#include "pool/address_pool.h"

namespace vpdnd {

class PoolTable {
  public:
    void configure(const Config& config) {
        for (auto it = pools_.begin(); it != pools_.end();) it = config.pools.contains(it->first) ? std::next(it) : pools_.erase(it);
        for (const auto& [name, pool] : config.pools) {
            auto& mine = pools_[name];
            if (!mine) mine = std::make_shared<AddressPool>(pool.ranges);
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
    std::map<std::string, std::shared_ptr<AddressPool>> pools_;  ///< leases keep a removed pool alive
};

}  // namespace vpdnd
