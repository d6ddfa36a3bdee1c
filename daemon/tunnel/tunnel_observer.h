// Who watches control connections and their sessions: log, monitor, statistics. An observer sees and cannot change.
#pragma once

#include <string_view>

#include "l2tp/effects.h"
#include "l2tp/session_fsm.h"
#include "l2tp/shown_tunnel_state.h"
#include "l2tp/tracer.h"
#include "os/observer_list.h"

namespace vpdnd {

/// What it does not care for it does not override.
class TunnelObserver {
  public:
    virtual ~TunnelObserver() = default;
    virtual void tunnel_changed(l2tp::TunnelId, l2tp::PeerTunnelId, l2tp::ShownTunnelState /*from*/,
                                l2tp::ShownTunnelState /*to*/) {}
    virtual void tunnel_up(const l2tp::TunnelUp&) {}
    virtual void tunnel_ended(const l2tp::TunnelDown&) {}
    virtual void tunnel_refused(const l2tp::RefusedTunnel&) {}
    /// A call request of the peer that is refused before there is a session for it. As often as the peer likes.
    virtual void call_refused(l2tp::TunnelId, const l2tp::Path&, std::string_view /*peer_name*/, const l2tp::ResultCode&) {}
    virtual void session_changed(l2tp::SessionKey, l2tp::PeerSessionId, l2tp::SessionState /*from*/,
                                 l2tp::SessionState /*to*/) {}
    virtual void session_up(const l2tp::SessionUp&) {}
    virtual void session_ended(const l2tp::SessionDown&) {}
    /// A WEN of the LAC: RFC 2661 section 6.13.
    virtual void line_errors(const l2tp::WanErrors&) {}
};

using TunnelObservers = ObserverList<TunnelObserver>;

}  // namespace vpdnd
