#include "accounting/spool_backlog.h"

#include <utility>
#include <variant>

namespace vpdnd {
namespace {

/// What is neither in the file nor on its way there is simply forgotten.
template <class Waiting, class Key>
void drop(Waiting& waiting, const std::set<Key>& in_file, const Key& key) {
    if (in_file.contains(key))
        waiting[key].reset();
    else
        waiting.erase(key);
}

template <class Changes, class Key>
void on_their_way(const Changes& changes, std::set<Key>& in_file, std::set<Key>& coming, std::set<Key>& going) {
    coming.clear();
    going.clear();
    for (const auto& [key, value] : changes) {
        if (!value)
            going.insert(key);
        else if (in_file.insert(key).second)
            coming.insert(key);
    }
}

template <class Key>
void forget(std::set<Key>& in_file, const std::set<Key>& gone) {
    for (const auto& key : gone) in_file.erase(key);
}

/// A later change wins.
template <class Changes, class Key>
void give_back(Changes& waiting, Changes&& changes, std::set<Key>& in_file, const std::set<Key>& coming) {
    forget(in_file, coming);
    for (auto& [key, value] : changes) waiting.emplace(key, std::move(value));
    for (const auto& key : coming)
        if (const auto later = waiting.find(key); later != waiting.end() && !later->second) waiting.erase(later);
}

}  // namespace

void SpoolBacklog::found(const SpoolContents& contents) {
    for (const auto& one : contents.sessions) sessions_.emplace(one.set, one.id);
    for (const auto& one : contents.records) records_.insert(one.key);
}

void SpoolBacklog::add(std::vector<SpoolChange> changes) {
    for (auto& change : changes) std::visit([this](auto& one) { apply(std::move(one)); }, change);
}

void SpoolBacklog::apply(OpenSession&& session) {
    const SessionKey key{session.set, session.id};
    waiting_.sessions.insert_or_assign(key, std::move(session));
}

void SpoolBacklog::apply(AccountingRecord&& record) {
    const auto key = record.key;
    waiting_.records.insert_or_assign(key, std::move(record));
}

void SpoolBacklog::apply(DropSession&& gone) { drop(waiting_.sessions, sessions_, SessionKey{gone.set, gone.id}); }
void SpoolBacklog::apply(DropRecord&& gone) { drop(waiting_.records, records_, gone.key); }

SpoolBacklog::Batch SpoolBacklog::take() {
    auto out = std::exchange(waiting_, {});
    on_their_way(out.sessions, sessions_, new_sessions_, old_sessions_);
    on_their_way(out.records, records_, new_records_, old_records_);
    return out;
}

void SpoolBacklog::committed() {
    forget(sessions_, old_sessions_);
    forget(records_, old_records_);
}

void SpoolBacklog::failed(Batch batch) {
    give_back(waiting_.sessions, std::move(batch.sessions), sessions_, new_sessions_);
    give_back(waiting_.records, std::move(batch.records), records_, new_records_);
}

}  // namespace vpdnd
