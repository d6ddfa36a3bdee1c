// Keeps the last calls that ended, for `l2tpctl session list --ended`.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "call/call_observer.h"
#include "event/ended_calls.h"
#include "tunnel/tunnel_observer.h"

namespace vpdnd {

class CallHistory : public CallObserver, public TunnelObserver {
  public:
    void tunnel_up(const l2tp::TunnelUp& tunnel) override { peers_[tunnel.tunnel] = tunnel.peer_name; }
    void tunnel_ended(const l2tp::TunnelDown& tunnel) override { peers_.erase(tunnel.tunnel); }
    void ended(const Call& call) override;

    /// Newest first.
    std::vector<ipc::EndedCallRow> rows() const { return calls_.rows(); }

  private:
    std::unordered_map<l2tp::TunnelId, std::string> peers_;  ///< Host Names; a tunnel's calls end before it does
    EndedCalls calls_;
};

}  // namespace vpdnd
