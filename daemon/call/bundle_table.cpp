#include "call/bundle_table.h"

#include <algorithm>
#include <chrono>

#include "call/call_table.h"

namespace vpdnd {

bool BundleTable::join(CallId call, l2tp::SessionKey key, PppStatus& ppp) {
    const auto& network = ppp.network();
    if (network.interface.empty()) return false;  // IP is down: the link stays where it was
    auto& bundle = bundles_[{network.bundle, network.unit}];
    if (bundle.since == SteadyTime{}) {
        bundle.name = network.bundle;
        bundle.unit = network.unit;
        bundle.interface = network.interface;
        bundle.since = std::chrono::steady_clock::now();
    }
    bundle.user = ppp.user;
    if (ppp.bundle_master) {
        bundle.owner = call;
        bundle.has_owner = true;
        call_it(bundle, network.interface);
    } else if (bundle.has_owner) {
        ppp.known_network->interface = bundle.interface;
    }
    if (std::ranges::find(bundle.members, call, &Bundle::Member::call) != bundle.members.end()) return false;
    bundle.members.push_back({call, key});
    return true;
}

/// Links that have joined before the owner said so took it for something else.
void BundleTable::call_it(Bundle& bundle, const std::string& interface) {
    bundle.interface = interface;
    for (const auto& member : bundle.members)
        if (auto* one = member.call == bundle.owner ? nullptr : calls_.find(member.call)) one->bundle_is_called(interface);
}

std::size_t BundleTable::serving(const PppStatus& ppp) const {
    const auto found = bundles_.find({ppp.network().bundle, ppp.network().unit});
    if (found == bundles_.end()) return 0;
    return static_cast<std::size_t>(std::ranges::count_if(found->second.members, [this](const Bundle::Member& member) {
        const auto* one = calls_.find(member.call);
        return one && one->lives();
    }));
}

void BundleTable::leave(CallId call) {
    for (auto it = bundles_.begin(); it != bundles_.end();) {
        std::erase_if(it->second.members, [call](const Bundle::Member& member) { return member.call == call; });
        it = it->second.members.empty() ? bundles_.erase(it) : std::next(it);
    }
}

void BundleTable::is_over(CallId call, const PppStatus& owner, const EndReason& why) {
    const auto found = bundles_.find({owner.network().bundle, owner.network().unit});
    if (found == bundles_.end()) return;
    const auto members = found->second.members;  // each that ends leaves the bundle
    for (const auto& member : members)
        if (auto* one = member.call == call ? nullptr : calls_.find(member.call)) one->bundle_gone(why);
}

std::vector<BundleTable::Record> BundleTable::save() const {
    std::vector<Record> out;
    for (const auto& [key, bundle] : bundles_) out.push_back({bundle.name, bundle.unit, bundle.interface, bundle.since});
    return out;
}

void BundleTable::adopt(const std::vector<Record>& saved) {
    for (const auto& one : saved) {
        auto& bundle = bundles_[{one.name, one.unit}];
        bundle.name = one.name;
        bundle.unit = one.unit;
        bundle.interface = one.interface;
        bundle.since = one.since;
    }
}

void BundleTable::end_adoption() {
    std::erase_if(bundles_, [](const auto& entry) { return entry.second.members.empty(); });
}

void BundleTable::for_each(const std::function<void(const Bundle&)>& visit) const {
    for (const auto& [key, bundle] : bundles_) visit(bundle);
}

}  // namespace vpdnd
