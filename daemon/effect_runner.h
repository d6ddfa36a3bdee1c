// The one switch over the endpoint's effects.
#pragma once

#include <functional>
#include <string_view>

#include "call/call_table.h"
#include "ipc/control_value.h"
#include "l2tp/effects.h"
#include "l2tp/endpoint.h"
#include "net/udp_sockets.h"
#include "tunnel/tunnels.h"

namespace vpdnd {

class EffectRunner {
  public:
    using Publish = std::function<void(std::string_view event, ipc::Value::Object fields)>;
    EffectRunner(l2tp::Endpoint& endpoint, UdpSockets& sockets, Tunnels& tunnels, CallTable& calls, CallParts& parts,
                 Publish publish, std::function<bool()> wanted)
        : endpoint_(endpoint), sockets_(sockets), tunnels_(tunnels), calls_(calls), parts_(parts),
          publish_(std::move(publish)), wanted_(std::move(wanted)) {}

    /// Takes and carries out effects until there are none. Re-entrant calls return at once: the outer one goes on.
    void drain();
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

    l2tp::Endpoint& endpoint_;
    UdpSockets& sockets_;
    Tunnels& tunnels_;
    CallTable& calls_;
    CallParts& parts_;
    Publish publish_;
    std::function<bool()> wanted_;  ///< does anybody listen to events?
    bool draining_ = false, refusing_ = false;
};

}  // namespace vpdnd
