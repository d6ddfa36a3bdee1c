// The accounts: which sessions are open, and what the servers of their set are told of each: Start, interim records, Stop. What is open or
// not acknowledged is in the spool, so that the next life of the daemon tells what this one could not. Knows no call, socket or clock.
// RFC 2866, RFC 2867, RFC 2869.
//
// At the start, when the spool was read: records that are left, in their order; a Stop for each session that is left, as far as was
// known; then Accounting-On, which waits for them.
#pragma once

#include <cstdint>
#include <deque>
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
    /// Interim records that are made in one turn; and records and sessions of an earlier life that are treated in one.
    static constexpr std::size_t kInterimsAtOnce = 64, kLeftAtOnce = 256;

    /// `life`: a number that no other life of the daemon has; `boot`: the same until the machine starts again.
    AccountingLedger(Host host, AccountingDelivery::Limits limits, std::uint64_t life, std::string boot);
    AccountingLedger(const AccountingLedger&) = delete;
    AccountingLedger& operator=(const AccountingLedger&) = delete;
    ~AccountingLedger();

    /// Where all is kept from now on; null: nowhere. Outlives the ledger or the next call of it.
    void keep_in(AccountingSpool* spool);
    /// Sets that are new are told Accounting-On, once the spool was read.
    void use(std::map<std::string, Servers> by_set);
    /// As use() has said; null: it has not named the set.
    const Servers* servers(const std::string& set) const {
        const auto found = servers_.find(set);
        return found == servers_.end() ? nullptr : &found->second;
    }
    void limit(std::size_t records) { delivery_.limit(records); }
    /// The spool was read, or there is none: Accounting-On waits for it. Again: it was opened anew, perhaps another file; all that is to
    /// be kept is written again, and what was taken from it before is not taken twice.
    void found(SpoolContents contents);

    void begin(Begin session);
    /// Not open: nothing happens.
    /// Its use is never less than what was told before.
    void end(const std::string& id, std::uint8_t cause, AccountingState state);
    bool is_open(const std::string& id) const { return open_.contains(id); }
    /// Acct-Multi-Session-Id of an open session; empty: it has none.
    std::string multi_session_of(const std::string& id) const;
    /// That no other record or caller has had in this life.
    std::uint64_t new_number() { return ++last_number_; }
    /// A record that is no session's: Tunnel-Reject and its like, or a Stop without a Start.
    void tell(const std::string& set, radius::AccountingKind kind, const std::string& id, radius::AttributeList attributes);
    /// The daemon stops, and all sessions were ended: Accounting-Off to those that were told On.
    void stop();

    void on_time();
    std::optional<base::Time> next_deadline() const;
    /// Is nothing left that somebody could be told? Records of sets without servers wait in the spool.
    bool idle() const { return !delivery_.can_deliver() && left_records_.empty() && left_sessions_.empty(); }
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
        base::Time started{};
        std::vector<Session> sessions;
        std::vector<AccountingRecord> records;
        std::set<std::string> told_on;
    };
    Record save() const;
    /// Before anything else. What is in the spool of this life is as old as that or older.
    void adopt(const Record& record);

    std::uint64_t life() const { return life_; }
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
    void turn_on_all();
    struct LeftOver {
        OpenSession session;
        SpoolTime alive;
    };
    void keep_all();
    void find_records(std::vector<AccountingRecord> records, std::vector<SpoolChange>& old);
    void find_sessions(std::vector<OpenSession> sessions, SpoolTime alive, std::vector<SpoolChange>& old);
    void treat_left();
    void end_left_over(const LeftOver& left);
    std::int64_t unix_time() const { return host_.clocks.unix_time(); }
    base::Time now() const { return host_.clocks.steady(); }

    const Host host_;
    std::uint64_t life_;
    const std::string boot_;
    base::Time started_;
    AccountingSpool* spool_ = nullptr;
    AccountingDelivery delivery_;
    std::map<std::string, Servers> servers_;
    std::map<std::string, Session> open_;                    ///< by Acct-Session-Id
    std::set<std::pair<base::Time, std::string>> deadlines_;  ///< of both kinds
    std::set<std::string> told_on_;
    // Of earlier lives: what was found and waits for its turn; all that was ever found.
    std::deque<AccountingRecord> left_records_;
    std::deque<LeftOver> left_sessions_;
    std::set<RecordKey> taken_records_;
    std::set<std::pair<std::uint64_t, std::string>> taken_sessions_;  ///< life and Acct-Session-Id
    bool found_ = false, stopped_ = false;
    std::uint64_t last_number_ = 0, recovered_ = 0, unaccounted_ = 0;
};

}  // namespace vpdnd
