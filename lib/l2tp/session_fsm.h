// The state tables of a call, RFC 2661 sections 7.4.1, 7.4.2, 7.5.1 and 7.5.2, one for each role and direction.
// "preparing" is ours: the host makes the data plane ready before the other side hears that it may send.
#pragma once

#include <cstdint>
#include <string_view>

#include "l2tp/effects.h"

namespace l2tp {

enum class SessionState : std::uint8_t {
    kIdle, kWaitTunnel, kPreparing, kWaitReply, kWaitConnect, kWaitCsAnswer, kEstablished, kCount_,
};

enum class SessionEvent : std::uint8_t {
    kLocalOpen,             ///< bearer ring, local open request
    kTunnelOpen,
    kPrepared,              ///< the host answered PrepareSession
    kRefused,               ///< the host refused PrepareSession
    kAnswered,              ///< bearer answer, framing detected
    kLocalClose,            ///< local close request, bearer line drop or failure, a timer that ran out
    kRequestAcceptable,     ///< ICRQ (incoming) or OCRQ (outgoing)
    kRequestNotAcceptable,
    kReplyAcceptable,       ///< ICRP or OCRP
    kReplyNotAcceptable,
    kConnectedAcceptable,   ///< ICCN or OCCN
    kConnectedNotAcceptable,
    kOtherDirection,        ///< a message of the other kind of call
    kCdn,
    kWen,
    kSli,
    kCount_,
};

enum class SessionAction : std::uint8_t {
    kNone,
    kSendRequest,           ///< ICRQ or OCRQ
    kPrepare,               ///< ask the host
    kSendReply,             ///< ICRP or OCRP
    kSendConnected,         ///< ICCN or OCCN; the session is up
    kUp,                    ///< the session is up
    kKeepConnected,         ///< an OCCN that came while the host prepares waits
    kSendCdnCleanUp,
    kCleanUp,
    kReportErrors,          ///< WEN to the host
    kReportLink,            ///< SLI to the host
    kIgnore,                ///< count it as unexpected
    kCount_,
};

struct SessionStep {
    SessionAction action;
    SessionState next;
    const char* source;
};

SessionStep session_step(Role role, Direction direction, SessionState state, SessionEvent event);

std::string_view name_of(SessionState state);
std::string_view name_of(SessionEvent event);
std::string_view name_of(SessionAction action);

}  // namespace l2tp
