#include "accounting/accounting_ledger.h"

#include <algorithm>
#include <chrono>

#include "accounting/ledger_words.h"

namespace vpdnd {
namespace {

using namespace radius::literals;
using radius::AccountingKind;
using Gone = AccountingDelivery::Gone;

/// What is rounded down on the way is less.
constexpr std::chrono::seconds kBeforeStart(2);

bool is_start(AccountingKind kind) {
    return kind == AccountingKind::kStart || kind == AccountingKind::kTunnelStart || kind == AccountingKind::kLinkStart;
}

AccountingKind end_of(AccountingKind start) {
    switch (start) {
        case AccountingKind::kTunnelStart: return AccountingKind::kTunnelStop;
        case AccountingKind::kLinkStart: return AccountingKind::kLinkStop;
        default: return AccountingKind::kStop;
    }
}

/// Counters that cannot be read any more are 0; what was told of them stays true.
radius::Usage not_less(const radius::Usage& usage, const radius::Usage& known) {
    return {.octets_in = std::max(usage.octets_in, known.octets_in),
            .octets_out = std::max(usage.octets_out, known.octets_out),
            .packets_in = std::max(usage.packets_in, known.packets_in),
            .packets_out = std::max(usage.packets_out, known.packets_out),
            .seconds = std::max(usage.seconds, known.seconds)};
}

}  // namespace

radius::AttributeList used_attributes(const OpenSession& session, const AccountingState& state) {
    auto out = session.attributes;
    // The kernel counts by session: the use of a tunnel is the sum of its links'.
    if (session.stop == AccountingKind::kTunnelStop)
        out.add("Acct-Session-Time"_attr, state.usage.seconds);
    else
        radius::add_usage(out, state.usage);
    out.append(state.attributes);
    return out;
}

radius::AttributeList stop_attributes(const OpenSession& session, std::uint8_t cause, const AccountingState& state) {
    auto out = used_attributes(session, state);
    out.add("Acct-Terminate-Cause"_attr, std::uint32_t{cause});
    return out;
}

AccountingLedger::AccountingLedger(Host host, AccountingDelivery::Limits limits, std::uint64_t life, std::string boot)
    : host_(std::move(host)),
      life_(life),
      boot_(std::move(boot)),
      started_(host_.clocks.steady()),
      delivery_(host_.clocks, limits, [this](const AccountingRecord& record, Gone how) { gone(record, how); }) {}

AccountingLedger::~AccountingLedger() = default;

// Sets ------------------------------------------------------------------------------------------------------------

void AccountingLedger::use(std::map<std::string, Servers> by_set) {
    servers_ = std::move(by_set);
    std::map<std::string, RadiusService*> services;
    for (const auto& [name, servers] : servers_) services[name] = servers.service;
    delivery_.use(std::move(services));
    turn_on_all();
}

/// Not before all that is left of earlier lives is on its way in front.
void AccountingLedger::turn_on_all() {
    if (!found_ || stopped_ || !left_records_.empty() || !left_sessions_.empty()) return;
    for (const auto& [name, servers] : servers_) turn_on(name);
}

/// As of the daemon's start, whenever it is sent. Servers take it for the end of sessions that began no later, and know whole seconds only;
/// sessions of this life may begin in the second of its start.
void AccountingLedger::turn_on(const std::string& set) {
    if (!servers_.at(set).announce || !told_on_.insert(set).second) return;
    auto record = make(set, AccountingKind::kOn, {}, {});
    record.at -= std::chrono::duration_cast<std::chrono::seconds>(now() - started_ + kBeforeStart).count();
    add(std::move(record));
}

void AccountingLedger::stop() {
    stopped_ = true;
    for (const auto& set : told_on_)
        if (servers_.contains(set)) add(make(set, AccountingKind::kOff, {}, {}));
    told_on_.clear();
}

std::set<std::string> AccountingLedger::held() const {
    std::set<std::string> out;
    for (const auto& [id, session] : open_) out.insert(session.session.set);
    for (const auto& record : left_records_) out.insert(record.set);
    for (const auto& left : left_sessions_) out.insert(left.session.set);
    for (const auto& [set, counters] : delivery_.counters())
        if (counters.waiting != 0) out.insert(set);
    return out;
}

// Records --------------------------------------------------------------------------------------------------------

AccountingRecord AccountingLedger::make(const std::string& set, AccountingKind kind, const std::string& id,
                                        radius::AttributeList attributes) {
    AccountingRecord out{.key = {life_, ++last_number_}, .set = set, .session = id, .kind = kind, .at = unix_time(), .attributes = {}};
    out.attributes = std::move(attributes);
    if (!id.empty()) return out;
    if (const auto servers = servers_.find(set); servers != servers_.end()) out.attributes.append(servers->second.identity);
    return out;
}

/// Written before it is sent, so that what was not written is never acknowledged first.
void AccountingLedger::add(AccountingRecord record, std::vector<SpoolChange> with) {
    with.emplace_back(record);
    write(std::move(with));
    delivery_.add(std::move(record));
}

void AccountingLedger::gone(const AccountingRecord& record, Gone how) {
    write({DropRecord{record.key}});
    if (how != Gone::kAcknowledged || !is_start(record.kind)) return;
    const auto session = open_.find(record.session);
    if (session == open_.end()) return;
    schedule(session->second, session->second.start_until, base::kNever);
}

void AccountingLedger::tell(const std::string& set, AccountingKind kind, const std::string& id, radius::AttributeList attributes) {
    if (const auto servers = servers_.find(set); servers != servers_.end()) attributes.append(servers->second.identity);
    add(make(set, kind, id, std::move(attributes)));
}

// Sessions --------------------------------------------------------------------------------------------------------

void AccountingLedger::begin(Begin begin) {
    if (open_.contains(begin.id)) return;
    base::Duration interval{}, within{};
    if (const auto servers = servers_.find(begin.set); servers != servers_.end()) {
        begin.attributes.append(servers->second.identity);
        interval = begin.interim_interval.value_or(servers->second.interim_interval);
        within = servers->second.start_within;
    }
    auto record = make(begin.set, begin.start, begin.id, begin.attributes);
    record.attributes.append(begin.of_start);
    Session session;
    session.session = {.life = life_, .boot = boot_, .set = begin.set, .id = begin.id, .stop = end_of(begin.start),
                       .since = record.at, .began = seconds_since_start(now()),
                       .known_until = record.at, .usage = {}, .attributes = std::move(begin.attributes)};
    session.began = now();
    auto& kept = open_.emplace(begin.id, std::move(session)).first->second;
    if (begin.start == AccountingKind::kStart && interval > base::Duration::zero()) {
        kept.interim_interval = interval;
        schedule(kept, kept.next_interim, now() + interval);
    }
    if (begin.required) schedule(kept, kept.start_until, now() + within);
    add(std::move(record), {kept.session});
}

std::uint32_t AccountingLedger::seconds_of(const Session& session) const {
    const auto lasted = std::chrono::duration_cast<std::chrono::seconds>(now() - session.began).count();
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(lasted, 0, UINT32_MAX));
}

