// All calls of the daemon, until nothing is left of them. Owns them.
#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "call/call.h"
#include "end/session_directory.h"
#include "os/event_loop.h"

namespace vpdnd {

class CallTable {
  public:
    CallTable(EventLoop& loop, const SessionDirectory& directory) : loop_(loop), directory_(directory) {}
    ~CallTable() { *alive_ = false; }
    CallTable(const CallTable&) = delete;
    CallTable& operator=(const CallTable&) = delete;

    /// A user's line. The conversation is the new call's line()'s.
    Call& add_line(const CallParts& parts);
    /// A user's PPPoE session. A pppd begins to answer him.
    void add_pppoe(const CallParts& parts, pppoe::NewSession session);
    /// A session that a peer asks for. It asks for its route at once.
    void add_session(const CallParts& parts, const l2tp::PrepareSession& effect);

    /// A call of this machine's own, by its name in the configuration. It waits for begin().
    Call& add_own(const CallParts& parts, const std::string& name);

    /// Null: it is over.
    Call* find(CallId id) const;
    /// The call that this session is an end of; null: none.
    Call* find(l2tp::SessionKey key) const;
    /// From the loop, later: the call may be on the stack now.
    void remove_later(Call& call);
    void for_each(const std::function<void(Call&)>& visit) const;
    bool any_of(const std::function<bool(const Call&)>& holds) const;
    bool empty() const { return calls_.empty(); }
    /// Called when nothing is left of a call.
    void when_gone(std::function<void(CallId)> handler) { when_gone_ = std::move(handler); }
    /// Called each time the last call goes.
    void when_empty(std::function<void()> handler) { when_empty_ = std::move(handler); }

    std::vector<SavedCall> save(DescriptorStore& store) const;
    /// Takes over what save() wrote; then resume() each, when everything else is there.
    void adopt(const CallParts& parts, const std::vector<SavedCall>& saved, DescriptorStore& store);
    void resume();

  private:
    template <class... What>
    Call& add(CallId id, const CallParts& parts, What&&... what);

    EventLoop& loop_;
    const SessionDirectory& directory_;
    mutable std::unordered_map<CallId, Call> calls_;  ///< who may see the table may tell a call to do something
    std::uint64_t next_id_ = 1;
    std::function<void(CallId)> when_gone_;
    std::function<void()> when_empty_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace vpdnd
