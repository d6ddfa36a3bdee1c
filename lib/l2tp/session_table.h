// The sessions of one tunnel, found by our id and by the peer's.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "l2tp/id_set.h"
#include "l2tp/session.h"

namespace l2tp {

class SessionTable {
  public:
    using Map = std::unordered_map<SessionId, Session>;

    Session* find(SessionId id);
    const Session* find(SessionId id) const;
    Session* find(PeerSessionId id);
    /// A free id at `start` or behind it; empty if all are taken. `also_free` is asked about each candidate.
    std::optional<SessionId> free_id(std::uint16_t start, const std::function<bool(SessionId)>& also_free) const;
    Session& insert(Session session);
    /// Learns the peer's id. False if another session has it.
    bool set_peer_id(Session& session, PeerSessionId id);
    void erase(SessionId id);
    void clear();

    /// Of all, in order.
    std::vector<SessionId> ids() const;
    std::size_t size() const { return by_id_.size(); }
    bool empty() const { return by_id_.empty(); }
    Map::const_iterator begin() const { return by_id_.begin(); }
    Map::const_iterator end() const { return by_id_.end(); }

  private:
    /// From here on the set of taken ids is kept as bits: probing a dense table would be slow.
    static constexpr std::size_t kManySessions = 2048;

    Map by_id_;
    std::unordered_map<PeerSessionId, SessionId> by_peer_id_;
    std::unique_ptr<IdSet> taken_;  ///< only with many sessions
};

}  // namespace l2tp
