// One call in a tunnel, as plain data, and what drives it through its state table. RFC 2661 sections 7.4, 7.5.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "l2tp/effects.h"
#include "l2tp/pending_call.h"
#include "l2tp/session_fsm.h"
#include "l2tp/session_info.h"
#include "l2tp/time.h"

namespace l2tp {

struct Context;
struct SessionRecord;
class TunnelLink;

struct Session {
    SessionId id;
    PeerSessionId peer_id;  ///< 0 until the peer told it
    SessionState state = SessionState::kIdle;
    Role role = Role::kLns;
    Direction direction = Direction::kIncoming;
    bool sequencing = false;
    std::uint32_t serial = 0;
    Time since{};
    Time next_wen_at = Time::min();  ///< LAC: none before
    Time setup_at{};  ///< when the call ends if it is not established
    std::string calling_number;
    std::string called_number;
    std::unique_ptr<PendingCall> pending;

    bool established() const { return state == SessionState::kEstablished; }
};

/// One event for a session, with what comes with it.
struct SessionInput {
    SessionEvent event;
    Message* message = nullptr;        ///< may be moved from
    ResultCode result;                 ///< why the session ends, if it does
    std::optional<PppDisconnectCause> cause;
    std::optional<Q931Cause> q931{};
};

/// Looks up the table and acts: messages go out by `link`, effects into `context`. Not empty if the session went to idle:
/// its owner takes it out and tells the host this, with the key added.
[[nodiscard]] std::optional<SessionDown> run_session(Context& context, TunnelLink& link, Session& session, SessionInput input);

/// Which event a received call message is for this session. The peer's ids were checked for `acceptable`.
SessionEvent classify(const Session& session, const Message& message, bool acceptable);

SessionRecord save(const Session& session);
Session adopt(SessionRecord record);

SessionInfo describe(const Session& session, TunnelId tunnel);

}  // namespace l2tp
