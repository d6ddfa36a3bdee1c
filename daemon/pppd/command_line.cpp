#include "pppd/command_line.h"

namespace vpdnd {

std::vector<std::string> command_line(const PppdCommand& command) {
    // "nodetach" keeps the process ours. The options file comes after "plugin", which makes vpdn-* options known.
    std::vector<std::string> out{command.program, "plugin", command.plugin, "vpdn-fd", std::to_string(kPluginDescriptor),
                                 "nodetach"};
    if (!command.options_file.empty()) out.insert(out.end(), {"file", command.options_file});
    if (command.debug) out.emplace_back("debug");
    return out;
}

}  // namespace vpdnd
