#include "event/monitor_feed.h"

#include <utility>

#include "call/call.h"

namespace vpdnd {
namespace {

using ipc::Value;

Value::Object with_result(Value::Object ids, const l2tp::ResultCode& result, bool by_peer) {
    ids.insert(ids.end(),
               {{"result", result.result}, {"error", result.error}, {"message", result.message}, {"by_peer", by_peer}});
    return ids;
}

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
        sink_->publish("tunnel-down", with_result({{"local_id", tunnel.tunnel.value}}, tunnel.result, tunnel.by_peer));
}

void MonitorFeed::tunnel_refused(l2tp::TunnelId id, const l2tp::Path& path, std::string_view peer_name,
                                 const l2tp::ResultCode& why, bool by_peer) {
    if (wanted())
        sink_->publish("tunnel-refused", with_result({{"local_id", id.value},
                                                      {"remote_name", peer_name},
                                                      {"remote_address", l2tp::to_string(path.remote.ip)},
                                                      {"remote_port", path.remote.port}},
                                                     why, by_peer));
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

void MonitorFeed::session_up(const l2tp::SessionUp& session) {
    if (wanted())
        sink_->publish("session-up",
                       {{"tunnel_id", session.key.tunnel.value}, {"local_id", session.key.session.value}});
}

void MonitorFeed::session_ended(const l2tp::SessionDown& session) {
    if (wanted())
        sink_->publish("session-down",
                       with_result({{"tunnel_id", session.key.tunnel.value}, {"local_id", session.key.session.value}},
                                   session.result, session.by_peer));
}

/// Of a call that ends here its plugin tells all the same, and that is told on as a change.
void MonitorFeed::up(const Call& call) {
    if (call.record().pairing == Pairing::kForward) changed(call);
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
                                   {"interface", network.interface},
                                   {"address", network.address},
                                   {"peer_address", network.peer_address}});
}

}  // namespace vpdnd
