// The front of the library: one L2TPv2 endpoint, LAC and LNS at once. RFC 2661.
//
// No socket, clock, thread or log inside. The host feeds inputs (receive, on_time, the requests), each with the
// present time, then calls take_effects() and carries them out in order, then arms one timer for next_deadline().
// Nothing here throws or blocks. What a peer does wrong ends in effects and counters, never in an error here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "l2tp/effects.h"
#include "l2tp/ids.h"
#include "l2tp/messages.h"
#include "l2tp/settings.h"
#include "l2tp/time.h"
#include "l2tp/tracer.h"

namespace l2tp {

/// Questions that the endpoint asks while it handles an input. Answers must not call back into the endpoint.
class Host {
  public:
    virtual ~Host() = default;
    /// Cryptographically good random bytes (ids, challenges, Random Vectors).
    virtual void random(std::span<std::uint8_t> out) = 0;
    /// May tunnels be asked for on this address of ours? Else an SCCRQ is dropped: what a port that is closed looks like.
    /// Asked of new ones only; a retransmission belongs to its tunnel.
    virtual bool listens_on(const Address&) { return true; }
    /// Which group serves this SCCRQ. Null: nobody; StopCCN 4 is sent with *why as message.
    virtual TunnelSettingsPtr serve(const Sccrq& request, const Path& path, std::string* why) = 0;
    /// False if somebody else in this network namespace holds the kernel tunnel id.
    virtual bool tunnel_id_free(TunnelId id) = 0;
    /// The path a new tunnel asked for on `path` shall reply from (rule of the equal four-tuple: another local
    /// port), or nothing to refuse it with StopCCN 2/4. Default: the same path.
    virtual std::optional<Path> reply_path(const Path& path) { return path; }
    /// The tunnel that reply_path() gave this path to ended before it was established: no TunnelUp, no TunnelDown. For
    /// so long at the most datagrams come and go on it still.
    virtual void reply_path_unused(const Path&, Duration /*draining*/) {}
};

/// A row of `l2tpctl tunnel list`, and more of `tunnel show`.
struct TunnelInfo {
    TunnelId id;
    PeerTunnelId peer_id;
    std::string peer_name;
    std::string_view state;  ///< design names: idle wait-ctl-reply wait-ctl-conn established no-sessions-left shutting-down
    Path path;
    std::size_t sessions = 0;
    std::string group;
    bool initiated_here = false;
    Role role = Role::kLns;  ///< of the sessions it carries; LAC when we placed an incoming call or accepted an outgoing one
    Time since{};            ///< of the last change of state
    std::optional<std::string> peer_vendor;
    std::optional<std::uint16_t> peer_firmware;
    std::uint16_t ns = 0, nr = 0, peer_window = 0, congestion_window = 0;
    std::size_t queued = 0, unacknowledged = 0;
    std::uint64_t retransmissions = 0;
};

/// A row of `l2tpctl session list`: what the control plane knows; the host adds the PPP side.
struct SessionInfo {
    SessionKey key;
    PeerSessionId peer_id;
    std::string_view state;  ///< idle wait-tunnel preparing wait-reply wait-connect wait-cs-answer established
    Role role = Role::kLns;
    Direction direction = Direction::kIncoming;
    std::uint32_t serial = 0;
    std::string calling_number, called_number;
    bool sequencing = false;  ///< of its data messages
    Time since{};
};

/// Totals since start. dropped[] is indexed by DropReason.
struct EndpointCounters {
    std::array<std::uint64_t, static_cast<std::size_t>(DropReason::kCount_)> dropped{};
    std::uint64_t datagrams_in = 0, datagrams_out = 0, retransmissions = 0;
    std::uint64_t tunnels_opened = 0, tunnels_refused = 0, sessions_opened = 0, sessions_refused = 0;
    /// Calls, of peers or of the host, that a limit kept out: max_sessions, session_limit and waiting_limit of a group.
    std::uint64_t max_sessions_reached = 0, session_limit_reached = 0, waiting_limit_reached = 0;
};

/// RFC 2661 section 6.13: not more than one WEN of a call in this time.
inline constexpr Duration kWenInterval = std::chrono::seconds(60);

class Endpoint {
  public:
    /// `host` and `tracer` outlive the endpoint; tracer may be null.
    Endpoint(EndpointSettings settings, Host& host, Tracer* tracer = nullptr);
    ~Endpoint();
    Endpoint(const Endpoint&) = delete;
    Endpoint& operator=(const Endpoint&) = delete;

