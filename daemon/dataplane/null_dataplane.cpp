#include "dataplane/null_dataplane.h"

#include <cerrno>

#include "dataplane/dataplane_error.h"

namespace vpdnd {

bool NullDataPlane::tunnel_id_free(l2tp::TunnelId id) { return !tunnels_.contains(id); }

DataPlaneResult<void> NullDataPlane::create_tunnel(const TunnelSpec& spec) {
    if (!tunnels_.try_emplace(spec.id).second)
        return dataplane_error("create tunnel " + std::to_string(spec.id.value), EEXIST);
    return {};
}

void NullDataPlane::destroy_tunnel(l2tp::TunnelId id) { tunnels_.erase(id); }

DataPlaneResult<UniqueFd> NullDataPlane::create_session(const SessionSpec& spec) {
    const auto tunnel = tunnels_.find(spec.key.tunnel);
    if (tunnel == tunnels_.end()) return dataplane_error("create " + session_name(spec.key), ENODEV);
    if (!tunnel->second) tunnel->second = std::make_unique<Sessions>();
    if (!tunnel->second->insert(spec.key.session).second)
        return dataplane_error("create " + session_name(spec.key), EEXIST);
    return UniqueFd();
}

DataPlaneResult<void> NullDataPlane::require_sequencing(l2tp::SessionKey key) {
    if (!has(key)) return dataplane_error(session_name(key) + ": turn sequence numbers on", ENODEV);
    return {};
}

void NullDataPlane::destroy_session(l2tp::SessionKey key) {
    if (has(key)) tunnels_[key.tunnel]->erase(key.session);
}

std::optional<SessionStatistics> NullDataPlane::statistics(l2tp::SessionKey key) {
    if (!has(key)) return std::nullopt;
    return SessionStatistics{};
}

bool NullDataPlane::has(l2tp::SessionKey key) const {
    const auto tunnel = tunnels_.find(key.tunnel);
    return tunnel != tunnels_.end() && tunnel->second && tunnel->second->contains(key.session);
}

}  // namespace vpdnd
