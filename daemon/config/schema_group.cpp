// The rows of a group, its parts and the tables in them.
#include "config/schema.h"
#include "config/schema_rows.h"

namespace vpdnd::config {
namespace {

using l2tp::TunnelSettings;
template <auto Member>
constexpr auto tunnel_key(KeyInfo info) {
    return key<&Group::tunnel, Member>(info);
}

constexpr Key<Group> kGroupKeys[] = {
    key<&Group::name>({.name = "name", .kind = Kind::kName, .required = true,
        .help = "Name in commands and logs.", .example = "\"wholesale\""}),
    key<&Group::terminate_from>({.name = "terminate-from", .kind = Kind::kHostPatterns, .default_note = "any",
        .help = "Host Names of the peers that this group serves: exact, or \"*.example.net\". The exact one wins, then "
                "the longest.", .example = "[\"LAC\"]"}),
    key<&Group::peers>({.name = "peers", .kind = Kind::kPrefixes, .default_note = "any",
        .help = "Addresses that this group serves. Required where authentication is false and tunnels are accepted.",
        .example = "[\"192.168.1.0/24\"]"}),
    tunnel_key<&TunnelSettings::local_name>({.name = "local-name", .kind = Kind::kText, .default_note = "hostname of [daemon]",
        .min = 1, .max = 255, .help = "Host Name AVP that peers of this group get.", .example = "\"LNS\""}),
    tunnel_key<&TunnelSettings::secret>({.name = "secret", .kind = Kind::kSecret, .default_note = "none",
        .help = "Secret of tunnel authentication and hidden AVPs. The file must then be readable by its owner only.",
        .example = "\"l2tptunnel\""}),
    tunnel_key<&TunnelSettings::secret>({.name = "secret-file", .kind = Kind::kSecretFile, .default_note = "none",
        .help = "File with the secret in its first line, readable by its owner only; in place of secret.",
        .example = "\"/etc/vpdnd/wholesale.secret\""}),
    key<&Group::authentication>({.name = "authentication", .kind = Kind::kBool, .default_value = "true",
        .help = "Challenge the peer (RFC 2661 section 5.1.1). Needs secret or secret-file."}),
    part<&Group::initiate_to>({.name = "initiate-to", .kind = Kind::kTables, .default_note = "none",
        .help = "Peers that this group opens tunnels to.",
        .example = "[ { address = \"18.18.18.2\", priority = 1 }, { address = \"18.18.18.3\", priority = 2 } ]"}),
    key<&Group::source>({.name = "source", .kind = Kind::kIpAddress, .default_note = "as routed",
        .help = "Source address of tunnels that this group opens.", .example = "\"18.18.18.1\""}),
    key<&Group::source_port>({.name = "source-port", .kind = Kind::kPort, .default_value = "1701",
        .help = "Source port of tunnels that this group opens."}),
    key<&Group::reply_port>({.name = "reply-port", .kind = Kind::kChoice, .default_value = "\"auto\"",
        .choices = "auto,same",
        .help = "Port that an SCCRQ is answered from. \"same\": the port called. \"auto\": another one where the kernel "
                "could not tell two tunnels of one peer apart (both from the same port, kernels before 6.11)."}),
    tunnel_key<&TunnelSettings::hide_avps>({.name = "hide-avps", .kind = Kind::kBool, .default_value = "false",
        .help = "Hide the values of AVPs that may be hidden (RFC 2661 section 4.3). Needs a secret."}),
    tunnel_key<&TunnelSettings::vendor_avps>({.name = "vendor-avps", .kind = Kind::kBool, .default_value = "true",
        .help = "false: send no vendor specific AVPs."}),
    tunnel_key<&TunnelSettings::hello_interval>({.name = "hello-interval", .kind = Kind::kDuration, .default_value = "60",
        .min = kSecond, .max = kDay,
        .help = "A tunnel on which no control message came for this time is probed with HELLO, "
                "even if data flows: that is the kernel's, and querying it costs more than a HELLO."}),
    tunnel_key<&TunnelSettings::receive_window>({.name = "receive-window", .kind = Kind::kInteger, .default_value = "16",
        .min = 1, .max = 1024, .help = "Receive Window Size AVP: control messages that the peer may send ahead."}),
    tunnel_key<&TunnelSettings::retransmit_retries>({.name = "retransmit-retries", .kind = Kind::kInteger, .default_value = "5",
        .min = 1, .max = 30, .help = "A tunnel ends when a message was sent again so often without acknowledgement."}),
    tunnel_key<&TunnelSettings::retransmit_max>({.name = "retransmit-max", .kind = Kind::kDuration, .default_value = "8",
        .min = 8 * kSecond, .max = 2 * kMinute,
        .help = "Longest wait between retransmissions: 1 s, doubled each time up to this (RFC 2661 section 5.8)."}),
    tunnel_key<&TunnelSettings::setup_timeout>({.name = "setup-timeout", .kind = Kind::kDuration, .default_value = "60",
        .min = kSecond, .max = kHour, .help = "A tunnel or call that is not established by then ends."}),
    tunnel_key<&TunnelSettings::no_session_timeout>({.name = "no-session-timeout", .kind = Kind::kDuration,
        .default_note = "10 s as LNS, 15 s as LAC", .min = 0, .max = 30 * kDay,
        .help = "Life of a tunnel without sessions; 0: no end. Tunnels opened by command stay.", .example = "10"}),
    key<&Group::try_next_after>({.name = "try-next-after", .kind = Kind::kDuration, .default_value = "4", .min = 0,
        .max = kHour, .reload = Reload::kNewCalls, .help = "A peer that has answered nothing for this time while its tunnel is "
        "opened is left for the next address of initiate-to, if there is another, and has its dead-time. 0: not before its "
        "tunnel has failed. Where an ICMP error says that it cannot be reached, the next one is tried at once."}),
    tunnel_key<&TunnelSettings::session_limit>({.name = "session-limit", .kind = Kind::kInteger, .default_value = "1000",
        .min = 1, .max = 65535, .help = "Maximum number of sessions of this group at one time, in all its tunnels."}),
    tunnel_key<&TunnelSettings::single_tunnel>({.name = "tie-breaker", .kind = Kind::kBool, .default_value = "true",
        .help = "Send a Tie Breaker AVP with our requests: of two tunnels that both sides open at the same time one "
                "remains. false: both remain, unless the peer sends one."}),
    tunnel_key<&TunnelSettings::strict>({.name = "strict", .kind = Kind::kBool, .default_value = "false",
        .help = "true: refuse messages that lack what RFC 2661 requires, though it only informs, and others that serve no purpose in "
        "their place. false: serve them, count them and log them once a peer; doc/tolerance.md has the list."}),
    tunnel_key<&TunnelSettings::sequencing>({.name = "sequencing", .kind = Kind::kBool, .default_value = "false",
        .help = "Number data messages, and ask the peer for it (RFC 2661 section 5.4)."}),
    tunnel_key<&TunnelSettings::tos>({.name = "tos", .kind = Kind::kInteger, .default_note = "that of the system", .min = 0, .max = 255,
        .help = "TOS octet (IPv6: Traffic Class) of all packets of the tunnels, control and data. The one of a user's packet cannot be "
        "inherited: Linux's L2TP sends everything with that of the tunnel's socket.", .example = "184"}),
    tunnel_key<&TunnelSettings::path_mtu>({.name = "pmtu", .kind = Kind::kBool, .default_value = "false",
        .help = "true: no tunnel packet is longer than the path takes whole. Sessions that end here have a smaller MTU where "
        "the path's, as the kernel knows it, asks for it (6 octets less with multilink), and ask the user for a smaller MRU where LCP "
        "is negotiated here. Below 1280 they have no IPv6, and a warning is logged. Control messages have DF, if they are no longer "
        "than the path takes. Data over IPv4 has none, whatever is said here: Linux's L2TP fragments what is too long."}),
    key<&Group::reorder_timeout>({.name = "reorder-timeout", .kind = Kind::kDuration, .default_value = "\"100ms\"", .min = 0,
        .max = kMinute, .reload = Reload::kNewCalls, .help = "Where data messages are numbered: time that one waits for those "
        "it overtook. 0: what comes out of order is dropped."}),
    key<&Group::same_user>({.name = "same-user", .kind = Kind::kChoice, .default_value = "\"allow\"",
        .choices = "allow,refuse,replace", .reload = Reload::kNewCalls, .help = "What happens when a user calls whose call "
        "of this group is up, once he is authenticated here: \"allow\" both, \"refuse\" the new one, or \"replace\" the old one, "
        "which is told. A further link of his multilink bundle is no second call; users whose name is empty are never the same."}),
    key<&Group::radius_accounting>({.name = "radius-accounting", .kind = Kind::kChoice, .default_value = "\"no\"",
        .choices = "no,yes,required", .reload = Reload::kNewCalls, .help = "Whether the servers of accept-dialin's or request-dialin's "
        "radius are told of the calls: Start, interim records, Stop. \"required\": a call ends whose Start none of them takes within "
        "accounting-start-within."}),
    key<&Group::radius_tunnel_accounting>({.name = "radius-tunnel-accounting", .kind = Kind::kBool, .default_value = "false",
        .reload = Reload::kNewCalls, .help = "Tell the same servers of the tunnels, and of calls as links of them (RFC 2867)."}),
    part<&Group::replace_result>({.name = "replace-result", .kind = Kind::kTable, .default_note = "none",
        .help = "Result codes of CDNs that peers of this group are told in place of others: for LACs that ask another LNS after 2 "
                "only. 2 in place of 4, 5, 6 or 10 has error code 7 (try another), of others 6.", .example = "{ 4 = 2, 5 = 2 }"}),
    part<&Group::accept_dialin>({.name = "accept-dialin", .kind = Kind::kTable}),
    part<&Group::request_dialin>({.name = "request-dialin", .kind = Kind::kTable}),
    part<&Group::request_dialout>({.name = "request-dialout", .kind = Kind::kTable}),
    part<&Group::accept_dialout>({.name = "accept-dialout", .kind = Kind::kTable}),
    part<&Group::call>({.name = "call", .kind = Kind::kTable}),
};

constexpr Key<LnsAddress> kAddressKeys[] = {
    key<&LnsAddress::address>({.name = "address", .kind = Kind::kHost, .required = true,
        .help = "IP address, or a name that is resolved at each use."}),
    key<&LnsAddress::port>({.name = "port", .kind = Kind::kInteger, .default_value = "1701", .min = 1, .max = 65535,
        .help = "UDP port."}),
    key<&LnsAddress::priority>({.name = "priority", .kind = Kind::kInteger, .default_value = "1", .min = 0,
        .max = 65535, .help = "The lowest number is tried first."}),
    key<&LnsAddress::weight>({.name = "weight", .kind = Kind::kInteger, .default_value = "1", .min = 1, .max = 1000,
        .help = "Share of the calls among addresses of one priority."}),
    key<&LnsAddress::session_limit>({.name = "session-limit", .kind = Kind::kInteger, .default_value = "0", .min = 0,
        .max = 65535, .help = "Maximum number of sessions with this address; 0: no limit."}),
};

template <std::size_t Result>
constexpr Key<ReplaceResult> result_key(std::string_view number, std::string_view help) {
    return {{.name = number, .kind = Kind::kInteger, .default_note = "itself", .min = 1, .max = 11, .help = help},
            [](ReplaceResult& target, Value& value) { target.by_result[Result] = static_cast<std::uint16_t>(value.number); },
            [](const ReplaceResult& a, const ReplaceResult& b) { return a.by_result[Result] == b.by_result[Result]; },
            nullptr};
}

constexpr Key<ReplaceResult> kReplaceKeys[] = {
    result_key<1>("1", "In place of 1 (loss of carrier)."),
    result_key<2>("2", "In place of 2 (general error), whatever its error code."),
    result_key<3>("3", "In place of 3 (administrative)."),
    result_key<4>("4", "In place of 4 (no facilities, temporary)."),
    result_key<5>("5", "In place of 5 (no facilities, permanent)."),
    result_key<6>("6", "In place of 6 (invalid destination)."),
    result_key<7>("7", "In place of 7 (no carrier)."),
    result_key<8>("8", "In place of 8 (busy)."),
    result_key<9>("9", "In place of 9 (no dial tone)."),
    result_key<10>("10", "In place of 10 (not established in time)."),
    result_key<11>("11", "In place of 11 (no framing)."),
};

constexpr Key<AcceptDialin> kAcceptDialinKeys[] = {
    key<&AcceptDialin::ppp_options>({.name = "ppp-options", .kind = Kind::kPath,
        .default_note = "none; required unless forward is \"always\"", .reload = Reload::kNewCalls,
        .help = "pppd options of the sessions (the virtual template). Keys here win over it; contradictions are errors.",
        .example = "\"/etc/vpdnd/ppp/lns.options\""}),
    key<&AcceptDialin::forward>({.name = "forward", .kind = Kind::kChoice, .default_value = "\"never\"",
        .choices = "never,matched,always", .reload = Reload::kNewCalls,
        .help = "Tunnel switching. \"matched\": calls that a request-dialin part takes (search-order) go on through a tunnel of its "
                "group, without a pppd, and the others end here; \"always\": the others are refused with CDN 6. See TUNNEL SWITCHING."}),
    key<&AcceptDialin::max_switches>({.name = "max-switches", .kind = Kind::kInteger, .default_value = "4", .min = 0,
        .max = 16, .reload = Reload::kNewCalls, .help = "Number of machines that may have forwarded a call from tunnel to tunnel before "
        "it is forwarded here; with more, and where this is one of them, it is refused with CDN 3."}),
    key<&AcceptDialin::pppd_start>({.name = "pppd-start", .kind = Kind::kChoice, .default_value = "\"waiting\"",
        .choices = "waiting,exec", .reload = Reload::kNewCalls,
        .help = "\"waiting\": a call's pppd is forked by one that has read ppp-options before and waits; where one cannot (a "
                "plugin that is not pppd's, say), and with \"exec\", it is a program of its own."}),
    key<&AcceptDialin::lcp_renegotiation>({.name = "lcp-renegotiation", .kind = Kind::kChoice,
        .default_value = "\"on-mismatch\"", .choices = "never,on-mismatch,always", .reload = Reload::kNewCalls,
        .help = "Whether LCP is negotiated again with the user: \"on-mismatch\" only where the LAC's result does not "
                "suit ppp-options."}),
    key<&AcceptDialin::force_local_chap>({.name = "force-local-chap", .kind = Kind::kBool, .default_value = "false",
        .reload = Reload::kNewCalls, .help = "Keep the LAC's LCP, but authenticate the user again."}),
    key<&AcceptDialin::local_address>({.name = "local-address", .kind = Kind::kIpv4Address, .default_note = "none",
        .reload = Reload::kNewCalls, .help = "This end's IPv4 address on all sessions. Required with pool.",
        .example = "\"10.10.10.10\""}),
    key<&AcceptDialin::pool>({.name = "pool", .kind = Kind::kName, .default_note = "none",
        .reload = Reload::kNewCalls, .help = "Pool that users get their IPv4 address from.", .example = "\"cisco\""}),
    key<&AcceptDialin::user_address>({.name = "user-address", .kind = Kind::kBool, .default_value = "false",
        .reload = Reload::kNewCalls, .help = "true: the user may choose the address: with pool one of the pool's "
        "that is free, else a free one that ppp-options and secrets file allow. What he cannot have is refused with the "
        "address that he gets."}),
    key<&AcceptDialin::multilink>({.name = "multilink", .kind = Kind::kBool, .default_value = "true",
        .reload = Reload::kNewCalls, .help = "Sessions of one user may be joined to a bundle."}),
    key<&AcceptDialin::multilink_bundle>({.name = "multilink-bundle", .kind = Kind::kChoice, .default_value = "\"both\"",
        .choices = "both,auth,endpoint", .reload = Reload::kNewCalls,
        .help = "Which sessions of this group are one bundle: those of one user name (\"auth\"), of one endpoint "
                "discriminator (\"endpoint\"; his name where he sends none), or of one user at one endpoint (\"both\"). Only "
                "\"auth\" has LCP negotiated again because a LAC named itself to the user, not us: see vpdn-plugin(8)."}),
    key<&AcceptDialin::multilink_max_links>({.name = "multilink-max-links", .kind = Kind::kInteger, .default_value = "8",
        .min = 1, .max = 1024, .reload = Reload::kNewCalls, .help = "Sessions that a bundle may have. A further one is ended: its "
        "user is told by PPP, the LAC by CDN 4."}),
    key<&AcceptDialin::interface>({.name = "interface", .kind = Kind::kText, .default_note = "pppd's pppN", .min = 1, .max = 32,
        .reload = Reload::kNewCalls, .help = "Name of a session's network interface: %t is the tunnel's id, %s the session's (of a "
        "bundle: of its first link), %u the user, after two octets of the template's own at least. At most 15 octets, letters, "
        "digits and ._-@. Where the user's name does not fit, or another interface is called so, it is pppN and a line in the "
        "log says why.", .example = "\"l2tp%t-%s\""}),
    key<&AcceptDialin::vrf>({.name = "vrf", .kind = Kind::kText, .default_note = "none", .min = 1, .max = 15,
        .reload = Reload::kNewCalls, .help = "VRF that the sessions' interfaces are put into before they are up, IPv4 and IPv6. While "
        "there is none of that name calls are refused; where it is removed those that are up end. Groups of other VRFs may have the "
        "same addresses, in pools of their own. Tunnels stay outside. See doc/guide-lns.md.",
        .example = "\"blue\""}),
    key<&AcceptDialin::quality>({.name = "quality", .kind = Kind::kBool, .default_value = "true", .reload = Reload::kNewCalls,
        .help = "Keep round trip and loss of each session's LCP echoes: in l2tpctl session show the last 24 hours, by 100 seconds. It "
                "takes what pppd asks anyway, so lcp-echo-interval in ppp-options, and less than 2 kB a session."}),
    key<&AcceptDialin::radius>({.name = "radius", .kind = Kind::kName, .default_note = "none",
        .reload = Reload::kNewCalls, .help = "RADIUS servers that judge the users, in place of pppd's secrets files: "
        "what a LAC proxied before a pppd is started, else what pppd asks. What they say of address, pool, routes, MTU, timeouts, DNS and "
        "encryption holds for the call. EAP is not asked for.",
        .example = "\"isp\""}),
};

constexpr Key<RequestDialin> kRequestDialinKeys[] = {
    key<&RequestDialin::domains>({.name = "domains", .kind = Kind::kTexts, .default_note = "none", .min = 1,
        .max = 253, .reload = Reload::kNewCalls, .help = "Domains of the users that are forwarded. \"*.\" and the end of "
        "domains fits all that end so; the longest that fits wins.",
        .example = "[\"cisco.com\"]"}),
    key<&RequestDialin::dnis>({.name = "dnis", .kind = Kind::kTexts, .default_note = "none", .min = 1, .max = 64,
        .reload = Reload::kNewCalls, .help = "Called numbers of the calls that are forwarded; of a PPPoE user it is the "
        "service that he asked for (services of [pppoe.NAME]).",
        .example = "[\"614629\"]"}),
    key<&RequestDialin::calling_numbers>({.name = "calling-numbers", .kind = Kind::kTexts, .default_note = "none", .min = 1, .max = 64,
        .reload = Reload::kNewCalls, .help = "Numbers of callers whose calls are forwarded. \"*\" stands for any characters; the whole "
        "number goes before patterns, and the longer pattern before the shorter. Of a PPPoE user it is what calling-number of his "
        "[pppoe.NAME] makes it.", .example = "[\"2085730592\", \"slot 1/*\"]"}),
    key<&RequestDialin::interfaces>({.name = "interfaces", .kind = Kind::kTexts, .default_note = "none", .min = 1, .max = 64,
        .reload = Reload::kNewCalls, .help = "Interfaces of this machine whose calls are forwarded, patterns as in calling-numbers: "
        "Ethernet and VLAN interfaces of PPPoE users, terminals without /dev/.", .example = "[\"eth1.100\", \"ttyS*\"]"}),
    key<&RequestDialin::switch_from>({.name = "switch-from", .kind = Kind::kHostPatterns, .default_note = "none",
        .reload = Reload::kNewCalls, .help = "Host Names of the peers whose calls are forwarded, where the group of their tunnel "
        "has forward: exact, or \"*.example.net\".", .example = "[\"LAC\"]"}),
    key<&RequestDialin::radius>({.name = "radius", .kind = Kind::kName, .default_note = "the one with authorize-tunnels",
        .reload = Reload::kNewCalls, .help = "RADIUS servers that are told of the calls, with radius-accounting.", .example = "\"isp\""}),
    part<&RequestDialin::avps>({.name = "avps", .kind = Kind::kTable}),
    part<&RequestDialin::rewrite>({.name = "rewrite", .kind = Kind::kTable, .default_note = "all is told as it is",
        .reload = Reload::kNewCalls, .help = "Name and numbers that the LNS is told in place of the call's own, from templates: %u is the "
        "user's name, %n that without his domain, %m the domain (domain-delimiters), %c the caller's number, %d the number called, %% a "
        "per cent sign. What the call does not have is not told, and what gets longer than 255 octets is told as it is. Here, in logs "
        "and in tables everything keeps its name.",
        .example = "{ user = \"%n\", calling-number = \"0045%c\" }"}),
    key<&RequestDialin::authenticate_before_forward>({.name = "authenticate-before-forward", .kind = Kind::kBool,
        .default_value = "false", .reload = Reload::kNewCalls, .help = "true: a user is let in by the means of the pppd that answered "
        "him (its secrets files, or a plugin of its options such as radius.so) before his call is forwarded; one whom they do not know "
        "is refused and no LNS hears of him. The LNS judges him as always. He is asked here, then, also where his call has a route "
        "without him. Calls that a tunnel brings are not judged."}),
    key<&RequestDialin::dead_time>({.name = "dead-time", .old_name = "busy-timeout", .kind = Kind::kDuration,
        .default_value = "60", .min = 0, .max = kDay, .reload = Reload::kNewCalls,
        .help = "Dead time: an address that refused or failed is not tried again for so long."}),
};

constexpr Key<Rewrite> kRewriteKeys[] = {
    key<&Rewrite::user>({.name = "user", .kind = Kind::kText, .default_value = "\"%u\"", .min = 1, .max = 64,
        .reload = Reload::kNewCalls, .help = "Name of a user who has authenticated by PAP (Proxy Authen Name, AVP 30): \"%n\" strips the "
        "domain. RFC 2661 section 4.4.5 wants the name that is in the user's own response: so give it only for an LNS that is known to "
        "want another one. The name of a user who has answered a CHAP challenge is never changed: it belongs to his response."}),
    key<&Rewrite::calling_number>({.name = "calling-number", .kind = Kind::kText, .default_value = "\"%c\"", .min = 0, .max = 64,
        .reload = Reload::kNewCalls, .help = "Calling Number (AVP 22); \"\": none is told."}),
    key<&Rewrite::called_number>({.name = "called-number", .kind = Kind::kText, .default_value = "\"%d\"", .min = 0, .max = 64,
        .reload = Reload::kNewCalls, .help = "Called Number (AVP 21); \"\": none is told."}),
};

constexpr Key<RequestDialout> kRequestDialoutKeys[] = {
    part<&RequestDialout::users>({.name = "user", .kind = Kind::kTables, .reload = Reload::kNewCalls,
        .required = true}),
};

constexpr Key<DialoutUser> kUserKeys[] = {
    key<&DialoutUser::name>({.name = "name", .kind = Kind::kText, .min = 1, .max = 253,
        .reload = Reload::kNewCalls, .required = true, .help = "Name for `l2tpctl call`.",
        .example = "\"remote2@cisco.com\""}),
    key<&DialoutUser::number>({.name = "number", .kind = Kind::kText, .min = 1, .max = 64,
        .reload = Reload::kNewCalls, .required = true, .help = "Number that the peer dials.",
        .example = "\"6121\""}),
    key<&DialoutUser::ppp_options>({.name = "ppp-options", .kind = Kind::kPath, .reload = Reload::kNewCalls,
        .required = true, .help = "pppd options of the session.",
        .example = "\"/etc/vpdnd/ppp/remote2.options\""}),
    key<&DialoutUser::demand>({.name = "demand", .kind = Kind::kBool, .default_value = "false",
        .reload = Reload::kNewCalls, .help = "true: an interface is there at once, and traffic places the call."}),
};

constexpr Key<AcceptDialout> kAcceptDialoutKeys[] = {
    key<&AcceptDialout::dialer>({.name = "dialer", .kind = Kind::kName, .reload = Reload::kNewCalls,
        .required = true, .help = "Dialer that places the calls.", .example = "\"isdn1\""}),
    key<&AcceptDialout::numbers>({.name = "numbers", .kind = Kind::kRegex,
        .default_value = "\"^[0-9*#+]{1,32}$\"", .min = 1, .max = 256, .reload = Reload::kNewCalls,
        .help = "Numbers that may be dialled: POSIX extended regular expression. Others are refused."}),
};

}  // namespace

std::span<const Key<Group>> keys_of(Rows<Group>) { return kGroupKeys; }
std::span<const Key<LnsAddress>> keys_of(Rows<LnsAddress>) { return kAddressKeys; }
std::span<const Key<AcceptDialin>> keys_of(Rows<AcceptDialin>) { return kAcceptDialinKeys; }
std::span<const Key<ReplaceResult>> keys_of(Rows<ReplaceResult>) { return kReplaceKeys; }
std::span<const Key<Rewrite>> keys_of(Rows<Rewrite>) { return kRewriteKeys; }
std::span<const Key<RequestDialin>> keys_of(Rows<RequestDialin>) { return kRequestDialinKeys; }
std::span<const Key<RequestDialout>> keys_of(Rows<RequestDialout>) { return kRequestDialoutKeys; }
std::span<const Key<DialoutUser>> keys_of(Rows<DialoutUser>) { return kUserKeys; }
std::span<const Key<AcceptDialout>> keys_of(Rows<AcceptDialout>) { return kAcceptDialoutKeys; }

}  // namespace vpdnd::config
