#include "l2tp/tunnel.h"

#include <algorithm>
#include <utility>

namespace l2tp {
Tunnel::Tunnel(TunnelId id, const Path& path, TunnelSettingsPtr settings, Time now)
    : link_(id, path, std::move(settings)), since_(now) {}

// Inputs ----------------------------------------------------------------------------------------------------

void Tunnel::open(Context& context, bool stay) {
    initiated_ = true;
    stay_ = stay;
    handshake_.begin();
    timers_.set(TunnelTimer::kSetup, context.now + link_.settings().setup_timeout);
    step(context, TunnelEvent::kLocalOpen);
}

void Tunnel::accept(Context& context, const Sccrq& request) {
    accepted_ = true;
    probe_.accepted = context.now;
    handshake_.begin();
    timers_.set(TunnelTimer::kSetup, context.now + link_.settings().setup_timeout);
    link_.take_request(context, request.assigned_tunnel);
    handshake_.take_request(link_, request);
    step(context, TunnelEvent::kSccrqAcceptable);
}

void Tunnel::request_again(Context& context) {
    context.drop(DropReason::kDuplicate, path(), "SCCRQ received before");
    link_.hurry();
    settle(context);
}

void Tunnel::receive(Context& context, const Path& path, const ControlHeader& header, std::span<const std::uint8_t> datagram) {
    if (was_established_ && !link_.over() && link_.settings().hello_interval > Duration::zero())
        timers_.set(TunnelTimer::kHello, context.now + link_.settings().hello_interval);
    if (link_.take(context, path, header, datagram, established())) deliver(context, path, header, message_body(datagram, header));
    while (!finished_) {
        const auto held = link_.take_held(context);
        if (!held) break;
        if (const auto held_header = decode_header(*held)) deliver(context, path, *held_header, message_body(*held, *held_header));
    }
    settle(context);
}

/// Sends what is due after an input: messages that the window now permits, else an acknowledgement.
void Tunnel::settle(Context& context) {
    if (finished_) return;
    if (!link_.over() && link_.is_clogged())
        close(context, stop_error(ErrorCode::kNoResources, "too many messages wait for the peer's acknowledgement"));
    link_.flush(context);
    open_waiting_calls(context);
    link_.acknowledge(context);
    if (!link_.over() || !link_.channel().idle()) return;
    // Our StopCCN is acknowledged.
    const auto drained_at = context.now + draining_time(link_.settings());
    if (!timers_.is_set(TunnelTimer::kDrained)) timers_.set(TunnelTimer::kDrained, drained_at);
    if (context.shutting_down) finished_ = true;
}

void Tunnel::lose_tie(Context& context) {
    step(context, TunnelEvent::kSccrqTieLost,
         stop_result(StopResult::kAlreadyExists, "the peer opens a tunnel at the same time and its request wins"));
}

void Tunnel::supersede(Context& context, const std::string& why) {
    step(context, TunnelEvent::kSilence, stop_error(ErrorCode::kNone, why));
    finished_ = true;
}

void Tunnel::fall_silent(Context& context) {
    if (!link_.over() || silent()) return;
    const auto before = shown_state();
    link_.forget();
    trace_state(context, before);
    timers_.set(TunnelTimer::kDrained, context.now + draining_time(link_.settings()));
}

bool Tunnel::send_hello(Context& context) {
    if (state_ != TunnelState::kEstablished) return false;
    link_.send(context, {}, Hello{});
    return true;
}

// State table -----------------------------------------------------------------------------------------------

void Tunnel::step(Context& context, TunnelEvent event, const ResultCode& why) {
    const auto before = shown_state();
    const auto step = tunnel_step(state_, event);
    if (step.next != state_) {
        state_ = step.next;
        since_ = context.now;
    }
    // A dead tunnel has said its StopCCN. What arrives now makes it say no other, and takes that one out of the queue
    // only if it is the peer's StopCCN.
    auto action = step.action;
    const bool last_word = event == TunnelEvent::kStopCcn || event == TunnelEvent::kSilence;
    const bool cleans_up = action == TunnelAction::kSendStopCleanUp || action == TunnelAction::kCleanUp;
    if (link_.over() && cleans_up && !last_word) action = TunnelAction::kIgnore;
    perform(context, action, event, why);
    trace_state(context, before);
}

void Tunnel::perform(Context& context, TunnelAction action, TunnelEvent event, const ResultCode& why) {
    switch (action) {
        case TunnelAction::kNone:
        case TunnelAction::kRunCall:  // on_call_message() does it: only it has the message
        case TunnelAction::kCount_: return;
        case TunnelAction::kSendSccrq: return link_.send(context, {}, handshake_.make_request(context, link_));
        case TunnelAction::kSendSccrp: return link_.send(context, {}, handshake_.make_reply(context, link_));
        case TunnelAction::kSendScccnOpenCalls:
            link_.send(context, {}, handshake_.make_confirmation(link_));
            come_up(context);
            return open_waiting_calls(context);
        case TunnelAction::kOpenCalls:
            if (!was_established_) come_up(context);
            return open_waiting_calls(context);
        case TunnelAction::kSendStopCleanUp:
            link_.send_last(context, {PeerTunnelId{id().value}, why});
            return end(context, why, false, true);
        case TunnelAction::kCleanUp: return end(context, why, event == TunnelEvent::kStopCcn, false);
        case TunnelAction::kDiscard:
            end(context, why, false, false);
            finished_ = true;
            return;
        case TunnelAction::kIgnore:
            return context.drop(DropReason::kUnexpectedMessage, path(), "out of sequence in this state of the tunnel");
    }
}

void Tunnel::trace_state(Context& context, ShownTunnelState before) {
    const auto after = shown_state();
    if (before != after) context.tracer.tunnel_state(id(), peer_id(), before, after);
}

void Tunnel::come_up(Context& context) {
    const auto& settings = link_.settings();
    was_established_ = true;
    handshake_.end();
    timers_.stop(TunnelTimer::kSetup);
    if (settings.hello_interval > Duration::zero()) timers_.set(TunnelTimer::kHello, context.now + settings.hello_interval);
    ++context.counters.tunnels_opened;
    context.effects.emplace_back(
        TunnelUp{id(), peer_id(), path(), peer().name, initiated_, settings.group, settings.tos, settings.path_mtu});
    watch_idleness(context);
}

/// The tunnel is over for the host. The channel goes on until the peer has acknowledged our StopCCN and from then on a
/// cycle of its retransmissions has passed (sections 5.7 and 5.8).
void Tunnel::end(Context& context, const ResultCode& why, bool by_peer, bool stop_sent) {
    const auto draining = draining_time(link_.settings());
    const bool first = !link_.over();
    link_.end();
    if (!stop_sent) link_.forget();
    handshake_.end();
    timers_.stop_all();
    const auto until_stopped = stop_sent ? retransmission_cycle(link_.settings()) : Duration::zero();
    if (first) tell_end(context, why, by_peer, until_stopped + draining);
    const auto& channel = link_.channel();
    if (channel.idle()) timers_.set(TunnelTimer::kDrained, context.now + draining);
    if (context.shutting_down && channel.idle() && !channel.must_acknowledge(context.now)) finished_ = true;
}

void Tunnel::tell_end(Context& context, const ResultCode& why, bool by_peer, Duration draining) {
    calls_.end_all(context, link_, why, by_peer);
    if (initiated_ || was_established_) {
        context.effects.emplace_back(TunnelDown{id(), why, by_peer, draining, path(), peer().name});
    } else {
        if (accepted_) context.host.reply_path_unused(path(), draining);
        context.tracer.tunnel_refused({.id = id(), .path = path(), .peer_name = peer().name, .result = why, .by_peer = by_peer});
    }
    if (!was_established_) ++context.counters.tunnels_refused;
}

// Messages --------------------------------------------------------------------------------------------------

void Tunnel::deliver(Context& context, const Path& path, const ControlHeader& header, std::span<const std::uint8_t> body) {
    if (link_.over()) return deliver_late(context, body);
    const auto type = peek_message_type(body);
    const bool for_calls = type && is_call_message(*type);
    // There are no calls yet that it could be for: whatever it says, it is out of sequence (section 7.1).
    if (for_calls && !established())
        return step(context, TunnelEvent::kCallMessage,
                    stop_result(StopResult::kFsmError, std::string(name_of(*type)) + " before the tunnel is established"));
    auto message = link_.decode(context, path, body, established());
    if (!message) return fail(context, path, header, message.error());
    if (!*message) return;
    if (initiated_ && Handshake::repeats_reply(link_, **message)) return context.tolerate(path, "a second SCCRP");
    if (for_calls) on_call_message(context, header, **message);
    else step(context, handshake_.judge(link_, path, shown_state(), **message));
}

/// A tunnel that is over acts upon two messages only, and decrypts no other: the peer's own end, and an SCCRP that crossed our
/// StopCCN, which must go out again with the id that it tells, hidden or not.
void Tunnel::deliver_late(Context& context, std::span<const std::uint8_t> body) {
    const auto type = peek_message_type(body);
    const bool tells_id = type == MessageType::kStopCcn || type == MessageType::kSccrp;
    if (tells_id && !peer_id()) {
        const auto decoded = decode_message(
            body, {.secret = link_.settings().secret.view(), .skip_hidden = false, .most_digests = kMostDigestsUnauthenticated});
        context.counters.digests += decoded ? decoded->digests : decoded.error().digests;
        if (!decoded) link_.learn_peer_id(decoded.error().assigned_tunnel);
        else if (const auto* reply = std::get_if<Sccrp>(&*decoded->message)) link_.learn_peer_id(reply->assigned_tunnel);
        else if (const auto* stopped = std::get_if<StopCcn>(&*decoded->message)) link_.learn_peer_id(stopped->assigned_tunnel);
    }
    if (type == MessageType::kHello) return;
    if (type != MessageType::kStopCcn)
        return context.drop(DropReason::kUnexpectedMessage, path(), "the tunnel is over");
    link_.hurry();
    step(context, TunnelEvent::kStopCcn, stop_result(StopResult::kGeneralRequest));
}

/// A message that cannot be used: section 7.1. The error says whether the session or the tunnel pays; there are no
/// sessions before the tunnel is established.
void Tunnel::fail(Context& context, const Path& path, const ControlHeader& header, const ProtocolError& error) {
    context.drop(DropReason::kMalformedAvp, link_.path(), error.text);
    context.tracer.protocol_error(id(), SessionId{header.session}, error.text);
    if (error.type == MessageType::kStopCcn || !error.session_scope || !established())
        return step(context, Handshake::judge(link_, path, shown_state(), error));
    auto* call = calls_.find_for(header, error);
    if (call) run(context, *call, calls_.input_by(*call, error));
    else calls_.refuse_malformed(context, link_, error, peer().name);
}

// Calls -----------------------------------------------------------------------------------------------------

std::optional<SessionKey> Tunnel::place(Context& context, Session call) {
    if (link_.over()) return std::nullopt;
    const auto before = shown_state();
    auto* placed = calls_.place(context, link_, std::move(call));
    if (!placed) return std::nullopt;
    const auto key = link_.key(placed->id);
    timers_.stop(TunnelTimer::kNoSession);
    trace_state(context, before);
    run(context, *placed, {SessionEvent::kLocalOpen, nullptr, {}, {}});
    step(context, TunnelEvent::kNewCall);
    return key;
}

void Tunnel::on_call_message(Context& context, const ControlHeader& header, Message& message) {
    if (auto* call = calls_.find_for(header, message)) return run(context, *call, calls_.input_by(*call, message));
    const auto before = shown_state();
    auto* call = calls_.admit(context, link_, header, message, peer().name);
    if (!call) return;
    timers_.stop(TunnelTimer::kNoSession);
    trace_state(context, before);
    run(context, *call, {SessionEvent::kRequestAcceptable, &message, {}, {}});
}

void Tunnel::run(Context& context, Session& call, SessionInput input) {
    const auto before = shown_state();
    if (!calls_.run(context, link_, call, std::move(input)) || link_.over()) return;
    watch_idleness(context);
    trace_state(context, before);
}

void Tunnel::open_waiting_calls(Context& context) {
    if (state_ != TunnelState::kEstablished) return;
    while (auto* call = calls_.next_to_open(link_)) run(context, *call, TunnelCalls::opening(*call, peer().can));
}

// Questions -------------------------------------------------------------------------------------------------

ShownTunnelState Tunnel::shown_state() const {
    return shown(state_, calls_.none_left(), link_.over() && !link_.channel().idle());
}

}  // namespace l2tp
