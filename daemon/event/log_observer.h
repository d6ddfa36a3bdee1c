// Tunnels and calls in the daemon's log, a line an event.
#pragma once

#include "call/call_observer.h"
#include "tunnel/tunnel_observer.h"

namespace vpdnd {

/// All of it is caused by peers and users, as often as they like, and limited in rate (log/limited.h).
class LogObserver : public TunnelObserver, public CallObserver {
  public:
    void tunnel_up(const l2tp::TunnelUp& tunnel) override;
    void tunnel_ended(const l2tp::TunnelDown& tunnel) override;
    void tunnel_refused(const l2tp::RefusedTunnel& tunnel) override;
    void call_refused(l2tp::TunnelId tunnel, const l2tp::Path& path, std::string_view peer_name,
                      const l2tp::ResultCode& why) override;
    void line_errors(const l2tp::WanErrors& errors) override;

    void target_failed(const Call& call, const Target& target, const EndReason& why, bool dead) override;
    void up(const Call& call) override;
    void ended(const Call& call) override;
};

}  // namespace vpdnd
