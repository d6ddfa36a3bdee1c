#include "daemon_model.h"

#include <algorithm>

#include "control/accounting_rows.h"
#include "control/call_rows.h"
#include "control/live_rows.h"
#include "control/lns_rows.h"
#include "control/radius_rows.h"
#include "control/session_details.h"
#include "control/traffic_reader.h"
#include "control/tunnel_opener.h"
#include "daemon.h"
#include "log/limited.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;
using Counters = std::vector<std::pair<std::string, std::uint64_t>>;

class DaemonModel : public control::ControlModel {
  public:
    explicit DaemonModel(Daemon& daemon);

    std::vector<ipc::TunnelRow> tunnels() override;
    std::vector<ipc::SessionRow> sessions() override { return session_rows(endpoint_, calls_); }
    void sessions_with_traffic(SessionsRead reply) override;
    std::vector<ipc::BundleRow> bundles() override { return bundle_rows(bundles_, calls_); }
    std::vector<ipc::PoolRow> pools() override;
    std::vector<ipc::AddressRow> addresses() override { return address_rows(calls_); }
    std::vector<ipc::PppoeRow> pppoe_sessions() override { return pppoe_rows(daemon_.core.concentrators, calls_); }
    std::vector<ipc::RadiusServerRow> radius_servers() override { return radius_server_rows(daemon_.core.radius_servers); }
    std::optional<ipc::Value::Object> radius_detail(const std::string& name) override {
        const auto& core = daemon_.core;
        return radius_details(core.radius_servers, core.tunnel_authorizer, core.user_authenticator, core.accounting, name);
    }
    std::vector<ipc::ClientCallRow> client_calls() override { return client_call_rows(daemon_.core.client_calls); }
    void place_call(const std::string& name, CallPlaced reply) override;
    std::optional<bool> end_call(const std::string& name) override;
    std::vector<ipc::LnsRow> lns() override { return lns_rows(*daemon_.core.policy, targets_, Clock::now()); }
    bool drain_lns(const control::LnsChoice& choice, bool on) override;
    std::vector<ipc::EndedCallRow> ended_sessions() override { return history_.rows(); }
    control::StatusReport status() override;
    std::optional<control::TunnelDetail> tunnel_detail(l2tp::TunnelId id) override;
    std::optional<control::SessionDetail> session_detail(l2tp::SessionKey key) override;
    void open_tunnel(const std::string& group, const std::optional<std::string>& address, TunnelOpened reply) override;
    bool close_tunnel(l2tp::TunnelId id) override { return graceful_close_.close_tunnel(id); }
    bool close_session(l2tp::SessionKey key) override { return graceful_close_.close_session(key); }
    std::size_t close_pppoe(const std::set<control::PppoeName>& sessions) override {
        return vpdnd::close_pppoe(daemon_.core.concentrators, calls_, sessions);
    }
    bool send_hello(l2tp::TunnelId id) override { return endpoint_.send_hello(Clock::now(), id); }
    bool set_debug(const std::string& area, bool on) override;
    control::ConfigReport reload() override { return daemon_.reload(); }
    control::ConfigReport check_config() override { return daemon_.check_config(); }

  private:
    Counters counters() const;

    Daemon& daemon_;                               // everything else of it is named in the constructor
    const std::shared_ptr<const Config>& config_;  ///< the one of the moment
    const std::string& config_file_;
    const Clock::time_point& started_;
    l2tp::Endpoint& endpoint_;
    UdpSockets& sockets_;
    DataPlane& dataplane_;
    CallTable& calls_;
    BundleTable& bundles_;
    PoolTable& pools_;
    TargetChoice& targets_;
    GracefulClose& graceful_close_;
    CallHistory& history_;
    CallStatistics& statistics_;
    TunnelOpener opener_;
    TrafficReader traffic_;
};

DaemonModel::DaemonModel(Daemon& daemon)
    : daemon_(daemon),
      config_(daemon.core.config),
      config_file_(daemon.options.config_file),
      started_(daemon.started),
      endpoint_(daemon.core.endpoint),
      sockets_(daemon.core.sockets),
      dataplane_(daemon.core.dataplane),
      calls_(daemon.core.calls),
      bundles_(daemon.core.bundles),
      pools_(daemon.core.pools),
      targets_(daemon.core.targets),
      graceful_close_(daemon.core.graceful_close),
      history_(daemon.core.history), statistics_(daemon.core.statistics),
      opener_(daemon.core.config, daemon.core.policy, daemon.core.resolver, daemon.core.tunnels),
      traffic_(daemon.core.loop, daemon.core.dataplane, [this] {
          std::vector<l2tp::SessionKey> keys;
          for (const auto& info : endpoint_.sessions()) keys.push_back(info.key);
          return keys;
      }) {}

