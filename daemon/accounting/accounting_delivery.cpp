#include "accounting/accounting_delivery.h"

#include <algorithm>
#include <chrono>

namespace vpdnd {
namespace {

using radius::AccountingKind;

/// So often a record was tried in vain when Accounting-On and -Off wait for its session no longer.
constexpr unsigned kInVain = 3;

bool is_of_machine(const std::string& session) { return session.empty(); }

/// Has the later record all that the earlier one says?
bool replaces(const AccountingRecord& later, const AccountingRecord& earlier) {
    return earlier.kind == AccountingKind::kInterim &&
           (later.kind == AccountingKind::kInterim || later.kind == AccountingKind::kStop);
}

}  // namespace

AccountingDelivery::AccountingDelivery(Clocks clocks, Limits limits, Done done)
    : clocks_(std::move(clocks)), limits_(limits), done_(std::move(done)) {}

AccountingDelivery::~AccountingDelivery() = default;

void AccountingDelivery::use(const std::map<std::string, RadiusService*>& services) {
    for (auto& [name, set] : sets_) set.service = nullptr;
    for (const auto& [name, service] : services) sets_[name].service = service;
    for (auto& [name, set] : sets_) pump(name, set);
}

// Coming and going ------------------------------------------------------------------------------------------------

void AccountingDelivery::add(AccountingRecord record) {
    auto& set = sets_[record.set];
    const auto name = record.set, session = record.session;
    const bool interim = record.kind == AccountingKind::kInterim;
    if (size_ >= limits_.most_records && !make_room() && interim) {
        ++set.counters.no_room;
        return done_(record, Gone::kNoRoom);
    }
    auto& lane = set.lanes[session];
    const auto order = ++last_order_;
    const auto happened = clocks_.steady() - std::chrono::seconds(std::max<std::int64_t>(clocks_.unix_time() - record.at, 0));
    lane.queue.push_back({order, std::move(record), happened});
    ++size_;
    ++set.counters.waiting;
    if (lane.vain < kInVain) set.older.insert(order);
    may_make_room(set, session, lane.queue.back());
    drop_replaced(set, session, lane);
    if (!lane.on_its_way && !lane.ready_at) set_ready(set, session, lane, clocks_.steady());
    pump(name, set);
}

void AccountingDelivery::drop(Set& set, Lane& lane, const std::deque<Entry>::iterator& entry, Gone how) {
    set.older.erase(entry->order);
    set.interims.erase(entry->order);
    --set.counters.waiting;
    --size_;
    if (how == Gone::kReplaced) ++set.counters.replaced;
    if (how == Gone::kNoRoom) ++set.counters.no_room;
    const auto record = std::move(entry->record);
    lane.queue.erase(entry);
    done_(record, how);
}

/// Of what is not on its way.
void AccountingDelivery::drop_replaced(Set& set, const std::string& session, Lane& lane) {
    for (std::size_t i = lane.on_its_way ? 1 : 0; i + 1 < lane.queue.size();) {
        if (!replaces(lane.queue[i + 1].record, lane.queue[i].record)) {
            ++i;
            continue;
        }
        if (i == 0) forget_tries(set, session, lane);
        drop(set, lane, lane.queue.begin() + static_cast<std::ptrdiff_t>(i), Gone::kReplaced);
    }
}

/// The oldest interim record that is not on its way goes, of whichever set has the most.
bool AccountingDelivery::make_room() {
    Set* fullest = nullptr;
    for (auto& [name, set] : sets_)
        if (!set.interims.empty() && (!fullest || set.interims.size() > fullest->interims.size())) fullest = &set;
    if (!fullest) return false;
    const auto [order, session] = *fullest->interims.begin();
    auto& lane = fullest->lanes.at(session);
    const auto entry = std::ranges::find(lane.queue, order, &Entry::order);
    if (entry == lane.queue.begin()) forget_tries(*fullest, session, lane);
    drop(*fullest, lane, entry, Gone::kNoRoom);
    forget_empty(*fullest, session);
    return true;
}

void AccountingDelivery::may_make_room(Set& set, const std::string& session, const Entry& entry) {
    if (entry.record.kind == AccountingKind::kInterim) set.interims.emplace(entry.order, session);
}

// Sending ---------------------------------------------------------------------------------------------------------

void AccountingDelivery::set_ready(Set& set, const std::string& session, Lane& lane, base::Time at) {
    not_ready(set, session, lane);
    lane.ready_at = at;
    set.queue(turn_of(lane)).ready.emplace(at, session);
}

void AccountingDelivery::not_ready(Set& set, const std::string& session, Lane& lane) {
    if (lane.ready_at) set.queue(turn_of(lane)).ready.erase({*lane.ready_at, session});
    lane.ready_at.reset();
}

/// Its first record is another one now.
void AccountingDelivery::forget_tries(Set& set, const std::string& session, Lane& lane) {
    const auto at = lane.ready_at;
    not_ready(set, session, lane);
    if (lane.vain >= kInVain) --set.counters.in_vain;
    lane.tries = lane.vain = 0;
    if (at) set_ready(set, session, lane, *at);
}

bool AccountingDelivery::may_go(const Set& set, const std::string& session, const Lane& lane) const {
    return !is_of_machine(session) || set.older.empty() || *set.older.begin() >= lane.queue.front().order;
}

/// What was tried leaves places free: whose Start must be acknowledged in time does not wait for it.
bool AccountingDelivery::has_place(const Set& set, Turn turn) const {
    const auto used = set.queue(turn).on_their_way;
    if (set.silent) return used == 0;
    if (turn == Turn::kVain) return used < limits_.vain_window;
    if (turn == Turn::kTried && used >= limits_.window - limits_.window / 4) return false;
    return set.queue(Turn::kTried).on_their_way + set.queue(Turn::kFresh).on_their_way < limits_.window;
}

void AccountingDelivery::pump(const std::string& name, Set& set) {
    if (!set.service || (set.paused_until && *set.paused_until > clocks_.steady())) return;
    set.paused_until.reset();
    for (std::size_t turn = 0; turn < kTurns; ++turn)
        if (!pump(name, set, static_cast<Turn>(turn))) return;
}

/// False: the servers cannot be asked now.
bool AccountingDelivery::pump(const std::string& name, Set& set, Turn turn) {
    auto& ready = set.queue(turn).ready;
    const auto now = clocks_.steady();
    for (auto next = ready.begin(); next != ready.end() && next->first <= now && has_place(set, turn);) {
        const auto session = next->second;
        auto& lane = set.lanes.at(session);
        ++next;
        if (!may_go(set, session, lane)) continue;
        not_ready(set, session, lane);
        if (send(name, set, session, lane)) continue;
        set.paused_until = now + limits_.refused_pause;
        ++set.counters.failed;
        try_later(set, session, lane);
        return false;
    }
    return true;
}

bool AccountingDelivery::send(const std::string& name, Set& set, const std::string& session, Lane& lane) {
    const auto& entry = lane.queue.front();
    const auto& record = entry.record;
    auto asked = set.service->ask({.code = radius::Code::kAccountingRequest,
                                   .attributes = radius::accounting_request(record.kind, record.at, record.attributes),
                                   .happened = entry.happened},
                                  [this, name, session](const radius::Answered& answer) { answered(name, session, answer); });
    set.counters.refused = asked ? std::string() : asked.error();
    if (!asked) return false;
    lane.on_its_way = std::move(*asked);
    lane.acknowledged_before = set.counters.acknowledged;
    set.interims.erase(entry.order);
    ++set.counters.on_their_way;
    ++set.queue(turn_of(lane)).on_their_way;
    return true;
}

void AccountingDelivery::answered(const std::string& name, const std::string& session, const radius::Answered& answer) {
    auto& set = sets_.at(name);
    auto& lane = set.lanes.at(session);
    lane.on_its_way.reset();
    --set.counters.on_their_way;
    --set.queue(turn_of(lane)).on_their_way;
    if (answer.outcome == radius::Outcome::kRecorded)
        acknowledged(set, session, lane);
    else
        failed(set, session, lane);
    if (!lane.queue.empty() && !lane.ready_at) set_ready(set, session, lane, clocks_.steady());
    forget_empty(set, session);
    pump(name, set);
}

void AccountingDelivery::acknowledged(Set& set, const std::string& session, Lane& lane) {
    set.silent = false;
    forget_tries(set, session, lane);
    ++set.counters.acknowledged;
    drop(set, lane, lane.queue.begin(), Gone::kAcknowledged);
}

/// Whose request fails while others are acknowledged is not taken; where none is, nobody is there. What was not taken before says
/// nothing of that.
void AccountingDelivery::failed(Set& set, const std::string& session, Lane& lane) {
    ++set.counters.failed;
    if (set.counters.acknowledged == lane.acknowledged_before) {
        if (lane.vain == 0) set.silent = true;
    } else if (++lane.vain == kInVain) {
        ++set.counters.in_vain;
        for (const auto& entry : lane.queue) set.older.erase(entry.order);
    }
    try_later(set, session, lane);
}

void AccountingDelivery::try_later(Set& set, const std::string& session, Lane& lane) {
    ++lane.tries;
    auto wait = limits_.first_retry;
    for (unsigned i = 1; i < lane.tries && wait < limits_.longest_retry; ++i) wait *= 2;
    may_make_room(set, session, lane.queue.front());
    drop_replaced(set, session, lane);
    set_ready(set, session, lane, clocks_.steady() + std::min(wait, limits_.longest_retry));
}

void AccountingDelivery::forget_empty(Set& set, const std::string& session) {
    const auto lane = set.lanes.find(session);
    if (lane == set.lanes.end() || !lane->second.queue.empty()) return;
    forget_tries(set, session, lane->second);
    not_ready(set, session, lane->second);
    set.lanes.erase(lane);
}

void AccountingDelivery::on_time() {
    for (auto& [name, set] : sets_) pump(name, set);
}

std::optional<base::Time> AccountingDelivery::next_of(const Set& set, Turn turn) const {
    if (!has_place(set, turn)) return std::nullopt;
    for (const auto& [at, session] : set.queue(turn).ready)
        if (may_go(set, session, set.lanes.at(session))) return set.paused_until ? std::max(at, *set.paused_until) : at;
    return std::nullopt;
}

std::optional<base::Time> AccountingDelivery::next_deadline() const {
    std::optional<base::Time> out;
    for (const auto& [name, set] : sets_) {
        if (!set.service) continue;
        for (std::size_t turn = 0; turn < kTurns; ++turn)
            if (const auto next = next_of(set, static_cast<Turn>(turn)); next && (!out || *next < *out)) out = next;
    }
    return out;
}

// Questions -------------------------------------------------------------------------------------------------------

std::vector<AccountingRecord> AccountingDelivery::records() const {
    std::map<Order, const AccountingRecord*> in_order;
    for (const auto& [name, set] : sets_)
        for (const auto& [session, lane] : set.lanes)
            for (const auto& entry : lane.queue) in_order.emplace(entry.order, &entry.record);
    std::vector<AccountingRecord> out;
    out.reserve(in_order.size());
    for (const auto& [order, record] : in_order) out.push_back(*record);
    return out;
}

bool AccountingDelivery::has(const std::string& set) const {
    const auto found = sets_.find(set);
    return found != sets_.end() && found->second.counters.waiting != 0;
}

bool AccountingDelivery::can_deliver() const {
    return std::ranges::any_of(sets_, [](const auto& one) { return one.second.service && one.second.counters.waiting != 0; });
}

std::map<std::string, AccountingDelivery::Counters> AccountingDelivery::counters() const {
    std::map<std::string, Counters> out;
    for (const auto& [name, set] : sets_) {
        out[name] = set.counters;
        out[name].served = set.service != nullptr;
        out[name].answered = !set.silent;
    }
    return out;
}

}  // namespace vpdnd
