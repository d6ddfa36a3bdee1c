#include "tunnel/tunnels.h"

#include "log/limited.h"
#include "net/own_address.h"
#include "net/socket_address.h"

namespace vpdnd {

void Tunnels::up(Time now, const l2tp::TunnelUp& effect) {
    auto& entry = tunnels_[effect.tunnel];
    entry.id = effect.tunnel;
    // The peer may have answered from another port (RFC 2661 section 8.1); add_tunnel_socket() moves the hold along.
    entry.path = effect.path;
    entry.group = effect.group;
    entry.path_mtu = effect.path_mtu;
    by_peer_.insert({effect.path.remote.ip, effect.tunnel});
    const auto made = make_kernel_tunnel(effect, entry);
    auto waiting = std::exchange(entry.waiting, {});
    if (!made) close_failed(now, effect.tunnel, l2tp::ErrorCode::kNoResources, made.error());
    if (made) end_doubted(now, tunnels_.at(effect.tunnel));
    for (const auto& done : waiting) done(made ? std::string() : made.error());
}

void Tunnels::doubt(l2tp::TunnelId tunnel) {
    const auto found = tunnels_.find(tunnel);
    if (found == tunnels_.end() || std::exchange(found->second.doubted, true)) return;
    log::write_limited(log::Level::kNotice, "the peer of a tunnel does not answer: another tunnel is opened beside it",
                       {{"tunnel", std::to_string(tunnel.value)}, {"address", l2tp::to_string(found->second.path.remote)}});
}

/// One answer, and it is as good as any.
bool Tunnels::is_doubted(Entry& entry) const {
    if (!entry.doubted) return false;
    const auto info = endpoint_.tunnel(entry.id);
    entry.doubted = info && info->unanswered > 0;
    return entry.doubted;
}

void Tunnels::end_doubted(Time now, const Entry& successor) {
    std::vector<l2tp::TunnelId> silent;
    const auto& ip = successor.path.remote.ip;
    for (auto it = by_peer_.lower_bound({ip, l2tp::TunnelId{}}); it != by_peer_.end() && it->first == ip; ++it) {
        auto& entry = tunnels_.at(it->second);
        const bool fits = entry.group == successor.group && entry.assignment == successor.assignment;
        if (entry.id != successor.id && fits && is_doubted(entry)) silent.push_back(entry.id);
    }
    for (const auto id : silent)
        endpoint_.close_tunnel(now, id, l2tp::stop_result(l2tp::StopResult::kGeneralRequest,
                                                          "the peer restarted: it does not answer here, but in another tunnel"));
}

tl::expected<void, std::string> Tunnels::make_kernel_tunnel(const l2tp::TunnelUp& effect, Entry& entry) {
    if (dataplane_.needs_tunnel_socket()) {
        const auto fd = sockets_.add_tunnel_socket(effect.tunnel, effect.path, {.tos = effect.tos, .dont_fragment = effect.path_mtu});
        if (!fd) return tl::make_unexpected(fd.error().text);
        entry.udp_fd = *fd;
    }
    const auto created = dataplane_.create_tunnel({effect.tunnel, effect.peer_tunnel, effect.path, entry.udp_fd});
    if (!created) return tl::make_unexpected(created.error().text);
    entry.kernel_tunnel = true;
    return {};
}

void Tunnels::down(const l2tp::TunnelDown& effect) {
    const auto found = tunnels_.find(effect.tunnel);
    if (found == tunnels_.end()) return;
    Entry entry = std::move(found->second);
    tunnels_.erase(found);
    by_peer_.erase({entry.path.remote.ip, effect.tunnel});
    if (entry.kernel_tunnel) dataplane_.destroy_tunnel(effect.tunnel);
    sockets_.remove_tunnel_socket(effect.tunnel);
    sockets_.release_path(entry.path, effect.draining);
    for (const auto& done : entry.waiting)
        done(l2tp::result_text(l2tp::ResultOf::kStopCcn, effect.result) + (effect.by_peer ? " by=peer" : " by=us"));
}

tl::expected<l2tp::TunnelId, std::string> Tunnels::find_or_open(Time now, const TunnelRequest& request,
                                                                const l2tp::Address& remote) {
    for (auto it = by_peer_.lower_bound({remote.ip, l2tp::TunnelId{}}); it != by_peer_.end() && it->first == remote.ip;
         ++it) {
        const auto id = it->second;
        auto& entry = tunnels_.at(id);
        // Two LNSs may share an address (behind a NAT); a tunnel that the peer opened fits any port.
        const bool other_port = entry.called_port != 0 && entry.called_port != remote.port;
        const bool other = entry.group != request.settings->group || entry.assignment != request.settings->assignment;
        if (other || other_port || entry.closing || is_doubted(entry)) continue;
        const auto info = endpoint_.tunnel(id);
        if (info && info->state != l2tp::ShownTunnelState::kShuttingDown &&
            info->state != l2tp::ShownTunnelState::kIdle)
            return id;
    }
    return open(now, request, remote, false);
}

tl::expected<l2tp::TunnelId, std::string> Tunnels::open(Time now, const TunnelRequest& request,
                                                        const l2tp::Address& remote, bool stay) {
    const auto path = sockets_.initiator_path(remote, request.source, request.source_port, request.other_port_allowed);
    if (!path) return tl::make_unexpected(path.error().text);
    const auto id = endpoint_.open_tunnel(now, *path, request.settings, stay);
    if (!id) {
        sockets_.release_path(*path, {});
        return tl::make_unexpected(id.error());
    }
    auto& entry = tunnels_[*id];
    entry.id = *id;
    entry.path = *path;
    entry.group = request.settings->group;
    entry.assignment = request.settings->assignment;
    entry.called_port = remote.port;
    entry.stay = stay;
    by_peer_.insert({remote.ip, *id});
    return *id;
}

struct Tunnels::Opening {
    TunnelRequest request;
    Candidates candidates;
    Opened done;
    std::size_t next = 0;
    std::string failures{};
    std::unique_ptr<EventLoop::Timer> timer{};

