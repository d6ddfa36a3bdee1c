#include "control/live_rows.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

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

void add_echo(ipc::SessionRow& row, const CallFacts& facts) {
    const auto last = facts.quality ? facts.quality->bucket(0) : std::nullopt;
    if (!last) return;
    row.echo_rtt_us = last->rtt_us;
    row.echo_loss_percent = last->loss_percent;
}

std::optional<std::uint64_t> known(std::uint64_t number) { return number == 0 ? std::nullopt : std::optional(number); }

/// What LCP agreed on is told of the last link: users' endpoints may differ where `multilink-bundle` does not ask for them.
void add_links(ipc::BundleRow& row, const Bundle& bundle, const CallTable& calls) {
    std::uint64_t bandwidth = 0;
    for (const auto& member : bundle.members) {
        row.members.push_back(member.key);
        const auto* call = calls.find(member.key);
        if (!call) continue;
        bandwidth += call->facts().line.tx_speed;
        const auto& terms = call->facts().ppp.network().terms;
        if (!terms) continue;
        row.mrru = known(terms->mrru);
        row.peer_mrru = known(terms->peer_mrru);
        row.endpoint = terms->endpoint;
        row.peer_endpoint = terms->peer_endpoint;
    }
    row.bandwidth = known(bandwidth);
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
    // What the peer was told may have been rewritten.
    row.calling_number = call ? call->facts().calling_number() : info.calling_number;
    row.called_number = call ? call->facts().called_number() : info.called_number;
    if (call) add_ppp(row, call->facts().ppp);
    if (call) add_echo(row, call->facts());
    return row;
}

std::vector<ipc::SessionRow> session_rows(const l2tp::Endpoint& endpoint, const CallTable& calls) {
    std::unordered_map<l2tp::TunnelId, l2tp::TunnelInfo> tunnels;
    for (auto& info : endpoint.tunnels()) tunnels.emplace(info.id, std::move(info));
    std::vector<ipc::SessionRow> rows;
    for (const auto& info : endpoint.sessions()) rows.push_back(session_row(info, tunnels[info.key.tunnel], calls.find(info.key)));
    return rows;
}

std::vector<ipc::BundleRow> bundle_rows(const BundleTable& bundles, const CallTable& calls) {
    std::vector<ipc::BundleRow> rows;
    bundles.for_each([&](const Bundle& bundle) {
        ipc::BundleRow row;
        row.name = bundle.name;
        row.user = bundle.user;
        row.interface = bundle.interface;
        row.since = wall_time(bundle.since);
        add_links(row, bundle, calls);
        rows.push_back(std::move(row));
    });
    return rows;
}

std::vector<ipc::AddressRow> address_rows(const CallTable& calls) {
    // The order of ipc::AddressOrigin.
    static constexpr std::array<const char*, 4> kWhy = {"lent", "fixed", "chosen", "server"};
    std::vector<std::pair<std::uint32_t, ipc::AddressRow>> sorted;
    calls.for_each([&](const Call& call) {
        for (const auto& held : call.addresses()) {
            ipc::AddressRow row{.address = ipv4_text(held.address), .why = kWhy[static_cast<std::size_t>(held.origin) % kWhy.size()],
                                .pool = held.pool, .user = call.facts().ppp.user, .session = {},
                                .interface = call.facts().ppp.network().interface};
            if (const auto key = call.key()) row.session.push_back(*key);
            sorted.emplace_back(held.address, std::move(row));
        }
    });
    std::ranges::sort(sorted, {}, &std::pair<std::uint32_t, ipc::AddressRow>::first);
    std::vector<ipc::AddressRow> rows;
    rows.reserve(sorted.size());
    for (auto& [address, row] : sorted) rows.push_back(std::move(row));
    return rows;
}

namespace {

const char* pppoe_state(const pppoe::Session& session, const Call* call) {
    if (session.state == pppoe::SessionState::kOver) return "over";
    if (session.state == pppoe::SessionState::kOpening) return "opening";
    if (!call || call->record().state != CallState::kUp) return "discovered";
    return call->record().pairing == Pairing::kLocal ? "local" : "forwarded";
}

}  // namespace

std::vector<ipc::PppoeRow> pppoe_rows(const pppoe::AccessConcentrators& concentrators, const CallTable& calls) {
    std::unordered_map<pppoe::SessionKey, const Call*> by_session;
    calls.for_each([&](const Call& call) {
        if (const auto* end = call.pppoe_session()) by_session[end->session()] = &call;
    });
    std::vector<ipc::PppoeRow> rows;
    for (const auto& [key, session] : concentrators.discovery().sessions().all()) {
        const auto found = by_session.find(key);
        const auto* call = found == by_session.end() ? nullptr : found->second;
        ipc::PppoeRow row{.interface = concentrators.interface_name(key.interface), .session_id = key.id,
                          .host = pppoe::to_string(session.host), .concentrator = session.concentrator,
                          .state = pppoe_state(session, call), .user = {}, .service = {}, .calling_number = {}, .session = {},
                          .since = wall_time(session.since)};
        if (call) {
            row.user = call->facts().ppp.user;
            row.service = call->facts().called_number();
            row.calling_number = call->facts().calling_number();
            if (const auto of_tunnel = call->key()) row.session.push_back(*of_tunnel);
        }
        rows.push_back(std::move(row));
    }
    std::ranges::sort(rows, {}, [](const ipc::PppoeRow& row) { return std::tie(row.interface, row.session_id); });
    return rows;
}

/// In one pass: thousands may be meant.
std::size_t close_pppoe(const pppoe::AccessConcentrators& concentrators, const CallTable& calls,
                        const std::set<control::PppoeName>& sessions) {
    std::vector<Call*> found;
    calls.for_each([&](Call& call) {
        const auto* end = call.pppoe_session();
        if (!end || call.record().state == CallState::kOver) return;
        if (sessions.contains({concentrators.interface_name(end->session().interface), end->session().id})) found.push_back(&call);
    });
    for (auto* call : found) call->close();
    return found.size();
}

}  // namespace vpdnd
