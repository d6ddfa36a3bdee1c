#include "accounting/spool_backlog.h"

#include <utility>
#include <variant>

namespace vpdnd {
namespace {

/// What is neither in the file nor on its way there is simply forgotten.
template <class Changes, class Key>
void drop(Changes& waiting, const Changes& on_its_way, const std::set<Key>& in_file, const Key& key) {
    if (in_file.contains(key) || on_its_way.contains(key))
        waiting[key].reset();
    else
        waiting.erase(key);
}

/// A later change wins. What was to be dropped later, and never came into the file, need not be.
template <class Changes, class Node, class Key>
void give_back(Changes& waiting, Node&& node, const std::set<Key>& in_file) {
    const auto later = waiting.find(node.key());
    if (later == waiting.end()) {
        if (node.mapped() || in_file.contains(node.key())) waiting.insert(std::forward<Node>(node));
    } else if (!later->second && !in_file.contains(node.key())) {
        waiting.erase(later);
    }
}

template <class Changes, class Key>
void settle_some(Changes& from, Changes& waiting, std::set<Key>& in_file, bool written, std::size_t& left) {
    for (; left != 0 && !from.empty(); --left) {
        auto node = from.extract(from.begin());
        if (!written)
            give_back(waiting, std::move(node), in_file);
        else if (node.mapped())
            in_file.insert(node.key());
        else
            in_file.erase(node.key());
    }
}

}  // namespace

SpoolBacklog::Picture::Picture(const SpoolContents& contents) {
    for (const auto& one : contents.sessions) sessions.emplace(one.set, one.id);
    for (const auto& one : contents.records) records.insert(one.key);
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

void SpoolBacklog::apply(DropSession&& gone) {
    drop(waiting_.sessions, on_its_way_.sessions, in_file_.sessions, SessionKey{gone.set, gone.id});
}

void SpoolBacklog::apply(DropRecord&& gone) { drop(waiting_.records, on_its_way_.records, in_file_.records, gone.key); }

const SpoolBacklog::Batch& SpoolBacklog::take() {
    std::swap(on_its_way_, waiting_);
    return on_its_way_;
}

bool SpoolBacklog::settle(bool written) {
    std::size_t left = kAtOnce;
    settle_some(on_its_way_.sessions, waiting_.sessions, in_file_.sessions, written, left);
    settle_some(on_its_way_.records, waiting_.records, in_file_.records, written, left);
    return on_its_way_.empty();
}

}  // namespace vpdnd
