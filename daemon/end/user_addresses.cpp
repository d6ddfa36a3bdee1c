#include "end/user_addresses.h"

#include <algorithm>
#include <utility>

#include "log/limited.h"
#include "net/own_address.h"

namespace vpdnd {
namespace {

using ipc::AddressOrigin;

/// RFC 1122 section 3.2.1.3: "this" network, loopback, multicast, reserved and broadcast are no host's address.
bool is_of_a_host(std::uint32_t address) {
    const auto first = address >> 24;
    return first != 0 && first != 127 && first < 224;
}

}  // namespace

bool UserAddresses::lend(const std::string& pool) {
    std::vector<AddressPool::Lease> passed_over;  // held until another one is found
    for (auto lease = pools_.take(pool, vrf_); lease; lease = pools_.take(pool, vrf_)) {
        if (is_free_for_users(lease->address())) {
            held_.push_back({std::move(*lease), AddressOrigin::kLent});
            return true;
        }
        log::write_limited(log::Level::kWarning, "a pool has an address that is this machine's own: it is not lent",
                           {{"pool", pool}, {"address", ipv4_text(lease->address())}});
        passed_over.push_back(std::move(*lease));
    }
    return false;
}

std::optional<std::uint32_t> UserAddresses::lent() const {
    const auto found = std::ranges::find(held_, AddressOrigin::kLent, &Held::origin);
    return found == held_.end() ? std::nullopt : std::optional(found->lease.address());
}

bool UserAddresses::holds(std::uint32_t address) const {
    return std::ranges::any_of(held_, [address](const Held& one) { return one.lease.address() == address; });
}

/// An interface of this machine may have got it at any time, and a reload may have made it a group's own.
bool UserAddresses::is_free_for_users(std::uint32_t address) const {
    return !pools_.is_local(address, vrf_) && !belongs_to_this_machine(address, vrf_);
}

UserAddresses::Answer UserAddresses::ask(std::uint32_t address, AddressOrigin origin, const AcceptDialin& settings) {
    if (holds(address)) return Answer::kGranted;
    if (!is_of_a_host(address) || !is_free_for_users(address)) return Answer::kRefused;
    // His wish is limited to what is there for such users; what an administrator has written down for him is not.
    const bool chosen = origin == AddressOrigin::kChosen;
    const bool has_pool = !settings.pool.empty();
    if (chosen && has_pool && (!settings.user_address || !pools_.has(settings.pool, address))) return Answer::kRefused;
    auto lease = chosen && has_pool ? pools_.take(settings.pool, address, vrf_) : pools_.claim(address, vrf_);
    if (!lease) return Answer::kTaken;
    std::erase_if(held_, [](const Held& one) { return one.origin != AddressOrigin::kLent; });
    held_.push_back({std::move(*lease), origin});
    return Answer::kGranted;
}

UserAddresses::Answer UserAddresses::gave(std::uint32_t address) {
    if (!holds(address)) {
        auto lease = pools_.claim(address, vrf_);
        if (!lease) return Answer::kTaken;
        held_.push_back({std::move(*lease), AddressOrigin::kFixed});
    }
    std::erase_if(held_, [address](const Held& one) { return one.lease.address() != address; });
    return Answer::kGranted;
}

std::vector<HeldAddress> UserAddresses::list() const {
    std::vector<HeldAddress> out;
    for (const auto& one : held_) out.push_back({one.lease.address(), one.origin, one.lease.save().pool});
    return out;
}

void UserAddresses::adopt(const std::vector<HeldAddress>& held) {
    for (const auto& one : held)
        if (auto lease = pools_.adopt_lease(one.pool, one.address, vrf_)) held_.push_back({std::move(*lease), one.origin});
}

}  // namespace vpdnd
