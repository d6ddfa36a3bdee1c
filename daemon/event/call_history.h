// Keeps the last calls that ended, for `l2tpctl session list --ended`.
#pragma once

#include <vector>

#include "call/call_observer.h"
#include "event/ended_calls.h"
#include "l2tp/endpoint.h"

namespace vpdnd {

class CallHistory : public CallObserver {
  public:
    /// Asked for the peer's name, while the tunnel is known. Outlives this.
    explicit CallHistory(const l2tp::Endpoint& endpoint) : endpoint_(endpoint) {}

    void ended(const Call& call) override;

    /// Newest first.
    std::vector<ipc::EndedCallRow> rows() const { return calls_.rows(); }

  private:
    const l2tp::Endpoint& endpoint_;
    EndedCalls calls_;
};

}  // namespace vpdnd
