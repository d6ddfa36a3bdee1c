// Which of a call's targets is tried next: the lower priority number first, weights inside a priority, targets in their
// dead time last, those that are drained or full not at all. Knows nothing of groups, names or sockets: what it
// remembers of a target is kept under key_of(target), so that a reload forgets nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "policy/route.h"

namespace vpdnd {

class TargetChoice {
  public:
    using Time = std::chrono::steady_clock::time_point;
    /// Uniform random number below its argument.
    using Random = std::function<std::uint32_t(std::uint32_t)>;

    /// The order in which a call shall try them. Those in their dead time come last (better than no try at all); those
    /// at their session limit or drained are left out.
    std::vector<Target> order(std::vector<Target> targets, Time now, const Random& random);
    /// How often a target was left out.
    std::uint64_t passed_over() const { return passed_over_; }

    /// It refused or did not answer: its dead time begins, and ends at `dead_until` or when it worked again.
    void failed(const Target& target, Time dead_until) { record_.dead_until[key_of(target)] = dead_until; }
    void worked(const Target& target) { record_.dead_until.erase(key_of(target)); }
    std::optional<Time> dead_until(const std::string& key, Time now) const;

    /// From the request of a session to its end. Each session_added needs its session_removed.
    void session_added(const std::string& key) { ++sessions_[key]; }
    void session_removed(const std::string& key);
    unsigned sessions(const std::string& key) const;

    /// Gives no more calls to targets at this address, in any group: "192.0.2.1", "[2001:db8::1]:1701",
    /// "lns.example.net:1701"; without a port, at all its ports. Only the same text ends it, but for other ways to
    /// write an IPv6 address and for upper case. Names are not resolved. False: it was so already.
    bool drain(const std::string& address_and_port_or_address, bool on);
    bool drain_group(const std::string& group, bool on);
    bool drain_all(bool on);
    bool drained(const Target& target) const;
    /// What one entry of Record::drained names: an address as drain() was told it, a group, or, both empty, all targets.
    struct Drained {
        std::string address, group;
        bool operator==(const Drained&) const = default;
    };
    static Drained named_by(const std::string& drained);
    /// Is `drained`, as the record has it, why this target gets no calls?
    static bool covers(const std::string& drained, const Target& target);
    bool full(const Target& target) const;
    /// Targets with sessions or in their dead time, by key_of(target), in order.
    std::set<std::string> known(Time now) const;

    /// What outlives the process: plain data. Times are of this boot's clock. Sessions are counted again by the calls
    /// that are adopted.
    struct Record {
        std::map<std::string, Time> dead_until;  ///< by key_of(target)
        std::set<std::string> drained;           ///< named_by() reads them
        bool operator==(const Record&) const = default;
    };
    const Record& save() const { return record_; }
    void adopt(Record record) { record_ = std::move(record); }

  private:
    bool mark_drained(std::string name, bool on);

    Record record_;
    std::map<std::string, unsigned> sessions_;  ///< by key_of(target); none is 0
    std::uint64_t passed_over_ = 0;
};

}  // namespace vpdnd
