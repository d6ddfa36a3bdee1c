#include "support/fake_control_model.h"

#include <algorithm>

using namespace vpdnd::control;

namespace {

/// Some days ago, so that the age stays the same text while a test runs.
ipc::WallTime days_ago(int days) {
    return std::chrono::system_clock::now() - std::chrono::hours(24 * days + 2) - std::chrono::minutes(30);
}

SessionRow session(std::uint16_t tunnel, std::uint16_t local, std::uint16_t remote, std::string user) {
    SessionRow row;
    row.local_id = {local};
    row.remote_id = {remote};
    row.tunnel_id = {tunnel};
    row.user = std::move(user);
    row.state = "established";
    row.since = days_ago(2);
    row.direction = "incoming";
    row.peer = tunnel == 5 ? "LAC" : "evil";
    row.group = tunnel == 5 ? "wholesale" : "other";
    return row;
}

}  // namespace

FakeControlModel::FakeControlModel() {
    tunnels_.push_back({{5}, {44210}, "LAC", "established", "192.168.1.2", 1701, 2, "wholesale", "lns", days_ago(3)});
    tunnels_.push_back(
        {{61234}, {7}, "evil\033[2Jlac\n\t\xff", "wait-ctl-conn", "2001:db8::17", 40001, 1, "other", "lac", days_ago(1)});
    SessionRow first = session(5, 17, 9, "user1@cisco.com");
    first.interface = "ppp0";
    first.calling_number = "614629";
    first.called_number = "6121";
    first.address = "10.10.10.10";
    first.peer_address = "10.10.10.11";
    first.bundle = "user1@cisco.com";
    first.stage = "running";
    first.lcp = "open";
    first.ncp = "open";
    first.bytes_in = 1234567890123;
    first.bytes_out = 2;
    first.packets_in = 3;
    first.packets_out = 0;
    sessions_.push_back(first);
    sessions_.push_back(session(5, 18, 10, "J\xc3\xbcrgen \xe2\x80\xae gro\xc3\x9f"));
    SessionRow last = session(61234, 1, 0, "");
    last.state = "wait-connect";
    last.direction = "outgoing";
    sessions_.push_back(last);
    bundles_.push_back({"user1@cisco.com", "user1@cisco.com", "ppp0", days_ago(2), {{{5}, {17}}}, 1524, 1500, 64000,
                        "local:6c.6e.73", "local:68.6f.6d.65"});
    report_ = {"/etc/vpdnd/vpdnd.conf", {}, {"listen: takes effect after a restart"}};
    debug_ = {"errors"};
}

std::vector<SessionRow> FakeControlModel::sessions() {
    std::vector<SessionRow> rows = sessions_;
    for (SessionRow& row : rows) row.bytes_in = row.bytes_out = row.packets_in = row.packets_out = std::nullopt;
    return rows;
}

std::vector<AddressRow> FakeControlModel::addresses() {
    return {{.address = "10.10.10.11", .why = "lent", .pool = "cisco", .user = "user@cisco.com", .session = {{{5}, {17}}},
             .interface = "ppp0"},
            {.address = "192.0.2.7", .why = "fixed", .pool = {}, .user = "other@cisco.com", .session = {}, .interface = {}}};
}

std::vector<RadiusServerRow> FakeControlModel::radius_servers() {
    return {{.radius = "isp", .purpose = "tunnels", .server = "192.0.2.10:1812", .state = "dead", .outstanding = 0, .requests = 12,
             .repetitions = 9, .accepts = 8, .rejects = 1, .timeouts = 3, .unreachable = 0, .dropped = 0, .answer_us = 1250},
            {.radius = "isp", .purpose = "tunnels", .server = "[2001:db8::1]:1812", .state = "alive", .outstanding = 2, .requests = 3,
             .repetitions = 0, .accepts = 1, .rejects = 0, .timeouts = 0, .unreachable = 0, .dropped = 4, .answer_us = {}}};
}

std::optional<ipc::Value::Object> FakeControlModel::radius_detail(const std::string& name) {
    if (name != "isp") return std::nullopt;
    return ipc::Value::Object{{"radius", name}, {"cached", 2},
                              {"servers", ipc::Value::Object{{"192.0.2.10:1812", ipc::Value::Object{{"state", "dead"}, {"timeouts", 3}}}}}};
}

