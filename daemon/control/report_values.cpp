#include "control/report_values.h"

#include "ipc/cell_value.h"

namespace vpdnd::control {

using ipc::cell_value;
using ipc::Value;

namespace {

Value::Object numbers(const std::vector<std::pair<std::string, std::uint64_t>>& rows) {
    Value::Object out;
    for (const auto& [name, number] : rows) out.emplace_back(name, number);
    return out;
}

}  // namespace

Value::Object value_of(const StatusReport& status) {
    return {{"version", status.version},
            {"hostname", cell_value(status.hostname)},
            {"uptime", cell_value(status.uptime)},
            {"roles", cell_value(status.roles)},
            {"dataplane", cell_value(status.dataplane)},
            {"config_file", cell_value(status.config_file)},
            {"groups", cell_value(status.groups)},
            {"tunnels", status.tunnels},
            {"sessions", status.sessions},
            {"bundles", status.bundles},
            {"alarms", cell_value(status.alarms)},
            {"debug", cell_value(status.debug)},
            {"log_lines_dropped", status.log_lines_dropped},
            {"loop", numbers(status.loop)},
            {"loop_longest_us", numbers(status.loop_longest_us)},
            {"counters", numbers(status.counters)}};
}

Value::Object value_of(const ConfigReport& report) {
    return {{"file", cell_value(report.file)}, {"errors", cell_value(report.errors)}, {"notes", cell_value(report.notes)}};
}

}  // namespace vpdnd::control
