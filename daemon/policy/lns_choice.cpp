#include "policy/lns_choice.h"

#include <algorithm>
#include <numeric>

namespace vpdnd {
namespace {

/// Moves a weighted random member of [begin, end) to the front, then the same for the rest.
void weighted_shuffle(std::vector<std::size_t>::iterator begin, std::vector<std::size_t>::iterator end,
                      const Group& group, const LnsChoice::Random& random) {
    const auto weight = [&](std::size_t index) { return std::max(1u, group.initiate_to[index].weight); };
    for (; begin != end; ++begin) {
        const auto total = std::accumulate(begin, end, 0u, [&](unsigned sum, std::size_t i) { return sum + weight(i); });
        auto left = random(total);
        auto chosen = begin;
        while (left >= weight(*chosen)) left -= weight(*chosen++);
        std::iter_swap(begin, chosen);
    }
}

}  // namespace

std::string lns_name(const LnsAddress& address) {
    const bool v6 = address.address.find(':') != std::string::npos;
    return (v6 ? "[" + address.address + "]" : address.address) + ":" + std::to_string(address.port);
}

std::vector<std::size_t> LnsChoice::order(const Group& group, Time now, const Random& random) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < group.initiate_to.size(); ++i) {
        const auto limit = group.initiate_to[i].session_limit;
        if (limit == 0 || sessions(group, i) < limit) out.push_back(i);
        else ++passed_over_;
    }
    const auto rank = [&](std::size_t i) {
        return std::pair(aside_until(group, i, now).has_value(), group.initiate_to[i].priority);
    };
    std::ranges::stable_sort(out, {}, rank);
    for (auto begin = out.begin(); begin != out.end();) {
        const auto end = std::find_if(begin, out.end(), [&](std::size_t i) { return rank(i) != rank(*begin); });
        weighted_shuffle(begin, end, group, random);
        begin = end;
    }
    return out;
}

void LnsChoice::put_aside(const Group& group, std::size_t index, Time until) { load(group, index).aside_until = until; }
void LnsChoice::worked(const Group& group, std::size_t index) { load(group, index).aside_until = {}; }
void LnsChoice::session_added(const Group& group, std::size_t index) { ++load(group, index).sessions; }

void LnsChoice::session_removed(const std::string& group, const std::string& address) {
    const auto found = loads_.find({group, address});
    if (found != loads_.end() && found->second.sessions > 0) --found->second.sessions;
}

unsigned LnsChoice::sessions(const Group& group, std::size_t index) const {
    const auto* found = find(group, index);
    return found ? found->sessions : 0;
}

std::optional<LnsChoice::Time> LnsChoice::aside_until(const Group& group, std::size_t index, Time now) const {
    const auto* found = find(group, index);
    if (!found || found->aside_until <= now) return {};
    return found->aside_until;
}

const LnsChoice::Load* LnsChoice::find(const Group& group, std::size_t index) const {
    const auto found = loads_.find({group.name, lns_name(group.initiate_to[index])});
    return found == loads_.end() ? nullptr : &found->second;
}

LnsChoice::Load& LnsChoice::load(const Group& group, std::size_t index) {
    return loads_[{group.name, lns_name(group.initiate_to[index])}];
}

}  // namespace vpdnd
