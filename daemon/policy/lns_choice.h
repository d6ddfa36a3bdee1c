// Which LNS address a LAC group tries next: lower priority number first, weights inside a priority, addresses that
// failed put aside for `dead-time`, session limits kept. Knows nothing of names or sockets: an LNS is named by
// group and position in `initiate-to`.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"

namespace vpdnd {

class LnsChoice {
  public:
    using Time = std::chrono::steady_clock::time_point;
    /// Uniform random number below its argument.
    using Random = std::function<std::uint32_t(std::uint32_t)>;

    /// The order in which this call shall try the group's addresses (indexes into initiate_to). Addresses put aside
    /// come last (better than no try at all); those at their session limit or drained are left out.
    std::vector<std::size_t> order(const Group& group, Time now, const Random& random);
    /// How often an address was left out because it was at its session limit.
    std::uint64_t passed_over() const { return passed_over_; }

    void put_aside(const Group& group, std::size_t index, Time until);
    void worked(const Group& group, std::size_t index);
    void session_added(const Group& group, std::size_t index);
    void session_removed(const std::string& group, const std::string& address);
    unsigned sessions(const Group& group, std::size_t index) const;
    std::optional<Time> aside_until(const Group& group, std::size_t index, Time now) const;

  private:
    struct Load {
        unsigned sessions = 0;
        Time aside_until{};
    };
    const Load* find(const Group& group, std::size_t index) const;
    Load& load(const Group& group, std::size_t index);

    /// Keyed by group name and "address:port", so that a reload keeps what is known.
    std::map<std::pair<std::string, std::string>, Load> loads_;
    std::uint64_t passed_over_ = 0;
};

/// Key of an LNS address inside its group: "address:port".
std::string lns_name(const LnsAddress& address);

}  // namespace vpdnd
