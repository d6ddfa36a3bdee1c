// Threads for the calls that wait inside the kernel. On a machine with several processors the number of a PPP channel
// (PPPIOCGCHAN) and the last close of a session's or a bridged line's socket wait for RCU, 16 to 20 ms each; the close
// of a terminal may wait for its line. Grace periods are shared, so a few threads are many times faster than one.
//
// Everything here is called from the loop, and answers come in the loop. Threads are started with the first work; where the
// system has none left the caller waits, and the log says so.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <unordered_map>

#include "l2tp/ids.h"
#include "os/event_loop.h"
#include "os/unique_fd.h"

namespace vpdnd {

class KernelWorkers {
  public:
    /// Somebody who waits for work to be done. Destroyed, he is not told any more; the work is done all the same.
    class Wait {
      public:
        Wait() = default;

      private:
        friend class KernelWorkers;
        explicit Wait(std::shared_ptr<std::function<void()>> done) : done_(std::move(done)) {}
        std::shared_ptr<std::function<void()>> done_;
    };

    /// The loop outlives it. threads: 0 means none, everything is done inside the call.
    KernelWorkers(EventLoop& loop, std::size_t threads);
    /// Work that has not begun is done first; see wait_at_most().
    ~KernelWorkers();
    KernelWorkers(const KernelWorkers&) = delete;
    KernelWorkers& operator=(const KernelWorkers&) = delete;

    /// `work` in a thread, for the session `key` (or none); then `done` in the loop, later. `work` must not throw, and must own what
    /// it uses.
    [[nodiscard]] Wait run(l2tp::SessionKey key, std::function<void()> work, std::function<void()> done);
    /// Nobody waits for it. An empty descriptor: nothing to do.
    void close(l2tp::SessionKey key, UniqueFd fd);
    /// Is work of this session not done yet? The kernel may still know the session.
    bool busy(l2tp::SessionKey key) const { return by_session_.contains(key); }
    /// Works that are not done.
    std::size_t outstanding() const { return outstanding_; }
    /// For the end of the program: waits until all is done, but not longer. False: threads still wait in the kernel. They are left
    /// alone, and touch nothing of this object any more.
    bool wait_at_most(std::chrono::milliseconds limit);

  private:
    struct Shared;
    struct Threads;
    bool have_threads();
    void begin(l2tp::SessionKey key, std::function<void()> work, std::weak_ptr<std::function<void()>> done);
    void finished(l2tp::SessionKey key);

    const std::size_t threads_wanted_;
    std::shared_ptr<Shared> shared_;
    std::unique_ptr<Threads> threads_;
    std::unordered_map<l2tp::SessionKey, std::size_t> by_session_;
    std::size_t outstanding_ = 0;
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace vpdnd
