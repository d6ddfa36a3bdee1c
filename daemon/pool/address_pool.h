// IPv4 addresses for users. An address is held by a Lease and goes back when the Lease is destroyed, so an address
// cannot be lost with a call; pools keep their leases over a reload, which may move a range from pool to pool.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "config/config.h"

namespace vpdnd {

class AddressPool;

/// Which addresses users hold, whichever pool they had them from. Shared by pools that may give each other's ranges out.
struct AddressUse {
    std::unordered_set<std::uint32_t> held;
    std::vector<AddressPool*> pools;  ///< all that share this; each enters and removes itself
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

      private:
        std::shared_ptr<AddressPool> pool_;
        std::uint32_t address_;
    };

    AddressPool(std::vector<AddressRange> ranges, std::shared_ptr<AddressUse> use);
    ~AddressPool();
    AddressPool(const AddressPool&) = delete;
    AddressPool& operator=(const AddressPool&) = delete;

    /// The address that was free the longest (a user who calls again soon does not meet a stranger's flows).
    std::optional<Lease> take();
    /// After a reload. Leased addresses outside the new ranges stay leased and are not given out again: by no pool.
    void change_ranges(std::vector<AddressRange> ranges);

    std::uint64_t size() const;
    std::uint64_t used() const { return leases_; }  ///< leases of this pool, also those outside its ranges
    std::uint64_t free() const;                     ///< addresses of its ranges that nobody holds
    const std::vector<AddressRange>& ranges() const { return ranges_; }

  private:
    void give_back(std::uint32_t address);
    bool contains(std::uint32_t address) const;
    std::optional<std::uint32_t> next_fresh();

    std::vector<AddressRange> ranges_;
    std::shared_ptr<AddressUse> use_;
    std::uint64_t leases_ = 0;
    std::size_t fresh_range_ = 0;    ///< addresses never given out yet start here …
    std::uint64_t fresh_offset_ = 0; ///< … at this place in the range
    std::deque<std::uint32_t> returned_;
};

/// "10.10.10.11".
std::string ipv4_text(std::uint32_t address);

}  // namespace vpdnd
