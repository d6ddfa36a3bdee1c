// One control connection with its calls: channel, state table, timers. RFC 2661 sections 5 and 7.2. Plain data; the
// Context is handed in with each input. The endpoint finds it by id and looks at it again after each input.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "l2tp/call_checks.h"
#include "l2tp/context.h"
#include "l2tp/fifo.h"
#include "l2tp/header.h"
#include "l2tp/message_codec.h"
#include "l2tp/reliable_channel.h"
#include "l2tp/session.h"
#include "l2tp/session_table.h"
#include "l2tp/tunnel_fsm.h"

namespace l2tp {

class Tunnel {
  public:
    Tunnel(TunnelId id, const Path& path, TunnelSettingsPtr settings, Time now);

    // Inputs ------------------------------------------------------------------------------------------------

    /// Sends the SCCRQ.
    void open(Context& context, bool stay);
    /// An SCCRQ that the host serves, already checked. Answers with SCCRP, or StopCCN if its demands cannot be met.
    void accept(Context& context, const Sccrq& request);
    /// An SCCRQ that nobody serves: StopCCN, then draining.
    void refuse(Context& context, const Sccrq& request, const ResultCode& result);
    /// A control datagram for this tunnel. `header` was decoded from it.
    void receive(Context& context, const Path& path, const ControlHeader& header, std::span<const std::uint8_t> datagram);
    void on_time(Context& context);
    void close(Context& context, const ResultCode& result);
    /// The peer's SCCRQ won the tie: forgotten without a word (section 4.4.3).
    void lose_tie(Context& context);
    bool send_hello(Context& context);

    /// The peer restarted and has a new tunnel by now: over at once, without a word, for the peer's id of this tunnel
    /// is that of the new one.
    void supersede(Context& context);

    /// Takes a call that we place; it waits, in order, until the tunnel is established and its send queue is short.
    /// Empty: no room. A call that the peer cannot serve is over when this returns; its SessionDown follows.
    std::optional<SessionKey> place(Context& context, Session call);
    Session* find(SessionId id) { return sessions_.find(id); }

    // For the sessions --------------------------------------------------------------------------------------

    /// Queues a message of a session, or of the tunnel (session 0), and sends it if the window permits.
    void send(Context& context, PeerSessionId session, const Message& message);
    void send_cdn(Context& context, SessionId local, PeerSessionId peer, const ResultCode& result,
                  const std::optional<PppDisconnectCause>& cause);
    /// Takes the session out and tells the host.
    void end_session(Context& context, Session& session, SessionDown down);
    bool learn_peer_id(Session& session, PeerSessionId id) { return sessions_.set_peer_id(session, id); }
    SessionKey key(const Session& session) const { return {id_, session.id}; }
    void set_role(Role role) { role_ = role; }

    // Questions ---------------------------------------------------------------------------------------------

    TunnelId id() const { return id_; }
    PeerTunnelId peer_id() const { return peer_id_; }
    const Path& path() const { return path_; }
    const TunnelSettings& settings() const { return *settings_; }
    TunnelState state() const { return state_; }
    bool initiated_here() const { return initiated_; }
    const std::optional<std::array<std::uint8_t, 8>>& tie_breaker() const { return tie_breaker_; }
    /// Did our request carry this challenge? (of a tunnel that we open)
    bool has_challenged_with(const Bytes& challenge) const { return challenged_ && std::ranges::equal(challenge, challenge_); }
    /// Whether a datagram from there may belong to this tunnel. Until the SCCRP came, the peer may answer from another
    /// port (section 8.1).
    bool accepts_from(const Path& path) const;
    /// The peer asked for it and it is not established yet, or its refusal is not acknowledged yet.
    bool half_open() const { return !initiated_ && !was_established_ && !finished_ && !silent(); }
    /// Nothing left to do or to remember.
    bool finished() const { return finished_; }
    /// Over, and all that was sent is acknowledged: it only answers the peer's retransmissions (section 5.7).
    bool silent() const { return state_ == TunnelState::kIdle && closed_ && channel_.idle(); }
    /// The peer's SCCRQ, to know a retransmission from a new request of a restarted peer; 0 if we initiated.
    std::uint64_t request_digest() const { return request_digest_; }
    void set_request_digest(std::uint64_t digest) { request_digest_ = digest; }
    /// The peer went on from its SCCRQ, and no retransmission of it can still be under way: the same words again are a
    /// new request, by a peer that always uses the same tunnel id.
    bool request_is_past(Time now) const;
    /// The tunnel that this one takes the place of once it is established; 0: none.
    TunnelId predecessor() const { return predecessor_; }
    void set_predecessor(TunnelId id) { predecessor_ = id; }
    const SessionTable& sessions() const { return sessions_; }
    ShownTunnelState shown_state() const;
    TunnelInfo describe() const;
    Time next_deadline() const;

