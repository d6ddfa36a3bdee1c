#include "net/path_registry.h"

#include <algorithm>

namespace vpdnd {

bool PathRegistry::taken(const l2tp::Path& path, l2tp::Time now) {
    if (equal_four_tuples_ == EqualFourTuples::kWork) return false;
    forget_stale(now);
    const auto held = holds_.find(path);
    return held != holds_.end() && (held->second.sockets > 0 || held->second.ours > 0);
}

void PathRegistry::forget_stale(l2tp::Time now) {
    std::erase_if(holds_, [&](const auto& one) {
        const auto& [path, hold] = one;
        if (hold.sockets > 0 || hold.since > now - kForgottenAfter) return false;
        for (unsigned i = hold.users; i > 0; --i) release_port(path.local, now);
        return true;
    });
}

std::uint16_t PathRegistry::port_to_use_again(const l2tp::Path& path) const {
    for (const auto& [local, port] : ports_)
        if (port.any_port && local.ip == path.local.ip && !holds_.contains({local, path.remote})) return local.port;
    return 0;
}

void PathRegistry::give_out(const l2tp::Path& path, l2tp::Time now, For whom) {
    auto& hold = holds_[path];
    ++hold.users;
    if (whom == For::kOurRequest) ++hold.ours;
    hold.since = now;
    use_port(path.local);
}

bool PathRegistry::release(const l2tp::Path& path, l2tp::Duration linger, l2tp::Time now) {
    const auto held = find(path);
    if (held == holds_.end()) return false;
    if (held->second.users > 0) --held->second.users;
    held->second.ours = std::min(held->second.ours, held->second.users);
    if (held->second.users == 0 && held->second.sockets == 0) holds_.erase(held);
    release_port(path.local, now + linger);
    return true;
}

/// The SCCRP may have come from another port than the one we called: then the hold is under the old one.
PathRegistry::Holds::iterator PathRegistry::find(const l2tp::Path& path) {
    if (const auto exact = holds_.find(path); exact != holds_.end()) return exact;
    return std::ranges::find_if(holds_, [&](const auto& one) {
        return one.first.local == path.local && one.first.remote.ip == path.remote.ip && one.second.sockets == 0;
    });
}

// Tunnels' sockets --------------------------------------------------------------------------------------------

bool PathRegistry::may_connect(const l2tp::Path& path) const {
    if (equal_four_tuples_ == EqualFourTuples::kWork) return true;
    const auto held = holds_.find(path);
    return held == holds_.end() || held->second.sockets == 0;
}

void PathRegistry::connected(const l2tp::Path& path) {
    if (const auto held = find(path); held != holds_.end() && held->first != path) {
        auto moved = holds_.extract(held);
        moved.key() = path;
        holds_.insert(std::move(moved));
    }
    ++holds_[path].sockets;
}

void PathRegistry::disconnected(const l2tp::Path& path) {
    const auto held = holds_.find(path);
    if (held == holds_.end() || held->second.sockets == 0) return;
    if (--held->second.sockets == 0 && held->second.users == 0) holds_.erase(held);
}

// Ports -------------------------------------------------------------------------------------------------------

void PathRegistry::use_port(const l2tp::Address& local) {
    const auto port = ports_.find(local);
    if (port == ports_.end()) return;
    ++port->second.users;
    unused_.erase({port->second.needed_until, local});
}

void PathRegistry::release_port(const l2tp::Address& local, l2tp::Time needed_until) {
    const auto found = ports_.find(local);
    if (found == ports_.end() || found->second.users == 0) return;
    auto& port = found->second;
    port.needed_until = std::max(port.needed_until, needed_until);
    if (--port.users == 0) unused_.insert({port.needed_until, local});
}

std::vector<l2tp::Address> PathRegistry::end_ports(l2tp::Time now) {
    std::vector<l2tp::Address> out;
    for (auto first = unused_.begin(); first != unused_.end() && first->first <= now; first = unused_.erase(first)) {
        out.push_back(first->second);
        ports_.erase(first->second);
    }
    return out;
}

std::optional<l2tp::Time> PathRegistry::next_end() const {
    if (unused_.empty()) return std::nullopt;
    return unused_.begin()->first;
}

void PathRegistry::adopt(Record record) {
    holds_ = std::move(record.holds);
    ports_ = std::move(record.ports);
    unused_.clear();
    for (const auto& [local, port] : ports_)
        if (port.users == 0) unused_.insert({port.needed_until, local});
}

}  // namespace vpdnd
