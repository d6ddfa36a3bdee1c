// Observer of what the endpoint does, for logs, counters and `l2tpctl monitor`. Every call has a no-op default.
// It must not call back into the endpoint.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "l2tp/effects.h"
#include "l2tp/ids.h"
#include "l2tp/peer_address.h"
#include "l2tp/session_fsm.h"
#include "l2tp/shown_tunnel_state.h"

namespace l2tp {

/// Why a datagram or message was not acted upon. Each is counted by Endpoint::counters().
enum class DropReason : std::uint8_t {
    kDataPacket, kTooShort, kBadVersion, kBadLength, kBadFlags, kUnknownTunnel, kWrongAddress, kUnknownSession,
    kMalformedAvp, kUnexpectedMessage, kDuplicate, kOutOfWindow, kHalfOpenLimit, kHalfOpenPerAddress, kTunnelLimit,
    kRateLimit, kUnknownOptionalAvp, kUnknownOptionalMessage, kNotListening,
    kTooLong,           ///< longer than what is read of somebody who has not authenticated himself
    kNotRepeated,       ///< an SCCRQ where many tunnels are half-open: it is served when it is sent again
    kHalfOpenReplaced,  ///< a half-open tunnel whose peer was silent made room for another
    kRefusalLimit,      ///< an SCCRQ that is refused, and there were so many that the peer is not told
    kCount_,
};

/// Stable short name: also the key in `l2tpctl status --json`.
std::string_view name_of(DropReason reason);

/// A tunnel that a peer asked for and that was over before it was established. Whoever can send us datagrams causes this as
/// often as he likes.
struct RefusedTunnel {
    TunnelId id;
    const Path& path;
    std::string_view peer_name;
    const ResultCode& result;      ///< what one side told the other
    bool by_peer = false;
    std::string_view reason = {};  ///< ours, where the peer is told less
};

class Tracer {
  public:
    virtual ~Tracer() = default;
    virtual void tunnel_state(TunnelId, PeerTunnelId, ShownTunnelState /*from*/, ShownTunnelState /*to*/) {}
    virtual void session_state(SessionKey, PeerSessionId, SessionState /*from*/, SessionState /*to*/) {}
    /// There is no TunnelDown.
    virtual void tunnel_refused(const RefusedTunnel&) {}
    /// A whole control datagram, in or out, before it is acted upon. `retransmission` counts from 1.
    virtual void packet(bool /*outbound*/, const Path&, std::span<const std::uint8_t>, unsigned /*retransmission*/) {}
    virtual void dropped(DropReason, const Path&, std::string_view /*detail*/) {}
    /// A protocol error by the peer that costs it a session or tunnel, with the AVP number and offset in the text.
    virtual void protocol_error(TunnelId, SessionId, std::string_view /*text*/) {}
    /// An SCCRQ came from the address and port of an established tunnel, whose peer is asked whether it is still there.
    virtual void peer_asks_again(TunnelId, const Path&) {}
    /// A call request of the peer that is refused before there is a session for it: there is no SessionDown. For a limit
    /// or a setting of ours, or for what the request says; the result tells which.
    virtual void call_refused(TunnelId, const Path&, std::string_view /*peer_name*/, const ResultCode&) {}
    /// What the RFC lets refuse, and was served (TunnelSettings::strict). The texts are few, and say nothing of one call.
    virtual void tolerated(const Path&, std::string_view /*what*/) {}
    /// Fields of a call of ours that cannot be sent, and why.
    virtual void left_out(TunnelId, std::string_view /*text*/) {}
};

}  // namespace l2tp