std::vector<ClientCallRow> FakeControlModel::client_calls() {
    return {{.name = "office", .group = "wholesale", .state = "up", .lns = "lns.example.net:1701", .interface = "ppp3",
             .address = "10.10.10.11", .peer_address = "10.10.10.10", .session = {{{5}, {16}}}, .since = days_ago(1), .failures = 0,
             .next_seconds = {}, .error = {}},
            {.name = "home", .group = "other", .state = "waiting", .lns = {}, .interface = {}, .address = {}, .peer_address = {},
             .session = {}, .since = {}, .failures = 4, .next_seconds = 17, .error = "no LNS took the call: evil\033[2J"}};
}

void FakeControlModel::place_call(const std::string& name, CallPlaced reply) {
    if (name == "office") return reply(client_calls().front());
    const bool known = name == "home";
    reply(tl::unexpected(ipc::ControlError{known ? ipc::ControlErrorCode::kFailed : ipc::ControlErrorCode::kNotFound,
                                           known ? "The call is not up: no answer." : "There is no call \"" + name + "\"."}));
}

std::optional<bool> FakeControlModel::end_call(const std::string& name) {
    if (name != "office" && name != "home") return std::nullopt;
    return name == "office";
}

std::vector<LnsRow> FakeControlModel::lns() {
    return {{.lns = "192.0.2.1:1701", .group = "wholesale", .state = "usable", .priority = 1, .weight = 2, .sessions = 3,
             .session_limit = 100, .dead_seconds = {}},
            {.lns = "[2001:db8::1]:1701", .group = "wholesale", .state = "dead", .priority = 2, .weight = 1, .sessions = 0,
             .session_limit = {}, .dead_seconds = 42},
            {.lns = "all", .group = "refusing", .state = "drained", .priority = {}, .weight = {}, .sessions = 0, .session_limit = {},
             .dead_seconds = {}}};
}

std::vector<PoolRow> FakeControlModel::pools() {
    return {{"cisco", {"10.10.10.11-10.10.10.24"}, 14, 1, 13}, {"two", {"10.1.0.1-10.1.0.9", "10.2.0.0-10.2.0.255"}, 265, 0, 265}};
}

std::vector<PppoeRow> FakeControlModel::pppoe_sessions() {
    return {{.interface = "eth1", .session_id = 1, .host = "02:00:5e:10:00:01", .concentrator = "access", .state = "forwarded",
             .user = "user1@cisco.com", .service = "isp", .calling_number = "slot 1/2", .session = {{{5}, {16}}}, .since = days_ago(1)},
            {.interface = "eth1.100", .session_id = 65534, .host = "02:00:5e:10:00:02", .concentrator = "access", .state = "discovered",
             .user = "", .service = "", .calling_number = "02:00:5e:10:00:02", .session = {}, .since = days_ago(2)}};
}

std::vector<EndedCallRow> FakeControlModel::ended_sessions() {
    EndedCallRow last;
    last.tunnel_id = {5};
    last.local_id = {16};
    last.user = "user1@cisco.com";
    last.interface = "ppp0";
    last.peer_address = "10.10.10.11";
    last.peer = "LAC";
    last.group = "wholesale";
    last.calling_number = "614629";
    last.called_number = "6121";
    last.direction = "incoming";
    last.since = days_ago(2);
    last.ended = days_ago(1);
    last.duration = std::chrono::hours(24);
    last.reason = "user-request";
    last.message = "the user ended the call";
    last.by_peer = true;
    last.bytes_in = 1234567890123;
    last.bytes_out = 2;
    last.packets_in = 3;
    last.packets_out = 0;
    last.result = 3;
    last.result_name = "administrative";
    EndedCallRow refused;
    refused.peer = "other.example.net";
    refused.direction = "outgoing";
    refused.ended = days_ago(3);
    refused.reason = "no-target";
    refused.message = "evil\033[2J";
    return {last, refused};
}

StatusReport FakeControlModel::status() {
    StatusReport report;
    report.version = "0.1.0";
    report.hostname = "LNS";
    report.uptime = std::chrono::seconds(93784);
    report.roles = {"lac", "lns"};
    report.dataplane = "netlink";
    report.config_file = report_.file;
    report.groups = {"wholesale", "other"};
    report.tunnels = tunnels_.size();
    report.sessions = sessions_.size();
    report.bundles = bundles_.size();
    report.alarms = {"accounting is not stored in /var/lib/vpdnd/accounting.db: database or disk is full"};
    report.loop = {{"turns", 250000}, {"p50_us", 12}, {"p99_us", 319}, {"p999_us", 1023}, {"longest_us", 61200}};
    report.loop_longest_us = {{"control/control_client", 61200}, {"net/udp_sockets", 1023}};
    report.counters = {{"too-short", 3}, {"half-open-limit", 0}};
    report.debug = {debug_.begin(), debug_.end()};
    return report;
}

