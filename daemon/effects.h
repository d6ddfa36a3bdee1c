// The one switch over the endpoint's effects: datagrams go to the sockets, tunnels to their table, sessions to the ends
// that hold them, and all of it to the observers.
#pragma once

#include "call/call_table.h"
#include "call/graceful_close.h"
#include "end/session_directory.h"
#include "l2tp/effects.h"
#include "l2tp/endpoint.h"
#include "net/udp_sockets.h"
#include "tunnel/tunnel_observer.h"
#include "tunnel/tunnels.h"

namespace vpdnd {

class Effects {
  public:
    Effects(l2tp::Endpoint& endpoint, UdpSockets& sockets, Tunnels& tunnels, const SessionDirectory& directory,
            CallTable& calls, const CallParts& parts, GracefulClose& graceful_close, const TunnelObservers& observers)
        : endpoint_(endpoint),
          sockets_(sockets),
          tunnels_(tunnels),
          directory_(directory),
          calls_(calls),
          parts_(parts),
          graceful_close_(graceful_close),
          observers_(observers) {}

    /// Takes and carries out effects until there are none. At the end of each turn of the loop.
    void carry_out();
    /// From now on peers' calls are refused with CDN 4 (the daemon stops): another LNS may serve them.
    void refuse_calls() { refusing_ = true; }

  private:
    void run(const l2tp::SendDatagram& effect);
    void run(const l2tp::TunnelUp& effect);
    void run(const l2tp::TunnelDown& effect);
    void run(const l2tp::PrepareSession& effect);
    void run(const l2tp::SessionUp& effect);
    void run(const l2tp::SessionDown& effect);
    void run(const l2tp::WanErrors& effect);
    void run(const l2tp::LinkInfo& effect);
    void refuse(l2tp::SessionKey key, EndCause cause, const char* text);

    l2tp::Endpoint& endpoint_;
    UdpSockets& sockets_;
    Tunnels& tunnels_;
    const SessionDirectory& directory_;
    CallTable& calls_;
    const CallParts& parts_;
    GracefulClose& graceful_close_;
    const TunnelObservers& observers_;
    bool refusing_ = false;
};

}  // namespace vpdnd
