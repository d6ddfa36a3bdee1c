// Calls of ours that are not asked for yet (state wait-tunnel), in the order in which they were placed: they wait for the
// tunnel to be established, and then for room in its send queue. Owned by the calls of their tunnel.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include "l2tp/fifo.h"
#include "l2tp/ids.h"

namespace l2tp {

class WaitingCalls {
  public:
    std::size_t size() const { return calls_.size(); }
    void push(SessionId call) { calls_.push(call); }
    /// The call ended: its place is free for another one at once.
    void remove(SessionId call) { calls_.remove(call); }
    void clear() { calls_ = {}; }
    /// Takes out the first one, if the tunnel has few enough messages in its send queue. A message there can neither be
    /// taken back when its call ends nor overtaken by a CDN; here a call can.
    std::optional<SessionId> take(std::size_t queued_messages) {
        if (calls_.empty() || queued_messages >= kLongQueue) return std::nullopt;
        const auto call = calls_.front();
        calls_.pop();
        return call;
    }
    /// In order, from 0 to size() - 1.
    SessionId operator[](std::size_t place) const { return calls_[place]; }

  private:
    static constexpr std::size_t kLongQueue = 64;

    Fifo<SessionId> calls_;
};

}  // namespace l2tp
