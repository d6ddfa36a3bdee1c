#include "config/schema.h"

#include "config/schema_rows.h"

namespace vpdnd::config {
namespace {

constexpr Key<Config> kConfigKeys[] = {
    part<&Config::daemon>({.name = "daemon", .kind = Kind::kTable}),
    part<&Config::groups>({.name = "group", .kind = Kind::kTables}),
    part<&Config::dialers>({.name = "dialer", .kind = Kind::kNamedTables}),
    part<&Config::pools>({.name = "pool", .kind = Kind::kNamedTables}),
    part<&Config::radius>({.name = "radius", .kind = Kind::kNamedTables}),
    part<&Config::pppoe>({.name = "pppoe", .kind = Kind::kNamedTables}),
};

constexpr Key<DaemonConfig> kDaemonKeys[] = {
    key<&DaemonConfig::hostname>({.name = "hostname", .kind = Kind::kText, .default_note = "the system's host name",
        .min = 1, .max = 255, .reload = Reload::kNewTunnels,
        .help = "Host Name AVP of groups without a local-name.", .example = "\"LNS\""}),
    key<&DaemonConfig::listen>({.name = "listen", .kind = Kind::kEndpoints,
        .default_value = "[\"0.0.0.0:1701\", \"[::]:1701\"]", .reload = Reload::kAtOnce, .help = "UDP addresses that "
        "control connections are accepted on. No socket is opened while there is neither a group nor a [radius.NAME] with "
        "authorize-tunnels. Tunnels on an address that a reload removes go on. By default a kernel without IPv6 is no error. An "
        "address that this machine does not have, or that another program has, keeps no other from being served: it is logged and "
        "tried again. Where "
        "other programs have all of them, or the port of a wildcard (0.0.0.0, [::]), vpdnd does not start, and a reload changes nothing."}),
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
    key<&DaemonConfig::spool_limit>({.name = "spool-limit", .kind = Kind::kInteger, .default_value = "100000", .min = 1000,
        .max = 10000000, .reload = Reload::kAtOnce, .help = "Accounting records that wait for a RADIUS server. With more, interim "
        "records make room; Start and Stop records never do."}),
    key<&DaemonConfig::pppd>({.name = "pppd", .kind = Kind::kPath, .default_value = "\"/usr/sbin/pppd\"",
        .choices = kNoPppd, .reload = Reload::kNewCalls, .help = "The pppd program that sessions are given to. With the "
        "data plane \"none\" any program may stand in for it, or \"none\": no process is started."}),
    key<&DaemonConfig::max_start_delay>({.name = "max-start-delay", .kind = Kind::kDuration, .default_value = "8",
        .min = kSecond, .max = kHour, .reload = Reload::kAtOnce, .help = "Only a few pppds start at a time, the others wait "
        "for their turn. While one has waited longer than this, further calls are refused with CDN 4, so that their LACs "
        "try another LNS. Less than the time after which peers and users give up."}),
    key<&DaemonConfig::plugin>({.name = "plugin", .kind = Kind::kText, .default_value = "\"vpdn.so\"", .min = 1, .max = 255,
        .reload = Reload::kNewCalls, .help = "The plugin that a spawned pppd loads: a file name in pppd's plugin "
        "directory, or a path."}),
    key<&DaemonConfig::dataplane>({.name = "dataplane", .kind = Kind::kChoice, .default_value = "\"kernel\"",
        .choices = "kernel,netlink,pppox,none", .reload = Reload::kRestart,
        .help = "How PPP frames move: \"netlink\" is the kernel's L2TP family, \"pppox\" PPPoL2TP sockets alone, "
                "\"kernel\" the first of the two that works, \"none\" moves nothing (tests of the control plane)."}),
    key<&DaemonConfig::kernel_workers>({.name = "kernel-workers", .kind = Kind::kInteger, .default_value = "8", .min = 1,
        .max = 64, .reload = Reload::kRestart, .help = "Threads for what the kernel makes its callers wait for (PPP channels that "
        "are made, sessions and lines that are closed: some 20 ms each with several processors). The daemon itself never waits."}),
    key<&DaemonConfig::search_order>({.name = "search-order", .kind = Kind::kChoices,
        .default_value = "[\"dnis\", \"calling-number\", \"interface\", \"domain\", \"peer\"]", .min = 1,
        .choices = "dnis,calling-number,interface,domain,user,peer", .reload = Reload::kNewCalls,
        .help = "What a LAC looks for first to find where a call goes: the number called, the caller's number, the interface that the call "
        "comes in by, the user's domain, the user's whole name, or, of a call that a tunnel brought, the Host Name of the peer "
        "(switch-from). Groups are looked for in this order, then RADIUS servers are asked (authorize-tunnels), about number called, "
        "domain and name; no group is found by user. A call that fits nowhere is served here."}),
    key<&DaemonConfig::domain_delimiters>({.name = "domain-delimiters", .kind = Kind::kText,
        .default_value = "\"@\"", .min = 1, .max = 8, .reload = Reload::kNewCalls,
        .help = "Characters between user and domain. \"@\": user@domain; \"\\\\\" or \"%\": domain\\user, domain%user."}),
    key<&DaemonConfig::max_tunnels>({.name = "max-tunnels", .kind = Kind::kInteger, .default_value = "65535",
        .min = 1, .max = 65535, .reload = Reload::kAtOnce, .help = "Maximum number of tunnels at one time."}),
    key<&DaemonConfig::max_sessions>({.name = "max-sessions", .kind = Kind::kInteger, .default_value = "65535",
        .min = 1, .max = 65535, .reload = Reload::kAtOnce,
        .help = "Maximum number of sessions at one time, in all tunnels."}),
    key<&DaemonConfig::max_half_open>({.name = "max-half-open", .kind = Kind::kInteger, .default_value = "256",
        .min = 1, .max = 65535, .reload = Reload::kAtOnce,
        .help = "Maximum number of control connections not yet established; further SCCRQs are dropped and counted. A quarter "
                "is kept for groups with peers. From half on an SCCRQ is served only when the peer sends it again (after "
                "1 s), and where all are taken one whose peer did not answer within 0.5 s makes room."}),
    key<&DaemonConfig::max_half_open_per_address>({.name = "max-half-open-per-address", .kind = Kind::kInteger,
        .default_value = "16", .min = 1, .max = 65535, .reload = Reload::kAtOnce,
        .help = "The same for one peer address, or one /64 of IPv6."}),
    key<&DaemonConfig::max_sccrq_per_second_per_address>({.name = "max-sccrq-per-second-per-address",
        .kind = Kind::kInteger, .default_value = "0", .min = 0, .max = 65535, .reload = Reload::kAtOnce,
        .help = "Maximum number of SCCRQs processed in one second from one peer address; further ones are dropped and "
        "counted. 0: no limit."}),
    key<&DaemonConfig::log_level>({.name = "log-level", .kind = Kind::kChoice, .default_value = "\"info\"",
        .choices = "debug,info,notice,warning,error", .reload = Reload::kAtOnce,
        .help = "Lowest level that is logged."}),
    key<&DaemonConfig::debug>({.name = "debug", .kind = Kind::kChoices, .default_value = "[]",
        .choices = "events,packets,errors,ppp,radius,dataplane", .reload = Reload::kAtOnce,
        .help = "Areas that are logged in detail. Secrets are never shown. An area that stays as it is here keeps over a reload "
        "what l2tpctl(8) has made of it."}),
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
    key<&Pool::vrf>({.name = "vrf", .kind = Kind::kText, .default_note = "that of the groups with the pool", .min = 1, .max = 15,
        .reload = Reload::kNewCalls, .help = "VRF of the users who get them. For a pool that no group names, RADIUS servers alone "
        "(Framed-Pool): groups of other VRFs have nothing of it.", .example = "\"blue\""}),
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
std::span<const Key<Dialer>> keys_of(Rows<Dialer>) { return kDialerKeys; }
std::span<const Key<Pool>> keys_of(Rows<Pool>) { return kPoolKeys; }

std::vector<Section> sections() {
    return {
        {"[daemon]", "The daemon", "", infos(keys_of(Rows<DaemonConfig>{}))},
        {"[[group]]", "A VPDN group",
         "Which peers, how tunnels with them behave, and what is done with calls: any of the parts below. The keys "
         "of a group hold for all its parts. The parts of a group stand behind it.",
         infos(keys_of(Rows<Group>{}))},
        {"", "Each address of initiate-to", "", infos(keys_of(Rows<LnsAddress>{}))},
        {"", "Each result of replace-result", "", infos(keys_of(Rows<ReplaceResult>{}))},
        {"[group.accept-dialin]", "LNS: calls that peers send here", "", infos(keys_of(Rows<AcceptDialin>{}))},
        {"[group.request-dialin]", "LAC: calls that are forwarded to a peer", "", infos(keys_of(Rows<RequestDialin>{}))},
        {"", "Each template of rewrite", "", infos(keys_of(Rows<Rewrite>{}))},
        {"[group.request-dialin.avps]", "Tunnel switching: what the next LNS is told of a call that a tunnel brought",
         "\"pass\": as it came; \"drop\": not told; \"renew\": this machine's own. All else is of one tunnel or session alone "
         "and is always made anew.", infos(keys_of(Rows<SwitchedAvps>{}))},
        {"[[group.request-dialout.user]]", "LNS that calls users through a peer: each user", "",
         infos(keys_of(Rows<DialoutUser>{}))},
        {"[group.accept-dialout]", "LAC that dials for a peer", "", infos(keys_of(Rows<AcceptDialout>{}))},
        {"[group.call]", "Client: a call of this machine's own",
         "It goes to the addresses of the group's initiate-to, all addresses of a name among them, and is placed again with growing "
         "waits until it is up. See doc/guide-client.md.", infos(keys_of(Rows<ClientCall>{}))},
        {"[dialer.isdn1]", "A line that can dial, by name", "", infos(keys_of(Rows<Dialer>{}))},
        {"[pppoe.access]", "A PPPoE access concentrator, by name",
         "Users who come by PPPoE (RFC 2516). Where a call goes is decided as for any line: search-order, request-dialin. What fits "
         "nowhere stays here. A call whose LNS is found by service, calling number or interface, before search-order comes to the "
         "domain, is bridged to it at once: no pppd is started, the LNS negotiates LCP and asks for the user's name, and the ICCN has "
         "no proxy AVPs.", infos(keys_of(Rows<Pppoe>{}))},
        {"[pool.cisco]", "A pool of IPv4 addresses, by name", "", infos(keys_of(Rows<Pool>{}))},
        {"[radius.isp]", "RADIUS servers, by name", "", infos(keys_of(Rows<Radius>{}))},
        {"", "Each server of servers", "", infos(keys_of(Rows<RadiusServer>{}))},
    };
}

}  // namespace vpdnd::config
