#include "radius/radius_servers.h"

#include <algorithm>
#include <utility>

#include "radius/client_plan.h"

namespace vpdnd {

const std::pair<const std::string, Radius>* tunnel_authorizing_set(const Config& config) {
    const auto found = std::ranges::find_if(config.radius, [](const auto& set) { return set.second.authorize_tunnels; });
    return found == config.radius.end() ? nullptr : &*found;
}

void RadiusServers::use(const Config& config) {
    const auto* set = tunnel_authorizing_set(config);
    if (set && tunnels_ && set->first == tunnels_set_ && set->second == tunnels_config_) return;
    if (tunnels_) retire(std::move(tunnels_));
    tunnels_set_.clear();
    tunnels_config_ = {};
    if (!set) return;
    std::tie(tunnels_set_, tunnels_config_) = *set;
    tunnels_ = std::make_unique<ClientHost>(loop_, resolver_, tunnels_set_, authentication_plan(tunnels_config_));
}

void RadiusServers::retire(std::unique_ptr<ClientHost> host) {
    const auto place = retired_.insert(retired_.end(), std::move(host));
    (*place)->when_idle([this, place] { retired_.erase(place); });
}

std::vector<RadiusServers::Info> RadiusServers::all() const {
    if (!tunnels_) return {};
    return {{tunnels_set_, "tunnels", tunnels_->client()}};
}

}  // namespace vpdnd
