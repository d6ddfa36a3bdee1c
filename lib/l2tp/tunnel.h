// One control connection: the state table of RFC 2661 section 7.2.1, which joins a handshake, a link to the peer, the
// calls, and the timers. Plain data; the Context is handed in with each input. The endpoint finds it by id and looks at it
// again after each input.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "l2tp/context.h"
#include "l2tp/handshake.h"
#include "l2tp/header.h"
#include "l2tp/message_codec.h"
#include "l2tp/tunnel_calls.h"
#include "l2tp/tunnel_fsm.h"
#include "l2tp/tunnel_link.h"
#include "l2tp/tunnel_probe.h"
#include "l2tp/tunnel_timers.h"

namespace l2tp {

struct TunnelRecord;

/// The peer's SCCRQ that a tunnel began with, for the endpoint; empty if we asked.
struct TunnelOrigin {
    std::uint64_t digest = 0;  ///< tells a retransmission from a peer that restarted
    std::optional<TieBreaker> tie_breaker;
};

class Tunnel {
  public:
    Tunnel(TunnelId id, const Path& path, TunnelSettingsPtr settings, Time now);
    /// Goes on from what save() gave; `settings` are those that the record names. Its sessions are counted.
    Tunnel(TunnelRecord record, TunnelSettingsPtr settings, Context& context);
    /// `settings`: the place where the record's owner keeps the settings. What the table of tunnels knows is not set.
    TunnelRecord save(std::uint32_t settings) const;

    // Inputs ------------------------------------------------------------------------------------------------

    /// Sends the SCCRQ. `stay` keeps the tunnel without sessions.
    void open(Context& context, bool stay);
    /// An SCCRQ that the host serves, on a path from Host::reply_path(), and that nothing speaks against
    /// (Handshake::why_refused()). Answers with SCCRP.
    void accept(Context& context, const Sccrq& request);
    /// The SCCRQ that it began with came again: acknowledged, and nothing else that its header says is heard.
    void request_again(Context& context);
    /// A control datagram for this tunnel. `header` was decoded from it.
    void receive(Context& context, const Path& path, const ControlHeader& header, std::span<const std::uint8_t> datagram);
    void on_time(Context& context);
    void close(Context& context, const ResultCode& result) { step(context, TunnelEvent::kClose, result); }
    /// The peer's SCCRQ won the tie: forgotten without a word (section 4.4.3).
    void lose_tie(Context& context);
    /// Over at once, without a word, and forgotten. The peer has another tunnel under the same id by now, so that it would
    /// take a StopCCN for that one; or it never answered, and its place is given away.
    void supersede(Context& context, const std::string& why);
    /// One that is over: its StopCCN is not sent again, for the peer asks for another tunnel under the same id.
    void fall_silent(Context& context);
    /// Established: asks the peer whether it is there, with more haste than the reliable channel, unless it was asked just
    /// now. What is known of it.
    PeerSign probe(Context& context);
    /// A datagram came from the peer's address that names our id, which nobody else can know.
    void heard();
    bool send_hello(Context& context);

    /// Takes a call that we place; it waits, in order, until the tunnel is established and its send queue is short.
    /// Empty: no room. A call that the peer cannot serve is over when this returns; its SessionDown follows.
    std::optional<SessionKey> place(Context& context, Session call);
    Session* find(SessionId id) { return calls_.find(id); }
    /// One event of one of its calls.
    void run(Context& context, Session& call, SessionInput input);
    /// Queues a message of an established session, and sends it if the window permits.
    void send(Context& context, PeerSessionId session, const Message& message) { link_.send(context, session, message); }

    // Questions ---------------------------------------------------------------------------------------------

