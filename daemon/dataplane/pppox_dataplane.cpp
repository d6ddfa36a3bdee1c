#include "dataplane/pppox_dataplane.h"

#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>

#include <cerrno>
#include <fstream>
#include <string>

#include "dataplane/dataplane_error.h"
#include "dataplane/pppox_socket.h"

namespace vpdnd {
namespace {

/// Is there a line that starts with `start`? The kernel lists its L2TPv2 tunnels and sessions here.
bool kernel_lists(const std::string& start, bool* readable) {
    std::ifstream list("/proc/net/pppol2tp");
    *readable = list.is_open();
    for (std::string line; std::getline(list, line);)
        if (line.compare(0, start.size(), start) == 0) return true;
    return false;
}

/// Has the kernel made a tunnel of this very socket?
bool carries_tunnel(int udp_fd) {
    constexpr int kL2tpInUdp = 3;  // UDP_ENCAP_L2TPINUDP, missing in some C libraries
    int type = 0;
    socklen_t size = sizeof type;
    return ::getsockopt(udp_fd, IPPROTO_UDP, UDP_ENCAP, &type, &size) == 0 && type == kL2tpInUdp;
}

}  // namespace

DataPlaneResult<std::unique_ptr<DataPlane>> PppoxDataPlane::make() {
    if (auto probed = probe_pppox(); !probed) return tl::make_unexpected(probed.error());
    return std::unique_ptr<DataPlane>(new PppoxDataPlane);
}

bool PppoxDataPlane::tunnel_id_free(l2tp::TunnelId id) {
    bool readable = false;
    bool listed = kernel_lists("TUNNEL 'tunl " + std::to_string(id.value) + "'", &readable);
    return readable && !listed;
}

DataPlaneResult<void> PppoxDataPlane::create_tunnel(const TunnelSpec& spec) {
    auto what = "kernel tunnel " + std::to_string(spec.id.value);
    if (!tunnel_id_free(spec.id)) return dataplane_error("create " + what, EEXIST);
    auto socket = open_pppox(what);
    if (!socket) return tl::make_unexpected(socket.error());
    const auto connected = connect_pppox(socket->get(), {spec.id, spec.peer_id, {}, {}}, spec.path, spec.udp_fd, what);
    if (!connected) return tl::make_unexpected(connected.error());
    // connect() joins an existing tunnel of that number instead of failing, and L2TPv3 tunnels are on no list.
    if (!carries_tunnel(spec.udp_fd)) return dataplane_error("create " + what, EEXIST);
    tunnels_[spec.id] = std::move(*socket);
    return {};
}

void PppoxDataPlane::destroy_tunnel(l2tp::TunnelId id) {
    std::erase_if(sessions_, [&](const auto& session) { return session.first.tunnel == id; });
    tunnels_.erase(id);
}

DataPlaneResult<UniqueFd> PppoxDataPlane::create_session(const SessionSpec& spec) {
    auto what = session_name(spec.key);
    if (sessions_.contains(spec.key)) return dataplane_error("create " + what, EEXIST);
    auto socket = open_pppox(what);
    if (!socket) return socket;
    auto copy = socket->duplicate();
    if (!copy) return dataplane_error(what + ": duplicate the session socket", errno);
    PppoxIds ids{spec.key.tunnel, spec.peer_tunnel, spec.key.session, spec.peer_session};
    auto done = connect_pppox(socket->get(), ids, spec.path, spec.udp_fd, what);
    if (done) done = set_pppox_options(socket->get(), spec, what);
    if (!done) return tl::make_unexpected(done.error());
    sessions_[spec.key] = {std::move(copy), spec.lns_mode};
    return socket;
}

DataPlaneResult<void> PppoxDataPlane::require_sequencing(l2tp::SessionKey key) {
    const auto known = sessions_.find(key);
    if (known == sessions_.end()) return dataplane_error(session_name(key) + ": turn sequence numbers on", ENODEV);
    return set_pppox_sequencing(known->second.socket.get(), session_name(key));
}

UniqueFd PppoxDataPlane::forget_session(l2tp::SessionKey key) {
    auto session = sessions_.extract(key);
    return session ? std::move(session.mapped().socket) : UniqueFd();
}

std::optional<SessionStatistics> PppoxDataPlane::statistics(l2tp::SessionKey key) {
    auto known = sessions_.find(key);
    if (known == sessions_.end()) return std::nullopt;
    auto stats = pppox_statistics(known->second.socket.get());
    if (!stats) return std::nullopt;
    SessionStatistics received{.bytes_in = stats->rx_bytes,
                               .bytes_out = stats->tx_bytes,
                               .packets_in = stats->rx_packets,
                               .packets_out = stats->tx_packets,
                               .errors_in = stats->rx_errors,
                               .errors_out = stats->tx_errors};
    return known->second.lns_mode ? received : seen_from_lac(received);
}

DataPlaneResult<DataPlaneRecord> PppoxDataPlane::save(DescriptorStore& store) const {
    DataPlaneRecord out{.plane = name(), .tunnels = {}, .sessions = {}};
    for (const auto& [id, socket] : tunnels_) {
        const auto descriptor = "pppox-tunnel-" + std::to_string(out.tunnels.size());
        auto copy = socket.duplicate();
        if (!copy) return dataplane_error("duplicate the socket of kernel tunnel " + std::to_string(id.value), errno);
        store.put(descriptor, std::move(copy));
        out.tunnels.push_back({.id = id, .descriptor = descriptor});
    }
    for (const auto& [key, session] : sessions_) {
        const auto descriptor = "pppox-session-" + std::to_string(out.sessions.size());
        auto copy = session.socket.duplicate();
        if (!copy) return dataplane_error("duplicate the socket of " + session_name(key), errno);
        store.put(descriptor, std::move(copy));
        out.sessions.push_back({.key = key, .lns_mode = session.lns_mode, .descriptor = descriptor});
    }
    return out;
}

DataPlaneResult<void> PppoxDataPlane::adopt(const DataPlaneRecord& record, DescriptorStore& store) {
    if (record.plane != name()) return other_plane(record, *this);
    std::map<l2tp::TunnelId, UniqueFd> tunnels;
    std::map<l2tp::SessionKey, Session> sessions;
    for (const auto& saved : record.tunnels) {
        auto& socket = tunnels[saved.id] = store.take(saved.descriptor);
        if (!socket) return dataplane_error("take over kernel tunnel " + std::to_string(saved.id.value), EBADF);
    }
    for (const auto& saved : record.sessions) {
        auto& session = sessions[saved.key] = {store.take(saved.descriptor), saved.lns_mode};
        if (!session.socket) return dataplane_error("take over " + session_name(saved.key), EBADF);
    }
    tunnels_ = std::move(tunnels);
    sessions_ = std::move(sessions);
    return {};
}

}  // namespace vpdnd
