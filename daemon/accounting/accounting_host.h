// The accounts in the event loop: the ledger with its clocks, its one timer and its spool's file.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "accounting/accounting_ledger.h"
#include "accounting/sqlite_spool.h"
#include "os/event_loop.h"

namespace vpdnd {

class AccountingHost {
  public:
    struct Calls {
        std::function<std::optional<AccountingState>(const std::string& id)> state;
        std::function<void(const std::string& id)> unaccounted;
        /// Records of other sets than before wait for their servers: use() should be called.
        std::function<void()> sets_changed;
    };
    /// The loop outlives it; what `calls` names, too.
    AccountingHost(EventLoop& loop, Calls calls);
    ~AccountingHost();
    AccountingHost(const AccountingHost&) = delete;
    AccountingHost& operator=(const AccountingHost&) = delete;

    /// At the start and after a reload. The file is opened when there is a set, or when it is there; `directory` is that of the first
    /// time; empty: nothing is kept.
    void use(const std::map<std::string, AccountingLedger::Servers>& by_set, const std::string& directory, std::size_t most_records);
    /// At the end of a turn, when all that it decided was carried out.
    void end_turn();
    /// The daemon stops, and all sessions are over. True: nothing is left that somebody could be told.
    bool stopped();

    AccountingLedger& ledger() { return ledger_; }
    const AccountingLedger& ledger() const { return ledger_; }
    /// Empty: nothing is accounted.
    std::optional<SpoolStatus> spool() const;

  private:
    void open(const std::string& directory);

    EventLoop& loop_;
    const Calls calls_;
    std::unique_ptr<SqliteSpool> spool_;
    AccountingLedger ledger_;
    std::unique_ptr<EventLoop::Timer> timer_;
    SteadyTime timer_at_ = SteadyTime::max();  ///< when it expires
    bool stopping_ = false;
};

}  // namespace vpdnd