    bool has_next() const { return next < candidates.addresses.size() || candidates.others; }
};

void Tunnels::open_first(const TunnelRequest& request, Candidates candidates, Opened done) {
    open_next(std::make_shared<Opening>(Opening{request, std::move(candidates), std::move(done)}));
}

void Tunnels::open_next(const std::shared_ptr<Opening>& opening) {
    const auto& addresses = opening->candidates.addresses;
    if (opening->next == addresses.size()) return opening->done(tl::make_unexpected(opening->failures));
    const auto& address = addresses[opening->next++];
    const auto failed = [this, opening, address](const std::string& why) {
        auto& failures = opening->failures;
        failures += (failures.empty() ? "" : "; to ") + l2tp::to_string(address) +
                    (failures.empty() ? " was not opened: " : ": ") + why;
        open_next(opening);
    };
    const auto id = open(std::chrono::steady_clock::now(), opening->request, address, true);
    if (!id) return failed(id.error());
    tunnels_.at(*id).has_next = opening->has_next();
    watch_for_silence(opening, *id);
    when_open(*id, [opening, id = *id, failed](const std::string& error) {
        opening->timer.reset();
        if (error.empty())
            opening->done(id);
        else
            failed(error);
    });
}

/// The opening lives as long as its tunnel waits, and the timer with it.
void Tunnels::watch_for_silence(const std::shared_ptr<Opening>& opening, l2tp::TunnelId tunnel) {
    const auto patience = opening->candidates.try_next_after;
    if (!opening->has_next() || patience.count() == 0) return;
    opening->timer = loop_.make_timer([this, owner = opening.get(), tunnel] { look_for_answer(*owner, tunnel); });
    opening->timer->arm(std::chrono::steady_clock::now() + patience);
}

void Tunnels::look_for_answer(Opening& opening, l2tp::TunnelId tunnel) {
    const auto info = endpoint_.tunnel(tunnel);
    if (!info || info->state != l2tp::ShownTunnelState::kWaitCtlReply) return;
    const auto now = std::chrono::steady_clock::now();
    // It has acknowledged our request: it is there.
    if (info->unanswered == 0) return opening.timer->arm(now + opening.candidates.try_next_after);
    endpoint_.close_tunnel(now, tunnel, l2tp::stop_result(l2tp::StopResult::kGeneralRequest, "no answer in time: another LNS is tried"));
}

void Tunnels::begin_closing(l2tp::TunnelId tunnel) {
    if (const auto found = tunnels_.find(tunnel); found != tunnels_.end()) found->second.closing = true;
}

bool Tunnels::closing(l2tp::TunnelId tunnel) const {
    const auto found = tunnels_.find(tunnel);
    return found != tunnels_.end() && found->second.closing;
}

bool Tunnels::given_up(l2tp::TunnelId tunnel) const {
    const auto found = tunnels_.find(tunnel);
    return found != tunnels_.end() && (found->second.closing || found->second.failed_here);
}

void Tunnels::session_failed(Time now, l2tp::TunnelId tunnel, const DataPlaneError& error) {
    if (error.code != std::errc::no_such_device) return;
    kernel_tunnel_lost(now, tunnel);
}

void Tunnels::kernel_tunnel_lost(Time now, l2tp::TunnelId tunnel) {
    close_failed(now, tunnel, l2tp::ErrorCode::kVendorSpecific, "another program deleted the kernel's tunnel");
}

void Tunnels::close_failed(Time now, l2tp::TunnelId tunnel, l2tp::ErrorCode code, const std::string& why) {
    log::write_limited(log::Level::kError, "tunnel closed: its data plane failed",
               {{"tunnel", std::to_string(tunnel.value)}, {"error", why}});
    if (const auto found = tunnels_.find(tunnel); found != tunnels_.end()) found->second.failed_here = true;
    endpoint_.close_tunnel(now, tunnel, l2tp::stop_error(code, why));
}

std::vector<l2tp::TunnelId> Tunnels::opening_on(const l2tp::Path& path) const {
    std::vector<l2tp::TunnelId> out;
    for (auto it = by_peer_.lower_bound({path.remote.ip, l2tp::TunnelId{}});
         it != by_peer_.end() && it->first == path.remote.ip; ++it) {
        const auto& used = tunnels_.at(it->second).path;
        const bool from_there = used.local.port == path.local.port && (used.local.ip == path.local.ip || is_any(path.local.ip));
        if (used.remote != path.remote || !from_there) continue;
        const auto info = endpoint_.tunnel(it->second);
        if (info && info->state == l2tp::ShownTunnelState::kWaitCtlReply) out.push_back(it->second);
    }
    return out;
}

void Tunnels::try_next_address(Time now, l2tp::TunnelId tunnel) {
    const auto found = tunnels_.find(tunnel);
    if (found != tunnels_.end() && found->second.has_next)
        endpoint_.give_up_tunnel(now, tunnel, "cannot be reached, says an ICMP error");
}

void Tunnels::abandon(Time now, l2tp::TunnelId tunnel, bool unreachable) {
    const auto found = tunnels_.find(tunnel);
    if (found == tunnels_.end() || found->second.stay || !found->second.waiting.empty()) return;
    const auto info = endpoint_.tunnel(tunnel);
    if (!info || info->state != l2tp::ShownTunnelState::kWaitCtlReply || info->sessions > 0) return;
    const char* const why = "no answer in time: another LNS is tried";
    if (unreachable) endpoint_.give_up_tunnel(now, tunnel, why);
    else endpoint_.close_tunnel(now, tunnel, l2tp::stop_result(l2tp::StopResult::kGeneralRequest, why));
}

int Tunnels::udp_fd(l2tp::TunnelId tunnel) const {
    const auto found = tunnels_.find(tunnel);
    return found == tunnels_.end() ? -1 : found->second.udp_fd;
}

std::optional<l2tp::Path> Tunnels::path(l2tp::TunnelId tunnel) const {
    const auto found = tunnels_.find(tunnel);
    if (found == tunnels_.end()) return {};
    return found->second.path;
}

std::uint16_t Tunnels::link_mtu(l2tp::TunnelId tunnel, bool sequencing) const {
    const auto found = tunnels_.find(tunnel);
    if (found == tunnels_.end() || !found->second.path_mtu) return 0;
    const unsigned path = sockets_.path_mtu(tunnel).value_or(0);
    const unsigned ip = found->second.path.local.ip.v6 ? 40 : 20;
    // UDP, L2TP's header as the kernel makes it (without a length), PPP's address, control and protocol.
    const unsigned headers = ip + 8 + (sequencing ? 10 : 6) + 4;
    return path > headers && path - headers <= 0xffff ? static_cast<std::uint16_t>(path - headers) : std::uint16_t{0};
}

bool Tunnels::is_our_own(const l2tp::Address& address) const {
    for (const auto& listener : sockets_.listeners()) {
        if (listener.port != address.port) continue;
        if (listener.ip == address.ip) return true;
        const bool every = listener.ip.v6 == address.ip.v6 && listener.ip.bytes == l2tp::IpAddress{}.bytes;
        if (every && belongs_to_this_machine(address.ip)) return true;
    }
    return false;
}

std::string Tunnels::group(l2tp::TunnelId tunnel) const {
    const auto found = tunnels_.find(tunnel);
    return found == tunnels_.end() ? std::string() : found->second.group;
}

void Tunnels::when_open(l2tp::TunnelId tunnel, std::function<void(const std::string&)> done) {
    const auto found = tunnels_.find(tunnel);
    if (found == tunnels_.end()) return done("no such tunnel");
    if (found->second.kernel_tunnel) return done({});
    found->second.waiting.push_back(std::move(done));
}

std::vector<Tunnels::Record> Tunnels::save() const {
    std::vector<Record> out;
    out.reserve(tunnels_.size());
    for (const auto& [id, entry] : tunnels_) out.push_back(entry);
    return out;
}

void Tunnels::adopt(const std::vector<Record>& records) {
    for (const auto& record : records) {
        auto& entry = tunnels_[record.id];
        static_cast<Record&>(entry) = record;
        if (record.kernel_tunnel && dataplane_.needs_tunnel_socket())
            entry.udp_fd = sockets_.tunnel_socket(record.id).value_or(-1);
        by_peer_.insert({record.path.remote.ip, record.id});
    }
}

}  // namespace vpdnd
