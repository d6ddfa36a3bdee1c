// Who watches calls: log, monitor, statistics, the history of ended calls, accounting. An observer sees and cannot
// change. Nothing else publishes what becomes of a call.
#pragma once

#include "os/observer_list.h"
#include "policy/route.h"
#include "reason/end_reason.h"

namespace vpdnd {

class Call;

class CallObserver {
  public:
    virtual ~CallObserver() = default;
    /// There is a call; its facts are what the ICRQ or the captured call said.
    virtual void begin(const Call&) {}
    virtual void routed(const Call&, const Route&) {}
    /// A target of a forwarded call did not take it. `dead`: it is the target's fault, and its dead time begins.
    virtual void target_failed(const Call&, const Target&, const EndReason&, bool /*dead*/) {}
    virtual void up(const Call&) {}
    /// The facts changed: a phase of PPP, a name, an address.
    virtual void changed(const Call&) {}
    /// The user whom a server had let in logs in anew, perhaps another one. The facts are still those of the login before.
    virtual void login_over(const Call&) {}
    /// Its session is over, or there will be none: final counters are in the facts, the reason in the record. Once. The
    /// call itself may live on until its process is gone.
    virtual void ended(const Call&) {}
};

using CallObservers = ObserverList<CallObserver>;

}  // namespace vpdnd
