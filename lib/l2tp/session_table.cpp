#include "l2tp/session_table.h"

#include <algorithm>

namespace l2tp {

Session* SessionTable::find(SessionId id) {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &found->second;
}

const Session* SessionTable::find(SessionId id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &found->second;
}

Session* SessionTable::find(PeerSessionId id) {
    const auto found = by_peer_id_.find(id);
    return found == by_peer_id_.end() ? nullptr : find(found->second);
}

std::optional<SessionId> SessionTable::free_id(std::uint16_t start, const std::function<bool(SessionId)>& also_free) const {
    if (taken_) {
        const auto id = taken_->next_free(start, [&](std::uint16_t candidate) { return also_free(SessionId{candidate}); });
        return id ? std::optional(SessionId{*id}) : std::nullopt;
    }
    for (std::uint32_t step = 0; step < 65536; ++step) {
        const SessionId id{static_cast<std::uint16_t>(start + step)};
        if (id && !by_id_.contains(id) && also_free(id)) return id;
    }
    return std::nullopt;
}

Session& SessionTable::insert(Session session) {
    const auto id = session.id;
    auto& stored = by_id_.emplace(id, std::move(session)).first->second;
    if (taken_) {
        taken_->insert(id.value);
    } else if (by_id_.size() >= kManySessions) {
        taken_ = std::make_unique<IdSet>();
        for (const auto& [taken, unused] : by_id_) taken_->insert(taken.value);
    }
    return stored;
}

std::vector<SessionId> SessionTable::ids() const {
    std::vector<SessionId> ids;
    ids.reserve(by_id_.size());
    for (const auto& [id, session] : by_id_) ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    return ids;
}

bool SessionTable::set_peer_id(Session& session, PeerSessionId id) {
    if (!by_peer_id_.emplace(id, session.id).second) return false;
    session.peer_id = id;
    return true;
}

void SessionTable::erase(SessionId id) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return;
    if (found->second.peer_id) by_peer_id_.erase(found->second.peer_id);
    by_id_.erase(found);
    if (taken_) taken_->erase(id.value);
    if (by_id_.empty()) clear();
}

void SessionTable::clear() {
    Map().swap(by_id_);
    std::unordered_map<PeerSessionId, SessionId>().swap(by_peer_id_);
    taken_.reset();
}

}  // namespace l2tp
