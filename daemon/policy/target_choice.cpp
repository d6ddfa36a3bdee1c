#include "policy/target_choice.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

namespace vpdnd {
namespace {

/// Neither is an address or a name of a host.
const std::string kAll = "*";
const std::string kGroup = "group ";
std::string group_mark(const std::string& group) { return kGroup + group; }

/// Targets of equal rank share a call's tries by weight.
struct Candidate {
    std::pair<bool, unsigned> rank;  ///< in its dead time, priority
    Target target;
};
using Position = std::vector<Candidate>::iterator;

unsigned weight_of(const Candidate& candidate) { return std::max(1u, candidate.target.weight); }

/// Moves a weighted random member of [begin, end) to the front, then the same for the rest.
void weighted_shuffle(Position begin, Position end, const TargetChoice::Random& random) {
    auto total = std::accumulate(begin, end, 0u, [](unsigned sum, const Candidate& candidate) { return sum + weight_of(candidate); });
    for (; begin != end; ++begin) {
        auto left = random(total);
        auto chosen = begin;
        while (left >= weight_of(*chosen)) left -= weight_of(*chosen++);
        total -= weight_of(*chosen);
        std::iter_swap(begin, chosen);
    }
}

/// One way to write an address or name.
std::string canonical_host(std::string host) {
    std::ranges::transform(host, host.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    in6_addr bytes{};
    char text[INET6_ADDRSTRLEN];
    if (::inet_pton(AF_INET6, host.c_str(), &bytes) != 1) return host;
    return ::inet_ntop(AF_INET6, &bytes, text, sizeof text);
}

/// One way to write "host", "host:port", "[v6]" or "[v6]:port": IPv6 in brackets, with or without a port.
std::string canonical(const std::string& text) {
    std::string host = text, port;
    const auto bracket = text.find(']'), colon = text.find(':');
    if (text.starts_with('[') && bracket != std::string::npos) {
        host = text.substr(1, bracket - 1);
        port = text.substr(bracket + 1);
    } else if (colon != std::string::npos && colon == text.rfind(':')) {  // more of them: IPv6 without a port
        host = text.substr(0, colon);
        port = text.substr(colon);
    }
    host = canonical_host(std::move(host));
    return (host.find(':') != std::string::npos ? "[" + host + "]" : host) + port;
}

}  // namespace

std::vector<Target> TargetChoice::order(std::vector<Target> targets, Time now, const Random& random) {
    std::erase_if(record_.dead_until, [&](const auto& dead) { return dead.second <= now; });
    std::vector<Candidate> candidates;
    for (auto& target : targets) {
        if (full(target) || drained(target)) {
            ++passed_over_;
            continue;
        }
        const std::pair rank(dead_until(key_of(target), now).has_value(), target.priority);
        candidates.push_back({rank, std::move(target)});
    }
    std::ranges::stable_sort(candidates, {}, &Candidate::rank);
    for (auto begin = candidates.begin(); begin != candidates.end();) {
        const auto end =
            std::find_if(begin, candidates.end(), [&](const Candidate& other) { return other.rank != begin->rank; });
        weighted_shuffle(begin, end, random);
        begin = end;
    }
    targets.clear();
    for (auto& candidate : candidates) targets.push_back(std::move(candidate.target));
    return targets;
}

std::optional<TargetChoice::Time> TargetChoice::dead_until(const std::string& key, Time now) const {
    const auto found = record_.dead_until.find(key);
    if (found == record_.dead_until.end() || found->second <= now) return {};
    return found->second;
}

void TargetChoice::session_removed(const std::string& key) {
    const auto found = sessions_.find(key);
    if (found != sessions_.end() && --found->second == 0) sessions_.erase(found);
}

unsigned TargetChoice::sessions(const std::string& key) const {
    const auto found = sessions_.find(key);
    return found == sessions_.end() ? 0 : found->second;
}

bool TargetChoice::full(const Target& target) const {
    return target.session_limit != 0 && sessions(key_of(target)) >= target.session_limit;
}

bool TargetChoice::mark_drained(std::string name, bool on) {
    return on ? record_.drained.insert(std::move(name)).second : record_.drained.erase(name) != 0;
}

bool TargetChoice::drain(const std::string& address_and_port_or_address, bool on) {
    return mark_drained(canonical(address_and_port_or_address), on);
}

bool TargetChoice::drain_group(const std::string& group, bool on) { return mark_drained(group_mark(group), on); }

bool TargetChoice::drain_all(bool on) { return mark_drained(kAll, on); }

std::set<std::string> TargetChoice::known(Time now) const {
    std::set<std::string> out;
    for (const auto& [key, count] : sessions_) out.insert(key);
    for (const auto& [key, until] : record_.dead_until)
        if (until > now) out.insert(key);
    return out;
}

bool TargetChoice::drained(const Target& target) const {
    return std::ranges::any_of(record_.drained, [&](const std::string& one) { return covers(one, target); });
}

TargetChoice::Drained TargetChoice::named_by(const std::string& drained) {
    if (drained == kAll) return {};
    if (drained.starts_with(kGroup)) return {.address = {}, .group = drained.substr(kGroup.size())};
    return {.address = drained, .group = {}};
}

bool TargetChoice::covers(const std::string& drained, const Target& target) {
    return drained == kAll || drained == group_mark(target.settings->group) || drained == canonical(target.address) ||
           drained == canonical(name_of(target));
}

}  // namespace vpdnd