  private:
    struct SetupTime {
        Time at{};
        SessionId session;
    };

    // tunnel.cpp
    void step(Context& context, TunnelEvent event, const ResultCode& why = {});
    void perform(Context& context, TunnelAction action, TunnelEvent event, const ResultCode& why);
    void trace_state(Context& context, ShownTunnelState before);
    void come_up(Context& context);
    void stop(Context& context, const ResultCode& why);
    void end(Context& context, const ResultCode& why, bool by_peer, bool stop_sent);
    void flush(Context& context);
    void learn_peer_id(PeerTunnelId id);
    void settle_input(Context& context);
    ReliableChannel::Send sender(Context& context);
    // tunnel_timers.cpp
    void watch_setup(const Session& session);
    const Session* in_setup(const SetupTime& setup) const;
    void on_setup_times(Context& context);
    void on_hello_time(Context& context);
    Duration no_session_timeout() const;
    void watch_idleness(Context& context);
    // tunnel_messages.cpp
    EncodeOptions encode_options(Context& context, MessageType type) const;
    void deliver(Context& context, const Path& path, const ControlHeader& header, std::span<const std::uint8_t> body);
    void fail(Context& context, const Path& path, const ControlHeader& header, const ProtocolError& error);
    void act(Context& context, const Path& path, const ControlHeader& header, Message& message);
    void on_stop_ccn(Context& context, const Path& path, PeerTunnelId assigned, const ResultCode& result);
    void on_sccrp(Context& context, const Path& path, const Sccrp& reply);
    void on_scccn(Context& context, const Scccn& connected);
    std::optional<std::string> check_response(MessageType carried_in,
                                              const std::optional<ChallengeResponse>& response) const;
    Sccrq make_sccrq(Context& context);
    Sccrp make_sccrp(Context& context, const std::optional<Bytes>& peer_challenge);
    std::optional<Bytes> make_challenge(Context& context);
    // tunnel_calls.cpp
    void on_call_message(Context& context, const ControlHeader& header, Message& message);
    void on_call_request(Context& context, const ControlHeader& header, Message& message);
    void on_message_without_session(Context& context, const ControlHeader& header, const Message& message);
    std::optional<ResultCode> why_not_call(Context& context, const Message& message) const;
    std::optional<ResultCode> why_not_acceptable(Session& session, const Message& message);
    std::optional<SessionId> new_session_id(Context& context) const;
    void open_waiting_calls(Context& context);
    std::optional<std::string> beyond_peer(const Session& session) const;

    TunnelId id_;
    PeerTunnelId peer_id_;
    TunnelId predecessor_;
    TunnelState state_ = TunnelState::kIdle;
    Role role_ = Role::kLns;
    bool initiated_ = false;
    bool stay_ = false;              ///< keeps without sessions
    bool had_sessions_ = false;
    bool accepted_ = false;          ///< asked for by the peer, on a path from Host::reply_path()
    bool was_established_ = false;
    bool closed_ = false;            ///< over; draining
    bool finished_ = false;
    bool challenged_ = false;        ///< challenge_ was sent
    Capabilities peer_can_;
    std::optional<std::uint16_t> peer_firmware_;
    std::optional<std::array<std::uint8_t, 8>> tie_breaker_;
    std::array<std::uint8_t, 16> challenge_{};
    Path path_;
    TunnelSettingsPtr settings_;
    std::string peer_name_;
    std::optional<std::string> peer_vendor_;
    std::optional<Bytes> peer_challenge_;  ///< to be answered in the next message
    Time since_{};
    Time setup_at_ = kNever;       ///< tunnel not established
    Time hello_at_ = kNever;
    Time no_session_at_ = kNever;
    Time drained_at_ = kNever;     ///< end of draining; set when all that we sent is acknowledged
    std::uint64_t request_digest_ = 0;
    ReliableChannel channel_;
    SessionTable sessions_;
    Fifo<SessionId> waiting_;      ///< calls in wait-tunnel, in order
    Fifo<SetupTime> setup_times_;  ///< of calls, soonest first; some of ended or established ones too
};

}  // namespace l2tp
