// Brings records to RADIUS servers: of one session strictly one after the other, sessions side by side. A record stays until a server
// has acknowledged it. Knows no socket, clock, file or call.
//
// A newer interim record, or the Stop, takes the place of one that is not on its way. Where nothing is acknowledged, one record at a time
// finds out whether a server is back, each time another session's, and beside it one that was not tried yet: it may be the one before that
// no server wants. A record that is not acknowledged while others are is tried in vain:
// it has few places, of its own, so that it does not hold up the others. Accounting-On and -Off wait for all that is older, but for
// what was tried in vain several times: a server that is down has taken nothing from others, and they wait for it.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "accounting/accounting_record.h"
#include "base/time.h"
#include "radius/radius_service.h"

namespace vpdnd {

class AccountingDelivery {
  public:
    /// Both clocks: that of deadlines, and the seconds since 1970.
    struct Clocks {
        std::function<base::Time()> steady;
        std::function<std::int64_t()> unix_time;
    };
    struct Limits {
        std::size_t window = 64;           ///< requests to the servers of one set at once
        std::size_t vain_window = 4;       ///< and besides, with records that were tried in vain
        std::size_t most_records = 100000;  ///< then interim records make room
        base::Duration first_retry = std::chrono::seconds(5), longest_retry = std::chrono::minutes(5);
        base::Duration refused_pause = std::chrono::seconds(1);  ///< of a set whose servers cannot be asked just now
    };
    enum class Gone : std::uint8_t {
        kAcknowledged,
        kReplaced,  ///< by a newer one
        kNoRoom,
    };
    /// A record needs to be kept no longer. May not call back.
    using Done = std::function<void(const AccountingRecord&, Gone)>;

    AccountingDelivery(Clocks clocks, Limits limits, Done done);
    AccountingDelivery(const AccountingDelivery&) = delete;
    AccountingDelivery& operator=(const AccountingDelivery&) = delete;
    ~AccountingDelivery();

    /// Whom to ask from now on, by set; records of other sets wait. What is on its way goes on. The services outlive this object or the
    /// next use().
    void use(const std::map<std::string, RadiusService*>& services);
    /// At most `most` records from now on.
    void limit(std::size_t most) { limits_.most_records = most; }
    /// It is younger than all before it. Sent at once, if it is its turn.
    void add(AccountingRecord record);
    void on_time();
    std::optional<base::Time> next_deadline() const;

    std::vector<AccountingRecord> records() const;  ///< in the order in which they came
    std::size_t size() const { return size_; }
    bool has(const std::string& set) const;  ///< a record of it waits
    bool can_deliver() const;  ///< a record waits whose set has servers
    bool full() const { return size_ >= limits_.most_records; }  ///< interim records make room

    struct Counters {
        std::uint64_t acknowledged = 0, replaced = 0, no_room = 0, failed = 0;
        std::size_t waiting = 0, on_their_way = 0;
        std::size_t in_vain = 0;  ///< records that no server acknowledges, though others are acknowledged meanwhile
        bool served = false;      ///< it has servers
        bool answered = true;     ///< something was acknowledged since the last request that failed was sent
        std::string refused;      ///< why a record could not be asked the last time; empty: it could
    };
    std::map<std::string, Counters> counters() const;

  private:
    using Order = std::uint64_t;
    struct Entry {
        Order order = 0;
        AccountingRecord record;
        base::Time happened{};  ///< the clock may be set while it waits
    };
    struct Lane {
        std::deque<Entry> queue;
        std::unique_ptr<RadiusWait> on_its_way;  ///< the first of the queue
        unsigned tries = 0;                      ///< of it, that have failed
        unsigned vain = 0;                       ///< of these, while others were acknowledged
        std::uint64_t acknowledged_before = 0;   ///< of the set, when it was sent
        std::optional<base::Time> ready_at;      ///< its place in a queue
    };
    /// Queues that have places of their own, in the order in which they are looked at: by what became of a lane's first record.
    enum class Turn : std::uint8_t { kTried, kFresh, kVain, kCount_ };
    static constexpr std::size_t kTurns = static_cast<std::size_t>(Turn::kCount_);
    static Turn turn_of(const Lane& lane) {
        if (lane.vain != 0) return Turn::kVain;
        return lane.tries != 0 ? Turn::kTried : Turn::kFresh;
    }
    struct Queue {
        std::set<std::pair<base::Time, std::string>> ready;  ///< whose turn comes, and when
        std::size_t on_their_way = 0;
    };
    struct Set {
        RadiusService* service = nullptr;
        std::map<std::string, Lane> lanes;      ///< by session
        std::array<Queue, kTurns> queues;
        std::set<Order> older;                  ///< records that On and Off wait for
        std::map<Order, std::string> interims;  ///< that may make room, with their sessions
        Counters counters;
        bool silent = false;
        std::optional<base::Time> paused_until;

        Queue& queue(Turn turn) { return queues[static_cast<std::size_t>(turn)]; }
        const Queue& queue(Turn turn) const { return queues[static_cast<std::size_t>(turn)]; }
    };
    void drop(Set& set, Lane& lane, const std::deque<Entry>::iterator& entry, Gone how);
    void drop_replaced(Set& set, const std::string& session, Lane& lane);
    bool make_room();
    void may_make_room(Set& set, const std::string& session, const Entry& entry);
    void set_ready(Set& set, const std::string& session, Lane& lane, base::Time at);
    void not_ready(Set& set, const std::string& session, Lane& lane);
    void forget_tries(Set& set, const std::string& session, Lane& lane);
    void pump(const std::string& name, Set& set);
    bool pump(const std::string& name, Set& set, Turn turn);
    bool has_place(const Set& set, Turn turn) const;
    std::optional<base::Time> next_of(const Set& set, Turn turn) const;
    bool may_go(const Set& set, const std::string& session, const Lane& lane) const;
    bool send(const std::string& name, Set& set, const std::string& session, Lane& lane);
    void answered(const std::string& name, const std::string& session, const radius::Answered& answer);
    void acknowledged(Set& set, const std::string& session, Lane& lane);
    void failed(Set& set, const std::string& session, Lane& lane);
    void try_later(Set& set, const std::string& session, Lane& lane);
    void forget_empty(Set& set, const std::string& session);

    const Clocks clocks_;
    Limits limits_;
    const Done done_;
    std::map<std::string, Set> sets_;
    std::size_t size_ = 0;
    Order last_order_ = 0;
};

}  // namespace vpdnd
