#include "l2tp/tunnel_table.h"

#include <algorithm>
#include <utility>

namespace l2tp {

Tunnel* TunnelTable::find(TunnelId id) {
    const auto found = entries_.find(id);
    return found == entries_.end() ? nullptr : &found->second.tunnel;
}

const Tunnel* TunnelTable::find(TunnelId id) const {
    const auto found = entries_.find(id);
    return found == entries_.end() ? nullptr : &found->second.tunnel;
}

std::vector<TunnelId> TunnelTable::named(const Address& peer, PeerTunnelId id) const {
    std::vector<TunnelId> ids;
    const auto [first, last] = by_peer_.equal_range({peer, id});
    for (auto it = first; it != last; ++it) ids.push_back(it->second);
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::vector<TunnelId> TunnelTable::opening_to(const IpAddress& ip) const {
    std::vector<TunnelId> ids;
    const auto [first, last] = opening_.equal_range(ip);
    for (auto it = first; it != last; ++it) ids.push_back(it->second);
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::vector<TunnelId> TunnelTable::strangers_at(const Address& peer) const {
    std::vector<TunnelId> ids;
    for (auto it = strangers_.lower_bound({peer, TunnelId{}}); it != strangers_.end() && it->first == peer; ++it)
        ids.push_back(it->second);
    return ids;
}

std::vector<TunnelId> TunnelTable::ids() const {
    std::vector<TunnelId> ids;
    ids.reserve(entries_.size());
    for (const auto& [id, entry] : entries_) ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    return ids;
}

bool TunnelTable::is_silent(const Silent& silent) const {
    const auto found = entries_.find(silent.id);
    return found != entries_.end() && found->second.silent_ticket == silent.ticket;
}

std::optional<TunnelId> TunnelTable::forget_oldest(Fifo<Silent>& silent) {
    while (!silent.empty()) {
        const auto oldest = silent.front();
        silent.pop();
        if (!is_silent(oldest)) continue;
        erase(oldest.id);
        return oldest.id;
    }
    return std::nullopt;
}

std::optional<std::uint16_t> TunnelTable::free_id(Context& context) {
    std::array<std::uint8_t, 2> random{};
    context.host.random(random);
    const auto start = static_cast<std::uint16_t>(random[0] << 8 | random[1]);
    const auto id = taken_.next_free(start, [&](std::uint16_t free) { return context.host.tunnel_id_free(TunnelId{free}); });
    if (id) return id;
    for (auto* silent : {&silent_strangers_, &silent_})
        while (const auto forgotten = forget_oldest(*silent))
            if (context.host.tunnel_id_free(*forgotten)) return forgotten->value;
    return std::nullopt;
}

TunnelId TunnelTable::unused_id(Context& context) const {
    std::array<std::uint8_t, 2> random{};
    context.host.random(random);
    const auto start = static_cast<std::uint16_t>(random[0] << 8 | random[1]);
    return TunnelId{taken_.next_free(start, [](std::uint16_t) { return true; }).value_or(start | 1)};
}

bool TunnelTable::waits_for_answer_to(const Bytes& challenge) const {
    return std::ranges::any_of(opening_, [&](const auto& listed) {
        const auto found = entries_.find(listed.second);
        return found != entries_.end() && found->second.tunnel.has_challenged_with(challenge);
    });
}

Tunnel* TunnelTable::create(Context& context, const Path& path, const TunnelSettingsPtr& settings) {
    const auto id = free_id(context);
    if (!id) return nullptr;
    taken_.insert(*id);
    auto& entry = entries_.try_emplace(TunnelId{*id}, Tunnel(TunnelId{*id}, path, settings, context.now)).first->second;
    return &entry.tunnel;
}

void TunnelTable::update(Tunnel& tunnel) {
    const auto found = entries_.find(tunnel.id());
    if (found == entries_.end()) return;
    auto& entry = found->second;
    if (tunnel.finished()) return erase(tunnel.id());
    update_name(entry);
    update_opening(entry);
    update_stranger(entry);
    update_counts(entry);
    update_path(entry);
    const auto at = tunnel.next_deadline();
    if (at != kNever) deadlines.set(tunnel.id(), at);
}

void TunnelTable::update_name(Entry& entry) {
    const auto& tunnel = entry.tunnel;
    if (entry.named == tunnel.peer_id() && entry.named_by == tunnel.path().remote) return;
    unname(entry);
    name(entry);
}

void TunnelTable::name(Entry& entry) {
    entry.named = entry.tunnel.peer_id();
    entry.named_by = entry.tunnel.path().remote;
    if (entry.named) by_peer_.emplace(PeerName{entry.named_by, entry.named}, entry.tunnel.id());
}

void TunnelTable::unname(const Entry& entry) {
    const auto [first, last] = by_peer_.equal_range({entry.named_by, entry.named});
    const auto found = std::find_if(first, last, [&](const auto& named) { return named.second == entry.tunnel.id(); });
    if (found != last) by_peer_.erase(found);
}

void TunnelTable::unlist_opening(Entry& entry) {
    const auto [first, last] = opening_.equal_range(entry.tunnel.path().remote.ip);
    for (auto it = first; it != last; ++it)
        if (it->second == entry.tunnel.id()) {
            opening_.erase(it);
            break;
        }
    entry.listed_opening = false;
}

void TunnelTable::update_opening(Entry& entry) {
    const bool opening = entry.tunnel.state() == TunnelState::kWaitCtlReply;
    if (opening == entry.listed_opening) return;
    if (!opening) return unlist_opening(entry);
    opening_.emplace(entry.tunnel.path().remote.ip, entry.tunnel.id());
    entry.listed_opening = true;
}

void TunnelTable::unlist_stranger(Entry& entry) {
    strangers_.erase({entry.tunnel.path().remote, entry.tunnel.id()});
    entry.listed_stranger = false;
}

void TunnelTable::update_stranger(Entry& entry) {
    const bool stranger = !entry.tunnel.trusted();
    if (stranger == entry.listed_stranger) return;
    if (!stranger) return unlist_stranger(entry);
    strangers_.emplace(entry.tunnel.path().remote, entry.tunnel.id());
    entry.listed_stranger = true;
}

void TunnelTable::update_half_open(const Entry& entry) {
    const auto& tunnel = entry.tunnel;
    if (tunnel.half_open())
        half_open.put(tunnel.id(), {network_of(tunnel.path().remote.ip), tunnel.link().settings().named_peers,
                                    tunnel.has_answered(), tunnel.since()});
    else
        half_open.remove(tunnel.id());
}

void TunnelTable::update_counts(Entry& entry) {
    const auto& tunnel = entry.tunnel;
    update_half_open(entry);
    if (tunnel.silent() != entry.counted_busy) return;
    entry.counted_busy = !entry.counted_busy;
    if (entry.counted_busy) {
        ++busy_;
        return;
    }
    --busy_;
    entry.silent_ticket = ++last_ticket_;
    auto& silent = tunnel.trusted() ? silent_ : silent_strangers_;
    silent.push({tunnel.id(), entry.silent_ticket});
    if (silent.size() > (tunnel.trusted() ? kMostSilent : kMostSilentStrangers)) forget_oldest(silent);
}

void TunnelTable::update_path(Entry& entry) {
    const bool is_established = entry.tunnel.state() == TunnelState::kEstablished;
    if (is_established == entry.established_on.has_value()) return;
    if (is_established) established.insert(entry.established_on.emplace(entry.tunnel.path()), entry.tunnel.id());
    else established.erase(*std::exchange(entry.established_on, std::nullopt), entry.tunnel.id());
}

void TunnelTable::erase(TunnelId id) {
    const auto found = entries_.find(id);
    if (found == entries_.end()) return;
    auto& entry = found->second;
    unname(entry);
    if (entry.listed_opening) unlist_opening(entry);
    if (entry.listed_stranger) unlist_stranger(entry);
    half_open.remove(id);
    if (entry.counted_busy) --busy_;
    if (entry.established_on) established.erase(*entry.established_on, id);
    deadlines.erase(id);
    taken_.erase(id.value);
    entries_.erase(found);
    for (auto* silent : {&silent_, &silent_strangers_})
        while (!silent->empty() && !is_silent(silent->front())) silent->pop();
}

}  // namespace l2tp
