#include "control/daemon_model.h"

#include <algorithm>
#include <map>

#include "config/config.h"
#include "daemon.h"
#include "log/limited.h"
#include "control/session_details.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;

control::WallTime wall_time(Clock::time_point when) {
    const auto now = Clock::now();
    return std::chrono::system_clock::now() - std::chrono::duration_cast<std::chrono::system_clock::duration>(now - when);
}

std::string role_name(l2tp::Role role) { return role == l2tp::Role::kLac ? "lac" : "lns"; }

control::TunnelRow tunnel_row(const l2tp::TunnelInfo& info) {
    return {.local_id = info.id, .remote_id = info.peer_id, .remote_name = info.peer_name, .state = std::string(name_of(info.state)),
            .remote_address = l2tp::to_string(info.path.remote.ip), .remote_port = info.path.remote.port,
            .sessions = info.sessions, .group = info.group, .role = role_name(info.role), .since = wall_time(info.since)};
}

std::string range_text(const AddressRange& range) {
    return range.first == range.last ? ipv4_text(range.first) : ipv4_text(range.first) + "-" + ipv4_text(range.last);
}

void refuse(const DaemonModel::TunnelOpened& reply, ipc::ControlErrorCode code, std::string message) {
    reply(tl::make_unexpected(ipc::ControlError{code, std::move(message)}));
}

void add_traffic(control::SessionRow& row, const SessionStatistics& statistics) {
    row.bytes_in = statistics.bytes_in;
    row.bytes_out = statistics.bytes_out;
    row.packets_in = statistics.packets_in;
    row.packets_out = statistics.packets_out;
}

}  // namespace

DaemonModel::DaemonModel(Daemon& daemon)
    : daemon_(daemon), traffic_(daemon.core.loop, daemon.core.dataplane, [&daemon] {
          std::vector<l2tp::SessionKey> keys;
          for (const auto& info : daemon.core.endpoint.sessions()) keys.push_back(info.key);
          return keys;
      }) {}

std::vector<control::TunnelRow> DaemonModel::tunnels() {
    std::vector<control::TunnelRow> out;
    for (const auto& info : daemon_.core.endpoint.tunnels()) out.push_back(tunnel_row(info));
    return out;
}

std::vector<control::SessionRow> DaemonModel::sessions() {
    std::vector<control::SessionRow> out;
    for (const auto& info : daemon_.core.endpoint.sessions()) out.push_back(session_row(info));
    return out;
}

void DaemonModel::sessions_with_traffic(SessionsRead reply) {
    traffic_.read([this, reply = std::move(reply)](const StatisticsTable& table) {
        auto rows = sessions();
        for (auto& row : rows)
            if (const auto found = table.find({row.tunnel_id, row.local_id}); found != table.end()) add_traffic(row, found->second);
        reply(std::move(rows));
    });
}

control::SessionRow DaemonModel::session_row(const l2tp::SessionInfo& info) {
    control::SessionRow row{.local_id = info.key.session, .remote_id = info.peer_id, .tunnel_id = info.key.tunnel,
                            .interface = {}, .user = {}, .state = std::string(name_of(info.state)), .since = wall_time(info.since),
                            .direction = info.direction == l2tp::Direction::kIncoming ? "incoming" : "outgoing",
                            .calling_number = info.calling_number, .called_number = info.called_number, .address = {},
                            .peer_address = {}, .bundle = {}, .stage = {}, .lcp = {}, .ncp = {}, .bytes_in = {},
                            .bytes_out = {}, .packets_in = {}, .packets_out = {}};
    if (const auto* call = daemon_.core.calls.find(info.key)) {
        const auto& ppp = call->facts().ppp;
        row.interface = ppp.interface;
        row.user = ppp.user;
        row.address = ppp.address;
        row.peer_address = ppp.peer_address;
        row.bundle = ppp.bundle;
        row.stage = ppp.stage;
        row.lcp = ppp.lcp_open ? "open" : "closed";
        row.ncp = ppp.ncp_open ? "open" : "closed";
    }
    return row;
}