std::string range_text(const AddressRange& range) {
    return range.first == range.last ? ipv4_text(range.first) : ipv4_text(range.first) + "-" + ipv4_text(range.last);
}

void add_traffic(ipc::SessionRow& row, const SessionStatistics& statistics) {
    row.bytes_in = statistics.bytes_in;
    row.bytes_out = statistics.bytes_out;
    row.packets_in = statistics.packets_in;
    row.packets_out = statistics.packets_out;
}

void add_turns(control::StatusReport& report, const TurnTimes& times) {
    const auto number = [](auto microseconds) { return static_cast<std::uint64_t>(microseconds.count()); };
    report.loop = {{"turns", times.turns()},
                   {"p50_us", number(times.quantile(0.5))},
                   {"p99_us", number(times.quantile(0.99))},
                   {"p999_us", number(times.quantile(0.999))},
                   {"longest_us", number(std::chrono::ceil<std::chrono::microseconds>(times.longest()))}};
    for (const auto& part : times.parts())
        report.loop_longest_us.emplace_back(part.name, number(std::chrono::ceil<std::chrono::microseconds>(part.longest)));
}

std::vector<ipc::TunnelRow> DaemonModel::tunnels() {
    std::vector<ipc::TunnelRow> rows;
    for (const auto& info : endpoint_.tunnels()) rows.push_back(tunnel_row(info));
    return rows;
}

void DaemonModel::sessions_with_traffic(SessionsRead reply) {
    traffic_.read([this, reply = std::move(reply)](const StatisticsTable& table) {
        auto rows = sessions();
        for (auto& row : rows)
            if (const auto found = table.find({row.tunnel_id, row.local_id}); found != table.end())
                add_traffic(row, found->second);
        reply(std::move(rows));
    });
}

std::vector<ipc::PoolRow> DaemonModel::pools() {
    std::vector<ipc::PoolRow> rows;
    for (const auto& [name, pool] : pools_.all()) {
        ipc::PoolRow row{.name = name, .ranges = {}, .size = pool->size(), .used = pool->used(), .free = pool->free()};
        for (const auto& range : pool->ranges()) row.ranges.push_back(range_text(range));
        rows.push_back(std::move(row));
    }
    return rows;
}

bool DaemonModel::drain_lns(const control::LnsChoice& choice, bool on) {
    if (!choice.group.empty()) return targets_.drain_group(choice.group, on);
    return choice.lns.empty() ? targets_.drain_all(on) : targets_.drain(choice.lns, on);
}

control::StatusReport DaemonModel::status() {
    control::StatusReport out;
    out.version = PACKAGE_VERSION;
    out.hostname = config_->daemon.hostname;
    out.uptime = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - started_);
    const auto& groups = config_->groups;
    if (std::ranges::any_of(groups, [](const Group& g) { return g.request_dialin || g.accept_dialout || g.call; }))
        out.roles.emplace_back("lac");
    if (std::ranges::any_of(groups, [](const Group& g) { return g.accept_dialin || g.request_dialout; }))
        out.roles.emplace_back("lns");
    out.dataplane = dataplane_.name();
    out.config_file = config_file_;
    out.tunnels = endpoint_.tunnel_count();
    out.sessions = endpoint_.session_count();
    out.bundles = bundles_.size();
    out.alarms = accounting_alarms(daemon_.core.accounting);
    for (const auto& group : config_->groups) out.groups.push_back(group.name);
    out.counters = counters();
    out.log_lines_dropped = log::dropped_lines();
    add_turns(out, daemon_.core.loop.turn_times());
    for (unsigned i = 0; i < static_cast<unsigned>(log::Area::kCount_); ++i)
        if (log::enabled(static_cast<log::Area>(i))) out.debug.emplace_back(log::name_of(static_cast<log::Area>(i)));
    return out;
}

