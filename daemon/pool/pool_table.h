// The address pools by name; keeps leases over a reload, and no address is given to two whatever the pools are called then.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "pool/address_pool.h"

namespace vpdnd {

class PoolTable {
  public:
    /// A pool that is not in the configuration any more gives nothing out, and is forgotten with its last lease: if it
    /// comes back before, its addresses are still known to be in use.
    void configure(const Config& config);
    /// Empty: the pool is exhausted, or gone.
    std::optional<AddressPool::Lease> take(const std::string& name);
    const std::map<std::string, std::shared_ptr<AddressPool>>& all() const { return pools_; }

    /// Who takes the calls over calls adopt() after configure() and before any take(), then adopt_lease() for each call,
    /// then end_adoption(). In between all addresses that were leased are held.
    std::vector<PoolRecord> save() const;
    void adopt(const std::vector<PoolRecord>& records);
    /// Empty: another lease holds the address. A pool that is not configured any more takes its leases, too.
    std::optional<AddressPool::Lease> adopt_lease(const std::string& pool, std::uint32_t address);
    /// Leases that no call came for go back.
    void end_adoption() { unclaimed_.clear(); }

  private:
    AddressPool& pool(const std::string& name);

    std::shared_ptr<AddressUse> use_ = std::make_shared<AddressUse>();
    std::map<std::string, std::shared_ptr<AddressPool>> pools_;
    std::map<std::uint32_t, AddressPool::Lease> unclaimed_;  ///< by address
};

}  // namespace vpdnd
