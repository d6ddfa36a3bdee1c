// Runs an event loop until a test's condition holds; false after a minute (a busy machine is no failure).
#pragma once

#include <chrono>
#include <functional>

#include "os/event_loop.h"

namespace test {

/// `done` is asked after each `poke`: call poke() in every handler the test waits for.
class LoopRunner {
  public:
    explicit LoopRunner(vpdnd::EventLoop& loop) : loop_(loop) {}

    void poke() {
        if (done_ && done_()) loop_.stop();
    }

    bool until(std::function<bool()> done) {
        done_ = std::move(done);
        if (done_()) return true;
        bool late = false;
        auto limit = loop_.make_timer([&] {
            late = true;
            loop_.stop();
        });
        limit->arm(std::chrono::steady_clock::now() + std::chrono::seconds(60));
        loop_.run();
        done_ = nullptr;
        return !late;
    }

    /// Everything that is ready now has been handled when this returns.
    void settle() {
        int rounds = 0;
        std::function<void()> next = [&] {
            if (++rounds == 3)
                loop_.stop();
            else
                loop_.post(next);
        };
        loop_.post(next);
        loop_.run();
    }

  private:
    vpdnd::EventLoop& loop_;
    std::function<bool()> done_;
};

/// Turns the loop until the condition holds, asked after each turn; false after a minute. For tests whose handlers are
/// not the test's own.
inline bool run_until(vpdnd::EventLoop& loop, const std::function<bool()>& done) {
    const auto late = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    std::function<void()> turn = [&] {
        if (done() || std::chrono::steady_clock::now() > late)
            loop.stop();
        else
            loop.post(turn);
    };
    loop.post(turn);
    loop.run();
    return done();
}

}  // namespace test
