#include "dataplane/netlink_dataplane.h"

#include <netinet/in.h>  // in front of linux/l2tp.h, which else defines the same structures

#include <linux/l2tp.h>
#include <netlink/attr.h>

#include <array>
#include <cerrno>

#include "dataplane/dataplane_error.h"
#include "dataplane/pppox_socket.h"

namespace vpdnd {
namespace {

std::string tunnel_name(l2tp::TunnelId id) { return "kernel tunnel " + std::to_string(id.value); }

bool put_tunnel(nl_msg* message, l2tp::TunnelId id) { return nla_put_u32(message, L2TP_ATTR_CONN_ID, id.value) == 0; }

bool put_session(nl_msg* message, l2tp::SessionKey key) {
    return put_tunnel(message, key.tunnel) && nla_put_u32(message, L2TP_ATTR_SESSION_ID, key.session.value) == 0;
}

bool put_sequencing(nl_msg* message) {
    return nla_put_u8(message, L2TP_ATTR_SEND_SEQ, 1) == 0 && nla_put_u8(message, L2TP_ATTR_RECV_SEQ, 1) == 0;
}

bool put_new_session(nl_msg* message, const SessionSpec& spec) {
    if (!put_session(message, spec.key) ||
        nla_put_u32(message, L2TP_ATTR_PEER_SESSION_ID, spec.peer_session.value) != 0 ||
        nla_put_u16(message, L2TP_ATTR_PW_TYPE, L2TP_PWTYPE_PPP) != 0 ||
        nla_put_u8(message, L2TP_ATTR_LNS_MODE, spec.lns_mode) != 0)
        return false;
    if (spec.reorder_timeout_ms != 0 && nla_put_u64(message, L2TP_ATTR_RECV_TIMEOUT, spec.reorder_timeout_ms) != 0) return false;
    return !spec.sequencing || put_sequencing(message);
}

std::uint64_t counter(nlattr* const* stats, std::size_t index) {
    return stats[index] != nullptr ? nla_get_u64(stats[index]) : 0;
}

SessionStatistics read_statistics(nlattr* nested, bool lns_mode) {
    std::array<nlattr*, L2TP_ATTR_STATS_MAX + 1> stats{};
    SessionStatistics out;
    if (nla_parse_nested(stats.data(), L2TP_ATTR_STATS_MAX, nested, nullptr) < 0) return out;
    SessionStatistics received{.bytes_in = counter(stats.data(), L2TP_ATTR_RX_BYTES),
                               .bytes_out = counter(stats.data(), L2TP_ATTR_TX_BYTES),
                               .packets_in = counter(stats.data(), L2TP_ATTR_RX_PACKETS),
                               .packets_out = counter(stats.data(), L2TP_ATTR_TX_PACKETS),
                               .errors_in = counter(stats.data(), L2TP_ATTR_RX_ERRORS),
                               .errors_out = counter(stats.data(), L2TP_ATTR_TX_ERRORS)};
    return lns_mode ? received : seen_from_lac(received);
}

}  // namespace

DataPlaneResult<std::unique_ptr<DataPlane>> NetlinkDataPlane::make() {
    std::unique_ptr<NetlinkDataPlane> out(new NetlinkDataPlane);
    if (int error = out->netlink_.open(); error != 0)
        return dataplane_error(
            "no generic netlink family \"l2tp\"; load the module l2tp_netlink (CONFIG_L2TP_V3), or set dataplane = "
            "\"pppox\"",
            error);
    // The family answers to CAP_NET_ADMIN only; a question about any tunnel tells.
    int error = out->netlink_.request(L2TP_CMD_TUNNEL_GET, [](nl_msg* m) { return put_tunnel(m, l2tp::TunnelId{1}); });
    if (error == EPERM) return dataplane_error("use the generic netlink family \"l2tp\"; run as root", error);
    if (auto pppox = probe_pppox(); !pppox) return tl::make_unexpected(pppox.error());
    return out;
}

NetlinkDataPlane::~NetlinkDataPlane() = default;

bool NetlinkDataPlane::tunnel_id_free(l2tp::TunnelId id) {
    // Any other error than "no such tunnel" is not a yes.
    return netlink_.request(L2TP_CMD_TUNNEL_GET, [&](nl_msg* m) { return put_tunnel(m, id); }) == ENODEV;
}

DataPlaneResult<void> NetlinkDataPlane::create_tunnel(const TunnelSpec& spec) {
    int error = netlink_.request(L2TP_CMD_TUNNEL_CREATE, [&](nl_msg* m) {
        return put_tunnel(m, spec.id) && nla_put_u32(m, L2TP_ATTR_PEER_CONN_ID, spec.peer_id.value) == 0 &&
               nla_put_u8(m, L2TP_ATTR_PROTO_VERSION, 2) == 0 &&
               nla_put_u16(m, L2TP_ATTR_ENCAP_TYPE, L2TP_ENCAPTYPE_UDP) == 0 &&
               nla_put_u32(m, L2TP_ATTR_FD, static_cast<std::uint32_t>(spec.udp_fd)) == 0;
    });
    if (error != 0) return dataplane_error("create " + tunnel_name(spec.id), error);
    tunnels_.insert(spec.id);
    return {};
}

void NetlinkDataPlane::destroy_tunnel(l2tp::TunnelId id) {
    std::erase_if(lns_mode_, [&](const auto& session) { return session.first.tunnel == id; });
    // One that another program made under that number is not ours to delete.
    if (tunnels_.erase(id) > 0) netlink_.request(L2TP_CMD_TUNNEL_DELETE, [&](nl_msg* m) { return put_tunnel(m, id); });
}

int NetlinkDataPlane::create_kernel_session(const SessionSpec& spec) {
    return netlink_.request(L2TP_CMD_SESSION_CREATE, [&](nl_msg* m) { return put_new_session(m, spec); });
}

DataPlaneResult<UniqueFd> NetlinkDataPlane::create_session(const SessionSpec& spec) {
    auto what = session_name(spec.key);
    // First what can fail for want of descriptors: a session without a socket has to be deleted, for which the kernel waits.
    auto socket = open_pppox(what);
    if (!socket) return socket;
    if (int error = create_kernel_session(spec); error != 0)
        return dataplane_error(what + ": create the kernel session", error);
    PppoxIds ids{spec.key.tunnel, spec.peer_tunnel, spec.key.session, spec.peer_session};
    if (auto connected = connect_pppox(socket->get(), ids, spec.path, spec.udp_fd, what); !connected) {
        for_session(L2TP_CMD_SESSION_DELETE, spec.key);
        return tl::make_unexpected(connected.error());
    }
    lns_mode_[spec.key] = spec.lns_mode;
    return socket;
}

int NetlinkDataPlane::for_session(std::uint8_t command, l2tp::SessionKey key, const L2tpNetlink::Read& read) {
    return netlink_.request(command, [&](nl_msg* m) { return put_session(m, key); }, read);
}

DataPlaneResult<void> NetlinkDataPlane::require_sequencing(l2tp::SessionKey key) {
    const int error = netlink_.request(L2TP_CMD_SESSION_MODIFY,
                                       [&](nl_msg* m) { return put_session(m, key) && put_sequencing(m); });
    if (error != 0) return dataplane_error(session_name(key) + ": turn sequence numbers on", error);
    return {};
}

/// Not by L2TP_CMD_SESSION_DELETE: it waits for RCU, and whoever else speaks generic netlink waits with it.
UniqueFd NetlinkDataPlane::forget_session(l2tp::SessionKey key) {
    lns_mode_.erase(key);
    return {};
}

DataPlaneResult<void> NetlinkDataPlane::watch_losses(EventLoop& loop, LossHandlers handlers) {
    losses_ = std::make_unique<L2tpLosses>(
        loop,
        L2tpLosses::Questions{
            .ours = [this](l2tp::SessionKey key) { return key.session ? lns_mode_.contains(key) : tunnels_.contains(key.tunnel); },
            .alive =
                [this](l2tp::SessionKey key) {
                    return key.session ? for_session(L2TP_CMD_SESSION_GET, key) != ENODEV : !tunnel_id_free(key.tunnel);
                },
            .lost = [handlers = std::move(handlers)](l2tp::SessionKey key) {
                if (key.session) handlers.session(key);
                else handlers.tunnel(key.tunnel);
            },
            .overrun = [this] { suspect_all(); }});
    if (const int error = losses_->open(netlink_.port())) return dataplane_error("hear of deleted kernel sessions", error);
    if (adopted_) suspect_all();
    return {};
}

void NetlinkDataPlane::suspect_all() {
    for (const auto id : tunnels_) losses_->suspect({id, {}});
    for (const auto& [key, lns_mode] : lns_mode_) losses_->suspect(key);
}

std::optional<SessionStatistics> NetlinkDataPlane::statistics(l2tp::SessionKey key) {
    auto known = lns_mode_.find(key);
    if (known == lns_mode_.end()) return std::nullopt;
    std::optional<SessionStatistics> out;
    int error = for_session(L2TP_CMD_SESSION_GET, key, [&](nlattr* attributes[]) {
        if (attributes[L2TP_ATTR_STATS] != nullptr) out = read_statistics(attributes[L2TP_ATTR_STATS], known->second);
    });
    if (error != 0) return std::nullopt;
    return out;
}

DataPlaneResult<DataPlaneRecord> NetlinkDataPlane::save(DescriptorStore&) const {
    DataPlaneRecord out{.plane = name(), .tunnels = {}, .sessions = {}};
    for (const auto id : tunnels_) out.tunnels.push_back({.id = id, .descriptor = {}});
    for (const auto& [key, lns_mode] : lns_mode_) out.sessions.push_back({.key = key, .lns_mode = lns_mode, .descriptor = {}});
    return out;
}

DataPlaneResult<void> NetlinkDataPlane::adopt(const DataPlaneRecord& record, DescriptorStore&) {
    if (record.plane != name()) return other_plane(record, *this);
    for (const auto& tunnel : record.tunnels) tunnels_.insert(tunnel.id);
    for (const auto& session : record.sessions) lns_mode_[session.key] = session.lns_mode;
    adopted_ = true;
    return {};
}

/// The kernel tells of every L2TP session in the namespace; those of other programs are passed over.
class NetlinkDataPlane::Reading final : public StatisticsReading {
  public:
    Reading(const NetlinkDataPlane& plane, std::unique_ptr<L2tpNetlink::Dump> dump) : plane_(plane), dump_(std::move(dump)) {}
    int fd() const override { return dump_->fd(); }
    bool read_piece(StatisticsTable& into) override {
        return dump_->read_some([&](nlattr* attributes[]) { take(attributes, into); });
    }

