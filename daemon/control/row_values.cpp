#include "control/row_values.h"

#include <array>
#include <cstdio>
#include <ctime>

namespace vpdnd::control {
namespace {

using ipc::Value;

Value known(const std::string& text) { return text.empty() ? Value() : Value(text); }
Value known(WallTime time) { return time == WallTime{} ? Value() : Value(rfc3339(time)); }

Value list_of(const std::vector<std::string>& texts) {
    Value::List list;
    for (const std::string& text : texts) list.emplace_back(text);
    return list;
}

}  // namespace

std::string rfc3339(WallTime time, bool milliseconds) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(time);
    const auto rest = std::chrono::floor<std::chrono::milliseconds>(time - whole).count();
    const std::time_t seconds = std::chrono::system_clock::to_time_t(whole);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> buffer{};
    std::size_t length = std::strftime(buffer.data(), buffer.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    std::string text(buffer.data(), length);
    if (milliseconds) {
        length = static_cast<std::size_t>(std::snprintf(buffer.data(), buffer.size(), ".%03d", static_cast<int>(rest)));
        text.append(buffer.data(), length);
    }
    return text + "Z";
}

Value::Object value_of(const TunnelRow& row) {
    return {{"local_id", row.local_id.value},
            {"remote_id", row.remote_id.value},
            {"remote_name", known(row.remote_name)},
            {"state", row.state},
            {"remote_address", known(row.remote_address)},
            {"remote_port", row.remote_port},
            {"sessions", row.sessions},
            {"group", known(row.group)},
            {"role", known(row.role)},
            {"since", known(row.since)}};
}

Value::Object value_of(const SessionRow& row) {
    return {{"local_id", row.local_id.value},
            {"remote_id", row.remote_id.value},
            {"tunnel_id", row.tunnel_id.value},
            {"interface", known(row.interface)},
            {"user", known(row.user)},
            {"state", row.state},
            {"since", known(row.since)},
            {"direction", known(row.direction)},
            {"calling_number", known(row.calling_number)},
            {"called_number", known(row.called_number)},
            {"address", known(row.address)},
            {"peer_address", known(row.peer_address)},
            {"bundle", known(row.bundle)},
            {"stage", known(row.stage)},
            {"lcp", known(row.lcp)},
            {"ncp", known(row.ncp)},
            {"bytes_in", row.bytes_in},
            {"bytes_out", row.bytes_out},
            {"packets_in", row.packets_in},
            {"packets_out", row.packets_out}};
}

Value::Object value_of(const BundleRow& row) {
    Value::List members;
    for (const l2tp::SessionKey& key : row.members) {
        members.push_back(Value::object({{"tunnel_id", key.tunnel.value}, {"local_id", key.session.value}}));
    }
    return {{"name", row.name},
            {"user", known(row.user)},
            {"interface", known(row.interface)},
            {"since", known(row.since)},
            {"links", row.members.size()},
            {"members", std::move(members)}};
}

Value::Object value_of(const PoolRow& row) {
    return {{"name", row.name},
            {"ranges", list_of(row.ranges)},
            {"size", row.size},
            {"used", row.used},
            {"free", row.free}};
}

Value::Object value_of(const StatusReport& status) {
    Value::Object counters;
    for (const auto& [name, count] : status.counters) counters.emplace_back(name, count);
    return {{"version", status.version},
            {"hostname", known(status.hostname)},
            {"uptime", status.uptime.count()},
            {"roles", list_of(status.roles)},
            {"dataplane", known(status.dataplane)},
            {"config_file", known(status.config_file)},
            {"tunnels", status.tunnels},
            {"sessions", status.sessions},
            {"bundles", status.bundles},
            {"debug", list_of(status.debug)},
            {"log_lines_dropped", status.log_lines_dropped},
            {"counters", std::move(counters)}};
}

Value::Object value_of(const ConfigReport& report) {
    return {{"file", known(report.file)}, {"errors", list_of(report.errors)}, {"notes", list_of(report.notes)}};
}

}  // namespace vpdnd::control
