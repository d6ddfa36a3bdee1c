// All that the library asks of its host. The host takes the effects after each input, in order, and carries each
// out before it takes the next.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "l2tp/ids.h"
#include "l2tp/messages.h"
#include "l2tp/peer_address.h"
#include "l2tp/result_codes.h"
#include "l2tp/settings.h"

namespace l2tp {

/// Our role in a tunnel or call. Decides FSM, timers, and the codes that are sent.
enum class Role : std::uint8_t { kLac, kLns };

/// Who asked for the call. Incoming: LAC to LNS (ICRQ). Outgoing: LNS to LAC (OCRQ).
enum class Direction : std::uint8_t { kIncoming, kOutgoing };

/// Send this control datagram from path.local to path.remote.
struct SendDatagram {
    Path path;
    TunnelId tunnel;  ///< whose socket may be used; 0: the listening one
    Bytes bytes;
    std::optional<std::uint8_t> tos = {};  ///< TunnelSettings::tos
    bool operator==(const SendDatagram&) const = default;
};

/// The control connection is established: give the tunnel its own connected socket and a kernel tunnel.
/// If that fails call close_tunnel(); PrepareSession comes later, never in front.
struct TunnelUp {
    TunnelId tunnel;
    PeerTunnelId peer_tunnel;
    Path path;
    std::string peer_name;
    bool initiated_here = false;
    std::string group;  ///< TunnelSettings::group
    std::optional<std::uint8_t> tos = {};  ///< this and the next: also of TunnelSettings
    bool path_mtu = false;
    bool operator==(const TunnelUp&) const = default;
};

/// The tunnel is gone for the host (sessions went before, each with its SessionDown): delete the kernel tunnel,
/// close the socket. The endpoint itself may go on draining (section 5.7) through the listening socket.
struct TunnelDown {
    TunnelId tunnel;
    ResultCode result;
    bool by_peer = false;
    Duration draining{};  ///< so long at the most datagrams come and go on the tunnel's path
    Path path{};
    std::string peer_name{};  ///< empty: it never told one
    bool operator==(const TunnelDown&) const = default;
};

/// A call may start: make its data plane ready, then answer session_prepared() or session_refused(). Until then
/// the protocol waits (state "preparing"): ICRP (LNS), ICCN (LAC), OCCN or the next step of a dial-out.
struct PrepareSession {
    SessionKey key;
    PeerTunnelId peer_tunnel;
    PeerSessionId peer_session;
    Role role = Role::kLns;
    Direction direction = Direction::kIncoming;
    bool sequencing = false;
    std::optional<Icrq> icrq;  ///< LNS, incoming
    std::optional<Ocrq> ocrq;  ///< LAC, outgoing: the host dials, then calls session_connected()
    bool operator==(const PrepareSession&) const = default;
};

/// The call is established on the control plane.
struct SessionUp {
    SessionKey key;
    std::optional<Iccn> iccn;  ///< LNS, incoming: what the LAC proxied
    std::optional<Occn> occn;  ///< LNS, outgoing
    bool sequencing = false;
    bool operator==(const SessionUp&) const = default;
};

/// The session is over, or was refused. The key may be used again once this effect was taken.
struct SessionDown {
    SessionKey key;
    ResultCode result;
    std::optional<PppDisconnectCause> disconnect;
    bool by_peer = false;       ///< the peer sent CDN or StopCCN (else we ended it, or the tunnel broke)
    bool was_established = false;
    bool tunnel_lost = false;   ///< silence or StopCCN, not a CDN: a LAC may try the next LNS
    bool tie_lost = false;      ///< its tunnel gave way to one that the peer opens, which can take the call (section 7.2.1)
    std::optional<Q931Cause> q931{};
    /// Its tunnel was refused, by either side, as not authorized (StopCCN 4): secrets or names do not fit.
    bool not_authorized = false;
    bool operator==(const SessionDown&) const = default;
};

/// WEN (to the LNS) and SLI (to the LAC) of an established session.
struct WanErrors {
    SessionKey key;
    Wen wen;
    bool operator==(const WanErrors&) const = default;
};
struct LinkInfo {
    SessionKey key;
    Sli sli;
    bool operator==(const LinkInfo&) const = default;
};

using Effect = std::variant<SendDatagram, TunnelUp, TunnelDown, PrepareSession, SessionUp, SessionDown, WanErrors, LinkInfo>;

}  // namespace l2tp
