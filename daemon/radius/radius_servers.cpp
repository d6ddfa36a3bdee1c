#include "radius/radius_servers.h"

#include <algorithm>
#include <utility>

#include "radius/client_plan.h"

namespace vpdnd {

const std::pair<const std::string, Radius>* tunnel_authorizing_set(const Config& config) {
    const auto found = std::ranges::find_if(config.radius, [](const auto& set) { return set.second.authorize_tunnels; });
    return found == config.radius.end() ? nullptr : &*found;
}

std::set<std::string> user_judging_sets(const Config& config) {
    std::set<std::string> out;
    for (const auto& group : config.groups)
        if (group.accept_dialin && config.radius.contains(group.accept_dialin->radius)) out.insert(group.accept_dialin->radius);
    return out;
}

void RadiusServers::use(const Config& config, const std::set<std::string>& held, const std::set<std::string>& accounted) {
    std::vector<Used> next;
    if (const auto* set = tunnel_authorizing_set(config)) keep_or_make(next, set->first, kTunnels, set->second);
    auto judging = user_judging_sets(config);
    judging.insert(held.begin(), held.end());
    use_for(next, kUsers, judging, config);
    use_for(next, kAccounting, accounted, config);
    for (auto& one : used_)
        if (one.host) retire(std::move(one.host));
    used_ = std::move(next);
}

void RadiusServers::use_for(std::vector<Used>& to, std::string_view purpose, const std::set<std::string>& sets, const Config& config) {
    for (const auto& name : sets) {
        const auto set = config.radius.find(name);
        if (set != config.radius.end())
            keep_or_make(to, name, purpose, set->second);
        else
            keep(to, name, purpose);
    }
}

void RadiusServers::keep_or_make(std::vector<Used>& to, const std::string& set, std::string_view purpose, const Radius& config) {
    const auto same = std::ranges::find_if(
        used_, [&](const Used& one) { return one.host && one.set == set && one.purpose == purpose && one.config == config; });
    auto& next = to.emplace_back(Used{set, purpose, config, nullptr});
    if (same != used_.end()) {
        next.host = std::move(same->host);
    } else {
        auto plan = purpose == kAccounting ? accounting_plan(config) : authentication_plan(config);
        next.host = std::make_unique<ClientHost>(loop_, resolver_, set, std::move(plan));
    }
}

/// If it is there.
void RadiusServers::keep(std::vector<Used>& to, const std::string& set, std::string_view purpose) {
    const auto found = std::ranges::find_if(used_, [&](const Used& one) { return one.host && one.set == set && one.purpose == purpose; });
    if (found != used_.end()) to.push_back(std::move(*found));
}

RadiusService* RadiusServers::find(std::string_view purpose, const std::string* set) const {
    const auto found = std::ranges::find_if(used_, [&](const Used& one) { return one.purpose == purpose && (!set || one.set == *set); });
    return found == used_.end() ? nullptr : found->host.get();
}

RadiusService* RadiusServers::tunnels() const { return find(kTunnels, nullptr); }
RadiusService* RadiusServers::users(const std::string& set) const { return find(kUsers, &set); }
RadiusService* RadiusServers::accounting(const std::string& set) const { return find(kAccounting, &set); }

void RadiusServers::retire(std::unique_ptr<ClientHost> host) {
    const auto place = retired_.insert(retired_.end(), std::move(host));
    (*place)->when_idle([this, place] { retired_.erase(place); });
}

std::vector<RadiusServers::Info> RadiusServers::all() const {
    std::vector<Info> out;
    for (const auto& one : used_) out.push_back({one.set, one.purpose, one.host->client()});
    return out;
}

}  // namespace vpdnd
