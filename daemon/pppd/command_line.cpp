#include "pppd/command_line.h"

namespace vpdnd {

std::vector<std::string> command_line(const PppdCommand& command) {
    // "nodetach" keeps the process ours. A pppd of root's lets everybody in unless it is told "auth"; an options file may
    // still say "noauth". It comes after "plugin", which makes vpdn-* options known.
    // A caller's peer need not prove who it is, unless the file says so; it says which addresses there are, unless the file does.
    std::vector<std::string> out{command.program, "plugin", command.plugin, "vpdn-fd", std::to_string(kPluginDescriptor), "nodetach"};
    if (command.role == PppdRole::kCaller)
        out.insert(out.end(), {"noauth", "vpdn-caller", "noipdefault", "ipcp-accept-local", "ipcp-accept-remote"});
    else
        out.emplace_back("auth");
    if (command.role == PppdRole::kLine) out.emplace_back("vpdn-line");
    if (command.asks_dns) out.emplace_back("usepeerdns");
    if (command.daemon_judges_users) out.emplace_back("vpdn-auth");
    if (!command.options_file.empty()) out.insert(out.end(), {"file", command.options_file});
    if (command.debug) out.emplace_back("debug");
    return out;
}

std::vector<std::string> waiting_command_line(const PppdCommand& command) {
    auto out = command_line(command);
    out.emplace_back("vpdn-wait");
    return out;
}

}  // namespace vpdnd
