// When each call of a tunnel that is not established yet is given up. All calls of a tunnel have the same time to be
// established, so they end in the order in which they began: a queue, and no timer a call. Owned by the calls of their tunnel.
#pragma once

#include <cstddef>
#include <vector>

#include "l2tp/fifo.h"
#include "l2tp/ids.h"
#include "l2tp/session_table.h"
#include "l2tp/time.h"

namespace l2tp {

struct SetupTimeRecord;

class SetupTimes {
  public:
    SetupTimes() = default;
    /// Goes on from what save() gave.
    explicit SetupTimes(const std::vector<SetupTimeRecord>& records);
    std::vector<SetupTimeRecord> save() const;

    /// The call, of `sessions`, ends at its setup_at unless it is established or over by then.
    void watch(const Session& call, const SessionTable& sessions);
    /// Takes out a call whose time has come; null: none.
    Session* take_due(Time now, SessionTable& sessions);
    /// kNever if none is watched. May be that of a call which needs it no longer.
    Time next_deadline() const { return times_.empty() ? kNever : times_.front().at; }
    void clear() { times_ = {}; }

  private:
    struct SetupTime {
        Time at{};
        SessionId call;
    };
    static bool needed(const SetupTime& setup, const SessionTable& sessions);

    Fifo<SetupTime> times_;  ///< soonest first; some of ended or established calls too
};

}  // namespace l2tp
