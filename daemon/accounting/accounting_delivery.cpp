#include "accounting/accounting_delivery.h"

#include <algorithm>
#include <chrono>

namespace vpdnd {
namespace {

using radius::AccountingKind;

/// So often a record was tried in vain when others wait for it no longer.
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

void AccountingDelivery::use(std::map<std::string, RadiusService*> services) {
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
    lane.queue.push_back({order, std::move(record)});
    ++size_;
    ++set.counters.waiting;
    set.older.insert(order);
    may_make_room(set, session, lane.queue.back());
    drop_replaced(set, lane);
    if (!lane.on_its_way && !lane.ready_at) set_ready(set, session, lane, clocks_.steady());
    pump(name, set);
}

void AccountingDelivery::drop(Set& set, Lane& lane, std::deque<Entry>::iterator entry, Gone how) {
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
void AccountingDelivery::drop_replaced(Set& set, Lane& lane) {
    for (std::size_t i = lane.on_its_way ? 1 : 0; i + 1 < lane.queue.size();) {
        if (!replaces(lane.queue[i + 1].record, lane.queue[i].record)) {
            ++i;
            continue;
        }
        if (i == 0) lane.tries = 0;
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
    drop(*fullest, lane, entry, Gone::kNoRoom);
    forget_empty(*fullest, session);
    return true;
}

void AccountingDelivery::may_make_room(Set& set, const std::string& session, const Entry& entry) {
    if (entry.record.kind == AccountingKind::kInterim) set.interims.emplace(entry.order, session);
}

// Sending ---------------------------------------------------------------------------------------------------------

void AccountingDelivery::set_ready(Set& set, const std::string& session, Lane& lane, base::Time at) {
    if (lane.ready_at) set.ready.erase({*lane.ready_at, session});
    lane.ready_at = at;
    set.ready.emplace(at, session);
}

bool AccountingDelivery::may_go(const Set& set, const std::string& session, const Lane& lane) const {
    return !is_of_machine(session) || set.older.empty() || *set.older.begin() >= lane.queue.front().order;
}

void AccountingDelivery::pump(const std::string& name, Set& set) {
    if (!set.service) return;
    const auto now = clocks_.steady();
    const std::size_t window = set.silent ? 1 : limits_.window;
    for (auto next = set.ready.begin(); next != set.ready.end() && set.counters.on_their_way < window;) {
        if (next->first > now) return;
        const auto session = next->second;
        auto& lane = set.lanes.at(session);
        if (lane.queue.empty() || !may_go(set, session, lane)) {
            ++next;
            continue;
        }
        next = set.ready.erase(next);
        lane.ready_at.reset();
        if (!send(name, set, session, lane)) return failed(set, session, lane);
    }
}

bool AccountingDelivery::send(const std::string& name, Set& set, const std::string& session, Lane& lane) {
    const auto& record = lane.queue.front().record;
    radius::Question question{.code = radius::Code::kAccountingRequest,
                              .attributes = radius::accounting_request(record.kind, record.at, record.attributes)};
    // A clock that was set back in the meantime makes no delay of it.
    const auto ago = std::max<std::int64_t>(clocks_.unix_time() - record.at, 0);
    question.happened = clocks_.steady() - std::chrono::seconds(ago);
    auto asked = set.service->ask(std::move(question),
                                  [this, name, session](const radius::Answered& answer) { answered(name, session, answer); });
    if (!asked) return false;
    lane.on_its_way = std::move(*asked);
    set.interims.erase(lane.queue.front().order);
    ++set.counters.on_their_way;
    return true;
}

void AccountingDelivery::answered(const std::string& name, const std::string& session, const radius::Answered& answer) {
    auto& set = sets_.at(name);
    auto& lane = set.lanes.at(session);
    lane.on_its_way.reset();
    --set.counters.on_their_way;
    if (answer.outcome == radius::Outcome::kRecorded)
        acknowledged(set, lane);
    else
        failed(set, session, lane);
    if (!lane.queue.empty() && !lane.ready_at) set_ready(set, session, lane, clocks_.steady());
    forget_empty(set, session);
    pump(name, set);
}

void AccountingDelivery::acknowledged(Set& set, Lane& lane) {
    set.silent = false;
    lane.tries = 0;
    ++set.counters.acknowledged;
    drop(set, lane, lane.queue.begin(), Gone::kAcknowledged);
}

void AccountingDelivery::failed(Set& set, const std::string& session, Lane& lane) {
    ++set.counters.failed;
    set.silent = true;
    ++lane.tries;
    auto wait = limits_.first_retry;
    for (unsigned i = 1; i < lane.tries && wait < limits_.longest_retry; ++i) wait *= 2;
    // Other records may be taken while this one is not: then nobody waits for it any more.
    if (lane.tries >= kInVain) set.older.erase(lane.queue.front().order);
    may_make_room(set, session, lane.queue.front());
    drop_replaced(set, lane);
    set_ready(set, session, lane, clocks_.steady() + std::min(wait, limits_.longest_retry));
}

void AccountingDelivery::forget_empty(Set& set, const std::string& session) {
    const auto lane = set.lanes.find(session);
    if (lane == set.lanes.end() || !lane->second.queue.empty()) return;
    if (lane->second.ready_at) set.ready.erase({*lane->second.ready_at, session});
    set.lanes.erase(lane);
}

void AccountingDelivery::on_time() {
    for (auto& [name, set] : sets_) pump(name, set);
}

std::optional<base::Time> AccountingDelivery::next_deadline() const {
    std::optional<base::Time> out;
    for (const auto& [name, set] : sets_) {
        const std::size_t window = set.silent ? 1 : limits_.window;
        if (!set.service || set.counters.on_their_way >= window) continue;
        for (const auto& [at, session] : set.ready) {
            if (!may_go(set, session, set.lanes.at(session))) continue;
            if (!out || at < *out) out = at;
            break;
        }
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
    for (const auto& [order, record] : in_order) out.push_back(*record);
    return out;
}

bool AccountingDelivery::has(const std::string& set) const {
    const auto found = sets_.find(set);
    return found != sets_.end() && found->second.counters.waiting != 0;
}

std::map<std::string, AccountingDelivery::Counters> AccountingDelivery::counters() const {
    std::map<std::string, Counters> out;
    for (const auto& [name, set] : sets_) {
        out[name] = set.counters;
        out[name].answered = !set.silent;
    }
    return out;
}

}  // namespace vpdnd
