// What the control socket needs of the daemon: the interface that the daemon implements, and the rows of the tables.
// Everything is called from the event loop's thread. Strings are raw as the peer sent them: whoever prints them
// escapes them (the protocol writer and l2tpctl do). Empty strings and empty optionals are `null` in JSON: not known.
// No secret may be put into any of these.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "ipc/control_error.h"
#include "ipc/control_value.h"
#include "l2tp/ids.h"

namespace vpdnd::control {

using WallTime = std::chrono::system_clock::time_point;

/// A row of `l2tpctl tunnel list`. Members are the JSON keys.
struct TunnelRow {
    l2tp::TunnelId local_id;
    l2tp::PeerTunnelId remote_id;
    std::string remote_name;
    std::string state;  ///< idle wait-ctl-reply wait-ctl-conn established no-sessions-left shutting-down
    std::string remote_address;
    std::uint16_t remote_port = 0;
    std::size_t sessions = 0;
    std::string group;
    std::string role;  ///< "lac" or "lns": ours
    WallTime since{};  ///< of the last change of state
};

/// A row of `l2tpctl session list`. Members are the JSON keys. Traffic: in = from the user.
struct SessionRow {
    l2tp::SessionId local_id;
    l2tp::PeerSessionId remote_id;
    l2tp::TunnelId tunnel_id;
    std::string interface;
    std::string user;
    std::string state;  ///< idle wait-tunnel preparing wait-reply wait-connect wait-cs-answer established
    WallTime since{};
    std::string direction;  ///< "incoming" or "outgoing"
    std::string calling_number, called_number;
    std::string address, peer_address;  ///< of the PPP interface
    std::string bundle;
    std::string stage;     ///< pppd's phase: "establish", "authenticate", "network", "running", …
    std::string lcp, ncp;  ///< "open", "closed", …
    std::optional<std::uint64_t> bytes_in, bytes_out, packets_in, packets_out;
};

struct BundleRow {
    std::string name;
    std::string user;
    std::string interface;
    WallTime since{};
    std::vector<l2tp::SessionKey> members;
};

struct PoolRow {
    std::string name;
    std::vector<std::string> ranges;  ///< as configured
    std::uint64_t size = 0, used = 0, free = 0;
};

struct StatusReport {
    std::string version;
    std::string hostname;
    std::chrono::seconds uptime{0};
    std::vector<std::string> roles;  ///< "lac", "lns": what the configuration makes of this machine
    std::string dataplane;           ///< the one in use: "netlink", "pppox", "none"
    std::string config_file;
    std::size_t tunnels = 0, sessions = 0, bundles = 0;
    std::vector<std::pair<std::string, std::uint64_t>> counters;  ///< names as in l2tp::name_of(DropReason) and the like
    std::uint64_t log_lines_dropped = 0;
    std::vector<std::string> debug;  ///< areas that are on
};

/// One tunnel or session with everything that is known of it: the row and further keys (`ns`, `nr`,
/// `peer_window`, `retransmissions`, …: snake_case), in the order in which they are shown.
struct TunnelDetail {
    TunnelRow row;
    ipc::Value::Object extra;
};
struct SessionDetail {
    SessionRow row;
    ipc::Value::Object extra;
};

/// Of `reload` and `check-config`. Errors: lines "file:line:column: key: what was expected"; with any of them
/// nothing was changed. Notes: what takes effect only after a restart, and the like.
struct ConfigReport {
    std::string file;
    std::vector<std::string> errors;
    std::vector<std::string> notes;
};

class ControlModel {
  public:
    virtual ~ControlModel() = default;

    virtual std::vector<TunnelRow> tunnels() = 0;
    virtual std::vector<SessionRow> sessions() = 0;  ///< without traffic counters, which cost
    using SessionsRead = std::function<void(std::vector<SessionRow>)>;
    /// Called once, inside the call itself or later, also when the client went away meanwhile.
    virtual void sessions_with_traffic(SessionsRead reply) = 0;
    virtual std::vector<BundleRow> bundles() = 0;
    virtual std::vector<PoolRow> pools() = 0;
    virtual StatusReport status() = 0;
    virtual std::optional<TunnelDetail> tunnel_detail(l2tp::TunnelId id) = 0;
    virtual std::optional<SessionDetail> session_detail(l2tp::SessionKey key) = 0;

    /// Called once, when the tunnel is established or has failed; also inside the call itself. It may be called
    /// after the client went away.
    using TunnelOpened = std::function<void(tl::expected<TunnelRow, ipc::ControlError>)>;
    /// Opens a tunnel of `group` to `address` (literal or name, with or without ":port"), else to the group's
    /// initiate-to. The tunnel stays without sessions.
    virtual void open_tunnel(const std::string& group, const std::optional<std::string>& address, TunnelOpened reply) = 0;
    /// False: no such tunnel. StopCCN 6 (peers) is sent and the tunnel's sessions end. RFC 2661 section 4.4.2.
    virtual bool close_tunnel(l2tp::TunnelId id) = 0;
    /// False: no such session. Ended for administrative reasons (CDN 3).
    virtual bool close_session(l2tp::SessionKey key) = 0;
    /// False: no such tunnel, or not established.
    virtual bool send_hello(l2tp::TunnelId id) = 0;
    /// False: no such area.
    virtual bool set_debug(const std::string& area, bool on) = 0;
    /// Reads the files again; sessions stay.
    virtual ConfigReport reload() = 0;
    /// Only looks whether reload() would do.
    virtual ConfigReport check_config() = 0;
};

}  // namespace vpdnd::control
