// Tunnels and calls as events for `l2tpctl monitor`: doc/control-protocol.md.
#pragma once

#include <string>

#include "call/call_observer.h"
#include "event/monitor_sink.h"
#include "event/tunnel_peers.h"
#include "tunnel/tunnel_observer.h"

namespace vpdnd {

class CallTable;

/// An event is put together only while somebody listens: MonitorSink::wanted().
class MonitorFeed : public TunnelObserver, public CallObserver {
  public:
    /// The sink comes later than the parts that are watched; until then nobody listens.
    void publish_to(MonitorSink* sink) { sink_ = sink; }

    /// Before the first tunnel; both outlive it.
    void look_up_in(const TunnelPeers& peers, const CallTable& calls) {
        peers_ = &peers;
        calls_ = &calls;
    }

    void tunnel_changed(l2tp::TunnelId, l2tp::PeerTunnelId, l2tp::ShownTunnelState from,
                        l2tp::ShownTunnelState to) override;
    void tunnel_up(const l2tp::TunnelUp& tunnel) override;
    void tunnel_ended(const l2tp::TunnelDown& tunnel) override;
    void tunnel_refused(const l2tp::RefusedTunnel& tunnel) override;
    void call_refused(l2tp::TunnelId, const l2tp::Path&, std::string_view peer_name,
                      const l2tp::ResultCode&) override;
    void session_changed(l2tp::SessionKey, l2tp::PeerSessionId, l2tp::SessionState from,
                         l2tp::SessionState to) override;
    void session_up(const l2tp::SessionUp& session) override;
    void session_ended(const l2tp::SessionDown& session) override;

    void up(const Call& call) override;
    void changed(const Call& call) override;
    void ended(const Call& call) override;

  private:
    ipc::Value::Object session_fields(l2tp::SessionKey key, const std::string& proxied_user) const;
    bool wanted() const { return sink_ && sink_->wanted(); }

    MonitorSink* sink_ = nullptr;  ///< not owned
    const TunnelPeers* peers_ = nullptr;
    const CallTable* calls_ = nullptr;
};

}  // namespace vpdnd