std::vector<control::BundleRow> DaemonModel::bundles() {
    std::vector<control::BundleRow> out;
    daemon_.core.bundles.for_each([&](const Bundle& bundle) {
        control::BundleRow row{.name = bundle.name, .user = bundle.user, .interface = bundle.interface,
                               .since = wall_time(bundle.since), .members = {}};
        for (const auto& member : bundle.members) row.members.push_back(member.key);
        out.push_back(std::move(row));
    });
    return out;
}

std::vector<control::PoolRow> DaemonModel::pools() {
    std::vector<control::PoolRow> out;
    for (const auto& [name, pool] : daemon_.core.pools.all()) {
        control::PoolRow row{.name = name, .ranges = {}, .size = pool->size(), .used = pool->used(), .free = pool->free()};
        for (const auto& range : pool->ranges()) row.ranges.push_back(range_text(range));
        out.push_back(std::move(row));
    }
    return out;
}

control::StatusReport DaemonModel::status() {
    control::StatusReport out;
    out.version = PACKAGE_VERSION;
    out.hostname = daemon_.core.config->daemon.hostname;
    out.uptime = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - daemon_.started);
    const auto& groups = daemon_.core.config->groups;
    if (std::ranges::any_of(groups, [](const Group& g) { return g.request_dialin || g.accept_dialout; })) out.roles.emplace_back("lac");
    if (std::ranges::any_of(groups, [](const Group& g) { return g.accept_dialin || g.request_dialout; })) out.roles.emplace_back("lns");
    out.dataplane = daemon_.core.dataplane.name();
    out.config_file = daemon_.options.config_file;
    out.tunnels = daemon_.core.endpoint.tunnel_count();
    out.sessions = daemon_.core.endpoint.session_count();
    out.bundles = daemon_.core.bundles.size();
    const auto& counters = daemon_.core.endpoint.counters();
    const auto& sockets = daemon_.core.sockets.counters();
    out.counters = {{"datagrams-in", counters.datagrams_in}, {"datagrams-out", counters.datagrams_out},
                    {"retransmissions", counters.retransmissions}, {"tunnels-opened", counters.tunnels_opened},
                    {"tunnels-refused", counters.tunnels_refused}, {"sessions-opened", counters.sessions_opened},
                    {"sessions-refused", counters.sessions_refused},
                    {"limit-max-sessions", counters.max_sessions_reached},
                    {"limit-group-sessions", counters.session_limit_reached},
                    {"limit-lns-sessions", daemon_.core.targets.passed_over()},
                    {"limit-waiting-calls", counters.waiting_limit_reached},
                    {"log-lines-suppressed", log::suppressed_lines()}, {"send-lost", sockets.send_lost},
                    {"send-failed", sockets.send_failed}, {"icmp-errors", sockets.icmp_errors}};
    for (std::size_t i = 0; i < counters.dropped.size(); ++i)
        out.counters.emplace_back("dropped-" + std::string(l2tp::name_of(static_cast<l2tp::DropReason>(i))), counters.dropped[i]);
    out.log_lines_dropped = log::dropped_lines();
    for (unsigned i = 0; i < static_cast<unsigned>(log::Area::kCount_); ++i)
        if (log::enabled(static_cast<log::Area>(i))) out.debug.emplace_back(log::name_of(static_cast<log::Area>(i)));
    return out;
}

std::optional<control::TunnelDetail> DaemonModel::tunnel_detail(l2tp::TunnelId id) {
    const auto info = daemon_.core.endpoint.tunnel(id);
    if (!info) return {};
    control::TunnelDetail out{tunnel_row(*info), {}};
    out.extra = {{"local_address", l2tp::to_string(info->path.local.ip)}, {"local_port", info->path.local.port},
                 {"initiated_here", info->initiated_here}, {"peer_vendor", info->peer_vendor},
                 {"peer_firmware", info->peer_firmware}, {"ns", info->ns}, {"nr", info->nr},
                 {"peer_window", info->peer_window}, {"congestion_window", info->congestion_window},
                 {"queued", info->queued}, {"unacknowledged", info->unacknowledged},
                 {"retransmissions", info->retransmissions}};
    return out;
}

