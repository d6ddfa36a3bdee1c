#include "event/monitor_feed.h"

#include <utility>

#include "call/call_table.h"
#include "event/result_fields.h"

namespace vpdnd {
namespace {

using ipc::Value;

std::string state_of(bool open) { return open ? "open" : "closed"; }

}  // namespace

void MonitorFeed::tunnel_changed(l2tp::TunnelId id, l2tp::PeerTunnelId peer, l2tp::ShownTunnelState from,
                                 l2tp::ShownTunnelState to) {
    if (wanted())
        sink_->publish(
            "tunnel-state",
            {{"local_id", id.value}, {"remote_id", peer.value}, {"from", name_of(from)}, {"to", name_of(to)}});
}

void MonitorFeed::tunnel_up(const l2tp::TunnelUp& tunnel) {
    if (wanted())
        sink_->publish("tunnel-up", {{"local_id", tunnel.tunnel.value},
                                     {"remote_id", tunnel.peer_tunnel.value},
                                     {"remote_name", tunnel.peer_name},
                                     {"remote_address", l2tp::to_string(tunnel.path.remote.ip)},
                                     {"remote_port", tunnel.path.remote.port}});
}

void MonitorFeed::tunnel_ended(const l2tp::TunnelDown& tunnel) {
    if (wanted())
        sink_->publish("tunnel-down", with_event_result({{"local_id", tunnel.tunnel.value},
                                                   {"remote_name", tunnel.peer_name},
                                                   {"remote_address", l2tp::to_string(tunnel.path.remote.ip)},
                                                   {"remote_port", tunnel.path.remote.port}},
                                                  l2tp::ResultOf::kStopCcn, tunnel.result, tunnel.by_peer));
}

void MonitorFeed::tunnel_refused(const l2tp::RefusedTunnel& tunnel) {
    if (wanted())
        sink_->publish("tunnel-refused", with_event_result({{"local_id", tunnel.id.value},
                                                      {"remote_name", tunnel.peer_name},
                                                      {"remote_address", l2tp::to_string(tunnel.path.remote.ip)},
                                                      {"remote_port", tunnel.path.remote.port}},
                                                     l2tp::ResultOf::kStopCcn, tunnel.result, tunnel.by_peer));
}

void MonitorFeed::call_refused(l2tp::TunnelId tunnel, const l2tp::Path& path, std::string_view peer_name,
                               const l2tp::ResultCode& why) {
    if (wanted())
        sink_->publish("call-refused", with_event_result({{"tunnel_id", tunnel.value},
                                                          {"remote_name", peer_name},
                                                          {"remote_address", l2tp::to_string(path.remote.ip)},
                                                          {"user", Value()},
                                                          {"group", Value()}},
                                                         l2tp::ResultOf::kCdn, why, false));
}

void MonitorFeed::session_changed(l2tp::SessionKey key, l2tp::PeerSessionId peer, l2tp::SessionState from,
                                  l2tp::SessionState to) {
    if (wanted())
        sink_->publish("session-state", {{"tunnel_id", key.tunnel.value},
                                         {"local_id", key.session.value},
                                         {"remote_id", peer.value},
                                         {"from", name_of(from)},
                                         {"to", name_of(to)}});
}

/// Which session, with whom, for whom.
Value::Object MonitorFeed::session_fields(l2tp::SessionKey key, const std::string& proxied_user) const {
    const auto* call = calls_->find(key);
    const auto* ppp = call ? &call->facts().ppp : nullptr;
    return {{"tunnel_id", key.tunnel.value},
            {"local_id", key.session.value},
            {"remote_name", peers_->name(key.tunnel)},
            {"remote_address", peers_->address(key.tunnel)},
            {"user", ppp && !ppp->user.empty() ? ppp->user : proxied_user},
            {"peer_address", ppp ? ppp->network().peer_address : std::string()}};
}

void MonitorFeed::session_up(const l2tp::SessionUp& session) {
    if (!wanted()) return;
    const auto* proxied = session.iccn ? &session.iccn->proxy_auth : nullptr;
    sink_->publish("session-up", session_fields(session.key, proxied ? proxied->name.value_or("") : ""));
}

void MonitorFeed::session_ended(const l2tp::SessionDown& session) {
    if (wanted())
        sink_->publish("session-down",
                       with_event_result(session_fields(session.key, ""), l2tp::ResultOf::kCdn, session.result, session.by_peer));
}

/// Of the calls of lines only: the end of the session that a peer asked for is told of anyway.
void MonitorFeed::ended(const Call& call) {
    if (!wanted() || !call.rejected()) return;
    const auto& why = *call.record().reason;
    const auto told = told_result(why);
    const auto& target = call.facts().target;
    sink_->publish("call-refused",
                   with_event_result({{"tunnel_id", Value()},
                                      {"remote_name", target ? Value(*target) : Value()},
                                      {"remote_address", Value()},
                                      {"user", call.facts().ppp.user},
                                      {"group", call.record().group}},
                                     l2tp::ResultOf::kCdn, {told.result, told.error, std::string(why.words())}, why.by_peer));
}

/// Of a call that ends here its plugin tells all the same, and that is told on as a change.
void MonitorFeed::up(const Call& call) {
    const auto pairing = call.record().pairing;
    if (pairing == Pairing::kForward || pairing == Pairing::kSwitch) changed(call);
}

void MonitorFeed::changed(const Call& call) {
    const auto key = call.key();
    if (!key || !wanted()) return;
    const auto& ppp = call.facts().ppp;
    const auto& network = ppp.network();
    sink_->publish("session-ppp", {{"tunnel_id", key->tunnel.value},
                                   {"local_id", key->session.value},
                                   {"user", ppp.user},
                                   {"stage", ipc::name_of(ppp.stage)},
                                   {"lcp", state_of(ppp.lcp_open)},
                                   {"ncp", state_of(ppp.ncp_open)},
                                   {"interface", network.interface},
                                   {"address", network.address},
                                   {"peer_address", network.peer_address}});
}

}  // namespace vpdnd
