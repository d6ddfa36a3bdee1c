#include "dataplane/null_dataplane.h"

#include <algorithm>
#include <cerrno>

#include "dataplane/dataplane_error.h"

namespace vpdnd {

bool NullDataPlane::tunnel_id_free(l2tp::TunnelId id) { return !tunnels_.contains(id); }

DataPlaneResult<void> NullDataPlane::create_tunnel(const TunnelSpec& spec) {
    if (!tunnels_.try_emplace(spec.id).second)
        return dataplane_error("create tunnel " + std::to_string(spec.id.value), EEXIST);
    return {};
}

void NullDataPlane::destroy_tunnel(l2tp::TunnelId id) {
    const auto tunnel = tunnels_.find(id);
    if (tunnel == tunnels_.end()) return;
    if (tunnel->second)
        for (const auto session : *tunnel->second) forget_channel({id, session});
    tunnels_.erase(tunnel);
}

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

UniqueFd NullDataPlane::forget_session(l2tp::SessionKey key) {
    if (has(key)) {
        forget_channel(key);
        tunnels_[key.tunnel]->erase(key.session);
    }
    return {};
}

DataPlaneResult<Channel> NullDataPlane::open_channel(l2tp::SessionKey key, int) {
    if (!has(key)) return dataplane_error("open the channel of " + session_name(key), ENODEV);
    auto& index = channels_[key];
    if (index == 0) index = ++last_channel_;
    return Channel{.fd = {}, .index = index};
}

DataPlaneResult<std::size_t> NullDataPlane::bridge(Channel& user, Channel& session) {
    const auto what = "bridge the user's channel to channel " + std::to_string(session.index);
    if (partners_.contains(session.index) || partners_.contains(user.index)) return dataplane_error(what, EALREADY);
    if (user.index > 0) partners_[user.index] = session.index;
    if (session.index > 0) partners_[session.index] = user.index;
    return 0;
}

void NullDataPlane::forget_channel(l2tp::SessionKey key) {
    const auto channel = channels_.extract(key);
    if (!channel) return;
    if (const auto partner = partners_.extract(channel.mapped())) partners_.erase(partner.mapped());
}

std::optional<SessionStatistics> NullDataPlane::statistics(l2tp::SessionKey key) {
    if (!has(key)) return std::nullopt;
    return SessionStatistics{};
}

DataPlaneResult<DataPlaneRecord> NullDataPlane::save(DescriptorStore&) const {
    DataPlaneRecord out{.plane = name(), .tunnels = {}, .sessions = {}};
    for (const auto& [id, sessions] : tunnels_) {
        out.tunnels.push_back({.id = id, .descriptor = {}});
        if (!sessions) continue;
        for (const auto session : *sessions) {
            const l2tp::SessionKey key{id, session};
            const auto channel = channels_.find(key);
            const int index = channel == channels_.end() ? 0 : channel->second;
            const auto partner = partners_.find(index);
            out.sessions.push_back({.key = key, .lns_mode = true, .descriptor = {}, .channel = index,
                                    .partner = partner == partners_.end() ? 0 : partner->second});
        }
    }
    return out;
}

DataPlaneResult<void> NullDataPlane::adopt(const DataPlaneRecord& record, DescriptorStore&) {
    if (record.plane != name()) return other_plane(record, *this);
    for (const auto& tunnel : record.tunnels) tunnels_.try_emplace(tunnel.id);
    for (const auto& [key, lns_mode, descriptor, channel, partner] : record.sessions) {
        auto& sessions = tunnels_[key.tunnel];
        if (!sessions) sessions = std::make_unique<Sessions>();
        sessions->insert(key.session);
        if (channel != 0) channels_[key] = channel;
        if (partner != 0) partners_[channel] = partner;
        last_channel_ = std::max(last_channel_, channel);
    }
    return {};
}

bool NullDataPlane::has(l2tp::SessionKey key) const {
    const auto tunnel = tunnels_.find(key.tunnel);
    return tunnel != tunnels_.end() && tunnel->second && tunnel->second->contains(key.session);
}

}  // namespace vpdnd
