// Ends by the administrator's wish. Where a PPP of this machine speaks to the user, he is told by it first (LCP
// Terminate-Request); then goes the CDN, and of a tunnel the StopCCN when all its users have been told. That takes
// kGoodbye at the most.
#pragma once

#include <cstddef>
#include <map>

#include "call/call_table.h"
#include "l2tp/endpoint.h"
#include "tunnel/tunnels.h"

namespace vpdnd {

class Farewell {
  public:
    Farewell(l2tp::Endpoint& endpoint, CallTable& calls, Tunnels& tunnels)
        : endpoint_(endpoint), calls_(calls), tunnels_(tunnels) {}
    Farewell(const Farewell&) = delete;
    Farewell& operator=(const Farewell&) = delete;

    /// False: there is no such session or tunnel. The endpoint's effects are the caller's to carry out.
    bool close_session(l2tp::SessionKey key);
    bool close_tunnel(l2tp::TunnelId id);

  private:
    void one_told(l2tp::TunnelId id);

    l2tp::Endpoint& endpoint_;
    CallTable& calls_;
    Tunnels& tunnels_;
    std::map<l2tp::TunnelId, std::size_t> untold_;  ///< users who are being told, of tunnels that are being closed
};

}  // namespace vpdnd
