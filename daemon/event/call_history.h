// Keeps the last calls that ended, for `l2tpctl session list --ended`.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "call/call_observer.h"
#include "event/ended_calls.h"
#include "tunnel/tunnel_observer.h"

namespace vpdnd {

class CallHistory : public CallObserver, public TunnelObserver {
  public:
    void tunnel_up(const l2tp::TunnelUp& tunnel) override;
    void tunnel_ended(const l2tp::TunnelDown& tunnel) override;
    void ended(const Call& call) override;

    /// Newest first.
    std::vector<ipc::EndedCallRow> rows() const { return calls_.rows(); }

  private:
    /// Host Names, each once, with the number of its tunnels: one peer may have thousands.
    using Names = std::unordered_map<std::string, std::size_t>;

    Names names_;
    std::unordered_map<l2tp::TunnelId, Names::pointer> peers_;  ///< a tunnel's calls end before it does
    EndedCalls calls_;
};

}  // namespace vpdnd
