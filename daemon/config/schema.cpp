#include "config/schema.h"

#include "config/schema_rows.h"

namespace vpdnd::config {
namespace {

constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;

constexpr Key<Config> kConfigKeys[] = {
    part<&Config::daemon>({.name = "daemon", .kind = Kind::kTable}),
    part<&Config::groups>({.name = "group", .kind = Kind::kTables}),
    part<&Config::dialers>({.name = "dialer", .kind = Kind::kNamedTables}),
    part<&Config::pools>({.name = "pool", .kind = Kind::kNamedTables}),
    part<&Config::radius>({.name = "radius", .kind = Kind::kNamedTables}),
};

constexpr Key<DaemonConfig> kDaemonKeys[] = {
    key<&DaemonConfig::hostname>({.name = "hostname", .kind = Kind::kText, .default_note = "the system's host name",
        .min = 1, .max = 255, .reload = Reload::kNewTunnels,
        .help = "Host Name AVP of groups without a local-name.", .example = "\"LNS\""}),
    key<&DaemonConfig::listen>({.name = "listen", .kind = Kind::kEndpoints,
        .default_value = "[\"0.0.0.0:1701\", \"[::]:1701\"]", .reload = Reload::kAtOnce, .help = "UDP addresses that "
        "control connections are accepted on. No socket is opened while there is no group. Tunnels on an address that a "
        "reload removes go on. By default a kernel without IPv6 is no error."}),
    key<&DaemonConfig::control_socket>({.name = "control-socket", .kind = Kind::kPath,
        .default_value = "\"/run/vpdnd/control.sock\"", .reload = Reload::kRestart, .help = "Socket of l2tpctl(8)."}),
    key<&DaemonConfig::control_group>({.name = "control-group", .kind = Kind::kSystemGroup, .default_note = "root",
        .reload = Reload::kRestart, .help = "Group of this system whose members may use the control socket, and so do "
        "all that l2tpctl(8) does.", .example = "\"adm\""}),
    key<&DaemonConfig::plugin_socket>({.name = "plugin-socket", .kind = Kind::kPath,
        .default_value = "\"/run/vpdnd/plugin.sock\"", .reload = Reload::kRestart,
        .help = "Socket of vpdn.so in pppds that others have started; root only."}),
    key<&DaemonConfig::state_dir>({.name = "state-dir", .kind = Kind::kPath, .default_value = "\"/run/vpdnd\"",
        .reload = Reload::kRestart, .help = "Directory for what need not outlive a boot."}),
    key<&DaemonConfig::spool_dir>({.name = "spool-dir", .kind = Kind::kPath, .default_value = "\"/var/lib/vpdnd\"",
        .reload = Reload::kRestart, .help = "Directory for what must outlive a boot: accounting not yet delivered."}),
    key<&DaemonConfig::pppd>({.name = "pppd", .kind = Kind::kPath, .default_value = "\"/usr/sbin/pppd\"",
        .choices = kNoPppd, .reload = Reload::kNewCalls, .help = "The pppd program that sessions are given to. With the "
        "data plane \"none\" any program may stand in for it, or \"none\": no process is started."}),
    key<&DaemonConfig::plugin>({.name = "plugin", .kind = Kind::kText, .default_value = "\"vpdn.so\"", .min = 1, .max = 255,
        .reload = Reload::kNewCalls, .help = "The plugin that a spawned pppd loads: a file name in pppd's plugin "
        "directory, or a path."}),
    key<&DaemonConfig::dataplane>({.name = "dataplane", .kind = Kind::kChoice, .default_value = "\"kernel\"",
        .choices = "kernel,netlink,pppox,none", .reload = Reload::kRestart,
        .help = "How PPP frames move: \"netlink\" is the kernel's L2TP family, \"pppox\" PPPoL2TP sockets alone, "
                "\"kernel\" the first of the two that works, \"none\" moves nothing (tests of the control plane)."}),
    key<&DaemonConfig::search_order>({.name = "search-order", .kind = Kind::kChoices,
        .default_value = "[\"dnis\", \"domain\"]", .min = 1, .choices = "dnis,domain",
        .reload = Reload::kNewCalls,
        .help = "What a LAC looks for first to find the group of a call: the number called or the user's domain."}),
    key<&DaemonConfig::domain_delimiters>({.name = "domain-delimiters", .kind = Kind::kText,
        .default_value = "\"@\"", .min = 1, .max = 8, .reload = Reload::kNewCalls,
        .help = "Characters between user and domain. \"@\": user@domain; \"\\\\\" or \"%\": domain\\user, domain%user."}),
    key<&DaemonConfig::max_tunnels>({.name = "max-tunnels", .kind = Kind::kInteger, .default_value = "65535",
        .min = 1, .max = 65535, .reload = Reload::kAtOnce, .help = "Most tunnels at one time."}),
    key<&DaemonConfig::max_sessions>({.name = "max-sessions", .kind = Kind::kInteger, .default_value = "65535",
        .min = 1, .max = 65535, .reload = Reload::kAtOnce, .help = "Most sessions at one time, in all tunnels."}),
    key<&DaemonConfig::max_half_open>({.name = "max-half-open", .kind = Kind::kInteger, .default_value = "256",
        .min = 1, .max = 65535, .reload = Reload::kAtOnce,
        .help = "Most control connections not yet established; further SCCRQs are dropped and counted."}),
    key<&DaemonConfig::max_half_open_per_address>({.name = "max-half-open-per-address", .kind = Kind::kInteger,
        .default_value = "16", .min = 1, .max = 65535, .reload = Reload::kAtOnce,
        .help = "The same for one peer address."}),
    key<&DaemonConfig::max_sccrq_per_second_per_address>({.name = "max-sccrq-per-second-per-address",
        .kind = Kind::kInteger, .default_value = "0", .min = 0, .max = 65535, .reload = Reload::kAtOnce,
        .help = "Most SCCRQs looked at in one second from one peer address; further ones are dropped and counted. 0: no limit."}),
    key<&DaemonConfig::log_level>({.name = "log-level", .kind = Kind::kChoice, .default_value = "\"info\"",
        .choices = "debug,info,notice,warning,error", .reload = Reload::kAtOnce,
        .help = "Least level that is logged."}),
    key<&DaemonConfig::debug>({.name = "debug", .kind = Kind::kChoices, .default_value = "[]",
        .choices = "events,packets,errors,ppp,radius,dataplane", .reload = Reload::kAtOnce,
        .help = "Areas that are logged in detail. Secrets are never shown. An area that stays as it is here keeps over a reload "
        "what l2tpctl(8) has made of it."}),
};

constexpr Key<Group> kGroupKeys[] = {
    key<&Group::name>({.name = "name", .kind = Kind::kName, .required = true,
        .help = "Name in commands and logs.", .example = "\"wholesale\""}),
    key<&Group::terminate_from>({.name = "terminate-from", .kind = Kind::kHostPatterns, .default_note = "any",
        .help = "Host Names of the peers that this group serves: exact, or \"*.example.net\". The exact one wins, then "
                "the longest.", .example = "[\"LAC\"]"}),
    key<&Group::peers>({.name = "peers", .kind = Kind::kPrefixes, .default_note = "any",
        .help = "Addresses that this group serves. Required where authentication is false and tunnels are accepted.",
        .example = "[\"192.168.1.0/24\"]"}),
    key<&Group::local_name>({.name = "local-name", .kind = Kind::kText, .default_note = "hostname of [daemon]",
        .min = 1, .max = 255, .help = "Host Name AVP that peers of this group get.", .example = "\"LNS\""}),
    key<&Group::secret>({.name = "secret", .kind = Kind::kSecret, .default_note = "none",
        .help = "Secret of tunnel authentication and hidden AVPs. The file must then be readable by its owner only.",
        .example = "\"l2tptunnel\""}),
    key<&Group::secret>({.name = "secret-file", .kind = Kind::kSecretFile, .default_note = "none",
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
    key<&Group::hide_avps>({.name = "hide-avps", .kind = Kind::kBool, .default_value = "false",
        .help = "Hide the values of AVPs that may be hidden (RFC 2661 section 4.3). Needs a secret."}),
    key<&Group::vendor_avps>({.name = "vendor-avps", .kind = Kind::kBool, .default_value = "true",
        .help = "false: send no vendor specific AVPs."}),
    key<&Group::hello_interval>({.name = "hello-interval", .kind = Kind::kDuration, .default_value = "60",
        .min = kSecond, .max = kDay,
        .help = "A tunnel on which no control message came for this time is asked for life (HELLO), "
                "even if data flows: that is the kernel's, and asking it costs more than a HELLO."}),
    key<&Group::receive_window>({.name = "receive-window", .kind = Kind::kInteger, .default_value = "16",
        .min = 1, .max = 1024, .help = "Receive Window Size AVP: control messages that the peer may send ahead."}),
    key<&Group::retransmit_retries>({.name = "retransmit-retries", .kind = Kind::kInteger, .default_value = "5",
        .min = 1, .max = 30, .help = "A tunnel ends when a message was sent again so often without acknowledgement."}),
    key<&Group::retransmit_max>({.name = "retransmit-max", .kind = Kind::kDuration, .default_value = "8",
        .min = 8 * kSecond, .max = 2 * kMinute,
        .help = "Longest wait between retransmissions: 1 s, doubled each time up to this (RFC 2661 section 5.8)."}),
    key<&Group::setup_timeout>({.name = "setup-timeout", .kind = Kind::kDuration, .default_value = "60",
        .min = kSecond, .max = kHour, .help = "A tunnel or call that is not established by then ends."}),
    key<&Group::no_session_timeout>({.name = "no-session-timeout", .kind = Kind::kDuration,
        .default_note = "10 s as LNS, 15 s as LAC", .min = 0, .max = 30 * kDay,
        .help = "Life of a tunnel without sessions; 0: no end. Tunnels opened by command stay.", .example = "10"}),
    key<&Group::session_limit>({.name = "session-limit", .kind = Kind::kInteger, .default_value = "1000",
        .min = 1, .max = 65535, .help = "Most sessions of this group at one time, in all its tunnels."}),
    key<&Group::sequencing>({.name = "sequencing", .kind = Kind::kBool, .default_value = "false",
        .help = "Number data messages, and ask the peer for it (RFC 2661 section 5.4)."}),
    key<&Group::reorder_timeout>({.name = "reorder-timeout", .kind = Kind::kDuration, .default_value = "\"100ms\"", .min = 0,
        .max = kMinute, .reload = Reload::kNewCalls, .help = "Where data messages are numbered: time that one waits for those "
        "it overtook. 0: what comes out of order is dropped."}),
    part<&Group::accept_dialin>({.name = "accept-dialin", .kind = Kind::kTable}),
    part<&Group::request_dialin>({.name = "request-dialin", .kind = Kind::kTable}),
    part<&Group::request_dialout>({.name = "request-dialout", .kind = Kind::kTable}),
    part<&Group::accept_dialout>({.name = "accept-dialout", .kind = Kind::kTable}),
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
        .max = 65535, .help = "Most sessions with this address; 0: no limit."}),
};

constexpr Key<AcceptDialin> kAcceptDialinKeys[] = {
    key<&AcceptDialin::ppp_options>({.name = "ppp-options", .kind = Kind::kPath, .reload = Reload::kNewCalls,
        .required = true,
        .help = "pppd options of the sessions (the virtual template). Keys here win over it; contradictions are errors.",
        .example = "\"/etc/vpdnd/ppp/lns.options\""}),
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
        .reload = Reload::kNewCalls, .help = "true: the user may choose the address."}),
    key<&AcceptDialin::multilink>({.name = "multilink", .kind = Kind::kBool, .default_value = "true",
        .reload = Reload::kNewCalls, .help = "Sessions of one user may be joined to a bundle."}),
    key<&AcceptDialin::radius>({.name = "radius", .kind = Kind::kName, .default_note = "none",
        .reload = Reload::kNewCalls, .help = "RADIUS servers that authenticate and account the users.",
        .example = "\"isp\""}),
};

