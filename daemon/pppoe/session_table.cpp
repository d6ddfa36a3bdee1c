#include "pppoe/session_table.h"

#include <algorithm>

namespace vpdnd::pppoe {
namespace {

/// 0 means no session, and 0xffff is reserved (RFC 2516 section 4).
constexpr std::uint16_t kLastId = 0xfffe;

template <class Map, class Key>
void count_down(Map& counts, const Key& key) {
    const auto found = counts.find(key);
    if (found != counts.end() && --found->second == 0) counts.erase(found);
}

bool below(std::size_t count, unsigned limit) { return limit == 0 || count < limit; }

}  // namespace

bool SessionTable::has_room(int interface, const MacAddress& host, const Concentrator& concentrator) const {
    const auto& limits = concentrator.settings;
    return below(count(by_host_, std::pair(interface, host)), limits.sessions_per_mac) &&
           below(count_on(interface), limits.sessions_per_interface) && count_on(interface) + burnt_on(interface) < kLastId &&
           burnt_on(interface) < kMostBurnt &&
           below(count(by_concentrator_, concentrator.name), limits.session_limit) &&
           below(count(half_open_by_interface_, interface), (limits.half_open_limit + 1) / 2) &&
           below(count(half_open_by_concentrator_, concentrator.name), limits.half_open_limit);
}

/// Numbers of interfaces grow: the lowest is the oldest.
void SessionTable::begin_at(int interface, std::uint16_t first) {
    if (!last_id_.try_emplace(interface, first).second || last_id_.size() <= kMostTurns) return;
    const auto unused = std::ranges::find_if(last_id_, [&](const auto& one) { return one.first != interface && count_on(one.first) == 0; });
    if (unused != last_id_.end()) last_id_.erase(unused);
}

std::uint16_t SessionTable::next_id(int interface) {
    if (count_on(interface) + burnt_on(interface) >= kLastId) return 0;
    const auto burnt = burnt_.find(interface);
    const auto is_burnt = [&](std::uint16_t id) { return burnt != burnt_.end() && burnt->second.contains(id); };
    auto& last = last_id_[interface];
    do last = last >= kLastId ? std::uint16_t{1} : static_cast<std::uint16_t>(last + 1);
    while (sessions_.contains({interface, last}) || is_burnt(last));
    return last;
}

void SessionTable::add(SessionKey key, Session session) {
    ++by_host_[{key.interface, session.host}];
    ++by_interface_[key.interface];
    ++by_concentrator_[session.concentrator];
    if (session.half_open) {
        ++half_open_by_interface_[key.interface];
        ++half_open_by_concentrator_[session.concentrator];
    }
    sessions_.emplace(key, std::move(session));
}

void SessionTable::remove(SessionKey key) {
    const auto found = sessions_.find(key);
    if (found == sessions_.end()) return;
    count_down(by_host_, std::pair(key.interface, found->second.host));
    count_down(by_interface_, key.interface);
    count_down(by_concentrator_, found->second.concentrator);
    authenticated(key);
    sessions_.erase(found);
}

void SessionTable::authenticated(SessionKey key) {
    const auto found = sessions_.find(key);
    if (found == sessions_.end() || !std::exchange(found->second.half_open, false)) return;
    count_down(half_open_by_interface_, key.interface);
    count_down(half_open_by_concentrator_, found->second.concentrator);
}

std::uint16_t SessionTable::burn(SessionKey key) {
    const auto found = sessions_.find(key);
    if (found == sessions_.end()) return 0;
    auto session = found->second;
    remove(key);
    auto& burnt = burnt_[key.interface];
    burnt.insert(key.id);
    const auto id = burnt.size() < kMostBurnt ? next_id(key.interface) : std::uint16_t{0};
    if (id != 0) add({key.interface, id}, std::move(session));
    return id;
}

std::vector<SessionKey> SessionTable::burnt() const {
    std::vector<SessionKey> out;
    for (const auto& [interface, ids] : burnt_)
        for (const auto id : ids) out.push_back({interface, id});
    return out;
}

std::size_t SessionTable::burnt_on(int interface) const {
    const auto found = burnt_.find(interface);
    return found == burnt_.end() ? 0 : found->second.size();
}

Session* SessionTable::find(SessionKey key) {
    const auto found = sessions_.find(key);
    return found == sessions_.end() ? nullptr : &found->second;
}

const Session* SessionTable::find(SessionKey key) const {
    const auto found = sessions_.find(key);
    return found == sessions_.end() ? nullptr : &found->second;
}

void SessionTable::forget_interface(int interface) {
    last_id_.erase(interface);
    burnt_.erase(interface);
}

std::vector<SessionKey> SessionTable::on(int interface) const {
    std::vector<SessionKey> out;
    for (const auto& [key, session] : sessions_)
        if (key.interface == interface) out.push_back(key);
    return out;
}

}  // namespace vpdnd::pppoe
