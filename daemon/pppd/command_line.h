// argv of a spawned pppd. Only what is not secret and not of the peer: the rest goes by the plugin's socket.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vpdnd {

/// Descriptor number at which a spawned pppd finds its end of the plugin conversation.
inline constexpr int kPluginDescriptor = 3;

enum class PppdRole : std::uint8_t {
    kSession,  ///< the call is a session that a tunnel brought or will bring
    kLine,     ///< it is a user's line at this machine
    kCaller,   ///< this machine's own call: the peer is the one who authenticates
};

struct PppdCommand {
    std::string program;       ///< path of pppd
    std::string plugin;        ///< "vpdn.so" or a path
    std::string options_file;  ///< empty: none
    bool debug = false;
    PppdRole role = PppdRole::kSession;
    bool daemon_judges_users = false;  ///< not pppd by its secrets files
    bool asks_dns = false;             ///< kCaller: the peer is asked for DNS servers
};

std::vector<std::string> command_line(const PppdCommand& command);
/// Of one that waits and forks a process a call (plugin/waiting_call.h).
std::vector<std::string> waiting_command_line(const PppdCommand& command);

}  // namespace vpdnd
