// All calls of the daemon: by session while they have one, and until nothing is left of them.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <unordered_map>

#include "call/call.h"
#include "os/event_loop.h"

namespace vpdnd {

class CallTable {
  public:
    explicit CallTable(EventLoop& loop) : loop_(loop) {}
    ~CallTable() { *alive_ = false; }
    CallTable(const CallTable&) = delete;
    CallTable& operator=(const CallTable&) = delete;

    void add(std::shared_ptr<Call> call) {
        Call* raw = call.get();
        calls_.emplace(raw, std::move(call));
    }
    void bind(l2tp::SessionKey key, Call& call) { by_key_[key] = &call; }
    void unbind(l2tp::SessionKey key) { by_key_.erase(key); }
    Call* find(l2tp::SessionKey key) const {
        const auto found = by_key_.find(key);
        return found == by_key_.end() ? nullptr : found->second;
    }
    /// From the loop, later: the call may be on the stack now.
    void remove_later(Call& call) {
        loop_.post([this, raw = &call, alive = alive_] {
            if (!*alive) return;
            calls_.erase(raw);
            if (calls_.empty() && when_empty_) when_empty_();
        });
    }
    void for_each(const std::function<void(Call&)>& visit) const {
        for (const auto& [raw, call] : calls_) visit(*raw);
    }
    bool any_of(const std::function<bool(const Call&)>& holds) const {
        return std::any_of(calls_.begin(), calls_.end(), [&](const auto& entry) { return holds(*entry.second); });
    }
    bool empty() const { return calls_.empty(); }
    /// Called each time the last call goes.
    void when_empty(std::function<void()> handler) { when_empty_ = std::move(handler); }

  private:
    EventLoop& loop_;
    std::unordered_map<Call*, std::shared_ptr<Call>> calls_;
    std::unordered_map<l2tp::SessionKey, Call*> by_key_;
    std::function<void()> when_empty_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace vpdnd