constexpr Key<RequestDialin> kRequestDialinKeys[] = {
    key<&RequestDialin::domains>({.name = "domains", .kind = Kind::kTexts, .default_note = "none", .min = 1,
        .max = 253, .reload = Reload::kNewCalls, .help = "Domains of the users that are forwarded.",
        .example = "[\"cisco.com\"]"}),
    key<&RequestDialin::dnis>({.name = "dnis", .kind = Kind::kTexts, .default_note = "none", .min = 1, .max = 64,
        .reload = Reload::kNewCalls, .help = "Called numbers of the calls that are forwarded.",
        .example = "[\"614629\"]"}),
    key<&RequestDialin::busy_timeout>({.name = "busy-timeout", .kind = Kind::kDuration, .default_value = "60",
        .min = 0, .max = kDay, .reload = Reload::kNewCalls,
        .help = "Time that an address that refused or failed is put aside."}),
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

constexpr Key<Dialer> kDialerKeys[] = {
    key<&Dialer::ppp_options>({.name = "ppp-options", .kind = Kind::kPath, .reload = Reload::kNewCalls,
        .required = true,
        .help = "pppd options of the line: tty, speed, connect script. The script finds the number in VPDN_NUMBER.",
        .example = "\"/etc/vpdnd/ppp/isdn1.options\""}),
};

constexpr Key<Pool> kPoolKeys[] = {
    key<&Pool::ranges>({.name = "ranges", .kind = Kind::kIpv4Ranges, .reload = Reload::kNewCalls, .required = true,
        .help = "Addresses that users get.", .example = "[\"10.10.10.11-10.10.10.24\"]"}),
};

constexpr Key<Radius> kRadiusKeys[] = {
    part<&Radius::servers>({.name = "servers", .kind = Kind::kTables, .reload = Reload::kNewCalls, .required = true,
        .help = "Servers, tried in this order.",
        .example = "[ { address = \"127.0.0.1\", secret-file = \"/etc/vpdnd/radius.secret\" } ]"}),
    key<&Radius::authorize_tunnels>({.name = "authorize-tunnels", .kind = Kind::kBool, .default_value = "false",
        .reload = Reload::kNewCalls, .help = "As LAC: ask these servers where no group matches a call."}),
    key<&Radius::accounting_interval>({.name = "accounting-interval", .kind = Kind::kDuration,
        .default_value = "300", .min = 0, .max = kDay, .reload = Reload::kNewCalls,
        .help = "Time between interim accounting reports; 0: none."}),
    key<&Radius::nas_identifier>({.name = "nas-identifier", .kind = Kind::kText, .default_note = "none", .min = 1,
        .max = 253, .reload = Reload::kNewCalls, .help = "NAS-Identifier attribute.", .example = "\"lns1\""}),
};

constexpr Key<RadiusServer> kServerKeys[] = {
    key<&RadiusServer::address>({.name = "address", .kind = Kind::kHost, .reload = Reload::kNewCalls,
        .required = true, .help = "IP address or name."}),
    key<&RadiusServer::auth_port>({.name = "auth-port", .kind = Kind::kInteger, .default_value = "1812", .min = 1,
        .max = 65535, .reload = Reload::kNewCalls, .help = "UDP port for authentication."}),
    key<&RadiusServer::acct_port>({.name = "acct-port", .kind = Kind::kInteger, .default_value = "1813", .min = 1,
        .max = 65535, .reload = Reload::kNewCalls, .help = "UDP port for accounting."}),
    key<&RadiusServer::secret>({.name = "secret", .kind = Kind::kSecret, .default_note = "none",
        .reload = Reload::kNewCalls, .help = "Shared secret; this or secret-file is required."}),
    key<&RadiusServer::secret>({.name = "secret-file", .kind = Kind::kSecretFile, .default_note = "none",
        .reload = Reload::kNewCalls, .help = "File with the secret in its first line, readable by its owner only."}),
};

template <class T>
std::vector<const KeyInfo*> infos(std::span<const Key<T>> keys) {
    std::vector<const KeyInfo*> out;
    for (const Key<T>& row : keys) {
        if (row.store != nullptr || !row.info.example.empty()) out.push_back(&row.info);
    }
    return out;
}

}  // namespace

