// The rows of the control protocol's lists, each followed by the table of its columns. Texts are raw as the peer sent them:
// whoever prints them escapes them. Empty texts and optionals and the epoch are not known. No secret may be put into any.
//
// A column is added at the end of its table (the order is that of --dump), as a member of the struct and a row of the
// table; the daemon fills the member. A list is added as a struct and a table here, as a function of ControlModel
// (daemon/control/control_model.h, daemon_model.cpp), a row of the table of methods (handlers.cpp) and an entry of the
// commands (l2tpctl/commands.cpp). `make update-control-documents` then writes man page and protocol anew.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ipc/client_call_rows.h"
#include "ipc/row_table.h"
#include "ipc/wall_time.h"
#include "l2tp/ids.h"

namespace ipc {

/// A tunnel that there is.
struct TunnelRow {
    l2tp::TunnelId local_id;
    l2tp::PeerTunnelId remote_id;
    std::string remote_name, state, remote_address;
    std::uint16_t remote_port = 0;
    std::size_t sessions = 0;
    std::string group, role;
    WallTime since{};
};

inline constexpr RowColumn<TunnelRow> kTunnelColumns[]{
    column<&TunnelRow::local_id>("local_id", "LocID", ColumnKind::kNumber, {1, 1}, "our Tunnel ID"),
    column<&TunnelRow::remote_id>("remote_id", "RemID", ColumnKind::kNumber, {2, 2}, "the peer's Tunnel ID"),
    column<&TunnelRow::remote_name>("remote_name", "Remote Name", ColumnKind::kText, {3, 3}, "the peer's Host Name (AVP 7)")
        .filtered_by(kByPeer),
    column<&TunnelRow::state>("state", "State", ColumnKind::kState, {4, 4}, "of the control connection")
        .one_of("idle wait-ctl-reply wait-ctl-conn established no-sessions-left shutting-down"),
    column<&TunnelRow::remote_address>("remote_address", "Remote Address", ColumnKind::kText, {5, 5}, "the peer's IP address"),
    column<&TunnelRow::remote_port>("remote_port", "Port", ColumnKind::kNumber, {6, 6}, "the peer's UDP port"),
    column<&TunnelRow::sessions>("sessions", "Sessions", ColumnKind::kNumber, {7, 7}, "how many it has"),
    column<&TunnelRow::group>("group", "Group", ColumnKind::kText, {8, 8}, "of the configuration").filtered_by(kByGroup),
    column<&TunnelRow::role>("role", "Role", ColumnKind::kText, {9, 9}, "ours").one_of("lac lns"),
    column<&TunnelRow::since>("since", "Last Chg", ColumnKind::kAge, {10, 10}, "when the state was reached"),
};
inline constexpr RowTable kTunnelRows{"tunnel", "tunnels", kTunnelColumns};

/// A session that there is. Traffic: in = from the user.
struct SessionRow {
    l2tp::SessionId local_id;
    l2tp::PeerSessionId remote_id;
    l2tp::TunnelId tunnel_id;
    std::string interface, user;
    std::string peer, group;  ///< of its tunnel
    std::string state;
    WallTime since{};
    std::string direction, calling_number, called_number;
    std::string address, peer_address, bundle;
    std::string stage, lcp, ncp;
    std::optional<std::uint64_t> bytes_in, bytes_out, packets_in, packets_out;
    std::optional<std::uint64_t> echo_rtt_us, echo_loss_percent;
};

inline constexpr RowColumn<SessionRow> kSessionColumns[]{
    people_column<SessionRow>("ID", ColumnKind::kSession, {0, 1}),
    column<&SessionRow::local_id>("local_id", "LocID", ColumnKind::kNumber, {1, 0}, "our Session ID"),
    column<&SessionRow::remote_id>("remote_id", "RemID", ColumnKind::kNumber, {2, 2}, "the peer's Session ID"),
    column<&SessionRow::tunnel_id>("tunnel_id", "TunID", ColumnKind::kNumber, {3, 0}, "our Tunnel ID"),
    column<&SessionRow::interface>("interface", "Intf", ColumnKind::kText, {4, 3}, "of PPP, or of the bundle"),
    column<&SessionRow::user>("user", "Username", ColumnKind::kText, {5, 4}, "by PPP authentication").filtered_by(kByUser),
    filter_column<&SessionRow::peer>("peer", kByPeer),
    filter_column<&SessionRow::group>("group", kByGroup),
    column<&SessionRow::state>("state", "State", ColumnKind::kState, {6, 5}, "of the session")
        .one_of("idle wait-tunnel preparing wait-reply wait-connect wait-cs-answer established")
        .filtered_by(kByState),
    column<&SessionRow::since>("since", "Last Chg", ColumnKind::kAge, {7, 9}, "when the state was reached"),
    column<&SessionRow::direction>("direction", "", ColumnKind::kText, {}, "of the call between LAC and LNS").one_of("incoming outgoing"),
    column<&SessionRow::calling_number>("calling_number", "Calling", ColumnKind::kText, {0, 7}, "AVP 22"),
    column<&SessionRow::called_number>("called_number", "Called", ColumnKind::kText, {0, 8}, "AVP 21"),
    column<&SessionRow::address>("address", "", ColumnKind::kText, {}, "ours on the PPP interface"),
    column<&SessionRow::peer_address>("peer_address", "Peer Address", ColumnKind::kText, {0, 6}, "the user's"),
    column<&SessionRow::bundle>("bundle", "", ColumnKind::kText, {}, "name of the multilink bundle"),
    column<&SessionRow::stage>("stage", "", ColumnKind::kText, {}, "pppd's phase, such as establish, authenticate, network, running"),
    column<&SessionRow::lcp>("lcp", "", ColumnKind::kText, {}, "state of LCP").one_of("open closed"),
    column<&SessionRow::ncp>("ncp", "", ColumnKind::kText, {}, "state of the network protocols").one_of("open closed"),
    column<&SessionRow::bytes_in>("bytes_in", "", ColumnKind::kNumber, {}, "octets from the user"),
    column<&SessionRow::bytes_out>("bytes_out", "", ColumnKind::kNumber, {}, "octets to the user"),
    column<&SessionRow::packets_in>("packets_in", "", ColumnKind::kNumber, {}, "packets from the user"),
    column<&SessionRow::packets_out>("packets_out", "", ColumnKind::kNumber, {}, "packets to the user"),
    column<&SessionRow::echo_rtt_us>("echo_rtt_us", "", ColumnKind::kNumber, {}, "microseconds that the user's LCP took to answer "
        "echoes, mean of the last 100 s that vpdnd was told of"),
    column<&SessionRow::echo_loss_percent>("echo_loss_percent", "", ColumnKind::kNumber, {}, "of the same: echoes without an answer"),
};
inline constexpr RowTable kSessionRows{"session", "sessions", kSessionColumns};

/// A multilink bundle.
struct BundleRow {
    std::string name, user, interface;
    WallTime since{};
    std::vector<l2tp::SessionKey> members;
    std::optional<std::uint64_t> mrru = {}, peer_mrru = {}, bandwidth = {};
    std::string endpoint = {}, peer_endpoint = {};
    std::size_t links() const { return members.size(); }
};

inline constexpr RowColumn<BundleRow> kBundleColumns[]{
    column<&BundleRow::name>("name", "Bundle", ColumnKind::kText, {1, 1}, "of the bundle"),
    column<&BundleRow::user>("user", "Username", ColumnKind::kText, {2, 2}, "by PPP authentication").filtered_by(kByUser),
    column<&BundleRow::interface>("interface", "Intf", ColumnKind::kText, {3, 3}, "of PPP"),
    column<&BundleRow::since>("since", "Last Chg", ColumnKind::kAge, {6, 6}, "when its first link joined"),
    column<&BundleRow::links>("links", "Links", ColumnKind::kNumber, {4, 4}, "how many it has"),
    column<&BundleRow::members>("members", "Members", ColumnKind::kText, {5, 5}, "its sessions: tunnel_id and local_id of each"),
    column<&BundleRow::bandwidth>("bandwidth", "Bit/s", ColumnKind::kNumber, {0, 7}, "connect speeds of its links together, to the user"),
    column<&BundleRow::mrru>("mrru", "", ColumnKind::kNumber, {}, "octets of a packet that this side takes (RFC 1990)"),
    column<&BundleRow::peer_mrru>("peer_mrru", "", ColumnKind::kNumber, {}, "and the user's"),
    column<&BundleRow::endpoint>("endpoint", "", ColumnKind::kText, {}, "endpoint discriminator of this side"),
    column<&BundleRow::peer_endpoint>("peer_endpoint", "", ColumnKind::kText, {}, "and of the user's"),
};
inline constexpr RowTable kBundleRows{"bundle", "bundles", kBundleColumns};

/// An address pool of the configuration.
struct PoolRow {
    std::string name;
    std::vector<std::string> ranges;
    std::uint64_t size = 0, used = 0, free = 0;
};

inline constexpr RowColumn<PoolRow> kPoolColumns[]{
    column<&PoolRow::name>("name", "Pool", ColumnKind::kText, {0, 1}, "of the pool"),
    column<&PoolRow::ranges>("ranges", "Ranges", ColumnKind::kText, {0, 5}, "of addresses, as configured"),
    column<&PoolRow::size>("size", "Size", ColumnKind::kNumber, {0, 2}, "addresses that it has"),
    column<&PoolRow::used>("used", "Used", ColumnKind::kNumber, {0, 3}, "addresses that users have"),
    column<&PoolRow::free>("free", "Free", ColumnKind::kNumber, {0, 4}, "addresses that are left"),
};
inline constexpr RowTable kPoolRows{"pool", "pools", kPoolColumns};

/// An IPv4 address that a user of this machine has, or that is kept for him.
struct AddressRow {
    std::string address, why, pool, user;
    std::vector<l2tp::SessionKey> session;
    std::string interface;
};

inline constexpr RowColumn<AddressRow> kAddressColumns[]{
    column<&AddressRow::address>("address", "Address", ColumnKind::kText, {0, 1}, "of the user"),
    column<&AddressRow::why>("why", "Why", ColumnKind::kText, {0, 2}, "how he comes to it: lent by the pool, fixed by the secrets "
        "file or the options, chosen by himself, or from a server")
        .one_of("lent fixed chosen server"),
    column<&AddressRow::pool>("pool", "Pool", ColumnKind::kText, {0, 3}, "that it was taken from"),
    column<&AddressRow::user>("user", "Username", ColumnKind::kText, {0, 4}, "by PPP authentication").filtered_by(kByUser),
    column<&AddressRow::session>("session", "Session", ColumnKind::kText, {0, 5}, "tunnel_id and local_id; none: served here without "
        "one, or its session is over and its pppd is not"),
    column<&AddressRow::interface>("interface", "Intf", ColumnKind::kText, {0, 6}, "of PPP; none: it is kept for him until he has it"),
};
inline constexpr RowTable kAddressRows{"address", "addresses", kAddressColumns};

/// A PPPoE session of an access concentrator of this machine.
struct PppoeRow {
    std::string interface;
    std::uint16_t session_id = 0;
    std::string host, concentrator, state, user, service, calling_number;
    std::vector<l2tp::SessionKey> session;
    WallTime since{};
};

inline constexpr RowColumn<PppoeRow> kPppoeColumns[]{
    column<&PppoeRow::interface>("interface", "Intf", ColumnKind::kText, {0, 1}, "Ethernet or VLAN, where the user comes in"),
    column<&PppoeRow::session_id>("session_id", "SID", ColumnKind::kNumber, {0, 2}, "SESSION_ID of RFC 2516, unique on its interface"),
    column<&PppoeRow::host>("host", "Host", ColumnKind::kText, {0, 3}, "MAC address of the user"),
    column<&PppoeRow::concentrator>("concentrator", "Concentrator", ColumnKind::kText, {0, 8}, "name of its [pppoe.NAME]"),
    column<&PppoeRow::state>("state", "State", ColumnKind::kState, {0, 4}, "opening: the kernel's session is made; discovered: pppd "
        "answers the user; forwarded: to an LNS; local: he is served here; over: nothing is sent any more")
        .one_of("opening discovered forwarded local over")
        .filtered_by(kByState),
    column<&PppoeRow::user>("user", "Username", ColumnKind::kText, {0, 5}, "as he named himself").filtered_by(kByUser),
    column<&PppoeRow::service>("service", "", ColumnKind::kText, {}, "that he was confirmed, if the key services names it: the "
        "number called of his call"),
    column<&PppoeRow::calling_number>("calling_number", "Calling", ColumnKind::kText, {0, 6}, "by the key calling-number"),
    column<&PppoeRow::session>("session", "Session", ColumnKind::kText, {0, 7}, "tunnel_id and local_id, of a call that is forwarded"),
    column<&PppoeRow::since>("since", "Last Chg", ColumnKind::kAge, {0, 9}, "when its host was confirmed"),
};
inline constexpr RowTable kPppoeRows{"PPPoE session", "pppoe_sessions", kPppoeColumns};

/// A RADIUS server, for one purpose. Counters are of the time since the configuration of its [radius.NAME] changed.
struct RadiusServerRow {
    std::string radius, purpose, server, state;
    std::uint64_t outstanding = 0, requests = 0, repetitions = 0, accepts = 0, rejects = 0, timeouts = 0, unreachable = 0, dropped = 0;
    std::optional<std::uint64_t> answer_us;
};

inline constexpr RowColumn<RadiusServerRow> kRadiusServerColumns[]{
    column<&RadiusServerRow::radius>("radius", "RADIUS", ColumnKind::kText, {0, 1}, "name of its [radius.NAME]"),
    column<&RadiusServerRow::purpose>("purpose", "Purpose", ColumnKind::kText, {0, 2}, "what it is asked for").one_of("tunnels"),
    column<&RadiusServerRow::server>("server", "Server", ColumnKind::kText, {0, 3}, "address and port"),
    column<&RadiusServerRow::state>("state", "State", ColumnKind::kState, {0, 4}, "dead: it did not answer, others are asked; probing: one "
        "question finds out whether it is back").one_of("alive dead probing"),
    column<&RadiusServerRow::outstanding>("outstanding", "Waiting", ColumnKind::kNumber, {0, 5}, "questions that wait for its answer"),
    column<&RadiusServerRow::requests>("requests", "Requests", ColumnKind::kNumber, {0, 6}, "without repetitions"),
    column<&RadiusServerRow::repetitions>("repetitions", "Repeated", ColumnKind::kNumber, {0, 7}, "sent again for want of an answer"),
    column<&RadiusServerRow::accepts>("accepts", "Accepts", ColumnKind::kNumber, {0, 8}, "Access-Accepts that could be used"),
    column<&RadiusServerRow::rejects>("rejects", "Rejects", ColumnKind::kNumber, {0, 9},
                                      "Access-Rejects, and accepts that could not be used"),
    column<&RadiusServerRow::timeouts>("timeouts", "Timeouts", ColumnKind::kNumber, {0, 10}, "requests that used up their tries"),
    column<&RadiusServerRow::unreachable>("unreachable", "", ColumnKind::kNumber, {}, "ICMP errors: nobody takes datagrams there"),
    column<&RadiusServerRow::dropped>("dropped", "Dropped", ColumnKind::kNumber, {0, 11},
                                      "answers that prove nothing; why, tells radius show"),
    column<&RadiusServerRow::answer_us>("answer_us", "", ColumnKind::kNumber, {}, "microseconds that its last answer took"),
};
inline constexpr RowTable kRadiusServerRows{"RADIUS server", "radius_servers", kRadiusServerColumns};

/// An address that calls are forwarded to.
struct LnsRow {
    std::string lns, group, state;
    std::optional<std::uint64_t> priority, weight;
    std::uint64_t sessions = 0;
    std::optional<std::uint64_t> session_limit, dead_seconds;
};

inline constexpr RowColumn<LnsRow> kLnsColumns[]{
    column<&LnsRow::lns>("lns", "LNS", ColumnKind::kText, {0, 1}, "address or name, and port; all: whichever, of the group or of "
        "all groups"),
    column<&LnsRow::group>("group", "Group", ColumnKind::kText, {0, 2}, "whose calls; none: of all groups").filtered_by(kByGroup),
    column<&LnsRow::state>("state", "State", ColumnKind::kState, {0, 3}, "drained: gets no new calls; full: at its session-limit; dead: it "
        "refused or did not answer, others are asked first").one_of("usable drained full dead"),
    column<&LnsRow::priority>("priority", "Prio", ColumnKind::kNumber, {0, 4}, "the lower goes first; none: not an address of the "
        "configuration"),
    column<&LnsRow::weight>("weight", "Weight", ColumnKind::kNumber, {0, 5}, "its share of the calls of one priority"),
    column<&LnsRow::sessions>("sessions", "Sessions", ColumnKind::kNumber, {0, 6}, "of this group, those that are being set up too"),
    column<&LnsRow::session_limit>("session_limit", "Limit", ColumnKind::kNumber, {0, 7}, "none: no limit"),
    column<&LnsRow::dead_seconds>("dead_seconds", "Dead for", ColumnKind::kNumber, {0, 8}, "seconds that are left of its dead time"),
};
inline constexpr RowTable kLnsRows{"LNS address", "lns", kLnsColumns};

/// A call that has ended. Traffic: in = from the user.
struct EndedCallRow {
    l2tp::TunnelId tunnel_id;  ///< both 0: it ended before it got a session
    l2tp::SessionId local_id;
    std::string user, interface, peer_address;
    std::string peer, group;
    std::string calling_number, called_number, direction;
    WallTime since{}, ended{};
    std::chrono::seconds duration{0};
    std::string reason, message;
    bool by_peer = false;
    std::optional<std::uint64_t> bytes_in, bytes_out, packets_in, packets_out;
    std::uint16_t result = 0, error = 0;
    std::string_view result_name{}, error_name{};  ///< texts that live as long as the program
    std::optional<std::uint64_t> echo_requests{}, echo_replies{}, echo_rtt_us{};
};

inline constexpr RowColumn<EndedCallRow> kEndedCallColumns[]{
    people_column<EndedCallRow>("ID", ColumnKind::kSession, {0, 1}),
    column<&EndedCallRow::tunnel_id>("tunnel_id", "", ColumnKind::kNumber, {},
                                     "our Tunnel ID, which another tunnel may have by now; 0: it got no session"),
    column<&EndedCallRow::local_id>("local_id", "", ColumnKind::kNumber, {}, "our Session ID, likewise"),
    column<&EndedCallRow::user>("user", "Username", ColumnKind::kText, {0, 2}, "by PPP authentication").filtered_by(kByUser),
    column<&EndedCallRow::interface>("interface", "", ColumnKind::kText, {}, "of PPP, or of the bundle"),
    column<&EndedCallRow::peer_address>("peer_address", "Peer Address", ColumnKind::kText, {0, 4}, "the user's"),
    column<&EndedCallRow::peer>("peer", "Peer", ColumnKind::kText, {0, 3}, "the tunnel's remote name, or the target").filtered_by(kByPeer),
    column<&EndedCallRow::group>("group", "", ColumnKind::kText, {}, "of the configuration").filtered_by(kByGroup),
    column<&EndedCallRow::calling_number>("calling_number", "", ColumnKind::kText, {}, "AVP 22"),
    column<&EndedCallRow::called_number>("called_number", "", ColumnKind::kText, {}, "AVP 21"),
    column<&EndedCallRow::direction>("direction", "", ColumnKind::kText, {}, "of the call between LAC and LNS").one_of("incoming outgoing"),
    column<&EndedCallRow::since>("since", "", ColumnKind::kTime, {}, "when the call began"),
    column<&EndedCallRow::ended>("ended", "Ended", ColumnKind::kTime, {0, 5}, "when it ended"),
    column<&EndedCallRow::duration>("duration", "Duration", ColumnKind::kDuration, {0, 6}, "seconds"),
    column<&EndedCallRow::reason>("reason", "Reason", ColumnKind::kText, {0, 7}, "why it ended: a name that stays the same"),
    column<&EndedCallRow::message>("message", "", ColumnKind::kText, {}, "why it ended, in words"),
    column<&EndedCallRow::by_peer>("by_peer", "", ColumnKind::kText, {}, "whether the other side ended it").one_of("true false"),
    column<&EndedCallRow::bytes_in>("bytes_in", "Octets In", ColumnKind::kNumber, {0, 8}, "octets from the user"),
    column<&EndedCallRow::bytes_out>("bytes_out", "Octets Out", ColumnKind::kNumber, {0, 9}, "octets to the user"),
    column<&EndedCallRow::packets_in>("packets_in", "", ColumnKind::kNumber, {}, "packets from the user"),
    column<&EndedCallRow::packets_out>("packets_out", "", ColumnKind::kNumber, {}, "packets to the user"),
    column<&EndedCallRow::result>("result", "", ColumnKind::kNumber, {}, "result code of the CDN: vpdnd(8), RESULT CODES"),
    column<&EndedCallRow::result_name>("result_name", "", ColumnKind::kText, {}, "the same in words"),
    column<&EndedCallRow::error>("error", "", ColumnKind::kNumber, {}, "error code of the CDN; 0: none"),
    column<&EndedCallRow::error_name>("error_name", "", ColumnKind::kText, {}, "the same in words"),
    column<&EndedCallRow::echo_requests>("echo_requests", "", ColumnKind::kNumber, {}, "LCP echoes that the user was asked for"),
    column<&EndedCallRow::echo_replies>("echo_replies", "", ColumnKind::kNumber, {}, "how many of them he answered"),
    column<&EndedCallRow::echo_rtt_us>("echo_rtt_us", "", ColumnKind::kNumber, {}, "microseconds that it took, mean of the call"),
};
inline constexpr RowTable kEndedCallRows{"ended session", "ended_sessions", kEndedCallColumns};

}  // namespace ipc
