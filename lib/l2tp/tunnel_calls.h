// The calls of one tunnel: those that wait, those in set-up, all of them by id; and what call messages do to them.
// RFC 2661 sections 6.6 to 6.14, 7.4 and 7.5. Owned by its tunnel, which hands in the link that answers go out by. A
// call that is added or ended here changes what is shown of the tunnel and its timers: the functions tell their caller.
#pragma once

#include <optional>
#include <string>

#include "l2tp/call_checks.h"
#include "l2tp/message_codec.h"
#include "l2tp/session.h"
#include "l2tp/session_table.h"
#include "l2tp/setup_times.h"
#include "l2tp/tunnel_link.h"
#include "l2tp/waiting_calls.h"

namespace l2tp {

struct CallsRecord;

/// Is it for the calls: one of sections 6.6 to 6.14?
bool is_call_message(MessageType type);

class TunnelCalls {
  public:
    TunnelCalls() = default;
    /// Goes on from what save() gave, of a tunnel of this group; the sessions are counted.
    TunnelCalls(CallsRecord record, Context& context, const std::string& group);
    CallsRecord save() const;

    // New calls: added, and to be run with their first event ----------------------------------------------------

    /// One of ours; it waits in its turn. Null: no room, counted.
    Session* place(Context& context, const TunnelLink& link, Session call);
    /// A call message for no call that there is. Null: it adds none, and was answered with a CDN if that is due.
    Session* admit(Context& context, TunnelLink& link, const ControlHeader& header, const Message& message,
                   std::string_view peer_name);

    // Calls that there are ----------------------------------------------------------------------------------

    Session* find(SessionId id) { return sessions_.find(id); }
    /// The call that a call message is for; null: none that there is.
    Session* find_for(const ControlHeader& header, const Message& message);
    Session* find_for(const ControlHeader& header, const ProtocolError& error);
    /// True: the call is over and the host was told; the session is gone.
    [[nodiscard]] bool run(Context& context, TunnelLink& link, Session& call, SessionInput input);
    /// What a message does to the call that it is for. The peer's id of the call is learned from it.
    SessionInput input_by(Session& call, Message& message);
    /// The same of a message that cannot be used.
    SessionInput input_by(Session& call, const ProtocolError& error);
    /// A message that cannot be used, for no call that there is: a request is answered with a CDN.
    void refuse_malformed(Context& context, TunnelLink& link, const ProtocolError& error, std::string_view peer_name);

    // What waits for something else than a message --------------------------------------------------------------

    /// The next call of ours that may be asked for now that the tunnel is established; null: none.
    Session* next_to_open(const TunnelLink& link);
    /// What opening does to it: a call that is beyond the peer's capabilities ends.
    static SessionInput opening(const Session& call, const Capabilities& peer);
    /// The next call that was not established in time; null: none.
    Session* next_overdue(Time now) { return setup_times_.take_due(now, sessions_); }
    static SessionInput overdue();
    /// kNever: no call is in set-up.
    Time next_deadline() const { return setup_times_.next_deadline(); }
    /// The tunnel is over, and all its calls with it.
    void end_all(Context& context, const TunnelLink& link, const ResultCode& why, bool by_peer);

    // Questions ---------------------------------------------------------------------------------------------

    const SessionTable& sessions() const { return sessions_; }
    bool none_left() const { return last_role_ && sessions_.empty(); }  ///< there were some
    /// Of the last call that there was.
    std::optional<Role> last_role() const { return last_role_; }

  private:
    void answer_without_call(Context& context, TunnelLink& link, const ControlHeader& header, const Message& message);
    Session& add(Context& context, const TunnelLink& link, Session call);
    void end(Context& context, const TunnelLink& link, const Session& call, SessionDown down);
    std::optional<SessionId> new_id(Context& context, TunnelId tunnel) const;

    std::optional<Role> last_role_;
    SessionTable sessions_;
    WaitingCalls waiting_;
    SetupTimes setup_times_;
};

}  // namespace l2tp
