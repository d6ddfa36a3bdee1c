#include "commands.h"

#include <charconv>

namespace ctl {
namespace {

constexpr Parameter kTunnelId{"ID", "the tunnel's local id", true};
constexpr Parameter kSessionId{"ID", "TUNNEL/SESSION: the local ids", true};
constexpr Parameter kPeer{"--peer", "only of the peer with this host name"};
constexpr Parameter kGroup{"--group", "only of this group"};
constexpr Parameter kUser{"--user", "only of this user"};
constexpr Parameter kState{"--state", "only those in this state"};
constexpr Parameter kSomeTunnelId{"ID", "the tunnel's local id; or else --peer or --group"};
constexpr Parameter kSomeSessionId{"ID", "TUNNEL/SESSION: the local ids; or else --user, --peer, --group or --state"};

/// Help, usage errors and shell completion come from here.
constexpr Command kCommands[]{
    {"show", "tunnels, sessions and bundles in three tables", show},
    {"status", "version, totals, counters", status},
    {"tunnel list", "all tunnels", tunnel_list, {kPeer, kGroup}},
    {"tunnel show", "everything about one tunnel", tunnel_show, {kTunnelId}},
    {"tunnel open", "open a tunnel and wait until it is established", tunnel_open,
     {Parameter{"GROUP", "its name in the configuration", true},
      Parameter{"ADDRESS", "instead of the group's initiate-to"}}},
    {"tunnel close", "close tunnels and end their sessions", tunnel_close, {kSomeTunnelId, kPeer, kGroup}},
    {"tunnel hello", "send a HELLO now", tunnel_hello, {kTunnelId}},
    {"session list", "all sessions", session_list, {kUser, kPeer, kGroup, kState}},
    {"session show", "everything about one session", session_show, {kSessionId}},
    {"session close", "end sessions", session_close, {kSomeSessionId, kUser, kPeer, kGroup, kState}},
    {"pool list", "address pools", pool_list},
    {"monitor", "events as they happen", monitor},
    {"debug", "switch a debug area of the log on or off", debug,
     {Parameter{"AREA", "events, packets, errors, ppp, radius or dataplane", true}, Parameter{"SWITCH", "on or off", true}}},
    {"reload", "read the configuration again; sessions stay", reload},
    {"check-config", "look for errors in the configuration", check_config,
     {Parameter{"FILE", "a file that vpdnd --check-config shall look at, instead of the running daemon's"}}},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

std::uint16_t parse_id(std::string_view text, std::string_view what) {
    std::uint16_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size() || id == 0) {
        throw Failure(ExitCode::kUsage, "The " + std::string(what) + " id must be a number from 1 to 65535, not \"" +
                                            std::string(text) + "\".");
    }
    return id;
}

std::optional<std::string> Invocation::argument(std::string_view name) const {
    const auto found = arguments_.find(name);
    return found == arguments_.end() ? std::nullopt : std::optional(found->second);
}

std::string Invocation::needed(std::string_view name) const { return argument(name).value(); }

std::uint16_t Invocation::tunnel_id() const { return parse_id(needed("ID"), "tunnel"); }

}  // namespace ctl