    // Inputs ------------------------------------------------------------------------------------------------

    /// Feeds one datagram, whichever socket it came from. Data packets (T bit clear) are dropped and counted.
    void receive(Time now, const Path& path, std::span<const std::uint8_t> datagram);
    /// Does everything that is due. Harmless when nothing is.
    void on_time(Time now);
    /// When on_time() must be called next; empty: when something else happens first.
    std::optional<Time> next_deadline() const;
    /// Moves the effects out, oldest first.
    std::vector<Effect> take_effects();

    // Requests ----------------------------------------------------------------------------------------------

    /// Sends SCCRQ to path.remote. `stay` keeps the tunnel without sessions (opened by command).
    /// Error: why none is opened, in words; that max-tunnels is reached is counted.
    tl::expected<TunnelId, std::string> open_tunnel(Time now, const Path& path, const TunnelSettingsPtr& settings, bool stay = false);
    /// LAC: asks the LNS for an incoming call. Waits ("wait-tunnel") until the tunnel is established; assigned
    /// ids and the serial number are set here. ICCN is sent after session_prepared(). Optional fields that fit into no
    /// AVP, and a proxy authentication without all that its type needs, are left out and traced (left_out). The call
    /// ends with CDN result 5 if the peer does not have the framing type. Empty: no such tunnel, or full.
    std::optional<SessionKey> place_incoming_call(Time now, TunnelId tunnel, Icrq call, Iccn connected);
    /// Which limit one more call of this group would exceed, in words, and counted; empty: none. For a host that wants to
    /// know before it looks for a tunnel.
    std::string_view beyond_session_limits(const TunnelSettings& of_group);
    /// LNS: asks the LAC to dial. Empty also if a number is too long for an AVP. The call ends with result 5 if the
    /// LAC did not advertise the bearer or framing type.
    std::optional<SessionKey> place_outgoing_call(Time now, TunnelId tunnel, Ocrq call);
    /// Answers to PrepareSession. A key that is gone meanwhile is ignored.
    void session_prepared(Time now, SessionKey key);
    void session_refused(Time now, SessionKey key, ResultCode result);
    /// LAC, outgoing call: the line answered; sends OCCN.
    void session_connected(Time now, SessionKey key, Occn connected);
    /// Ends a session with CDN (whatever its state); SessionDown follows.
    void close_session(Time now, SessionKey key, ResultCode result, std::optional<PppDisconnectCause> cause = {});
    /// Ends a tunnel with StopCCN; SessionDown for each session and TunnelDown follow; draining goes on here.
    void close_tunnel(Time now, TunnelId tunnel, const ResultCode& result);
    /// Sends a HELLO now.
    bool send_hello(Time now, TunnelId tunnel);
    /// LAC: errors of the user's line, totals since the call began. False: not sent. Either the session is no established
    /// one of a LAC, or the last WEN of this call is not kWenInterval old: the totals can be told later (section 6.13).
    bool send_wen(Time now, SessionKey key, const Wen& wen);
    void send_sli(Time now, SessionKey key, const Sli& sli);
    /// Ends every tunnel with StopCCN (result 6). idle() tells when all is acknowledged or given up.
    void shutdown(Time now, const std::string& message);
    /// New limits after a reload; tunnels keep their settings.
    void change_settings(EndpointSettings settings);

    // Questions ---------------------------------------------------------------------------------------------

    bool idle() const;  ///< no tunnel left, not even a draining one
    std::size_t tunnel_count() const;  ///< rows of tunnels() and sessions(), without making them
    std::size_t session_count() const;
    std::vector<TunnelInfo> tunnels() const;
    std::optional<TunnelInfo> tunnel(TunnelId id) const;
    std::vector<SessionInfo> sessions() const;
    std::optional<SessionInfo> session(SessionKey key) const;
    const EndpointCounters& counters() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace l2tp
