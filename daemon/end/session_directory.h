// Which end of which call a session of the endpoint is. Owns nothing: an end enters itself when it has a session, and
// the entry goes with the session.
#pragma once

#include <unordered_map>
#include <unordered_set>

#include "l2tp/ids.h"

namespace vpdnd {

class SessionEnd;

class SessionDirectory {
  public:
    void enter(l2tp::SessionKey key, SessionEnd& end) { by_key_[key] = &end; }
    /// Only if it is this end's: the endpoint may have given the key to another call by now.
    void remove(l2tp::SessionKey key, const SessionEnd& end) {
        const auto found = by_key_.find(key);
        if (found != by_key_.end() && found->second == &end) by_key_.erase(found);
    }
    /// Null: no call has it.
    SessionEnd* find(l2tp::SessionKey key) const {
        const auto found = by_key_.find(key);
        return found == by_key_.end() ? nullptr : found->second;
    }

    /// Over, but a process of its call may still hold the kernel's session: no new one may have its id.
    void retire(l2tp::SessionKey key) { retired_.insert(key); }
    void free(l2tp::SessionKey key) { retired_.erase(key); }
    bool retired(l2tp::SessionKey key) const { return retired_.contains(key); }

  private:
    std::unordered_set<l2tp::SessionKey> retired_;
    std::unordered_map<l2tp::SessionKey, SessionEnd*> by_key_;
};

}  // namespace vpdnd
