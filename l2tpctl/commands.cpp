#include "commands.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ipc/control_rows.h"

namespace ctl {
namespace {

constexpr Argument kTunnelId{"ID", "the tunnel's local id", true, Offer::kTunnels};
constexpr Argument kSessionId{"ID", "TUNNEL/SESSION: the local ids", true, Offer::kSessions};
constexpr Argument kSomeTunnelId{"ID", "the tunnel's local id; or else --peer or --group", false, Offer::kTunnels};
constexpr Argument kSomeSessionId{"ID", "TUNNEL/SESSION: the local ids; or else --user, --peer, --group or --state", false,
                                  Offer::kSessions};
constexpr Argument kBundle{"BUNDLE", "its interface or its name", true, Offer::kBundles};
constexpr Argument kSomeBundle{"BUNDLE", "its interface or its name; or else --user", false, Offer::kBundles};
constexpr Argument kSomePppoe{"ID", "INTERFACE/SID, as pppoe list shows them; or else --user or --state", false, Offer::kPppoe};
constexpr Argument kGroupName{"GROUP", "its name in the configuration", true, Offer::kGroups};
constexpr Argument kRadiusName{"NAME", "of a [radius.NAME] in the configuration", true};
constexpr Argument kAddress{"ADDRESS", "instead of the group's initiate-to"};
constexpr Argument kArea{"AREA", "events, packets, errors, ppp, radius or dataplane", true, Offer::kWords,
                         "events packets errors ppp radius dataplane"};
constexpr Argument kSwitch{"SWITCH", "on or off", true, Offer::kWords, "on off"};
constexpr Argument kFile{"FILE", "a file that vpdnd --check-config shall look at, instead of the running daemon's", false, Offer::kFiles};

constexpr Argument kCallName{"NAME", "of a [group.call] in the configuration", false, Offer::kCalls};
constexpr Argument kOwnCallName{"NAME", "of a [group.call] in the configuration", true, Offer::kCalls};
constexpr Argument kSomeLns{"LNS", "its address or name, :PORT may follow; or all; or else --group"};

constexpr auto kLnss = ipc::kLnsRows.layout();
constexpr auto kTunnels = ipc::kTunnelRows.layout();
constexpr auto kSessions = ipc::kSessionRows.layout();
constexpr auto kBundles = ipc::kBundleRows.layout();

constexpr Command kCommands[]{
    {"show", "show", "tunnels, sessions and bundles in three tables", show,
     "Tunnels, sessions and multilink bundles in three tables."},
    {"status", "status", "version, totals, counters", status,
     "Version, uptime, roles, data plane, totals, and counters of what was dropped and refused. Every limit of *vpdnd.conf*(5) "
     "has one: *dropped-half-open-limit* (max-half-open), *dropped-half-open-per-address* (max-half-open-per-address), "
     "*dropped-rate-limit* (max-sccrq-per-second-per-address), *dropped-tunnel-limit* (max-tunnels), *limit-max-sessions* "
     "(max-sessions), *limit-group-sessions* and *limit-lns-sessions* (session-limit of a group and of an LNS address; "
     "the latter counts drained ones too)."},
    {"tunnel list", "tunnel.list", "all tunnels", list_rows,
     "All tunnels. Filters are compared whole; several must all fit.", {}, kTunnels},
    {"tunnel show", "tunnel.show", "everything about one tunnel", tunnel_show, "Everything about one tunnel.", {kTunnelId}},
    {"tunnel open", "tunnel.open", "open a tunnel and wait until it is established", tunnel_open,
     "Opens a tunnel and waits until it is established or has failed. It stays without sessions. _ADDRESS_ is an IP address or a "
     "name, which :_PORT_ may follow (an IPv6 address then stands in brackets); without it those of *initiate-to* are called, "
     "the lowest priority number first. They, and the addresses of a name, are tried one after the other: one that is silent "
     "for *try-next-after*, or cannot be reached, is left for the next.",
     {kGroupName, kAddress}},
    {"tunnel close", "tunnel.close", "close tunnels and end their sessions", tunnel_close,
     "Closes tunnels, named either by _ID_ or by filters, and ends their sessions; users of an LNS are told by PPP first, for 1 s "
     "at the most.",
     {kSomeTunnelId}, kTunnels},
    {"tunnel hello", "tunnel.hello", "send a HELLO now", tunnel_hello, "Sends a HELLO now.", {kTunnelId}},
    {"session list", "session.list", "all sessions", list_rows, "All sessions. Filters are compared whole; several must all fit.", {},
     kSessions},
    {"session list --ended", "session.ended", "instead: the last calls that ended, newest first", list_rows,
     "The last calls that ended, newest first: who, how long, how much, and why. 1000 are kept until *vpdnd*(8) restarts.", {},
     ipc::kEndedCallRows.layout()},
    {"session show", "session.show", "everything about one session", session_show,
     "Everything about one session: also speeds and kind of the user's line, errors that the LAC reported of it, the ACCM that the "
     "LNS set, access line information (RFC 5515); of a call that ends here what the LAC proxied (never password or response), what of it "
     "was taken over or why not, the options of LCP, IPCP and IPv6CP of both sides, and the quality of the link: round trip and loss of "
     "LCP echoes. Long lists are cut for people, not with *--json* and *--dump*. The keys are in doc/control-protocol.md.",
     {kSessionId}},
    {"session close", "session.close", "end sessions", session_close,
     "Closes sessions, named either by _ID_ or by filters. At an LNS the user is told by PPP first, for 1 s at the most.",
     {kSomeSessionId}, kSessions},
    {"multilink list", "bundle.list", "all multilink bundles", list_rows,
     "All multilink bundles: whose links are one, since when, and how fast they are together.", {}, kBundles},
    {"multilink show", "bundle.show", "everything about one bundle and its links", multilink_show,
     "Everything about one bundle: what LCP agreed on (MRRU and endpoint discriminators), and of each link its LAC, its age and its "
     "traffic. _BUNDLE_ is its interface, or its name if no other has the same.",
     {kBundle}},
    {"multilink close", "bundle.close", "end all links of bundles", multilink_close,
     "Ends all links of bundles, named either by _BUNDLE_ or by a filter. *session close* ends one link alone; the bundle lives as long "
     "as it has one.",
     {kSomeBundle}, kBundles},
    {"call", "call.start", "place a call of this machine's own and wait until it is up", call,
     "Places a call that a *[group.call]* names, and waits until it is up or its first try has failed. It is tried again, and placed "
     "again when it has ended, as its keys say, until *call end* or *session close*.",
     {kCallName}},
    {"call end", "call.end", "hang a call up; it is placed no more", call_end,
     "Hangs the call up; the LNS is told by PPP first. It is not placed again until *call*, or a restart where it starts at boot.",
     {kOwnCallName}},
    {"call list", "call.list", "calls of this machine's own", list_rows,
     "The calls of this machine's own: which are up, where, and when the others are tried again.", {}, ipc::kClientCallRows.layout()},
    {"lns list", "lns.list", "addresses that calls are forwarded to", list_rows,
     "Addresses that calls are forwarded to, of the configuration and of RADIUS: which of them get calls, how many, and which have a dead "
     "time or are drained.", {}, kLnss},
    {"lns drain", "lns.drain", "give no new calls to LNSs", lns_drain,
     "Gives no new calls to an LNS, to those of a group, or to *all*; calls that are up stay. With a port it is that port alone. It holds "
     "for addresses that the configuration or RADIUS names later too, until *lns undrain* or a restart.",
     {kSomeLns}, kLnss},
    {"lns undrain", "lns.undrain", "give new calls to them again", lns_undrain,
     "Ends what the same words of *lns drain* began: an address that is drained by its group too stays so.", {kSomeLns}, kLnss},
    {"pool list", "pool.list", "address pools", list_rows, "Address pools: size, used and free addresses.", {}, ipc::kPoolRows.layout()},
    {"pool list --held", "address.list", "instead: addresses that users hold", list_rows,
     "The addresses that users of this machine hold, whoever gave them: by whom, and why. One that is kept for a user until IPCP "
     "has given it, or until his pppd has ended, has no interface or no session.", {}, ipc::kAddressRows.layout()},
    {"pppoe list", "pppoe.list", "PPPoE sessions of the access concentrators", list_rows,
     "The PPPoE sessions of this machine's access concentrators: who comes in where, and where he goes. What discovery has counted "
     "is among the counters of *status*, as *pppoe-*...: PADIs received, offers sent, what was not answered and why.", {},
     ipc::kPppoeRows.layout()},
    {"pppoe close", "pppoe.close", "end calls of PPPoE users", pppoe_close,
     "Ends calls of PPPoE users, forwarded or served here, named either by _ID_ or by filters. A user whose pppd is here is told by "
     "PPP; all are by PADT.",
     {kSomePppoe}, ipc::kPppoeRows.layout()},
    {"radius list", "radius.list", "RADIUS servers", list_rows, "RADIUS servers: whether they answer, and what they were asked.", {},
     ipc::kRadiusServerRows.layout()},
    {"radius show", "radius.show", "everything about the RADIUS servers of one name", radius_show,
     "Everything about a [radius.NAME]: how many calls were asked for, how many of them had the answer of an earlier one that still "
     "held, or joined the question of another one, what the answers were, and for each server how often which was dropped for what "
     "reason. Not authentic is a wrong shared secret, or somebody's forgery; unusable are genuine answers with a broken attribute. "
     "Of accounting: records that wait, were acknowledged, replaced or left out, and the file that they wait in.",
     {kRadiusName}},
    {"monitor", "events.subscribe", "events as they happen", monitor, "Events as they happen, a line each, until interrupted."},
    {"debug", "debug.set", "switch a debug area of the log on or off", debug,
     "Switches a debug area of the daemon's log *on* or *off*: *events* (changes of state), *packets* (control messages, with their "
     "AVPs), *errors* (what was dropped or refused, and why), *ppp* (what the pppds of an LNS say, which get the option debug), "
     "*dataplane* (what is made and deleted in the kernel) or *radius* (packets to and from RADIUS servers, by attribute). It stays "
     "so over a reload, until the daemon restarts or the area enters or leaves the key *debug* of *vpdnd.conf*(5).",
     {kArea, kSwitch}},
    {"reload", "config.reload", "read the configuration again; sessions stay", reload,
     "The daemon reads its configuration again; sessions stay. With errors, they are listed and nothing is changed. pppd is not "
     "asked about its options files, see *check-config*."},
    {"check-config", "config.check", "look for errors in the configuration", check_config,
     "Lists the errors of the running daemon's configuration files. pppd is not asked about its options files, for which the daemon "
     "would have to wait: as root *vpdnd --check-config* does that. With a _FILE_ *vpdnd --check-config* is run on it, with the "
     "caller's rights; no daemon is needed. With *--json* or *--dump* the report has the keys *file*, *errors* and *notes* (of a "
     "_FILE_ its warnings), whether there are errors or not; errors go to standard error as well.",
     {kFile}},
};

}  // namespace

std::string_view subject_of(std::string_view family) {
    constexpr std::pair<std::string_view, std::string_view> kSubjects[]{
        {"tunnel", "control connections to LACs and LNSs"}, {"session", "calls in tunnels"},
        {"multilink", "bundles of links"},                  {"lns", "LNSs that a LAC's calls go to"},
        {"pool", "addresses for users"},                    {"pppoe", "users of the PPPoE access concentrator"},
        {"radius", "RADIUS servers"}};
    const auto found = std::ranges::find(kSubjects, family, &std::pair<std::string_view, std::string_view>::first);
    return found == std::end(kSubjects) ? std::string_view() : found->second;
}

std::span<const Command> commands() { return kCommands; }

}  // namespace ctl
