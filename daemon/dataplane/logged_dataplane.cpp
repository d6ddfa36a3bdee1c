#include "dataplane/logged_dataplane.h"

#include <utility>

#include "dataplane/dataplane_error.h"
#include "log/log.h"

namespace vpdnd {
namespace {

bool wanted() { return log::enabled(log::Area::kDataplane); }

std::string tunnel_name(l2tp::TunnelId id) { return "tunnel " + std::to_string(id.value); }

std::string between(const l2tp::Path& path) { return l2tp::to_string(path.local) + " - " + l2tp::to_string(path.remote); }

/// "ok", or what went wrong.
template <class T>
std::string outcome(const DataPlaneResult<T>& result) {
    return result ? "ok" : result.error().text;
}

}  // namespace

bool LoggedDataPlane::tunnel_id_free(l2tp::TunnelId id) {
    const bool is_free = plane_->tunnel_id_free(id);
    if (!is_free && wanted()) log::debug(log::Area::kDataplane, tunnel_name(id) + " belongs to another program");
    return is_free;
}

DataPlaneResult<void> LoggedDataPlane::create_tunnel(const TunnelSpec& spec) {
    auto result = plane_->create_tunnel(spec);
    if (wanted())
        log::debug(log::Area::kDataplane, "create " + tunnel_name(spec.id),
                   {{"peer", std::to_string(spec.peer_id.value)}, {"path", between(spec.path)}, {"result", outcome(result)}});
    return result;
}

void LoggedDataPlane::destroy_tunnel(l2tp::TunnelId id) {
    plane_->destroy_tunnel(id);
    if (wanted()) log::debug(log::Area::kDataplane, "destroy " + tunnel_name(id));
}

DataPlaneResult<UniqueFd> LoggedDataPlane::create_session(const SessionSpec& spec) {
    auto result = plane_->create_session(spec);
    if (wanted())
        log::debug(log::Area::kDataplane, "create " + session_name(spec.key),
                   {{"peer", std::to_string(spec.peer_tunnel.value) + "/" + std::to_string(spec.peer_session.value)},
                    {"role", spec.lns_mode ? "lns" : "lac"}, {"sequencing", spec.sequencing ? "on" : "off"},
                    {"reorder-timeout", std::to_string(spec.reorder_timeout_ms) + "ms"}, {"result", outcome(result)}});
    return result;
}

DataPlaneResult<void> LoggedDataPlane::require_sequencing(l2tp::SessionKey key) {
    auto result = plane_->require_sequencing(key);
    if (wanted()) log::debug(log::Area::kDataplane, session_name(key) + " numbers its frames", {{"result", outcome(result)}});
    return result;
}

UniqueFd LoggedDataPlane::forget_session(l2tp::SessionKey key) {
    if (wanted()) log::debug(log::Area::kDataplane, "destroy " + session_name(key));
    return plane_->forget_session(key);
}

DataPlaneResult<Channel> LoggedDataPlane::open_channel(l2tp::SessionKey key, int index) {
    auto result = plane_->open_channel(key, index);
    if (wanted())
        log::debug(log::Area::kDataplane, "open the channel of " + session_name(key),
                   {{"index", std::to_string(result ? result->index : -1)}, {"result", outcome(result)}});
    return result;
}

DataPlaneResult<std::size_t> LoggedDataPlane::bridge(Channel& user, Channel& session) {
    auto result = plane_->bridge(user, session);
    if (wanted())
        log::debug(log::Area::kDataplane, "bridge the user's channel",
                   {{"channel", std::to_string(session.index)}, {"frames-moved", std::to_string(result.value_or(0))},
                    {"result", outcome(result)}});
    return result;
}

bool LoggedDataPlane::set_accm(const Channel& channel, std::uint32_t send, std::uint32_t receive) {
    const bool set = plane_->set_accm(channel, send, receive);
    if (set && wanted()) log::debug(log::Area::kDataplane, "the ACCM of a user's line was set");
    return set;
}

DataPlaneResult<void> LoggedDataPlane::watch_losses(EventLoop& loop, LossHandlers handlers) {
    return plane_->watch_losses(
        loop, {.tunnel =
                   [lost = std::move(handlers.tunnel)](l2tp::TunnelId id) {
                       if (wanted()) log::debug(log::Area::kDataplane, tunnel_name(id) + " was deleted by another program");
                       lost(id);
                   },
               .session =
                   [lost = std::move(handlers.session)](l2tp::SessionKey key) {
                       if (wanted()) log::debug(log::Area::kDataplane, session_name(key) + " was deleted by another program");
                       lost(key);
                   }});
}

DataPlaneResult<void> LoggedDataPlane::adopt(const DataPlaneRecord& record, DescriptorStore& store) {
    auto result = plane_->adopt(record, store);
    if (wanted())
        log::debug(log::Area::kDataplane, "take over",
                   {{"tunnels", std::to_string(record.tunnels.size())}, {"sessions", std::to_string(record.sessions.size())},
                    {"result", outcome(result)}});
    return result;
}

}  // namespace vpdnd