std::optional<control::SessionDetail> DaemonModel::session_detail(l2tp::SessionKey key) {
    const auto info = daemon_.core.endpoint.session(key);
    if (!info) return {};
    control::SessionDetail out{session_row(*info), session_details(*info, daemon_.core.calls.find(key))};
    if (const auto statistics = daemon_.core.dataplane.statistics(key)) add_traffic(out.row, *statistics);
    return out;
}

void DaemonModel::open_tunnel(const std::string& group, const std::optional<std::string>& address, TunnelOpened reply) {
    using Code = ipc::ControlErrorCode;
    const auto* found = daemon_.core.config->group(group);
    if (!found) return refuse(reply, Code::kNotFound, "There is no group " + group + "; give the name of a [[group]].");
    std::string name;
    std::uint16_t port = 1701;
    if (address) {
        name = *address;
        // "host:port", "[v6]:port", or a bare host or IPv6 address.
        const auto colon = name.rfind(':');
        const bool bracketed = name.starts_with('[');
        if (colon != std::string::npos && (bracketed ? name[colon - 1] == ']' : name.find(':') == colon)) {
            const auto digits = name.substr(colon + 1);
            if (digits.empty() || digits.size() > 5 || digits.find_first_not_of("0123456789") != std::string::npos ||
                std::stoul(digits) == 0 || std::stoul(digits) > 65535)
                return refuse(reply, Code::kBadParams, "The port must be a number from 1 to 65535.");
            port = static_cast<std::uint16_t>(std::stoul(digits));
            name.resize(colon);
        }
        if (bracketed && name.ends_with(']')) name = name.substr(1, name.size() - 2);
    } else if (!found->initiate_to.empty()) {
        name = found->initiate_to.front().address;
        port = found->initiate_to.front().port;
    } else {
        return refuse(reply, Code::kBadParams, "Group " + group + " has no initiate-to; give an address.");
    }
    auto wait = daemon_.core.resolver.resolve(name, port, [this, group, name, reply = std::move(reply)](const Resolver::Answer& answer) {
        if (answer.addresses.empty())
            return refuse(reply, Code::kFailed, "The name " + name + " has no address: " + answer.error + ".");
        open_first(group, answer, reply);
    });
    wait.let_run();  // the client may leave: the tunnel is opened all the same
}

void DaemonModel::open_first(const std::string& group, const Resolver::Answer& answer, const TunnelOpened& reply) {
    const auto fail = [reply](const std::string& why) {
        refuse(reply, ipc::ControlErrorCode::kFailed, "The tunnel " + why + ".");
    };
    const auto* found = daemon_.core.config->group(group);
    if (!found) return fail("was not opened: group " + group + " is gone");
    const auto opened = [this, reply, fail](const tl::expected<l2tp::TunnelId, std::string>& tunnel) {
        if (!tunnel) return fail("to " + tunnel.error());
        const auto info = daemon_.core.endpoint.tunnel(*tunnel);
        if (info) reply(tunnel_row(*info));
        else fail("is gone");
    };
    const TunnelRequest request{.settings = daemon_.core.policy->settings(*found), .source = found->source,
                                .source_port = found->source_port, .other_port_allowed = found->reply_port == ReplyPort::kAuto};
    daemon_.core.tunnels.open_first(request, answer.addresses, opened);
}

bool DaemonModel::close_tunnel(l2tp::TunnelId id) {
    return daemon_.core.graceful_close.close_tunnel(id);
}

bool DaemonModel::close_session(l2tp::SessionKey key) {
    return daemon_.core.graceful_close.close_session(key);
}

bool DaemonModel::send_hello(l2tp::TunnelId id) {
    return daemon_.core.endpoint.send_hello(Clock::now(), id);
}

bool DaemonModel::set_debug(const std::string& area, bool on) {
    log::Area parsed{};
    if (!log::parse_area(area, &parsed)) return false;
    log::set_area(parsed, on);
    return true;
}

control::ConfigReport DaemonModel::reload() { return daemon_.reload(); }
control::ConfigReport DaemonModel::check_config() { return daemon_.check_config(); }

}  // namespace vpdnd