  private:
    void take(nlattr* attributes[], StatisticsTable& into) const {
        if (!attributes[L2TP_ATTR_CONN_ID] || !attributes[L2TP_ATTR_SESSION_ID] || !attributes[L2TP_ATTR_STATS]) return;
        const auto tunnel = nla_get_u32(attributes[L2TP_ATTR_CONN_ID]), session = nla_get_u32(attributes[L2TP_ATTR_SESSION_ID]);
        if (tunnel > 0xffff || session > 0xffff) return;  // L2TPv3
        const l2tp::SessionKey key{{static_cast<std::uint16_t>(tunnel)}, {static_cast<std::uint16_t>(session)}};
        const auto known = plane_.lns_mode_.find(key);
        if (known != plane_.lns_mode_.end()) into[key] = read_statistics(attributes[L2TP_ATTR_STATS], known->second);
    }

    const NetlinkDataPlane& plane_;
    std::unique_ptr<L2tpNetlink::Dump> dump_;
};

std::unique_ptr<StatisticsReading> NetlinkDataPlane::read_all_statistics() {
    auto dump = netlink_.dump(L2TP_CMD_SESSION_GET);
    return dump ? std::make_unique<Reading>(*this, std::move(dump)) : nullptr;
}

}  // namespace vpdnd
