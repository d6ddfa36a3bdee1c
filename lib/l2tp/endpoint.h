// The front of the library: one L2TPv2 endpoint, LAC and LNS at once. RFC 2661.
//
// No socket, clock, thread or log inside. The host feeds inputs (receive, on_time, the requests), each with the
// present time, then calls take_effects() and carries them out in order, then arms one timer for next_deadline().
// Nothing here throws or blocks. What a peer does wrong ends in effects and counters, never in an error here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "l2tp/effects.h"
#include "l2tp/endpoint_counters.h"
#include "l2tp/host.h"
#include "l2tp/ids.h"
#include "l2tp/messages.h"
#include "l2tp/records.h"
#include "l2tp/session_info.h"
#include "l2tp/settings.h"
#include "l2tp/time.h"
#include "l2tp/tracer.h"
#include "l2tp/tunnel_info.h"

namespace l2tp {

/// RFC 2661 section 6.13: not more than one WEN of a call in this time.
inline constexpr Duration kWenInterval = std::chrono::seconds(60);
/// A longer message, header included, is not looked at before the tunnel is established. SCCRQs in the field have 100 to
/// 200 octets; one with Host Name, Vendor Name and Challenge of the greatest length (3 x 1,023) and all the rest fits.
inline constexpr std::size_t kLongestUnauthenticated = 4096;

class Endpoint {
  public:
    /// `host` and `tracer` outlive the endpoint; tracer may be null.
    Endpoint(EndpointSettings settings, Host& host, Tracer* tracer = nullptr);
    /// An endpoint that goes on, as if nothing had happened, from what save() gave: the same datagrams, effects and ids.
    /// `host` and `tracer` may be others than those of the endpoint that saved.
    static std::unique_ptr<Endpoint> adopt(EndpointRecord record, Host& host, Tracer* tracer = nullptr);
    /// Lets go of everything: sends nothing, tells nobody. Tunnels are ended by shutdown().
    ~Endpoint();
    Endpoint(const Endpoint&) = delete;
    Endpoint& operator=(const Endpoint&) = delete;

    /// All that the endpoint knows, the effects that were not taken yet included. Changes nothing.
    EndpointRecord save() const;

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
    /// ids are set here, and the serial number if it is 0. ICCN is sent after session_prepared(). Optional fields that fit into no
    /// AVP, and a proxy authentication without all that its type needs, are left out and traced (left_out). The call
    /// ends with CDN result 5 if the peer does not have the framing type. Empty: no such tunnel, or full.
    std::optional<SessionKey> place_incoming_call(Time now, TunnelId tunnel, Icrq call, Iccn connected);
    /// Which limit one more call of this group would exceed, in words, and counted; empty: none. For a host that wants to
    /// know before it looks for a tunnel.
    std::string_view beyond_session_limits(const TunnelSettings& of_group);
    /// LNS: asks the LAC to dial. Empty also if a number is too long for an AVP. The call ends with result 5 if the
    /// LAC did not advertise the bearer or framing type.
    std::optional<SessionKey> place_outgoing_call(Time now, TunnelId tunnel, Ocrq call);
    /// Answers to PrepareSession. A key that is gone meanwhile is ignored. `connected`: LAC, incoming call; in place of what
    /// place_incoming_call() was given, for a host that learns it only now, and checked in the same way.
    void session_prepared(Time now, SessionKey key, std::optional<Iccn> connected = {});
    void session_refused(Time now, SessionKey key, ResultCode result);
    /// LAC, outgoing call: the line answered; sends OCCN.
    void session_connected(Time now, SessionKey key, Occn connected);
    /// Ends a session with CDN (whatever its state); SessionDown follows.
    void close_session(Time now, SessionKey key, ResultCode result, std::optional<PppDisconnectCause> cause = {},
                       std::optional<Q931Cause> q931 = {});
    /// Ends a tunnel with StopCCN; SessionDown for each session and TunnelDown follow; draining goes on here.
    void close_tunnel(Time now, TunnelId tunnel, const ResultCode& result);
    /// Ends a tunnel whose peer is believed not to be there: no StopCCN; SessionDown for each session (tunnel_lost) and
    /// TunnelDown follow, nothing goes on draining.
    void give_up_tunnel(Time now, TunnelId tunnel, const std::string& why);
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
    /// Of one tunnel, in no order.
    std::vector<SessionKey> sessions_of(TunnelId tunnel) const;
    const EndpointCounters& counters() const;

  private:
    struct State;
    explicit Endpoint(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace l2tp