std::span<const Key<Config>> keys_of(Rows<Config>) { return kConfigKeys; }
std::span<const Key<DaemonConfig>> keys_of(Rows<DaemonConfig>) { return kDaemonKeys; }
std::span<const Key<Group>> keys_of(Rows<Group>) { return kGroupKeys; }
std::span<const Key<LnsAddress>> keys_of(Rows<LnsAddress>) { return kAddressKeys; }
std::span<const Key<AcceptDialin>> keys_of(Rows<AcceptDialin>) { return kAcceptDialinKeys; }
std::span<const Key<RequestDialin>> keys_of(Rows<RequestDialin>) { return kRequestDialinKeys; }
std::span<const Key<RequestDialout>> keys_of(Rows<RequestDialout>) { return kRequestDialoutKeys; }
std::span<const Key<DialoutUser>> keys_of(Rows<DialoutUser>) { return kUserKeys; }
std::span<const Key<AcceptDialout>> keys_of(Rows<AcceptDialout>) { return kAcceptDialoutKeys; }
std::span<const Key<Dialer>> keys_of(Rows<Dialer>) { return kDialerKeys; }
std::span<const Key<Pool>> keys_of(Rows<Pool>) { return kPoolKeys; }
std::span<const Key<Radius>> keys_of(Rows<Radius>) { return kRadiusKeys; }
std::span<const Key<RadiusServer>> keys_of(Rows<RadiusServer>) { return kServerKeys; }

