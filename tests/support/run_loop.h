// Turns an event loop until a test's condition holds; false after a minute (a busy machine is no failure).
#pragma once

#include <chrono>
#include <functional>

#include "os/event_loop.h"

namespace test {

/// For conditions that only handlers of the loop, or its hook, bring about: it waits between them.
class LoopRunner {
  public:
    explicit LoopRunner(vpdnd::EventLoop& loop) : loop_(loop) {}

    /// `done` is asked after each turn.
    bool until(const std::function<bool()>& done) {
        bool late = false;
        auto limit = loop_.make_timer([&] { late = true; });
        limit->arm(std::chrono::steady_clock::now() + std::chrono::seconds(60));
        while (!done() && !late) loop_.turn();
        return !late;
    }

    /// Everything that is ready now has been handled when this returns, and what that made ready.
    void settle() {
        for (int turns = 0; turns < 3; ++turns) {
            loop_.post([] {});
            loop_.turn();
        }
    }

  private:
    vpdnd::EventLoop& loop_;
};

/// Turns the loop until the condition holds, asked after each turn; false after a minute. Does not wait: for conditions
/// that others than the loop bring about.
inline bool run_until(vpdnd::EventLoop& loop, const std::function<bool()>& done) {
    const auto late = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!done() && std::chrono::steady_clock::now() < late) {
        loop.post([] {});
        if (!loop.turn()) break;
    }
    return done();
}

}  // namespace test
