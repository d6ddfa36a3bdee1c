// The ledger and its spool: what is kept there, and what is found there of earlier lives.
#include <algorithm>
#include <utility>

#include "accounting/accounting_ledger.h"
#include "accounting/ledger_words.h"

namespace vpdnd {
namespace {

constexpr std::uint8_t kNasError = 9, kNasReboot = 11;

}  // namespace

void AccountingLedger::write(std::vector<SpoolChange> changes) {
    if (spool_) spool_->write(std::move(changes));
}

void AccountingLedger::keep_in(AccountingSpool* spool) {
    spool_ = spool;
    keep_all();
}

/// What is open and owed already, too.
void AccountingLedger::keep_all() {
    std::vector<SpoolChange> all;
    for (const auto& left : left_sessions_) all.emplace_back(left.session);
    for (const auto& [id, session] : open_) all.emplace_back(session.session);
    for (auto& record : delivery_.records()) all.emplace_back(std::move(record));
    for (const auto& record : left_records_) all.emplace_back(record);
    if (!all.empty()) write(std::move(all));
}

void AccountingLedger::found(SpoolContents contents) {
    std::vector<SpoolChange> old;
    find_records(std::move(contents.records), old);
    find_sessions(std::move(contents.sessions), contents.alive, old);
    if (!old.empty()) write(std::move(old));
    if (std::exchange(found_, true)) keep_all();
    treat_left();
    turn_on_all();
}

/// Of this life, and of what was taken before, all that counts is here.
void AccountingLedger::find_records(std::vector<AccountingRecord> records, std::vector<SpoolChange>& old) {
    if (records.empty()) return;
    std::set<RecordKey> known;
    for (const auto& record : delivery_.records()) known.insert(record.key);
    for (const auto& record : left_records_) known.insert(record.key);
    for (auto& record : records) {
        if (known.contains(record.key)) continue;
        if (record.key.life == life_ || !taken_records_.insert(record.key).second)
            old.emplace_back(DropRecord{record.key});
        else
            left_records_.push_back(std::move(record));
    }
}

void AccountingLedger::find_sessions(std::vector<OpenSession> sessions, SpoolTime alive, std::vector<SpoolChange>& old) {
    std::set<std::string> known;
    for (const auto& left : left_sessions_) known.insert(left.session.id);
    for (auto& session : sessions) {
        if (open_.contains(session.id) || known.contains(session.id)) continue;
        if (session.life == life_ || !taken_sessions_.emplace(session.life, session.id).second)
            old.emplace_back(DropSession{session.set, session.id});
        else
            left_sessions_.push_back({std::move(session), alive});
    }
}

/// Some in a turn: there may be as many as there were sessions.
void AccountingLedger::treat_left() {
    if (left_records_.empty() && left_sessions_.empty()) return;
    for (std::size_t i = 0; i < kLeftAtOnce; ++i) {
        if (!left_records_.empty()) {
            delivery_.add(std::exchange(left_records_.front(), {}));
            left_records_.pop_front();
        } else if (!left_sessions_.empty()) {
            const auto left = std::move(left_sessions_.front());
            left_sessions_.pop_front();
            end_left_over(left);
        } else {
            return turn_on_all();
        }
    }
    turn_on_all();
}

/// It was there as long as its daemon is known to have been; of its use what its last record said. How long that was is measured by the
/// clock that is never set. Where another life was the last one to write, nothing is known but what the last record said.
void AccountingLedger::end_left_over(const LeftOver& left) {
    ++recovered_;
    auto& session = left.session;
    AccountingState state{.usage = session.usage, .attributes = {}};
    const bool same_life = left.alive.life == session.life && left.alive.steady >= session.began;
    auto at = same_life ? std::max(left.alive.unix_time, session.known_until) : session.known_until;
    if (same_life) {
        const auto lasted = std::clamp<std::int64_t>(left.alive.steady - session.began, state.usage.seconds, UINT32_MAX);
        state.usage.seconds = static_cast<std::uint32_t>(lasted);
    }
    const bool same_boot = session.boot == boot_;
    const auto ago = seconds_since_start(now()) - left.alive.steady;
    if (same_life && same_boot && ago >= 0) at = unix_time() - ago;
    auto record = make(session.set, session.stop, session.id, stop_attributes(session, same_boot ? kNasError : kNasReboot, state));
    record.at = std::min(at, unix_time());
    add(std::move(record), {DropSession{session.set, session.id}});
}

}  // namespace vpdnd
