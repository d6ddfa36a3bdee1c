// Keeps the last calls that ended, for `l2tpctl session list --ended`.
#pragma once

#include <vector>

#include "call/call_observer.h"
#include "event/ended_calls.h"
#include "event/tunnel_peers.h"

namespace vpdnd {

class CallHistory : public CallObserver {
  public:
    /// `peers` outlives it.
    explicit CallHistory(const TunnelPeers& peers) : peers_(peers) {}

    void ended(const Call& call) override;

    /// Newest first.
    std::vector<ipc::EndedCallRow> rows() const { return calls_.rows(); }

  private:
    const TunnelPeers& peers_;
    EndedCalls calls_;
};

}  // namespace vpdnd