std::vector<Section> sections() {
    return {
        {"[daemon]", "The daemon", "", infos(keys_of(Rows<DaemonConfig>{}))},
        {"[[group]]", "A VPDN group",
         "Which peers, how tunnels with them behave, and what is done with calls: any of the four parts below. The keys "
         "of a group hold for all its parts. The parts of a group stand behind it.",
         infos(keys_of(Rows<Group>{}))},
        {"", "Each address of initiate-to", "", infos(keys_of(Rows<LnsAddress>{}))},
        {"[group.accept-dialin]", "LNS: calls that peers send here", "", infos(keys_of(Rows<AcceptDialin>{}))},
        {"[group.request-dialin]", "LAC: calls that are forwarded to a peer", "", infos(keys_of(Rows<RequestDialin>{}))},
        {"[[group.request-dialout.user]]", "LNS that calls users through a peer: each user", "",
         infos(keys_of(Rows<DialoutUser>{}))},
        {"[group.accept-dialout]", "LAC that dials for a peer", "", infos(keys_of(Rows<AcceptDialout>{}))},
        {"[dialer.isdn1]", "A line that can dial, by name", "", infos(keys_of(Rows<Dialer>{}))},
        {"[pool.cisco]", "A pool of IPv4 addresses, by name", "", infos(keys_of(Rows<Pool>{}))},
        {"[radius.isp]", "RADIUS servers, by name", "", infos(keys_of(Rows<Radius>{}))},
        {"", "Each server of servers", "", infos(keys_of(Rows<RadiusServer>{}))},
    };
}

}  // namespace vpdnd::config
