// The history of one link's LCP echo (RFC 1661 section 5.8): round trip and loss in buckets of 100 s for 24 h, and totals since
// the call began. Without I/O and clock: the plugin's reports and the time they came go in. Owned by the call's facts, plain data.
//
// A bucket is two octets, so that a day costs 1,728 and all of it stays under 2 kB a call; the ring grows as the call gets older:
//
//   bits 15..9   loss in percent, rounded, 0 to 100; 1 to 99 where some were lost and some were not; 127: no request in the bucket
//   bits  8..0   mean round trip in units of 10 µs: exponent e (4 bits) and mantissa m (5 bits); e = 0: m, else (32 + m) << (e - 1).
//                Up to 10.3 s, as exact as 1 in 32. 0 with a loss of 100: there is none
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace vpdnd {

/// What the plugin says of one bucket, as far as it has come.
struct EchoSums {
    std::uint64_t requests = 0;  ///< that were answered or are lost
    std::uint64_t replies = 0;
    std::uint64_t total_us = 0;  ///< all round trips together, microseconds
    std::uint32_t least_us = 0, most_us = 0;  ///< 0 without replies

    void add(const EchoSums& more);
    /// Mean round trip in microseconds; none without a reply.
    std::optional<std::uint64_t> mean_us() const;
};

class LinkQuality {
  public:
    static constexpr std::size_t kBuckets = 864;
    static constexpr std::chrono::seconds kBucketLength{100};

    struct Bucket {
        unsigned loss_percent = 0;
        std::optional<std::uint64_t> rtt_us;  ///< none: all were lost
    };
    /// Means of buckets that have requests, each with the same weight.
    struct Means {
        std::size_t buckets = 0;
        double loss_percent = 0;
        std::optional<std::uint64_t> rtt_us;
    };

    /// The sums of bucket `number`, counted from the link's first request on. What was said of the same bucket before is replaced.
    /// False: the bucket is older than the newest one, or its numbers contradict each other; nothing is taken.
    bool report(std::uint32_t number, const EchoSums& sums, std::chrono::steady_clock::time_point now);

    /// How many buckets there are, those without a request included. At most kBuckets.
    std::size_t size() const { return ring_.size(); }
    /// By age, 0 is the newest; none: no request in it, or there is no such bucket.
    std::optional<Bucket> bucket(std::size_t age) const;
    /// Of the newest `count` buckets.
    Means means(std::size_t count) const;
    /// Since the call began, older buckets included.
    EchoSums total() const;
    std::chrono::steady_clock::time_point reported_at() const { return reported_at_; }
    /// Octets that this history occupies.
    std::size_t memory() const { return sizeof *this + ring_.capacity() * sizeof(std::uint16_t); }

  private:
    void append(std::uint16_t cell);

    std::vector<std::uint16_t> ring_;
    std::uint32_t newest_ = 0;  ///< number of the newest bucket, while there is one
    std::uint32_t oldest_at_ = 0;  ///< where the oldest is, in a ring that is full
    EchoSums closed_;           ///< of all buckets but the newest
    EchoSums open_;             ///< of the newest
    std::chrono::steady_clock::time_point reported_at_{};
};

}  // namespace vpdnd
