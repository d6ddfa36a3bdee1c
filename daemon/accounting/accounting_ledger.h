// The accounts: which sessions are open, and what the servers of their set are told of each: Start, interim records, Stop. What is open or
// not acknowledged is in the spool, so that the next life of the daemon tells what this one could not. Knows no call, socket or clock.
// RFC 2866, RFC 2867, RFC 2869.
//
// At the start, when the spool was read: records that are left, in their order; a Stop for each session that is left, as far as was
// known; then Accounting-On, which waits for them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "accounting/accounting_delivery.h"
#include "accounting/accounting_spool.h"

namespace vpdnd {

/// What was not known when the session began. Usage::seconds is the ledger's to know.
struct AccountingState {
    radius::Usage usage;
    radius::AttributeList attributes;  ///< further ones
};

class AccountingLedger {
  public:
    /// Servers of one [radius.NAME].
    struct Servers {
        RadiusService* service = nullptr;    ///< outlives the ledger or the next use()
        radius::AttributeList identity;      ///< of this machine
        base::Duration interim_interval{};   ///< 0: no interim records
        base::Duration start_within{};       ///< of sessions that need it
        bool announce = true;                ///< that we are there: Accounting-On and -Off
    };
    /// A session as it begins.
    struct Begin {
        std::string set, id;
        radius::AccountingKind start = radius::AccountingKind::kStart;
        radius::AttributeList attributes;  ///< of all records; without identity
        radius::AttributeList of_start;    ///< of the Start alone
        std::optional<base::Duration> interim_interval;  ///< of this session; none: the set's
        bool required = false;             ///< unaccounted() follows if no server acknowledges the Start in time
    };
    struct Host {
        AccountingDelivery::Clocks clocks;
        /// Of a session that is open; empty: not known now.
        std::function<std::optional<AccountingState>(const std::string& id)> state;
        /// No server has acknowledged its Start in time. From on_time() only.
        std::function<void(const std::string& id)> unaccounted;
    };
    /// Interim records that are made in one turn.
    static constexpr std::size_t kInterimsAtOnce = 64;

    /// `life`: a number that no other life of the daemon has; `boot`: the same until the machine starts again.
    AccountingLedger(Host host, AccountingDelivery::Limits limits, std::uint64_t life, std::string boot);
    AccountingLedger(const AccountingLedger&) = delete;
    AccountingLedger& operator=(const AccountingLedger&) = delete;
    ~AccountingLedger();

    /// Where all is kept from now on; null: nowhere. Outlives the ledger or the next call of it.
    void keep_in(AccountingSpool* spool);
    /// Sets that are new are told Accounting-On, once the spool was read.
    void use(std::map<std::string, Servers> by_set);
    void limit(std::size_t records) { delivery_.limit(records); }
    /// The spool was read, or cannot be: then it is empty. Once; later calls bring what was found when it could be read at last.
    void found(SpoolContents contents);

    void begin(Begin session);
    /// Not open: nothing happens.
    void end(const std::string& id, std::uint8_t cause, AccountingState state);
    bool is_open(const std::string& id) const { return open_.contains(id); }
    /// Acct-Multi-Session-Id of an open session; empty: it has none.
    std::string multi_session_of(const std::string& id) const;
    /// A record that is no session's: Tunnel-Reject and its like, or a Stop without a Start.
    void tell(const std::string& set, radius::AccountingKind kind, const std::string& id, radius::AttributeList attributes);
    /// The daemon stops, and all sessions were ended: Accounting-Off to those that were told On.
    void stop();

    void on_time();
    std::optional<base::Time> next_deadline() const;
    /// Is nothing left to be delivered?
    bool idle() const { return delivery_.size() == 0; }
    /// Sets whose servers are needed: of sessions and records.
    std::set<std::string> held() const;

    /// All of it as plain data, for another object that goes on with the same life.
    struct Record {
        struct Session {
            OpenSession session;
            base::Time began{};
            base::Time next_interim = base::kNever, start_until = base::kNever;
            base::Duration interim_interval{};
        };
        std::uint64_t life = 0, last_number = 0;
        std::vector<Session> sessions;
        std::vector<AccountingRecord> records;
        std::set<std::string> told_on;
    };
    Record save() const;
    /// Before anything else. What is in the spool of this life is as old as that or older.
    void adopt(const Record& record);

    const AccountingDelivery& delivery() const { return delivery_; }
    std::size_t open() const { return open_.size(); }
    std::uint64_t recovered() const { return recovered_; }      ///< Stops for sessions of an earlier life
    std::uint64_t unaccounted() const { return unaccounted_; }  ///< sessions that were to end for want of a Start

  private:
    using Session = Record::Session;
    AccountingRecord make(const std::string& set, radius::AccountingKind kind, const std::string& id, radius::AttributeList attributes);
    void add(AccountingRecord record, std::vector<SpoolChange> with = {});
    void gone(const AccountingRecord& record, AccountingDelivery::Gone how);
    void write(std::vector<SpoolChange> changes);
    void interim(Session& session);
    std::uint32_t seconds_of(const Session& session) const;
    void schedule(Session& session, base::Time& which, base::Time at);
    void unschedule(const Session& session);
    void turn_on(const std::string& set);
    void end_left_over(OpenSession session, std::int64_t alive_until);
    std::int64_t unix_time() const { return host_.clocks.unix_time(); }
    base::Time now() const { return host_.clocks.steady(); }

    const Host host_;
    std::uint64_t life_;
    const std::string boot_;
    const std::int64_t started_;
    AccountingSpool* spool_ = nullptr;
    AccountingDelivery delivery_;
    std::map<std::string, Servers> servers_;
    std::map<std::string, Session> open_;                    ///< by Acct-Session-Id
    std::set<std::pair<base::Time, std::string>> deadlines_;  ///< of both kinds
    std::set<std::string> told_on_;
    bool found_ = false;
    std::uint64_t last_number_ = 0, recovered_ = 0, unaccounted_ = 0;
};

}  // namespace vpdnd
