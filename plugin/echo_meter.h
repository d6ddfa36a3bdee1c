// What a link's LCP echo (RFC 1661 section 5.8) says of the link: pppd's own Echo-Requests and their replies go in with the time,
// sums a bucket of 100 s come out. No I/O, no clock; times are microseconds of a clock that only goes forward.
//
// A request is counted when its reply comes, or as lost when none has come for kPatience. Buckets are counted from the first
// request on. Of bucket 0 there are sums early: at 1, 2, 4, 8, ... counted requests, so that a new call is seen soon.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace plugin {

struct EchoSums {
    std::uint32_t bucket = 0;
    std::uint32_t requests = 0, replies = 0;  ///< requests: that were answered or are lost
    std::uint64_t total_us = 0;               ///< all round trips together
    std::uint32_t least_us = 0, most_us = 0;
};

/// The identifier of an LCP packet with this code in a whole PPP frame, address octet first; none: it is something else.
std::optional<std::uint8_t> lcp_identifier(std::span<const std::uint8_t> frame, std::uint8_t code);
inline constexpr std::uint8_t kEchoRequest = 9, kEchoReply = 10;

class EchoMeter {
  public:
    static constexpr std::uint64_t kSecond = 1'000'000, kBucket = 100 * kSecond, kPatience = 5 * kSecond;
    /// When the link ends nobody waits any more: pppd's requests are a second apart at least.
    static constexpr std::uint64_t kPatienceAtEnd = kSecond;

    /// First, at each of the events below: the sums of a bucket that is over, once.
    std::optional<EchoSums> turn_to(std::uint64_t now);
    void sent(std::uint8_t identifier, std::uint64_t now);
    void received(std::uint8_t identifier, std::uint64_t now);
    /// After an event: sums of bucket 0 that are worth telling before it is over.
    std::optional<EchoSums> early();
    /// LCP begins anew: what is under way has no answer to expect, and is not lost.
    void restart() { waiting_ = 0; }
    /// The link is over; sums that were not given yet.
    std::optional<EchoSums> end(std::uint64_t now);

  private:
    struct Request {
        std::uint8_t identifier;
        std::uint64_t at;
    };
    static constexpr std::size_t kMost = 16;  ///< under way: kPatience and the shortest interval of pppd, a second, need 6

    void drop(std::size_t which);
    void lose_oldest();
    void lose_before(std::uint64_t now, std::uint64_t patience);
    std::optional<EchoSums> untold();

    Request requests_[kMost] = {};  ///< under way, the oldest first
    std::size_t waiting_ = 0;       ///< so many of them
    bool begun_ = false;
    std::uint64_t begin_ = 0;
    EchoSums sums_;
    std::uint32_t told_ = 0;  ///< requests of sums_ that were given out
};

}  // namespace plugin