std::optional<TunnelDetail> FakeControlModel::tunnel_detail(l2tp::TunnelId id) {
    for (const TunnelRow& row : tunnels_) {
        if (row.local_id == id) return TunnelDetail{row, {{"ns", 12}, {"nr", 3}, {"peer_vendor", ipc::Value()}}};
    }
    return {};
}

std::optional<SessionDetail> FakeControlModel::session_detail(l2tp::SessionKey key) {
    for (const SessionRow& row : sessions_) {
        if (row.tunnel_id == key.tunnel && row.local_id == key.session) {
            const ipc::Value::List history(20, ipc::Value(4000));
            return SessionDetail{row, {{"serial", 4711}, {"quality", ipc::Value::object({{"state", "measured"}, {"history", history}})}}};
        }
    }
    return {};
}

void FakeControlModel::open_tunnel(const std::string& group, const std::optional<std::string>& address, TunnelOpened reply) {
    if (group == "wholesale") {
        TunnelRow row = tunnels_.front();
        row.local_id = {77};
        row.remote_address = address.value_or("18.18.18.2");
        row.sessions = 0;
        tunnels_.push_back(row);
        reply(row);
    } else if (group == "later") {
        waiting_.push_back(std::move(reply));
        serve_waiting();
    } else if (group == "refusing") {
        reply(tl::unexpected(ipc::ControlError{ipc::ControlErrorCode::kRefused, "The peer refused: StopCCN 4, \033[31mno\033[0m."}));
    } else {
        reply(tl::unexpected(ipc::ControlError{ipc::ControlErrorCode::kNotFound, "There is no group \"" + group + "\"."}));
    }
}

void FakeControlModel::finish_open(std::function<void()> done) {
    finish_next_ = std::move(done);
    serve_waiting();
}

void FakeControlModel::serve_waiting() {
    if (!finish_next_ || waiting_.empty()) return;
    for (TunnelOpened& reply : std::exchange(waiting_, {})) reply(tunnels_.front());
    std::exchange(finish_next_, {})();
}

bool FakeControlModel::close_tunnel(l2tp::TunnelId id) {
    std::erase_if(sessions_, [id](const SessionRow& row) { return row.tunnel_id == id; });
    return std::erase_if(tunnels_, [id](const TunnelRow& row) { return row.local_id == id; }) > 0;
}

bool FakeControlModel::close_session(l2tp::SessionKey key) {
    return std::erase_if(sessions_, [key](const SessionRow& row) {
               return row.tunnel_id == key.tunnel && row.local_id == key.session;
           }) > 0;
}

std::size_t FakeControlModel::close_pppoe(const std::set<PppoeName>& sessions) {
    const auto rows = pppoe_sessions();
    return static_cast<std::size_t>(std::ranges::count_if(rows, [&](const PppoeRow& row) {
        return sessions.contains({row.interface, row.session_id}) && row.state == "forwarded";
    }));
}

bool FakeControlModel::send_hello(l2tp::TunnelId id) {
    return std::any_of(tunnels_.begin(), tunnels_.end(),
                       [id](const TunnelRow& row) { return row.local_id == id && row.state == "established"; });
}

bool FakeControlModel::set_debug(const std::string& area, bool on) {
    if (area != "packets" && area != "events") return false;
    if (on) {
        debug_.insert(area);
    } else {
        debug_.erase(area);
    }
    return true;
}

void FakeControlModel::break_configuration() {
    report_.errors = {"/etc/vpdnd/vpdnd.conf:3:1: daemon.hostnam: unknown key; did you mean hostname?",
                      "/etc/vpdnd/conf.d/a.conf:1:8: group.name: expected a text"};
}

void FakeControlModel::fill(std::size_t sessions) {
    for (std::size_t i = 0; i < sessions; ++i) {
        sessions_.push_back(session(5, static_cast<std::uint16_t>(100 + i), static_cast<std::uint16_t>(i), "user@example.net"));
    }
}