Counters DaemonModel::counters() const {
    const auto& of_endpoint = endpoint_.counters();
    const auto& of_sockets = sockets_.counters();
    Counters out{{"datagrams-in", of_endpoint.datagrams_in},
                 {"datagrams-out", of_endpoint.datagrams_out},
                 {"retransmissions", of_endpoint.retransmissions},
                 {"tunnels-opened", of_endpoint.tunnels_opened},
                 {"tunnels-refused", of_endpoint.tunnels_refused},
                 {"sessions-opened", of_endpoint.sessions_opened},
                 {"sessions-refused", of_endpoint.sessions_refused},
                 {"tolerated", of_endpoint.tolerated},
                 {"limit-max-sessions", of_endpoint.max_sessions_reached},
                 {"limit-group-sessions", of_endpoint.session_limit_reached},
                 {"calls", statistics_.begun()}, {"calls-up", statistics_.up()}, {"calls-ended", statistics_.ended()},
                 {"calls-echo-requests", statistics_.echoes().requests}, {"calls-echo-replies", statistics_.echoes().replies},
                 {"limit-lns-sessions", targets_.passed_over()},
                 {"limit-waiting-calls", of_endpoint.waiting_limit_reached},
                 {"log-lines-suppressed", log::suppressed_lines()},
                 {"send-lost", of_sockets.send_lost},
                 {"send-failed", of_sockets.send_failed},
                 {"icmp-errors", of_sockets.icmp_errors}};
    for (std::size_t i = 0; i < of_endpoint.dropped.size(); ++i) {
        // The sockets' filter lets no data message through to be counted.
        if (static_cast<l2tp::DropReason>(i) == l2tp::DropReason::kDataPacket) continue;
        out.emplace_back("dropped-" + std::string(l2tp::name_of(static_cast<l2tp::DropReason>(i))),
                         of_endpoint.dropped[i]);
    }
    const auto& of_pppoe = daemon_.core.concentrators.discovery().counters();
    for (unsigned i = 0; !config_->pppoe.empty() && i < static_cast<unsigned>(pppoe::Count::kCount_); ++i)
        out.emplace_back("pppoe-" + std::string(pppoe::name_of(static_cast<pppoe::Count>(i))), of_pppoe[static_cast<pppoe::Count>(i)]);
    return out;
}

std::optional<control::TunnelDetail> DaemonModel::tunnel_detail(l2tp::TunnelId id) {
    const auto info = endpoint_.tunnel(id);
    if (!info) return {};
    control::TunnelDetail out{tunnel_row(*info), {}};
    out.extra = {{"local_address", l2tp::to_string(info->path.local.ip)},
                 {"local_port", info->path.local.port},
                 {"initiated_here", info->initiated_here},
                 {"peer_vendor", info->peer_vendor},
                 {"peer_firmware", info->peer_firmware},
                 {"ns", info->ns},
                 {"nr", info->nr},
                 {"peer_window", info->peer_window},
                 {"congestion_window", info->congestion_window},
                 {"queued", info->queued},
                 {"unacknowledged", info->unacknowledged},
                 {"retransmissions", info->retransmissions}};
    return out;
}

std::optional<control::SessionDetail> DaemonModel::session_detail(l2tp::SessionKey key) {
    const auto info = endpoint_.session(key);
    if (!info) return {};
    const auto tunnel = endpoint_.tunnel(key.tunnel).value_or(l2tp::TunnelInfo{});
    const auto* call = calls_.find(key);
    control::SessionDetail out{session_row(*info, tunnel, call), session_details(*info, call)};
    if (const auto statistics = dataplane_.statistics(key)) {
        add_traffic(out.row, *statistics);
        out.extra.insert(out.extra.end(), {{"errors_in", statistics->errors_in}, {"errors_out", statistics->errors_out}});
    }
    return out;
}

void DaemonModel::open_tunnel(const std::string& group, const std::optional<std::string>& address, TunnelOpened reply) {
    opener_.open(
        group, address,
        [this, reply = std::move(reply)](const tl::expected<l2tp::TunnelId, ipc::ControlError>& opened) {
            if (!opened) return reply(tl::unexpected(opened.error()));
            const auto info = endpoint_.tunnel(*opened);
            if (info)
                reply(tunnel_row(*info));
            else
                reply(tl::unexpected(ipc::ControlError{ipc::ControlErrorCode::kFailed, "The tunnel is gone."}));
        });
}

void DaemonModel::place_call(const std::string& name, CallPlaced reply) {
    const auto placed = [reply](const tl::expected<ClientCalls::Status, std::string>& how) {
        if (how)
            reply(client_call_row(*how));
        else
            reply(tl::unexpected(ipc::ControlError{ipc::ControlErrorCode::kFailed, "The call is not up: " + how.error() + "."}));
    };
    if (daemon_.core.client_calls.place(name, placed)) return;
    reply(tl::unexpected(ipc::ControlError{
        ipc::ControlErrorCode::kNotFound,
        "There is no call \"" + name + "\" in the configuration; `l2tpctl call list` shows those that are."}));
}

std::optional<bool> DaemonModel::end_call(const std::string& name) {
    const auto ended = daemon_.core.client_calls.end(name);
    if (ended == ClientCalls::Ended::kUnknown) return std::nullopt;
    return ended == ClientCalls::Ended::kEnded;
}

bool DaemonModel::set_debug(const std::string& area, bool on) {
    log::Area parsed{};
    if (!log::parse_area(area, &parsed)) return false;
    log::set_area(parsed, on);
    return true;
}

}  // namespace

std::unique_ptr<control::ControlModel> make_daemon_model(Daemon& daemon) {
    return std::make_unique<DaemonModel>(daemon);
}

}  // namespace vpdnd
