// IPv4 addresses for users. An address is held by a Lease and goes back when the Lease is destroyed, so an address
// cannot be lost with a call; pools keep their leases over a reload, which may move a range from pool to pool.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "config/config.h"

namespace vpdnd {

class AddressPool;

/// A lease as plain data.
struct LeaseRecord {
    std::string pool;
    std::uint32_t address = 0;  ///< host order
    bool operator==(const LeaseRecord&) const = default;
};

/// What a pool knows beside its configuration, as plain data.
struct PoolRecord {
    std::string name;
    std::string vrf = {};
    std::vector<AddressRange> ranges = {};  ///< that the next two fit to
    std::uint64_t passed_over = 0;        ///< so many addresses of the ranges, in their order, are not fresh any more
    std::vector<std::uint32_t> returned;  ///< the one that was free the longest first
    std::vector<std::uint32_t> leased;    ///< ascending
};

/// Which addresses users hold, whichever pool they had them from, if any: the one book. Shared by pools that may give each
/// other's ranges out.
struct AddressUse {
    std::unordered_set<std::uint32_t> held;
    std::vector<AddressPool*> pools;  ///< all that share this; each enters and removes itself
    /// Who waits for an address, and is told when it is free. Whoever gave up is gone.
    std::unordered_multimap<std::uint32_t, std::weak_ptr<const std::function<void()>>> waiting;
};

class AddressPool : public std::enable_shared_from_this<AddressPool> {
  public:
    class Lease {
      public:
        Lease(std::shared_ptr<AddressPool> pool, std::uint32_t address) : pool_(std::move(pool)), address_(address) {}
        Lease(Lease&&) noexcept = default;
        Lease& operator=(Lease&& other) noexcept {
            std::swap(pool_, other.pool_);
            std::swap(address_, other.address_);
            return *this;
        }
        ~Lease() {
            if (pool_) pool_->give_back(address_);
        }
        std::uint32_t address() const { return address_; }  ///< host order
        LeaseRecord save() const { return {pool_->name_, address_}; }

      private:
        std::shared_ptr<AddressPool> pool_;
        std::uint32_t address_;
    };

    AddressPool(std::string name, std::vector<AddressRange> ranges, std::shared_ptr<AddressUse> use);
    ~AddressPool();
    AddressPool(const AddressPool&) = delete;
    AddressPool& operator=(const AddressPool&) = delete;

    /// The address that was free the longest (a user who calls again soon does not meet a stranger's flows).
    std::optional<Lease> take();
    /// This address, which may be outside the ranges. Empty: somebody holds it.
    std::optional<Lease> take(std::uint32_t address);
    /// After a reload. Leased addresses outside the new ranges stay leased and are not given out again: by no pool.
    void change_ranges(std::vector<AddressRange> ranges);

    PoolRecord save() const;
    /// What was passed over and returned; nothing where the ranges are others by now. Leases are to be taken after this.
    void adopt(const PoolRecord& record);

    std::uint64_t size() const;
    std::uint64_t used() const { return leased_.size(); }  ///< leases of this pool, also those outside its ranges
    std::uint64_t free() const;                     ///< addresses of its ranges that nobody holds
    const std::vector<AddressRange>& ranges() const { return ranges_; }
    bool contains(std::uint32_t address) const;     ///< in its ranges
    bool is_in(const std::shared_ptr<AddressUse>& book) const { return use_ == book; }

  private:
    void give_back(std::uint32_t address);
    std::optional<Lease> hold(std::uint32_t address);
    bool is_fresh(std::uint32_t address) const;
    std::optional<std::uint32_t> next_fresh();

    std::string name_;
    std::vector<AddressRange> ranges_;
    std::shared_ptr<AddressUse> use_;
    std::unordered_set<std::uint32_t> leased_;  ///< of this pool
    std::size_t fresh_range_ = 0;    ///< addresses never given out yet start here …
    std::uint64_t fresh_offset_ = 0; ///< … at this place in the range
    std::deque<std::uint32_t> returned_;
};

/// "10.10.10.11".
std::string ipv4_text(std::uint32_t address);

}  // namespace vpdnd
