// How long the turns of an event loop took, in all and by the part of the program whose handler it was: whoever waits in a
// handler keeps everybody else waiting. Plain counting; one thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vpdnd {

class TurnTimes {
  public:
    using Duration = std::chrono::nanoseconds;
    struct Part {
        std::string name;  ///< "net/udp_socket": a source file of the daemon
        std::uint64_t turns = 0;
        Duration longest{0};
    };

    /// The part that this source file is, made when it is asked for first. Lives as long as this object.
    Part& part_of(std::string_view source_file);
    void add(Part& part, Duration time);

    std::uint64_t turns() const { return turns_; }
    /// So much of all turns (0 to 1) took at most this long, to a fifth of it.
    std::chrono::microseconds quantile(double share) const;
    Duration longest() const { return longest_; }
    /// The part with the longest turn first; without those that had none.
    std::vector<Part> parts() const;

  private:
    // Four buckets for each power of two of microseconds.
    static constexpr std::size_t kBuckets = 4 * 32;
    static std::size_t bucket_of(std::uint64_t microseconds);
    static std::uint64_t last_of(std::size_t bucket);

    std::array<std::uint64_t, kBuckets> buckets_{};
    std::uint64_t turns_ = 0;
    Duration longest_{0};
    std::map<std::string, Part, std::less<>> parts_;
};

}  // namespace vpdnd
