// UdpSockets: the listening sockets, and which socket serves an address.
#include <algorithm>
#include <utility>

#include "net/socket_address.h"
#include "net/udp_sockets.h"

namespace vpdnd {
namespace {

/// Peers that were refused, and so have no path here, may ask that long what has become of it. Also how often a removed
/// one is looked at.
constexpr std::chrono::seconds kRemovedStays{60};

/// Would two sockets get the same datagrams?
bool overlap(const l2tp::Address& a, const l2tp::Address& b) {
    return a.port == b.port && a.ip.v6 == b.ip.v6 && (a.ip == b.ip || is_any(a.ip) || is_any(b.ip));
}

/// No event tells when another program lets an address go.
constexpr std::chrono::seconds kTakenTriedAgain{2};

/// Not here now: the address, its interface (a link-local one names it), or IPv6 as a whole.
bool is_missing(const SocketError& error) {
    return error.code == std::errc::address_not_available || error.code == std::errc::no_such_device ||
           error.code == std::errc::address_family_not_supported;
}

bool is_taken(const SocketError& error) { return error.code == std::errc::address_in_use; }

}  // namespace

SocketResult<UdpSockets::Listener> UdpSockets::open_listener(const l2tp::Address& address, Sharing sharing) {
    auto socket = UdpSocket::open(address, sharing);
    if (!socket) return tl::make_unexpected(socket.error());
    auto entry = watched(std::move(*socket));
    if (!entry) return tl::make_unexpected(entry.error());
    return Listener{std::move(*entry)};
}

SocketResult<void> UdpSockets::open_listeners(const std::vector<l2tp::Address>& addresses) {
    std::map<l2tp::Address, Listener> opened;
    std::vector<Missing> missing;
    for (const auto& address : addresses) {
        if (listeners_.contains(address) || opened.contains(address)) continue;
        const bool with_these =
            std::ranges::any_of(opened, [&](const auto& other) { return overlap(other.second.entry.socket->local(), address); });
        auto listener = open_listener(address, with_these ? Sharing::kShared : sharing_for(address));
        if (listener) opened.emplace(address, std::move(*listener));
        else if (is_missing(listener.error()) || (is_taken(listener.error()) && !is_any(address.ip)))
            missing.push_back({address, listener.error()});
        else return tl::make_unexpected(listener.error());
    }
    const bool some = std::ranges::any_of(addresses, [&](const auto& one) { return listeners_.contains(one) || opened.contains(one); });
    const auto taken = std::ranges::find_if(missing, [](const Missing& one) { return is_taken(one.why); });
    if (!some && taken != missing.end()) return tl::make_unexpected(taken->why);
    auto watch = watch_for(missing);
    if (!watch) return tl::make_unexpected(watch.error());
    address_watch_ = std::move(*watch);
    missing_ = std::move(missing);
    arm_taken_timer();
    std::vector<l2tp::Address> removed;
    for (auto& [asked, listener] : listeners_) {
        if (std::ranges::find(addresses, asked) != addresses.end()) listener.removal.reset();
        else if (!listener.removal) removed.push_back(asked);
    }
    listeners_.merge(opened);
    for (const auto& asked : removed) remove_listener(asked, listeners_.at(asked));
    return {};
}

/// Null: none is missing.
SocketResult<std::unique_ptr<AddressWatch>> UdpSockets::watch_for(const std::vector<Missing>& missing) {
    if (missing.empty()) return std::unique_ptr<AddressWatch>();
    return AddressWatch::make(loop_, [this] { try_missing(); });
}

void UdpSockets::try_missing() {
    for (auto& one : std::exchange(missing_, {})) {
        auto listener = open_listener(one.asked, sharing_for(one.asked));
        const bool as_before = !listener && listener.error().code == one.why.code;
        if (listener) listeners_.insert_or_assign(one.asked, std::move(*listener));
        else missing_.push_back({one.asked, listener.error()});
        if (as_before || (!listener && is_missing(listener.error()))) continue;
        missing_tried_(one.asked, listener ? SocketResult<void>() : tl::make_unexpected(listener.error()));
    }
    if (missing_.empty()) address_watch_.reset();
    arm_taken_timer();
}

void UdpSockets::arm_taken_timer() {
    if (std::ranges::none_of(missing_, [](const Missing& one) { return is_taken(one.why); })) return;
    if (!taken_timer_) taken_timer_ = loop_.make_timer([this] { try_missing(); });
    taken_timer_->arm(std::chrono::steady_clock::now() + kTakenTriedAgain);
}

/// What comes for its tunnels must still be heard, and what is sent to their peers must leave from it: with a data plane
/// that needs no sockets of tunnels everything, else what belongs to tunnels that begin or end.
void UdpSockets::remove_listener(const l2tp::Address& asked, Listener& listener) {
    if (!listener.used) {
        listeners_.erase(asked);
        return;
    }
    look_at(asked, listener, std::max(std::chrono::steady_clock::now() + kRemovedStays, listener.needed_until));
}

void UdpSockets::look_at(const l2tp::Address& asked, Listener& listener, SteadyTime when) {
    if (!listener.removal) listener.removal = loop_.make_timer([this, asked] { close_removed(asked); });
    listener.looked_at = when;
    listener.removal->arm(when);
}

void UdpSockets::close_removed(const l2tp::Address& asked) {
    const auto found = listeners_.find(asked);
    const auto now = std::chrono::steady_clock::now();
    const auto is_here = [&](const auto& hold) { return listener_for(hold.first.local) == &found->second; };
    const bool held = std::ranges::any_of(paths_.holds(), is_here);
    if (held) look_at(asked, found->second, now + kRemovedStays);
    else if (found->second.needed_until > now) look_at(asked, found->second, found->second.needed_until);
    else listeners_.erase(found);
}

std::vector<l2tp::Address> UdpSockets::listeners() const {
    std::vector<l2tp::Address> out;
    for (const auto& [asked, listener] : listeners_)
        if (!listener.removal) out.push_back(listener.entry.socket->local());
    return out;
}

bool UdpSockets::listens_on(const l2tp::Address& local) const {
    return std::ranges::any_of(listeners_, [&](const auto& one) {
        return !one.second.removal && overlap(one.second.entry.socket->local(), local);
    });
}

Sharing UdpSockets::sharing_for(const l2tp::Address& local) const {
    const auto shares = [&](const Entry& entry) { return overlap(entry.socket->local(), local); };
    const bool ours = std::ranges::any_of(listeners_, [&](const auto& one) { return shares(one.second.entry); }) ||
                      std::ranges::any_of(extra_ports_, [&](const auto& one) { return shares(one.second); }) ||
                      std::ranges::any_of(tunnels_, [&](const auto& one) { return shares(one.second.entry); });
    return ours ? Sharing::kShared : Sharing::kExclusive;
}

UdpSockets::Listener* UdpSockets::listener_for(const l2tp::Address& local) {
    Listener* wildcard = nullptr;
    for (auto& [asked, listener] : listeners_) {
        const auto& bound = listener.entry.socket->local();
        if (bound.port != local.port || bound.ip.v6 != local.ip.v6) continue;
        if (bound.ip == local.ip) return &listener;
        if (is_any(bound.ip)) wildcard = &listener;
    }
    return wildcard;
}

const UdpSocket* UdpSockets::use_unconnected(const l2tp::Address& local) {
    if (auto extra = extra_ports_.find(local); extra != extra_ports_.end()) return extra->second.socket.get();
    auto* listener = listener_for(local);
    if (listener == nullptr) return nullptr;
    listener->used = true;
    return listener->entry.socket.get();
}

}  // namespace vpdnd