    TunnelId id() const { return link_.id(); }
    PeerTunnelId peer_id() const { return link_.peer_id(); }
    const Path& path() const { return link_.path(); }
    TunnelState state() const { return state_; }
    TunnelOrigin& origin() { return origin_; }
    const TunnelOrigin& origin() const { return origin_; }
    /// Of a tunnel that we are opening.
    std::optional<TieBreaker> tie_breaker() const {
        return handshake_.challenges() ? handshake_.challenges()->tie_breaker : std::nullopt;
    }
    bool has_challenged_with(const Bytes& challenge) const { return handshake_.has_challenged_with(challenge); }
    /// Whether a datagram from there may belong to this tunnel. Until the SCCRP came, the peer may answer from another
    /// port (section 8.1).
    bool accepts_from(const Path& from) const {
        return from.remote == path().remote || (state_ == TunnelState::kWaitCtlReply && from.remote.ip == path().remote.ip);
    }
    /// The peer asked for it and it is not established yet, or its end is not acknowledged yet.
    bool half_open() const { return !initiated_ && !was_established_ && !finished_ && !silent(); }
    PeerSign probe_sign() const { return probe_.sign; }
    /// Established, and asked for by the peer when that tunnel had been found not to answer or was being probed.
    bool succeeds(const Tunnel& old) const {
        return state_ == TunnelState::kEstablished && probe_.accepted != Time{} && probe_.accepted >= old.probe_.began;
    }
    /// Until the peer has authenticated itself, if it must, hardly any work is done for it.
    bool established() const { return state_ == TunnelState::kEstablished; }
    /// Is known not to be a stranger's: it was established, or we asked for it.
    bool trusted() const { return was_established_ || initiated_; }
    /// Half-open, and the peer has acknowledged our SCCRP: it is where it says.
    bool has_answered() const { return state_ == TunnelState::kWaitCtlConn && link_.channel().idle(); }
    /// Whether the peer may have to name the tunnel by its own id, for want of ours: it has shown no sign of our SCCRP
    /// (section 4.4.3), or it says again what it said then.
    bool peer_may_lack_id() const { return !initiated_ && (link_.over() || (state_ == TunnelState::kWaitCtlConn && !has_answered())); }
    /// Nothing left to do or to remember.
    bool finished() const { return finished_; }
    /// Over, and all that was sent is acknowledged: it only answers the peer's retransmissions (section 5.7).
    bool silent() const { return state_ == TunnelState::kIdle && link_.over() && link_.channel().idle(); }
    /// The peer went on from its SCCRQ, and no retransmission of it can still be under way: the same words again are a
    /// new request, by a peer that always uses the same tunnel id.
    bool request_is_past(Time now) const;
    ShownTunnelState shown_state() const;
    const TunnelLink& link() const { return link_; }
    const PeerFacts& peer() const { return handshake_.peer(); }
    const SessionTable& sessions() const { return calls_.sessions(); }
    bool initiated_here() const { return initiated_; }
    /// Of the calls that it carries; until there is one, of those that may be expected.
    Role role() const {
        const bool asks = initiated_ && !link_.settings().accept_incoming;
        return calls_.last_role().value_or(asks ? Role::kLac : Role::kLns);
    }
    Time since() const { return since_; }  ///< of the last change of state
    Time next_deadline() const;

  private:
    // The state table
    void step(Context& context, TunnelEvent event, const ResultCode& why = {});
    void step(Context& context, const TunnelInput& input) { step(context, input.event, input.why); }
    void perform(Context& context, TunnelAction action, TunnelEvent event, const ResultCode& why);
    void trace_state(Context& context, ShownTunnelState before);
    void come_up(Context& context);
    void end(Context& context, const ResultCode& why, bool by_peer, bool stop_sent);
    void tell_end(Context& context, const ResultCode& why, bool by_peer, Duration draining);
    void settle(Context& context);
    // Messages
    void deliver(Context& context, const Path& path, const ControlHeader& header, std::span<const std::uint8_t> body);
    void deliver_late(Context& context, std::span<const std::uint8_t> body);
    void fail(Context& context, const Path& path, const ControlHeader& header, const ProtocolError& error);
    void on_call_message(Context& context, const ControlHeader& header, Message& message);
    // Calls and time
    void open_waiting_calls(Context& context);
    void watch_idleness(Context& context);
    unsigned retries(const Context& context) const;
    void on_silence(Context& context);
    void send_probe(Context& context);
    void on_probe_time(Context& context);

    TunnelState state_ = TunnelState::kIdle;
    bool initiated_ = false;
    bool stay_ = false;
    bool accepted_ = false;
    bool was_established_ = false;
    bool finished_ = false;
    TunnelLink link_;
    Handshake handshake_;
    TunnelOrigin origin_;
    Time since_;
    TunnelTimers timers_;
    TunnelProbe probe_;
    TunnelCalls calls_;
};

}  // namespace l2tp
