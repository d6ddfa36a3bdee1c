#include "event/tunnel_peers.h"

namespace vpdnd {

void TunnelPeers::tunnel_up(const l2tp::TunnelUp& tunnel) {
    auto& name = *names_.try_emplace(tunnel.peer_name, 0).first;
    if (peers_.try_emplace(tunnel.tunnel, Peer{&name, tunnel.path.remote.ip}).second) ++name.second;
}

void TunnelPeers::tunnel_ended(const l2tp::TunnelDown& tunnel) {
    const auto found = peers_.find(tunnel.tunnel);
    if (found == peers_.end()) return;
    auto& name = *found->second.name;
    peers_.erase(found);
    if (--name.second == 0) names_.erase(name.first);
}

std::string_view TunnelPeers::name(l2tp::TunnelId tunnel) const {
    const auto found = peers_.find(tunnel);
    return found == peers_.end() ? std::string_view() : std::string_view(found->second.name->first);
}

std::string TunnelPeers::address(l2tp::TunnelId tunnel) const {
    const auto found = peers_.find(tunnel);
    return found == peers_.end() ? std::string() : l2tp::to_string(found->second.address);
}

}  // namespace vpdnd
