// UdpSockets: the listening sockets, and which socket serves an address.
#include <algorithm>
#include <utility>

#include "net/sockaddr.h"
#include "net/socket_set.h"

namespace vpdnd {
namespace {

/// Would two sockets get the same datagrams?
bool overlap(const l2tp::Address& a, const l2tp::Address& b) {
    return a.port == b.port && a.ip.v6 == b.ip.v6 && (a.ip == b.ip || is_any(a.ip) || is_any(b.ip));
}

}  // namespace

SocketResult<void> UdpSockets::open_listeners(const std::vector<l2tp::Address>& addresses) {
    std::map<l2tp::Address, Entry> opened;
    for (const auto& address : addresses) {
        if (listeners_.contains(address) || opened.contains(address)) continue;
        const bool with_these = std::ranges::any_of(opened, [&](const auto& other) { return overlap(other.second.socket->local(), address); });
        auto socket = UdpSocket::open(address, with_these ? Sharing::kShared : sharing_for(address));
        if (!socket) return tl::make_unexpected(socket.error());
        auto entry = watched(std::move(*socket));
        if (!entry) return tl::make_unexpected(entry.error());
        opened.emplace(address, std::move(*entry));
    }
    std::erase_if(listeners_, [&](const auto& entry) {
        return std::find(addresses.begin(), addresses.end(), entry.first) == addresses.end();
    });
    listeners_.merge(opened);
    return {};
}

std::vector<l2tp::Address> UdpSockets::listeners() const {
    std::vector<l2tp::Address> out;
    for (const auto& [asked, entry] : listeners_) out.push_back(entry.socket->local());
    return out;
}

Sharing UdpSockets::sharing_for(const l2tp::Address& local) const {
    const auto shares = [&](const Entry& entry) { return overlap(entry.socket->local(), local); };
    const bool ours = std::ranges::any_of(listeners_, [&](const auto& one) { return shares(one.second); }) ||
                      std::ranges::any_of(extra_ports_, [&](const auto& one) { return shares(one.second.entry); }) ||
                      std::ranges::any_of(tunnels_, [&](const auto& one) { return shares(one.second.entry); });
    return ours ? Sharing::kShared : Sharing::kExclusive;
}

const UdpSocket* UdpSockets::unconnected_for(const l2tp::Address& local) const {
    if (auto extra = extra_ports_.find(local); extra != extra_ports_.end()) return extra->second.entry.socket.get();
    const UdpSocket* wildcard = nullptr;
    for (const auto& [asked, entry] : listeners_) {
        const auto& bound = entry.socket->local();
        if (bound.port != local.port || bound.ip.v6 != local.ip.v6) continue;
        if (bound.ip == local.ip) return entry.socket.get();
        if (is_any(bound.ip)) wildcard = entry.socket.get();
    }
    return wildcard;
}

}  // namespace vpdnd