void AccountingLedger::interim(Session& session) {
    auto state = host_.state(session.session.id);
    if (!state) return;
    state->usage.seconds = seconds_of(session);
    state->usage = not_less(state->usage, session.session.usage);
    auto record = make(session.session.set, AccountingKind::kInterim, session.session.id, used_attributes(session.session, *state));
    session.session.usage = state->usage;
    session.session.known_until = record.at;
    add(std::move(record), {session.session});
}

void AccountingLedger::end(const std::string& id, std::uint8_t cause, AccountingState state) {
    const auto found = open_.find(id);
    if (found == open_.end()) return;
    state.usage.seconds = seconds_of(found->second);
    state.usage = not_less(state.usage, found->second.session.usage);
    unschedule(found->second);
    const auto session = std::move(found->second.session);
    open_.erase(found);
    auto record = make(session.set, session.stop, session.id, stop_attributes(session, cause, state));
    add(std::move(record), {DropSession{session.set, id}});
}

std::string AccountingLedger::multi_session_of(const std::string& id) const {
    const auto found = open_.find(id);
    if (found == open_.end()) return {};
    return std::string(found->second.session.attributes.text("Acct-Multi-Session-Id"_attr).value_or(""));
}

// Time ------------------------------------------------------------------------------------------------------------

/// An entry for each of its two deadlines; those that were put off are passed over when they come.
void AccountingLedger::schedule(Session& session, base::Time& which, base::Time at) {
    unschedule(session);
    which = at;
    for (const auto each : {session.next_interim, session.start_until})
        if (each != base::kNever) deadlines_.emplace(each, session.session.id);
}

void AccountingLedger::unschedule(const Session& session) {
    for (const auto each : {session.next_interim, session.start_until}) deadlines_.erase({each, session.session.id});
}

void AccountingLedger::on_time() {
    treat_left();
    delivery_.on_time();
    std::vector<std::string> late;
    for (std::size_t i = 0; i < kInterimsAtOnce && !deadlines_.empty() && deadlines_.begin()->first <= now(); ++i) {
        auto& session = open_.at(deadlines_.begin()->second);
        if (session.start_until <= now()) {
            schedule(session, session.start_until, base::kNever);
            late.push_back(session.session.id);
        }
        if (session.next_interim > now()) continue;
        schedule(session, session.next_interim, now() + session.interim_interval);
        interim(session);
    }
    unaccounted_ += late.size();
    for (const auto& id : late) host_.unaccounted(id);
}

std::optional<base::Time> AccountingLedger::next_deadline() const {
    if (!left_records_.empty() || !left_sessions_.empty()) return now();
    auto out = delivery_.next_deadline();
    if (!deadlines_.empty() && (!out || deadlines_.begin()->first < *out)) out = deadlines_.begin()->first;
    return out;
}

// Taken over ------------------------------------------------------------------------------------------------------

AccountingLedger::Record AccountingLedger::save() const {
    Record out{.life = life_, .last_number = last_number_, .started = started_, .sessions = {}, .records = delivery_.records(),
               .told_on = told_on_};
    for (const auto& [id, session] : open_) out.sessions.push_back(session);
    for (const auto& one : left_records_) out.records.push_back(one);
    return out;
}

void AccountingLedger::adopt(const Record& record) {
    life_ = record.life;
    last_number_ = record.last_number;
    started_ = record.started;
    told_on_ = record.told_on;
    for (const auto& session : record.sessions) {
        auto& kept = open_.emplace(session.session.id, session).first->second;
        schedule(kept, kept.next_interim, session.next_interim);
    }
    for (const auto& one : record.records) {
        if (one.key.life != life_) taken_records_.insert(one.key);
        delivery_.add(one);
    }
}

}  // namespace vpdnd
