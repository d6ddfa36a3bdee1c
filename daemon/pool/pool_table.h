// The address pools by name, and the addresses that users have from elsewhere: one book for each VRF. Keeps leases over a
// reload, and no address is given to two of one VRF whatever the pools are called then. A pool is in the VRF of the groups
// that use it; an empty name is no VRF.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
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
    /// For a user of this VRF. Empty: the pool is exhausted, gone, or has moved to another VRF since his call came.
    std::optional<AddressPool::Lease> take(const std::string& name, const std::string& vrf = {});
    /// This address of the pool. Empty: somebody holds it, or the pool is another VRF's.
    std::optional<AddressPool::Lease> take(const std::string& name, std::uint32_t address, const std::string& vrf = {});
    /// An address that a user has from elsewhere; no pool lends it meanwhile. Empty: somebody holds it.
    std::optional<AddressPool::Lease> claim(std::uint32_t address, const std::string& vrf = {}) {
        return book(vrf).elsewhere->take(address);
    }
    bool has(const std::string& name, std::uint32_t address) const;
    /// Held by a call that has an address of this pool for a multilink bundle, or may have: further links need none.
    using Sharing = std::shared_ptr<const std::string>;
    [[nodiscard]] Sharing share(const std::string& name);
    bool is_shared(const std::string& name) const;
    /// The local-address of a group: our end of sessions, and no user's of whatever group.
    bool is_local(std::uint32_t address, const std::string& vrf = {}) const {
        const auto found = books_.find(vrf);
        return found != books_.end() && found->second.local.contains(address);
    }
    /// Tells when an address that is held is given back, once, as long as what is returned lives. It is called in the middle of
    /// something: from there nothing may be taken.
    using Wait = std::shared_ptr<const std::function<void()>>;
    [[nodiscard]] Wait when_free(std::uint32_t address, std::function<void()> tell, const std::string& vrf = {});
    const std::map<std::string, std::shared_ptr<AddressPool>>& all() const { return pools_; }

    /// Who takes the calls over calls adopt() after configure() and before any take(), then adopt_lease() for each call,
    /// then end_adoption(). In between all addresses that were leased are held.
    std::vector<PoolRecord> save() const;
    void adopt(const std::vector<PoolRecord>& records);
    /// Empty: another lease holds the address. A pool that is not configured any more takes its leases, too. No name: claim().
    std::optional<AddressPool::Lease> adopt_lease(const std::string& pool, std::uint32_t address, const std::string& vrf = {});
    /// Leases that no call came for go back.
    void end_adoption() {
        for (auto& [vrf, book] : books_) book.unclaimed.clear();
    }

  private:
    /// The addresses of one VRF.
    struct Book {
        std::shared_ptr<AddressUse> use = std::make_shared<AddressUse>();
        /// No pool of the configuration: what users have from elsewhere. Its name is empty.
        std::shared_ptr<AddressPool> elsewhere = std::make_shared<AddressPool>(std::string(), std::vector<AddressRange>{}, use);
        std::map<std::uint32_t, AddressPool::Lease> unclaimed{};  ///< by address
        std::set<std::uint32_t> local{};
    };
    Book& book(const std::string& vrf) { return books_[vrf]; }
    std::string vrf_of(const std::string& pool) const;
    /// Null: there is none of this name in the VRF.
    AddressPool* find(const std::string& name, const std::string& vrf) const;
    /// No name: elsewhere.
    AddressPool& pool(const std::string& name, const std::string& vrf);

    std::map<std::string, Book> books_;  ///< by VRF
    std::map<std::string, std::shared_ptr<AddressPool>> pools_;
    std::map<std::string, std::string> vrfs_;  ///< of those pools that are in one
    std::map<std::string, std::weak_ptr<const std::string>> shared_;  ///< by pool
};

}  // namespace vpdnd
