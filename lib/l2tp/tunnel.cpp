#include "l2tp/tunnel.h"

#include <algorithm>
#include <utility>

#include "l2tp/tunnel_auth.h"

namespace l2tp {
namespace {

/// Messages that may wait to be sent, besides one for each session that there may be: a peer that lets us come so far
/// does not acknowledge at all.
constexpr std::size_t kMostQueued = 16000;

}  // namespace

Tunnel::Tunnel(TunnelId id, const Path& path, TunnelSettingsPtr settings, Time now)
    : id_(id), path_(path), settings_(std::move(settings)), since_(now) {}

// Inputs ----------------------------------------------------------------------------------------------------

void Tunnel::open(Context& context, bool stay) {
    initiated_ = true;
    stay_ = stay;
    role_ = settings_->accept_incoming ? Role::kLns : Role::kLac;
    setup_at_ = context.now + settings_->setup_timeout;
    step(context, TunnelEvent::kLocalOpen);
}

void Tunnel::accept(Context& context, const Sccrq& request) {
    accepted_ = true;
    peer_id_ = request.assigned_tunnel;
    peer_name_ = request.host_name;
    peer_vendor_ = request.vendor_name;
    peer_firmware_ = request.firmware;
    peer_can_ = {request.framing, request.bearer};
    if (request.receive_window) channel_.window().set_peer_window(*request.receive_window);
    setup_at_ = context.now + settings_->setup_timeout;
    channel_.arrive(context.now, 0, settings_->receive_window, {});
    if (request.version.version != 1)
        return step(context, TunnelEvent::kSccrqNotAcceptable,
                    ResultCode{static_cast<std::uint16_t>(StopResult::kVersionNotSupported), 0x0100,
                               "only protocol version 1 is supported"});
    if (request.challenge && settings_->secret.empty())
        return step(context, TunnelEvent::kSccrqNotAcceptable,
                    stop_result(StopResult::kNotAuthorized, "tunnel authentication asked for, but no secret is configured"));
    peer_challenge_ = request.challenge;
    step(context, TunnelEvent::kSccrqAcceptable);
}

void Tunnel::refuse(Context& context, const Sccrq& request, const ResultCode& result) {
    peer_id_ = request.assigned_tunnel;
    peer_name_ = request.host_name;
    channel_.arrive(context.now, 0, settings_->receive_window, {});
    step(context, TunnelEvent::kSccrqNotAcceptable, result);
}

void Tunnel::receive(Context& context, const Path& path, const ControlHeader& header,
                     std::span<const std::uint8_t> datagram) {
    if (was_established_ && !closed_ && settings_->hello_interval > Duration::zero())
        hello_at_ = context.now + settings_->hello_interval;
    if (!channel_.acknowledge(context.now, header.nr, *settings_))
        context.drop(DropReason::kOutOfWindow, path, "acknowledges a message that was never sent");
    const auto body = message_body(datagram, header);
    if (!body.empty()) {
        switch (channel_.arrive(context.now, header.ns, settings_->receive_window, datagram.first(header.length))) {
            case ReliableChannel::Arrival::kDeliver: deliver(context, path, header, body); break;
            case ReliableChannel::Arrival::kDuplicate: context.drop(DropReason::kDuplicate, path, "received before"); break;
            case ReliableChannel::Arrival::kOutOfWindow:
                context.drop(DropReason::kOutOfWindow, path, "ahead of the receive window");
                break;
            case ReliableChannel::Arrival::kHeld: break;
        }
        while (!finished_) {
            const auto held = channel_.take_held(context.now);
            if (!held) break;
            const auto held_header = decode_header(*held);
            if (held_header) deliver(context, path, *held_header, message_body(*held, *held_header));
        }
    }
    settle_input(context);
}

/// Sends what is due after an input: messages that the window now permits, else an acknowledgement.
void Tunnel::settle_input(Context& context) {
    if (finished_) return;
    if (!closed_ && channel_.queued() > kMostQueued + settings_->session_limit)
        close(context, stop_error(ErrorCode::kNoResources, "too many messages wait for the peer's acknowledgement"));
    flush(context);
    open_waiting_calls(context);
    if (channel_.must_acknowledge(context.now)) {
        const auto zlb = encode_zlb({peer_id_.value, 0, channel_.zlb_ns(), channel_.nr(), 0});
        channel_.acknowledged();
        sender(context)(zlb, 0);
    }
    if (!closed_ || !channel_.idle()) return;
    if (drained_at_ == kNever) drained_at_ = context.now + draining_time(*settings_);  // our StopCCN is acknowledged
    if (context.shutting_down) finished_ = true;
}

void Tunnel::close(Context& context, const ResultCode& result) { step(context, TunnelEvent::kClose, result); }

void Tunnel::lose_tie(Context& context) {
    step(context, TunnelEvent::kSccrqTieLost,
         stop_result(StopResult::kAlreadyExists, "the peer opens a tunnel at the same time and its request wins"));
}

void Tunnel::supersede(Context& context) {
    step(context, TunnelEvent::kSilence, stop_error(ErrorCode::kNone, "the peer restarted and opened another tunnel"));
    finished_ = true;
}

bool Tunnel::send_hello(Context& context) {
    if (state_ != TunnelState::kEstablished) return false;
    send(context, {}, Hello{});
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
    if (closed_ && cleans_up && !last_word) action = TunnelAction::kIgnore;
    perform(context, action, event, why);
    trace_state(context, before);
}

void Tunnel::perform(Context& context, TunnelAction action, TunnelEvent event, const ResultCode& why) {
    switch (action) {
        case TunnelAction::kNone:
        case TunnelAction::kRunCall:  // on_call_message() does it: only it has the message
        case TunnelAction::kCount_: return;
        case TunnelAction::kSendSccrq: return send(context, {}, make_sccrq(context));
        case TunnelAction::kSendSccrp: return send(context, {}, make_sccrp(context, std::exchange(peer_challenge_, {})));
        case TunnelAction::kSendScccnOpenCalls: {
            Scccn connected;
            if (const auto challenge = std::exchange(peer_challenge_, {}))
                connected.challenge_response = challenge_response(MessageType::kScccn, settings_->secret, *challenge);
            send(context, {}, connected);
            come_up(context);
            return open_waiting_calls(context);
        }
        case TunnelAction::kOpenCalls:
            if (!was_established_) come_up(context);
            return open_waiting_calls(context);
        case TunnelAction::kSendStopCleanUp: return stop(context, why);
        case TunnelAction::kCleanUp: return end(context, why, event == TunnelEvent::kStopCcn, false);
        case TunnelAction::kDiscard:
            end(context, why, false, false);
            finished_ = true;
            return;
        case TunnelAction::kIgnore:
            return context.drop(DropReason::kUnexpectedMessage, path_, "out of sequence in this state of the tunnel");
    }
}

void Tunnel::trace_state(Context& context, ShownTunnelState before) {
    const auto after = shown_state();
    if (before != after) context.tracer.tunnel_state(id_, peer_id_, before, after);
}

void Tunnel::come_up(Context& context) {
    was_established_ = true;
    setup_at_ = kNever;
    if (settings_->hello_interval > Duration::zero()) hello_at_ = context.now + settings_->hello_interval;
    ++context.counters.tunnels_opened;
    context.effects.emplace_back(TunnelUp{id_, peer_id_, path_, peer_name_, initiated_, settings_->group});
    watch_idleness(context);
}

void Tunnel::stop(Context& context, const ResultCode& why) {
    const StopCcn message{PeerTunnelId{id_.value}, why};
    channel_.close();
    send(context, {}, message);
    end(context, why, false, true);
}

/// The tunnel is over for the host. The channel goes on until the peer has acknowledged our StopCCN and from then on a
/// cycle of its retransmissions has passed (sections 5.7 and 5.8).
void Tunnel::end(Context& context, const ResultCode& why, bool by_peer, bool stop_sent) {
    const bool first = !std::exchange(closed_, true);
    waiting_ = {};
    if (!stop_sent) channel_.forget();
    if (first) {
        // We never send this code.
        const bool tie_lost = !by_peer && why.result == static_cast<std::uint16_t>(StopResult::kAlreadyExists);
        const auto draining = (stop_sent ? retransmission_cycle(*settings_) : Duration::zero()) + draining_time(*settings_);
        const auto text = "the tunnel ended: " + (why.message.empty() ? std::string(stop_result_name(why.result)) : why.message);
        while (!sessions_.empty()) {
            auto& session = *sessions_.find(sessions_.begin()->first);
            SessionDown down{{}, cdn_result(CdnResult::kGeneralError, text), {}, by_peer, session.established(), true, tie_lost};
            context.tracer.session_state(key(session), session.peer_id, session.state, SessionState::kIdle);
            end_session(context, session, std::move(down));
        }
        if (initiated_ || was_established_) {
            context.effects.emplace_back(TunnelDown{id_, why, by_peer, draining});
        } else {
            if (accepted_) context.host.reply_path_unused(path_, draining);
            context.tracer.tunnel_refused(id_, path_, peer_name_, why, by_peer);
        }
        if (!was_established_) ++context.counters.tunnels_refused;
    }
    setup_times_ = {};
    setup_at_ = hello_at_ = no_session_at_ = kNever;
    drained_at_ = channel_.idle() ? context.now + draining_time(*settings_) : kNever;
    if (context.shutting_down && channel_.idle() && !channel_.must_acknowledge(context.now)) finished_ = true;
}

void Tunnel::end_session(Context& context, Session& session, SessionDown down) {
    const auto before = shown_state();
    down.key = key(session);
    if (!down.was_established) ++context.counters.sessions_refused;
    waiting_.remove(session.id);  // its place is free for another call at once
    sessions_.erase(session.id);
    context.session_removed(settings_->group);
    context.effects.emplace_back(std::move(down));
    if (closed_) return;
    watch_idleness(context);
    trace_state(context, before);
}

// Sending ---------------------------------------------------------------------------------------------------

void Tunnel::send(Context& context, PeerSessionId session, const Message& message) {
    channel_.add(encode_message(message, {peer_id_.value, session.value, 0, 0, 0}, encode_options(context, type_of(message))));
    flush(context);
}

void Tunnel::send_cdn(Context& context, SessionId local, PeerSessionId peer, const ResultCode& result,
                      const std::optional<PppDisconnectCause>& cause) {
    send(context, peer, Cdn{result, PeerSessionId{local.value}, {}, cause});
}

void Tunnel::flush(Context& context) { channel_.flush(context.now, *settings_, sender(context)); }

ReliableChannel::Send Tunnel::sender(Context& context) {
    return [this, &context](std::span<const std::uint8_t> datagram, unsigned retransmission) {
        context.tracer.packet(true, path_, datagram, retransmission);
        ++context.counters.datagrams_out;
        if (retransmission > 0) ++context.counters.retransmissions;
        context.effects.emplace_back(
            SendDatagram{path_, closed_ ? TunnelId{} : id_, Bytes(datagram.begin(), datagram.end())});
    };
}

// Questions -------------------------------------------------------------------------------------------------

ShownTunnelState Tunnel::shown_state() const {
    switch (state_) {
        case TunnelState::kIdle: return closed_ && !channel_.idle() ? ShownTunnelState::kShuttingDown : ShownTunnelState::kIdle;
        case TunnelState::kWaitCtlReply: return ShownTunnelState::kWaitCtlReply;
        case TunnelState::kWaitCtlConn: return ShownTunnelState::kWaitCtlConn;
        case TunnelState::kEstablished:
            return had_sessions_ && sessions_.empty() ? ShownTunnelState::kNoSessionsLeft : ShownTunnelState::kEstablished;
        case TunnelState::kCount_: break;
    }
    return ShownTunnelState::kIdle;
}

TunnelInfo Tunnel::describe() const {
    TunnelInfo info;
    info.id = id_;
    info.peer_id = peer_id_;
    info.peer_name = peer_name_;
    info.state = shown_state();
    info.path = path_;
    info.sessions = sessions_.size();
    info.group = settings_->group;
    info.initiated_here = initiated_;
    info.role = role_;
    info.since = since_;
    info.peer_vendor = peer_vendor_;
    info.peer_firmware = peer_firmware_;
    info.ns = channel_.zlb_ns();
    info.nr = channel_.nr();
    info.peer_window = channel_.window().peer_window();
    info.congestion_window = channel_.window().size();
    info.queued = channel_.queued();
    info.unacknowledged = channel_.unacknowledged();
    info.retransmissions = channel_.retransmissions();
    return info;
}

}  // namespace l2tp
