#include "control/live_rows.h"

#include <chrono>
#include <string>
#include <unordered_map>

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;

ipc::WallTime wall_time(Clock::time_point when) {
    const auto now = Clock::now();
    return std::chrono::system_clock::now() - std::chrono::duration_cast<std::chrono::system_clock::duration>(now - when);
}

void add_ppp(ipc::SessionRow& row, const PppStatus& ppp) {
    const auto& network = ppp.network();
    row.interface = network.interface;
    row.user = ppp.user;
    row.address = network.address;
    row.peer_address = network.peer_address;
    row.bundle = network.bundle;
    row.stage = ipc::name_of(ppp.stage);
    row.lcp = ppp.lcp_open ? "open" : "closed";
    row.ncp = ppp.ncp_open ? "open" : "closed";
}

}  // namespace

ipc::TunnelRow tunnel_row(const l2tp::TunnelInfo& info) {
    ipc::TunnelRow row;
    row.local_id = info.id;
    row.remote_id = info.peer_id;
    row.remote_name = info.peer_name;
    row.state = std::string(name_of(info.state));
    row.remote_address = l2tp::to_string(info.path.remote.ip);
    row.remote_port = info.path.remote.port;
    row.sessions = info.sessions;
    row.group = info.group;
    row.role = info.role == l2tp::Role::kLac ? "lac" : "lns";
    row.since = wall_time(info.since);
    return row;
}

ipc::SessionRow session_row(const l2tp::SessionInfo& info, const l2tp::TunnelInfo& tunnel, const Call* call) {
    ipc::SessionRow row;
    row.local_id = info.key.session;
    row.remote_id = info.peer_id;
    row.tunnel_id = info.key.tunnel;
    row.peer = tunnel.peer_name;
    row.group = tunnel.group;
    row.state = std::string(name_of(info.state));
    row.since = wall_time(info.since);
    row.direction = info.direction == l2tp::Direction::kIncoming ? "incoming" : "outgoing";
    row.calling_number = info.calling_number;
    row.called_number = info.called_number;
    if (call) add_ppp(row, call->facts().ppp);
    return row;
}

std::vector<ipc::SessionRow> session_rows(const l2tp::Endpoint& endpoint, const CallTable& calls) {
    std::unordered_map<l2tp::TunnelId, l2tp::TunnelInfo> tunnels;
    for (auto& info : endpoint.tunnels()) tunnels.emplace(info.id, std::move(info));
    std::vector<ipc::SessionRow> rows;
    for (const auto& info : endpoint.sessions()) rows.push_back(session_row(info, tunnels[info.key.tunnel], calls.find(info.key)));
    return rows;
}

std::vector<ipc::BundleRow> bundle_rows(const BundleTable& bundles) {
    std::vector<ipc::BundleRow> rows;
    bundles.for_each([&](const Bundle& bundle) {
        ipc::BundleRow row;
        row.name = bundle.name;
        row.user = bundle.user;
        row.interface = bundle.interface;
        row.since = wall_time(bundle.since);
        for (const auto& member : bundle.members) row.members.push_back(member.key);
        rows.push_back(std::move(row));
    });
    return rows;
}

}  // namespace vpdnd
