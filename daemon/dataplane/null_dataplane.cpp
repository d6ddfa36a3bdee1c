#include "dataplane/null_dataplane.h"

#include <cerrno>

#include "dataplane/dataplane_error.h"

namespace vpdnd {

bool NullDataPlane::tunnel_id_free(l2tp::TunnelId id) { return !tunnels_.contains(id); }

DataPlaneResult<void> NullDataPlane::create_tunnel(const TunnelSpec& spec) {
    if (!tunnels_.emplace(spec.id, spec.peer_id).second)
        return dataplane_error("create tunnel " + std::to_string(spec.id.value), EEXIST);
    return {};
}

void NullDataPlane::destroy_tunnel(l2tp::TunnelId id) {
    std::erase_if(sessions_, [&](const auto& session) { return session.first.tunnel == id; });
    tunnels_.erase(id);
}

DataPlaneResult<UniqueFd> NullDataPlane::create_session(const SessionSpec& spec) {
    if (!tunnels_.contains(spec.key.tunnel)) return dataplane_error("create " + session_name(spec.key), ENODEV);
    if (!sessions_.emplace(spec.key, SessionStatistics{}).second)
        return dataplane_error("create " + session_name(spec.key), EEXIST);
    return UniqueFd();
}

void NullDataPlane::destroy_session(l2tp::SessionKey key) { sessions_.erase(key); }

bool NullDataPlane::session_alive(l2tp::SessionKey key) { return sessions_.contains(key); }

std::optional<SessionStatistics> NullDataPlane::statistics(l2tp::SessionKey key) {
    auto found = sessions_.find(key);
    if (found == sessions_.end()) return std::nullopt;
    return found->second;
}

}  // namespace vpdnd
