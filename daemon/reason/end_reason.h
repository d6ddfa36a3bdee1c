// Why a call ended: one row a reason, which says what every protocol calls it. Plain values; no call, end or process
// is known here. RFC 2661 section 4.4.2 (CDN), RFC 3145 (PPP disconnect cause), RFC 2866 section 5.10 (accounting).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "l2tp/messages.h"

namespace vpdnd {

/// What happened. The order is that of the rows in end_reason.cpp.
enum class EndCause : std::uint8_t {
    // PPP's own end, as pppd or the plugin told it.
    kPppEnded,           ///< the user or pppd closed the link in order
    kPppSignal,          ///< pppd was told to end by a signal
    kIdle,
    kSessionTime,
    kTrafficLimit,
    kEchoFailure,        ///< the user does not answer LCP echo requests
    kLineLost,           ///< pppd saw a hang-up
    kLoopback,
    kNegotiationFailed,
    kUserRefused,        ///< authentication of the user failed
    kWeWereRefused,      ///< the user did not take our authentication
    kPppdOptions,
    kPppdPrivileges,
    kNoKernelPpp,
    kPppdChannel,        ///< pppd could not open its channel
    kPppdConnect,        ///< pppd could not connect its channel
    kPppdScript,
    kPppdFatal,
    kPppdFailed,         ///< any other end of pppd: killed, not started, an unknown status
    kPluginFailed,       ///< vpdn.so is missing, broke the conversation, or failed a check of its own
    // This machine's doing.
    kAdministrator,
    kStopping,           ///< the daemon stops
    kBundleGone,         ///< the owner of the multilink bundle is dead
    kNotServed,          ///< the configuration has no place for this call any more
    kNoRoute,            ///< a call that must be forwarded, and no group takes it
    kLoop,               ///< a call that is forwarded from tunnel to tunnel in a circle
    kNoService,          ///< a kind of call or a feature that is not served
    kNoAddress,          ///< the pool is exhausted
    kAddressTaken,       ///< another user has the address that this one must get
    kSameUser,           ///< the user has another call, and may have only one
    kReplaced,           ///< the user has called again
    kBundleFull,         ///< the user's multilink bundle has all the links that it may have
    kNoVrf,              ///< the VRF of the group does not exist, or the interface has left it
    kTooManyAtOnce,      ///< pppds wait too long for their turn to start
    kSessionLimit,       ///< a limit of ours, or of every target
    kNoTarget,           ///< no LNS took the call
    kDataPlane,          ///< the kernel could not make what the call needs
    kKernelSessionLost,  ///< another program deleted it
    kWayChanged,         ///< this machine's address that the tunnel has is gone, or its packets would take another way now
    kSequencing,         ///< the peer requires sequence numbers that the data plane cannot give
    // The other side's doing.
    kUserGone,           ///< the line of a LAC's user is gone: carrier, PADT, pppd's end
    kPeerEnded,          ///< CDN from the peer: EndReason::result is the peer's
    kTunnelEnded,        ///< StopCCN or silence
    kTieLost,            ///< its tunnel gave way to one that the peer opens (section 7.2.1)
    kControlError,       ///< an error of the peer, or a time-out, in the set-up of the session
    kTargetUnreachable,  ///< no address, no path or no tunnel to the target
    kNotAuthorized,      ///< the tunnel to the target was refused with StopCCN 4: secrets or names do not fit
    kRouteRejected,      ///< RADIUS knows no tunnel for the call
    kRouteUnanswered,    ///< no RADIUS server answered
    kRouteUnusable,      ///< what RADIUS says of the tunnel cannot be used
    kNotAccounted,       ///< no RADIUS server took its Start, which the group requires
    kCount_,
};

/// One row of the table.
struct EndReasonRow {
    EndCause cause;
    std::string_view name;           ///< stable: a value in `l2tpctl session list --ended`
    l2tp::CdnResult cdn;
    l2tp::ErrorCode error;           ///< with kGeneralError; else kNone
    std::uint16_t disconnect_code;   ///< RFC 3145 section 3; 0: no information, not sent
    std::uint8_t disconnect_direction;
    std::uint8_t acct_terminate_cause;
    std::string_view text;           ///< for the CDN and the log, where nothing more exact is known
};
const EndReasonRow& row_of(EndCause cause);

/// Why one call ended. Plain data. Strings may come from the peer or from pppd and are raw.
struct EndReason {
    EndCause cause = EndCause::kPppEnded;
    std::string text = {};                                    ///< more exact words; empty: the row's
    std::optional<l2tp::PppDisconnectCause> disconnect = {};  ///< as the plugin or the peer told it
    std::optional<l2tp::ResultCode> result = {};              ///< as the peer's CDN or StopCCN said
    bool by_peer = false;
    std::optional<l2tp::Q931Cause> q931 = {};                 ///< as the peer's CDN said

    std::string_view words() const { return text.empty() ? row_of(cause).text : std::string_view(text); }
};

/// What the CDN says of it. Where the peer of one session said so, the peer of the other one hears the same; but that one has
/// made an error in its conversation with us (error codes 1, 2, 3, 5 and 8) is no news for the other but in words.
l2tp::ResultCode cdn_for(const EndReason& reason);
/// The result that was told: the peer's, else ours.
l2tp::ResultCode told_result(const EndReason& reason);
/// The PPP Disconnect Cause AVP of that CDN; empty: none is sent.
std::optional<l2tp::PppDisconnectCause> disconnect_for(const EndReason& reason);

/// Acct-Terminate-Cause (RFC 2866 section 5.10): what the peer that ended the session said of it, else the row's.
std::uint8_t terminate_cause(const EndReason& reason);

/// pppd's exit status (pppd(8), EXIT STATUS). One that pppd does not document is kPppdFailed with its number as text.
EndReason reason_of_exit(unsigned status);

}  // namespace vpdnd
