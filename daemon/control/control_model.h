// What the control socket needs of the daemon: the interface that the daemon implements. The rows of lists are those of
// ipc/control_rows.h. Everything is called from the event loop's thread. Strings are raw as the peer sent them: whoever
// prints them escapes them (the protocol writer and l2tpctl do). Empty strings are `null` in JSON: not known. No secret may
// be put into any of these.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "ipc/control_error.h"
#include "ipc/control_rows.h"
#include "ipc/control_value.h"
#include "l2tp/ids.h"

namespace vpdnd::control {

using ipc::BundleRow;
using ipc::ClientCallRow;
using ipc::LnsRow;
using ipc::EndedCallRow;
using ipc::AddressRow;
using ipc::PoolRow;
using ipc::PppoeRow;
using ipc::RadiusServerRow;
using ipc::SessionRow;
using ipc::TunnelRow;

struct StatusReport {
    std::string version;
    std::string hostname;
    std::chrono::seconds uptime{0};
    std::vector<std::string> roles;  ///< "lac", "lns": what the configuration makes of this machine
    std::string dataplane;           ///< the one in use: "netlink", "pppox", "none"
    std::string config_file;
    std::vector<std::string> groups;  ///< names of the VPDN groups, in the order of the configuration
    std::size_t tunnels = 0, sessions = 0, bundles = 0;
    std::vector<std::string> alarms;  ///< what whoever runs the daemon has to know now, in words
    std::vector<std::pair<std::string, std::uint64_t>> counters;  ///< names as in l2tp::name_of(DropReason) and the like
    std::uint64_t log_lines_dropped = 0;
    /// Turns of the event loop: numbers, and microseconds by share; the longest of each part of the daemon.
    std::vector<std::pair<std::string, std::uint64_t>> loop, loop_longest_us;
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

/// One address, those of one group, or all.
struct LnsChoice {
    std::string lns, group;  ///< one of them, or none: all
};

/// A session of an access concentrator, as tables name it.
struct PppoeName {
    std::string interface;
    std::uint16_t session_id = 0;
    auto operator<=>(const PppoeName&) const = default;
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
    virtual std::vector<AddressRow> addresses() = 0;  ///< that users hold
    virtual std::vector<PppoeRow> pppoe_sessions() = 0;
    virtual std::vector<RadiusServerRow> radius_servers() = 0;
    /// All of one [radius.NAME] that is in use; empty: there is none of this name.
    virtual std::optional<ipc::Value::Object> radius_detail(const std::string& name) = 0;
    virtual std::vector<ClientCallRow> client_calls() = 0;
    /// Called once, when the call is up, or its first try has failed; also inside the call itself. It may be called after the
    /// client went away.
    using CallPlaced = std::function<void(tl::expected<ClientCallRow, ipc::ControlError>)>;
    virtual void place_call(const std::string& name, CallPlaced reply) = 0;
    /// It is hung up, and placed no more. Nothing: the configuration names no such call; false: it was not placed.
    virtual std::optional<bool> end_call(const std::string& name) = 0;
    virtual std::vector<LnsRow> lns() = 0;
    /// No new calls for `choice`, or again. False: it was so already.
    virtual bool drain_lns(const LnsChoice& choice, bool on) = 0;
    virtual std::vector<EndedCallRow> ended_sessions() = 0;  ///< the last ones, newest first
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
    /// The same of users of access concentrators, forwarded or served here. How many of these sessions have a call.
    virtual std::size_t close_pppoe(const std::set<PppoeName>& sessions) = 0;
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
