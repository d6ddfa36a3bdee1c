// What peers can cause as often as they like must not fill the log: of each kind of line a few are written in a second,
// the others are counted, and told of in one line when the second is over. Without clock and log, for tests.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vpdnd::log {

class LineLimit {
  public:
    using Time = std::chrono::steady_clock::time_point;

    /// Whether a line of this kind may be written now; counts it. Kinds are texts of ours: there are few of them.
    bool allow(std::string_view kind, Time now, unsigned lines_per_second);
    /// Kinds whose second is over, with the number of lines that were kept back in it.
    std::vector<std::pair<std::string, std::uint64_t>> take_told(Time now);
    /// Lines were kept back that take_told() has not told of.
    bool pending() const { return pending_ > 0; }
    /// Kept back since the start.
    std::uint64_t total() const { return total_; }

  private:
    struct Second {
        Time began{};
        unsigned written = 0;
        std::uint64_t kept_back = 0;
    };
    std::map<std::string, Second, std::less<>> kinds_;
    std::uint64_t pending_ = 0, total_ = 0;
};

}  // namespace vpdnd::log
