// The control connection's state table, RFC 2661 section 7.2.1. No timers (section 7.3) and no draining (5.7):
// those belong to the tunnel. A closed tunnel is idle here while its last messages are still acknowledged.
#pragma once

#include <cstdint>
#include <string_view>

namespace l2tp {

enum class TunnelState : std::uint8_t { kIdle, kWaitCtlReply, kWaitCtlConn, kEstablished, kCount_ };

enum class TunnelEvent : std::uint8_t {
    kLocalOpen,            ///< local open request
    kSccrqAcceptable,
    kSccrqNotAcceptable,
    kSccrqTieLost,         ///< the peer's SCCRQ crossed ours and its tie breaker won
    kSccrpAcceptable,
    kSccrpNotAcceptable,
    kScccnAcceptable,
    kScccnNotAcceptable,
    kStopCcn,
    kHello,
    kCallMessage,          ///< any message of section 6.6 to 6.14
    kNewCall,              ///< local open request for a session
    kClose,                ///< admin tunnel close, a timer that ran out, a malformed message
    kSilence,              ///< no acknowledgement after the last retransmission
    kCount_,
};

enum class TunnelAction : std::uint8_t {
    kNone,
    kSendSccrq,
    kSendSccrp,
    kSendScccnOpenCalls,   ///< Send SCCCN; send tunnel-open event to waiting sessions
    kOpenCalls,            ///< send tunnel-open event to waiting sessions
    kRunCall,              ///< hand the message to its session
    kSendStopCleanUp,      ///< Send StopCCN, clean up
    kCleanUp,
    kDiscard,              ///< forget the tunnel without a word (tie lost)
    kIgnore,               ///< count it as unexpected
    kCount_,
};

struct TunnelStep {
    TunnelAction action;
    TunnelState next;
    const char* source;
};

TunnelStep tunnel_step(TunnelState state, TunnelEvent event);

std::string_view name_of(TunnelState state);
std::string_view name_of(TunnelEvent event);
std::string_view name_of(TunnelAction action);

}  // namespace l2tp
