// The one event loop of the daemon: Boost.Asio behind an interface, so that only event_loop.cpp includes it.
// Single thread; only post() and stop() may be called from others. Handlers must not block and must not throw.
// It goes by turns: wait until something is ready, call its handler, then the hooks for the end of the turn. Turns are timed,
// by the source file that asked for the handler (`where`: leave it to the compiler).
#pragma once

#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>
#include <system_error>

#include <tl/expected.hpp>

#include "os/turn_times.h"

namespace vpdnd {

using SteadyTime = std::chrono::steady_clock::time_point;

class EventLoop {
  public:
    class Watch;  ///< watches one descriptor while it lives; does not own the descriptor
    class Timer;  ///< one deadline
    class TurnHook;  ///< is called at the end of each turn while it lives

    EventLoop();
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// Calls `ready` each time `fd` is readable (level triggered) until the Watch is destroyed; it may be destroyed
    /// inside `ready`. The descriptor must stay open as long as the Watch, and becomes non-blocking. The same one may
    /// be watched for reading and for writing. Fails where the kernel has no descriptor or memory left for it, or the
    /// user has as many watches as fs.epoll.max_user_watches allows (ENOSPC): give up what was to be watched, no more.
    using WatchResult = tl::expected<std::unique_ptr<Watch>, std::error_code>;
    [[nodiscard]] WatchResult watch_readable(int fd, std::function<void()> ready, const char* where = __builtin_FILE());
    [[nodiscard]] WatchResult watch_writable(int fd, std::function<void()> ready, const char* where = __builtin_FILE());
    /// As watch_readable(), for what only poll()'s POLLHUP and POLLERR tell: data that waits wakes nobody.
    [[nodiscard]] WatchResult watch_hang_up(int fd, std::function<void()> ready, const char* where = __builtin_FILE());
    [[nodiscard]] std::unique_ptr<Timer> make_timer(std::function<void()> expired, const char* where = __builtin_FILE());
    /// One handler for all signals given; called in the loop, never in signal context. Call once.
    void on_signals(std::initializer_list<int> signals, std::function<void(int)> handler);
    /// Runs `task` in the loop, later. From any thread.
    void post(std::function<void()> task, const char* where = __builtin_FILE());

    /// Calls `hook` once at the end of each turn, also of the one in which the loop is stopped: what the handler has decided is
    /// carried out here. A turn is one handler (or a part of it: end_turn()), which may have read many datagrams: to find out
    /// whether another one is ready would cost a system call. What a hook posts or makes ready is the next turn's. Several
    /// are called in the order in which they came; until the TurnHook is destroyed, which no hook may do.
    [[nodiscard]] std::unique_ptr<TurnHook> at_turn_end(std::function<void()> hook);
    /// For a handler that goes on to wait a little, or to do more of its work: what it has done so far is a turn of its own, whose
    /// hooks are called here. Whatever a handler may destroy may be gone when this returns.
    void end_turn();
    /// Turns until stop() is called. That ends the turn; what is still ready waits for the next run().
    void run();
    /// One turn: a handler, then the hooks; waits for something to do. False: the loop was stopped, in this turn or before it.
    bool turn();
    void stop();

    const TurnTimes& turn_times() const;
    /// Called, in the turn, when a turn took longer than `limit`.
    void on_slow_turn(TurnTimes::Duration limit, std::function<void(const std::string& part, TurnTimes::Duration)> tell);

    struct Impl;

  private:
    std::unique_ptr<Impl> impl_;
};

class EventLoop::Watch {
  public:
    virtual ~Watch() = default;
};

class EventLoop::TurnHook {
  public:
    virtual ~TurnHook() = default;
};

class EventLoop::Timer {
  public:
    virtual ~Timer() = default;
    /// Replaces the deadline. A time in the past expires at once (still from the loop).
    virtual void arm(SteadyTime when) = 0;
    virtual void cancel() = 0;
};

}  // namespace vpdnd
