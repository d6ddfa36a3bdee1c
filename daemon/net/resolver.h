// Host names to addresses without blocking the loop: getaddrinfo() on one worker thread, the answer posted back.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "l2tp/peer_address.h"
#include "net/event_loop.h"

namespace vpdnd {

class Resolver {
  public:
    /// `addresses` in the order of preference (RFC 6724); empty with `error` set: why, in words.
    struct Answer {
        std::vector<l2tp::Address> addresses;
        std::string error;
    };
    using Callback = std::function<void(Answer)>;

    explicit Resolver(EventLoop& loop);
    /// No callback is called any more. A lookup in work ends by itself, later, and its answer is dropped.
    ~Resolver();
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;

    /// Calls `done` from the loop, later, also for a literal address (which is not looked up).
    void resolve(const std::string& name, std::uint16_t port, Callback done);

  private:
    struct Worker;
    void answered(std::uint64_t id, Answer answer);

    EventLoop& loop_;
    std::shared_ptr<Worker> worker_;             ///< started with the first name
    std::map<std::uint64_t, Callback> waiting_;  ///< touched in the loop's thread only
    std::uint64_t last_id_ = 0;
    std::shared_ptr<Resolver*> self_ = std::make_shared<Resolver*>(this);  ///< null once we are gone
};

/// "192.0.2.1" or "2001:db8::1" (a scope as in "fe80::1%eth0" allowed). Empty: not a literal.
std::vector<l2tp::Address> parse_literal(const std::string& text, std::uint16_t port);

}  // namespace vpdnd
