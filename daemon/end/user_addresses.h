// The IPv4 addresses that one user of this machine has or is about to get, and how he came to each: the call's pages of
// the book of addresses in use in his VRF (pool/). Nobody else in it gets what stands there, whichever way he asks.
//
// Before IPCP is up there may be two: the one that the pool lends, and the one that pppd wants to give in its place.
// When IPCP is up only the one that it really gave stays.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/config.h"
#include "ipc/plugin_messages.h"
#include "pool/pool_table.h"

namespace vpdnd {

/// As plain data.
struct HeldAddress {
    std::uint32_t address = 0;  ///< host order
    ipc::AddressOrigin origin{};
    std::string pool;  ///< that it was taken from; empty: none has it to give
    bool operator==(const HeldAddress&) const = default;
};

class UserAddresses {
  public:
    explicit UserAddresses(PoolTable& pools) : pools_(pools) {}
    /// Before anything is held; empty: in none.
    void be_in_vrf(std::string name) { vrf_ = std::move(name); }

    /// False: the pool has none. What is this machine's own is not lent, whatever the pool's ranges say.
    bool lend(const std::string& pool);
    /// He may become the first link of a bundle, or is; others may then be links of it.
    void share(const std::string& pool) { sharing_ = pools_.share(pool); }
    /// He is in no bundle.
    void share_no_more() { sharing_.reset(); }
    /// A further call may be a link of a bundle that has an address of the pool, and need none.
    bool may_be_shared(const std::string& pool) const { return pools_.is_shared(pool); }
    /// What the pool has lent, while it is held.
    std::optional<std::uint32_t> lent() const;

    enum class Answer : std::uint8_t {
        kGranted,  ///< it is this user's; what was granted before it, and is not lent, went back
        kTaken,    ///< somebody has it
        kRefused,  ///< nobody may get it, or not this user
    };
    /// pppd is about to give this address.
    Answer ask(std::uint32_t address, ipc::AddressOrigin origin, const AcceptDialin& settings);
    /// IPCP has given this one; what else was held goes back. kTaken: somebody has it, and nothing has changed.
    Answer gave(std::uint32_t address);
    /// He is a link of somebody's bundle, or nothing is left of him.
    void give_back() {
        held_.clear();
        sharing_.reset();
    }

    std::vector<HeldAddress> list() const;
    void adopt(const std::vector<HeldAddress>& held);

  private:
    struct Held {
        AddressPool::Lease lease;
        ipc::AddressOrigin origin;
    };
    bool holds(std::uint32_t address) const;
    bool is_free_for_users(std::uint32_t address) const;

    PoolTable& pools_;
    std::string vrf_;
    std::vector<Held> held_;
    PoolTable::Sharing sharing_;
};

}  // namespace vpdnd
