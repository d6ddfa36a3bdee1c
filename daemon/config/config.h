// The configuration as plain structs: what the file says, checked and complete. Contract: vpdnd.conf(5).
// Objects are immutable after load; a reload makes a new Config.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/switched_avps.h"
#include "l2tp/peer_address.h"
#include "l2tp/settings.h"

namespace vpdnd {

struct IpPrefix {
    l2tp::IpAddress address;
    unsigned length = 0;
    bool contains(const l2tp::IpAddress& other) const;
};

struct AddressRange {
    std::uint32_t first = 0, last = 0;  ///< IPv4, host order, inclusive
};

enum class Renegotiation : std::uint8_t { kNever, kOnMismatch, kAlways };

/// Value of `pppd`: sessions stay without a process (tests and benchmarks of the control plane).
inline constexpr std::string_view kNoPppd = "none";
inline constexpr std::string_view kNoDataplane = "none";  ///< sessions have no frames: the control plane alone

struct DaemonConfig {
    std::string hostname;
    std::vector<l2tp::Address> listen;
    bool listen_by_default = false;  ///< the file does not name any
    std::optional<std::uint32_t> control_group;  ///< gid of who may use the control socket; none: the daemon's own group
    std::string control_socket, plugin_socket, state_dir, spool_dir, pppd, plugin, dataplane;
    std::vector<std::string> search_order;
    std::string domain_delimiters;
    unsigned max_tunnels = 65535, max_sessions = 65535, max_half_open = 256, max_half_open_per_address = 16;
    std::chrono::milliseconds max_start_delay{8000};  ///< calls are refused while a pppd has waited longer for its turn
    unsigned spool_limit = 100000;  ///< accounting records that wait; then interim records make room
    unsigned kernel_workers = 8;  ///< threads for what waits in the kernel
    unsigned max_sccrq_per_second_per_address = 0;  ///< 0: no limit
    std::string log_level;
    std::vector<std::string> debug;
};

struct LnsAddress {
    std::string address;  ///< literal or name; resolved at each use
    std::uint16_t port = 1701;
    unsigned priority = 1, weight = 1, session_limit = 0;  ///< 0: no limit
};

/// How a call comes to its pppd: forked by one that waits, or executed.
enum class PppdStart : std::uint8_t { kWaiting, kExec };

/// What tells the multilink bundles of a group apart (RFC 1990 section 5.1.3).
enum class BundleBy : std::uint8_t { kBoth, kAuth, kEndpoint };

/// Which calls of a peer go on through another tunnel (tunnel switching).
enum class ForwardCalls : std::uint8_t {
    kNever,
    kMatched,  ///< those that a request-dialin part takes; the others end here
    kAlways,   ///< the others are refused
};

struct AcceptDialin {
    std::string ppp_options;  ///< empty: no call ends here
    ForwardCalls forward = ForwardCalls::kNever;
    unsigned max_switches = 4;  ///< that a call may have passed before
    PppdStart pppd_start = PppdStart::kWaiting;
    Renegotiation lcp_renegotiation = Renegotiation::kOnMismatch;
    bool force_local_chap = false, user_address = false, multilink = true;
    bool quality = true;  ///< the history of each link's LCP echo
    BundleBy multilink_bundle = BundleBy::kBoth;
    unsigned multilink_max_links = 8;  ///< of a bundle
    std::optional<std::uint32_t> local_address;  ///< IPv4, host order
    std::string pool, radius;                    ///< empty: none
    std::string interface;                       ///< template of the name, ipc/interface_name.h; empty: pppd's own
    std::string vrf;                             ///< that the interfaces are in; empty: none
};

/// What an LNS is told of a call in place of what it is; templates, call_template.h.
struct Rewrite {
    std::string user = "%u", calling_number = "%c", called_number = "%d";
    bool operator==(const Rewrite&) const = default;
};

struct RequestDialin {
    std::vector<std::string> domains, dnis;
    std::vector<std::string> calling_numbers, interfaces;  ///< names or patterns, interface_pattern.h
    std::string radius;  ///< whose servers are told of the calls; empty: of those with authorize_tunnels
    std::vector<std::string> switch_from;  ///< Host Names of peers whose calls are forwarded
    std::optional<SwitchedAvps> avps;      ///< none: all pass
    std::optional<Rewrite> rewrite;        ///< none: all is told as it is
    bool authenticate_before_forward = false;  ///< of users' lines
    std::chrono::milliseconds dead_time{60000};  ///< for which an LNS that refused or failed is not tried again
};

struct DialoutUser {
    std::string name, number, ppp_options;
    bool demand = false;
};
struct RequestDialout {
    std::vector<DialoutUser> users;
};
struct AcceptDialout {
    std::string dialer, numbers;
};

/// Waits between the tries of a call: the first, and what they grow to.
struct RedialTimes {
    std::chrono::milliseconds first{5000}, longest{300000};
    bool operator==(const RedialTimes&) const = default;
};

/// When this machine places its call by itself.
enum class CallStart : std::uint8_t { kCommand, kBoot };

/// A call of this machine's own: it is the client of an LNS.
struct ClientCall {
    std::string name, ppp_options;
    RedialTimes redial;
    CallStart start = CallStart::kCommand;
    bool persist = true;   ///< it is placed again when it has ended
    unsigned maxfail = 0;  ///< failed tries in a row until it is given up; 0: never
    bool defaultroute = false, usepeerdns = false;
};

/// What a second call of a user does whose first one is up.
enum class SameUser : std::uint8_t { kAllow, kRefuse, kReplace };

/// Are RADIUS servers told of calls? Required: one whose Start no server takes in time ends.
enum class Accounting : std::uint8_t { kNo, kYes, kRequired };

enum class ReplyPort : std::uint8_t { kAuto, kSame };

/// CDN results for peers that know only some.
struct ReplaceResult {
    l2tp::ResultReplacements by_result{};
    bool operator==(const ReplaceResult&) const = default;
};

struct Group {
    std::string name;
    std::vector<std::string> terminate_from;
    std::vector<IpPrefix> peers;
    bool authentication = true;
    std::vector<LnsAddress> initiate_to;
    std::optional<l2tp::IpAddress> source;
    std::uint16_t source_port = 1701;  ///< 0: ephemeral
    ReplyPort reply_port = ReplyPort::kAuto;
    std::chrono::milliseconds try_next_after{4000};  ///< of silence, where there is another LNS; 0: when it is sure
    SameUser same_user = SameUser::kAllow;
    Accounting radius_accounting = Accounting::kNo;
    bool radius_tunnel_accounting = false;  ///< RFC 2867
    std::chrono::milliseconds reorder_timeout{100};  ///< of numbered data messages
    /// What the file says of the group's tunnels; the policy adds what follows from the rest. local_name may be empty: the
    /// daemon's hostname. The secret is resolved from secret or secret-file.
    l2tp::TunnelSettings tunnel;
    std::optional<ReplaceResult> replace_result;
    std::optional<AcceptDialin> accept_dialin;
    std::optional<RequestDialin> request_dialin;
    std::optional<RequestDialout> request_dialout;
    std::optional<AcceptDialout> accept_dialout;
    std::optional<ClientCall> call;
};

/// As the data plane takes it.
inline std::uint32_t reorder_timeout_ms(const Group& group) {
    return static_cast<std::uint32_t>(group.reorder_timeout.count());
}

struct Dialer {
    std::string ppp_options;
};
struct Pool {
    std::vector<AddressRange> ranges;
    std::string vrf;  ///< empty: that of the groups that name it
};
/// Must answers of a RADIUS server have a Message-Authenticator (RFC 2869 section 5.14)?
enum class RequireSignature : std::uint8_t {
    kYes,
    kAuto,  ///< from the first signed answer of that server on
    kNo,    ///< open to CVE-2024-3596
};

/// What becomes of a call that no server has found a tunnel for.
enum class Otherwise : std::uint8_t { kLocal, kRefuse };

struct RadiusServer {
    std::string address;  ///< literal or name; resolved for each socket
    l2tp::Secret secret;
    std::uint16_t auth_port = 1812, acct_port = 1813;
    unsigned priority = 1;  ///< lower is asked first
    RequireSignature require_message_authenticator = RequireSignature::kYes;
    std::optional<l2tp::IpAddress> source;  ///< of our requests; none: as the routing table says
    bool operator==(const RadiusServer&) const = default;
};
struct Radius {
    std::vector<RadiusServer> servers;
    bool authorize_tunnels = false;
    Otherwise on_reject = Otherwise::kLocal, on_failure = Otherwise::kRefuse;
    l2tp::Secret authorization_password = "cisco";  ///< of questions for tunnels
    std::chrono::milliseconds cache_lifetime{60000};  ///< of their answers; 0: none is kept
    std::chrono::milliseconds timeout{1000};          ///< of the first try; doubles
    unsigned tries = 3;                               ///< of one server
    std::chrono::milliseconds give_up_after{20000};   ///< all servers together
    std::chrono::milliseconds dead_time{60000};
    unsigned max_outstanding = 4096;
    Accounting accounting = Accounting::kNo;  ///< of calls whose tunnel these servers name, where no group's settings hold
    bool tunnel_accounting = false;           ///< the same, of their tunnels
    std::chrono::milliseconds accounting_interval{300000};
    std::chrono::milliseconds accounting_start_within{10000};  ///< Accounting::kRequired
    std::string nas_identifier;
    std::optional<l2tp::IpAddress> nas_address;
    bool operator==(const Radius&) const = default;
};

/// A PPPoE access concentrator (RFC 2516).
struct Pppoe {
    std::vector<std::string> interfaces;  ///< names or patterns, interface_pattern.h
    std::string ac_name;                  ///< empty: the daemon's hostname
    std::vector<std::string> services = {""};  ///< that are offered; with an empty one among them any is served
    std::string ppp_options;
    PppdStart pppd_start = PppdStart::kWaiting;
    unsigned sessions_per_mac = 4, sessions_per_interface = 0, session_limit = 10000;  ///< 0: no limit
    unsigned half_open_limit = 400;                                                    ///< not authenticated yet; 0: no limit
    unsigned pado_per_second = 500;                                                    ///< 0: no limit
    std::chrono::milliseconds pado_delay{0};
    unsigned max_payload = 1500;  ///< of a PPP frame, where the host asks for more than 1492 (RFC 4638)
    std::string calling_number = "%circuit-id";  ///< template, line_template.h
};

struct Config {
    DaemonConfig daemon;
    std::vector<Group> groups;  ///< file order
    std::map<std::string, Dialer> dialers;
    std::map<std::string, Pool> pools;
    std::map<std::string, Radius> radius;
    std::map<std::string, Pppoe> pppoe;

    const Group* group(const std::string& name) const;
    /// The group with the call of this name; null: there is none.
    const Group* group_of_call(const std::string& name) const;
    /// The first group that gives its users addresses of the pool; groups.size(): none does.
    std::size_t first_with_pool(const std::string& pool) const;
    /// The pool's own VRF, or that of the first group with it, and of all others: a pool is in one. Empty: none.
    std::string vrf_of_pool(const std::string& pool) const;
};

/// Loads FILE and conf.d/*.conf beside it. On failure throws ConfigErrors with every error found.
/// `warnings` gets lines of the same form that do not prevent the start.
std::shared_ptr<const Config> load_config(const std::string& file, std::vector<std::string>* warnings = nullptr);

/// Keys of [daemon] that take effect only after a restart and differ from what is in force, that is, from what the daemon
/// started with: "daemon.dataplane". A reload warns of them.
std::vector<std::string> restart_needed(const DaemonConfig& in_force, const DaemonConfig& next);

/// Every line: "FILE:LINE:COLUMN: key: what was expected". Never holds a secret.
struct ConfigErrors : std::exception {
    std::vector<std::string> lines;
    std::string text;  ///< all lines joined
    const char* what() const noexcept override { return text.c_str(); }
};

}  // namespace vpdnd
