// Host names to addresses without blocking the loop: getaddrinfo() on a few threads, the answers posted back. A name
// whose DNS hangs holds one thread; the others go on with other names.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "l2tp/peer_address.h"
#include "os/event_loop.h"

namespace vpdnd {

class Resolver {
  public:
    /// Started as they are needed. Names beyond wait, `kMostQueued` of them; more are refused with an error.
    static constexpr std::size_t kMostThreads = 4, kMostQueued = 256;

    /// `addresses` in the order of preference (RFC 6724); empty with `error` set: why, in words.
    struct Answer {
        std::vector<l2tp::Address> addresses;
        std::string error;
    };
    using Callback = std::function<void(const Answer&)>;

    /// What it works with; tests bring their own.
    struct Means {
        /// Called in any thread, several at a time, and may block. Port as in Resolver::resolve().
        std::function<Answer(const std::string& name, std::uint16_t port)> look_up;
        /// Runs the work in a thread of its own, which nobody joins. Throws std::system_error: no thread to be had.
        std::function<void(std::function<void()> work)> start_thread;
    };
    static Means system_means();

    /// Somebody who waits for an answer. Destroyed, he is not called any more, and a look-up for nobody is not begun.
    class Wait {
      public:
        Wait() = default;
        Wait(Wait&& other) noexcept;
        Wait& operator=(Wait&& other) noexcept;
        ~Wait() { give_up(); }
        void give_up();
        /// The answer is wanted, however long it takes; this object no longer matters.
        void let_run() { resolver_.reset(); }

      private:
        friend class Resolver;
        Wait(std::shared_ptr<Resolver*> resolver, std::uint64_t id) : resolver_(std::move(resolver)), id_(id) {}
        std::shared_ptr<Resolver*> resolver_;
        std::uint64_t id_ = 0;
    };

    explicit Resolver(EventLoop& loop, Means means = system_means());
    /// No callback is called any more. A lookup in work ends by itself, later, and its answer is dropped.
    ~Resolver();
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;

    /// Calls `done` from the loop, later, also for a literal address (which is not looked up) and for an error. Who asks
    /// for what is being looked up already gets that answer.
    [[nodiscard]] Wait resolve(const std::string& name, std::uint16_t port, Callback done);

  private:
    struct Question {
        std::string name;
        std::uint16_t port = 0;
        auto operator<=>(const Question&) const = default;
    };
    struct Waiting {
        Question question;
        Callback done;
    };
    struct Threads;
    void answer_later(std::uint64_t id, Answer answer);
    void answered(const Question& question, const Answer& answer);
    void answer_one(std::uint64_t id, const Answer& answer);
    void give_up(std::uint64_t id);

    // All but threads_ is touched in the loop's thread only.
    EventLoop& loop_;
    std::shared_ptr<Resolver*> self_ = std::make_shared<Resolver*>(this);  ///< null once we are gone; threads_ gets it
    std::shared_ptr<Threads> threads_;
    std::map<std::uint64_t, Waiting> waiting_;
    std::map<Question, std::vector<std::uint64_t>> asked_;  ///< queued or in work, and who waits for it
    std::uint64_t last_id_ = 0;
};

/// "192.0.2.1" or "2001:db8::1" (a scope as in "fe80::1%eth0" allowed). Empty: not a literal.
std::vector<l2tp::Address> parse_literal(const std::string& text, std::uint16_t port);

}  // namespace vpdnd
