// What a tunnel does with the messages that its channel delivers.
#include <utility>

#include "l2tp/tunnel.h"
#include "l2tp/tunnel_auth.h"

namespace l2tp {
namespace {

constexpr std::uint8_t kProtocolVersion = 1;
constexpr std::uint32_t kAllFramings = kFramingSync | kFramingAsync;
constexpr std::uint32_t kAllBearers = kBearerDigital | kBearerAnalog;

bool is_call_request(const Message& message) {
    return std::holds_alternative<Icrq>(message) || std::holds_alternative<Ocrq>(message);
}

PeerSessionId assigned_session(const Message& message) {
    if (const auto* icrq = std::get_if<Icrq>(&message)) return icrq->assigned_session;
    if (const auto* ocrq = std::get_if<Ocrq>(&message)) return ocrq->assigned_session;
    if (const auto* icrp = std::get_if<Icrp>(&message)) return icrp->assigned_session;
    if (const auto* ocrp = std::get_if<Ocrp>(&message)) return ocrp->assigned_session;
    if (const auto* cdn = std::get_if<Cdn>(&message)) return cdn->assigned_session;
    return {};
}

std::string offset_text(const IgnoredAvp& avp) {
    return std::string(avp.why) + ": vendor " + std::to_string(avp.vendor) + " AVP " + std::to_string(avp.type) +
           " at octet " + std::to_string(avp.offset);
}

}  // namespace

bool Tunnel::accepts_from(const Path& path) const {
    if (path.remote == path_.remote) return true;
    return initiated_ && state_ == TunnelState::kWaitCtlReply && path.remote.ip == path_.remote.ip;
}

void Tunnel::deliver(Context& context, const Path& path, const ControlHeader& header,
                     std::span<const std::uint8_t> body) {
    auto decoded = decode_message(body, {settings_->secret, false});
    if (!decoded) return fail(context, header, decoded.error());
    for (const auto& avp : decoded->ignored) context.drop(DropReason::kUnknownOptionalAvp, path, offset_text(avp));
    if (!decoded->message)
        return context.drop(DropReason::kUnknownOptionalMessage, path, "message type " + std::to_string(decoded->type));
    act(context, path, header, *decoded->message);
}

/// A message that cannot be used: section 7.1. The error says whether the session or the tunnel pays.
void Tunnel::fail(Context& context, const ControlHeader& header, const ProtocolError& error) {
    context.drop(DropReason::kMalformedAvp, path_, error.text);
    if (closed_) return;
    context.tracer.protocol_error(id_, SessionId{header.session}, error.text);
    if (!error.session_scope) {
        if (!peer_id_) peer_id_ = error.assigned_tunnel;
        return step(context, TunnelEvent::kClose, error.result);
    }
    auto* session = sessions_.find(SessionId{header.session});
    if (!session && error.assigned_session) session = sessions_.find(error.assigned_session);
    if (session) {
        // A reply that is refused still tells the id by which the peer knows the session.
        if (!session->peer_id && error.assigned_session) learn_peer_id(*session, error.assigned_session);
        const bool is_cdn = error.type == MessageType::kCdn;
        const auto event = is_cdn ? SessionEvent::kCdn : SessionEvent::kLocalClose;
        return run_session(context, *this, *session, {event, nullptr, error.result, {}});
    }
    const bool request = error.type == MessageType::kIcrq || error.type == MessageType::kOcrq;
    if (!request || !error.assigned_session) return;
    ++context.counters.sessions_refused;
    const auto id = new_session_id(context);
    send_cdn(context, id.value_or(SessionId{1}), error.assigned_session, error.result, {});
}

void Tunnel::act(Context& context, const Path& path, const ControlHeader& header, Message& message) {
    if (std::holds_alternative<Sccrq>(message))
        return step(context, TunnelEvent::kSccrqNotAcceptable,
                    stop_result(StopResult::kFsmError, "SCCRQ out of sequence in state " + std::string(shown_state())));
    if (const auto* reply = std::get_if<Sccrp>(&message)) return on_sccrp(context, path, *reply);
    if (const auto* connected = std::get_if<Scccn>(&message)) return on_scccn(context, *connected);
    if (const auto* stopped = std::get_if<StopCcn>(&message)) {
        if (state_ == TunnelState::kWaitCtlReply) path_ = path;
        channel_.hurry();  // section 5.7: it is acknowledged, whatever comes then
        if (!peer_id_) peer_id_ = stopped->assigned_tunnel;
        return step(context, TunnelEvent::kStopCcn, stopped->result);
    }
    if (std::holds_alternative<Hello>(message)) return step(context, TunnelEvent::kHello);
    const auto at = tunnel_step(state_, TunnelEvent::kCallMessage);
    if (at.action == TunnelAction::kRunCall) return on_call_message(context, header, message);
    step(context, TunnelEvent::kCallMessage,
         stop_result(StopResult::kFsmError, std::string(name_of(type_of(message))) + " before the tunnel is established"));
}

void Tunnel::on_sccrp(Context& context, const Path& path, const Sccrp& reply) {
    if (state_ != TunnelState::kWaitCtlReply)
        return step(context, TunnelEvent::kSccrpNotAcceptable,
                    stop_result(StopResult::kFsmError, "SCCRP out of sequence in state " + std::string(shown_state())));
    path_ = path;  // the peer may have picked another port; from now on it stays (section 8.1)
    peer_id_ = reply.assigned_tunnel;
    peer_name_ = reply.host_name;
    peer_vendor_ = reply.vendor_name;
    peer_firmware_ = reply.firmware;
    if (reply.receive_window) channel_.window().set_peer_window(*reply.receive_window);
    if (reply.version.version != kProtocolVersion)
        return step(context, TunnelEvent::kSccrpNotAcceptable,
                    ResultCode{static_cast<std::uint16_t>(StopResult::kVersionNotSupported), 0x0100,
                               "only protocol version 1 is supported"});
    if (auto why = check_response(MessageType::kSccrp, reply.challenge_response))
        return step(context, TunnelEvent::kSccrpNotAcceptable, stop_result(StopResult::kNotAuthorized, *why));
    if (reply.challenge && settings_->secret.empty())
        return step(context, TunnelEvent::kSccrpNotAcceptable,
                    stop_result(StopResult::kNotAuthorized, "tunnel authentication asked for, but no secret is configured"));
    peer_challenge_ = reply.challenge;
    step(context, TunnelEvent::kSccrpAcceptable);
}

void Tunnel::on_scccn(Context& context, const Scccn& connected) {
    channel_.hurry();  // the peer's congestion window is still one or two: do not make its first call wait
    if (state_ != TunnelState::kWaitCtlConn)
        return step(context, TunnelEvent::kScccnNotAcceptable,
                    stop_result(StopResult::kFsmError, "SCCCN out of sequence in state " + std::string(shown_state())));
    if (auto why = check_response(MessageType::kScccn, connected.challenge_response))
        return step(context, TunnelEvent::kScccnNotAcceptable, stop_result(StopResult::kNotAuthorized, *why));
    step(context, TunnelEvent::kScccnAcceptable);
}

/// Empty if the peer answered our challenge well, or was not challenged.
std::optional<std::string> Tunnel::check_response(MessageType carried_in,
                                                  const std::optional<ChallengeResponse>& response) const {
    if (!challenged_) return std::nullopt;
    if (!response) return "tunnel authentication failed: no Challenge Response in " + std::string(name_of(carried_in));
    const auto expected = challenge_response(carried_in, settings_->secret, challenge_);
    if (equal_in_constant_time(*response, expected)) return std::nullopt;
    return "tunnel authentication failed: wrong Challenge Response in " + std::string(name_of(carried_in));
}

std::optional<Bytes> Tunnel::make_challenge(Context& context) {
    if (!settings_->authenticate || settings_->secret.empty()) return std::nullopt;
    context.host.random(challenge_);
    challenged_ = true;
    return Bytes(challenge_.begin(), challenge_.end());
}

Sccrq Tunnel::make_sccrq(Context& context) {
    Sccrq request;
    request.version = {kProtocolVersion, 0};
    request.framing = kAllFramings;
    request.bearer = kAllBearers;
    request.firmware = context.settings.firmware;
    request.host_name = settings_->local_name;
    request.vendor_name = context.settings.vendor_name;
    request.assigned_tunnel = PeerTunnelId{id_.value};
    request.receive_window = settings_->receive_window;
    if (settings_->single_tunnel) {
        tie_breaker_.emplace();
        context.host.random(*tie_breaker_);
        request.tie_breaker = tie_breaker_;
    }
    request.challenge = make_challenge(context);
    return request;
}

Sccrp Tunnel::make_sccrp(Context& context, const std::optional<Bytes>& peer_challenge) {
    Sccrp reply;
    reply.version = {kProtocolVersion, 0};
    reply.framing = kAllFramings;
    reply.bearer = kAllBearers;
    reply.firmware = context.settings.firmware;
    reply.host_name = settings_->local_name;
    reply.vendor_name = context.settings.vendor_name;
    reply.assigned_tunnel = PeerTunnelId{id_.value};
    reply.receive_window = settings_->receive_window;
    reply.challenge = make_challenge(context);
    if (peer_challenge)
        reply.challenge_response = challenge_response(MessageType::kSccrp, settings_->secret, *peer_challenge);
    return reply;
}

// Calls -----------------------------------------------------------------------------------------------------

void Tunnel::on_call_message(Context& context, const ControlHeader& header, Message& message) {
    auto* session = sessions_.find(SessionId{header.session});
    // Before it knows our id the peer names the session by its own (CDN), or asks twice with one id (ICRQ, OCRQ).
    if (!session && header.session == 0 && assigned_session(message)) session = sessions_.find(assigned_session(message));
    if (!session) {
        if (is_call_request(message)) return on_call_request(context, header, message);
        return on_message_without_session(context, header, message);
    }
    bool acceptable = true;
    const auto named = assigned_session(message);
    SessionInput input{SessionEvent::kCdn, &message, {}, {}};
    if (auto* cdn = std::get_if<Cdn>(&message)) {
        input.result = cdn->result;
        input.cause = cdn->disconnect;
    } else if (named && !session->peer_id) {
        acceptable = learn_peer_id(*session, named);
        if (!acceptable) input.result = cdn_error(ErrorCode::kInvalidSessionId, "the assigned session id is in use");
    }
    input.event = classify(*session, message, acceptable);
    run_session(context, *this, *session, std::move(input));
}

void Tunnel::on_call_request(Context& context, const ControlHeader& header, Message& message) {
    const bool incoming = std::holds_alternative<Icrq>(message);
    const auto peer = assigned_session(message);
    const auto id = new_session_id(context);
    auto why_not = why_not_call(context, message);
    if (!why_not && header.session != 0)
        why_not = cdn_error(ErrorCode::kInvalidSessionId, "a call request for a session that does not exist");
    if (!why_not && (!id || sessions_.find(peer)))
        why_not = cdn_error(ErrorCode::kInvalidSessionId, "the assigned session id is in use");
    if (why_not) {
        ++context.counters.sessions_refused;
        context.tracer.protocol_error(id_, {}, "call refused: " + why_not->message);
        return send_cdn(context, id.value_or(SessionId{1}), peer, *why_not, {});
    }
    const auto before = shown_state();
    Session call;
    call.id = *id;
    call.role = incoming ? Role::kLns : Role::kLac;
    call.direction = incoming ? Direction::kIncoming : Direction::kOutgoing;
    call.sequencing = settings_->sequencing;
    call.since = context.now;
    call.setup_at = context.now + settings_->setup_timeout;
    role_ = call.role;
    auto& session = sessions_.insert(std::move(call));
    ++context.sessions;
    had_sessions_ = true;
    no_session_at_ = kNever;
    learn_peer_id(session, peer);
    setup_times_.push({session.setup_at, session.id});
    trace_state(context, before);
    run_session(context, *this, session, {SessionEvent::kRequestAcceptable, &message, {}, {}});
}

std::optional<ResultCode> Tunnel::why_not_call(const Context& context, const Message& message) const {
    if (std::holds_alternative<Icrq>(message) && !settings_->accept_incoming)
        return cdn_result(CdnResult::kNoFacilitiesPermanent, "incoming calls are not served for this peer");
    if (std::holds_alternative<Ocrq>(message) && !settings_->accept_outgoing)
        return cdn_result(CdnResult::kNoFacilitiesPermanent, "outgoing calls are not served for this peer");
    if (sessions_.size() >= settings_->session_limit)
        return cdn_result(CdnResult::kNoFacilitiesTemporary, "the session limit of this peer is reached");
    if (context.sessions >= context.settings.max_sessions)
        return cdn_result(CdnResult::kNoFacilitiesTemporary, "the session limit is reached");
    return std::nullopt;
}

/// The rows for "idle" of section 7.4 and 7.5. A session that ended meanwhile explains a late ICRP to its id; a reply
/// to no session at all is answered as that table's LNS (ICRP) and LAC (OCRP) do.
void Tunnel::on_message_without_session(Context& context, const ControlHeader& header, const Message& message) {
    const bool late = header.session != 0;
    const bool outgoing = std::holds_alternative<Ocrp>(message) || std::holds_alternative<Occn>(message);
    Session idle;
    idle.direction = outgoing ? Direction::kOutgoing : Direction::kIncoming;
    idle.role = outgoing == late ? Role::kLns : Role::kLac;
    const auto step = session_step(idle.role, idle.direction, SessionState::kIdle, classify(idle, message, true));
    context.drop(DropReason::kUnknownSession, path_, name_of(type_of(message)));
    if (step.action != SessionAction::kSendCdnCleanUp) return;
    send_cdn(context, SessionId{1}, assigned_session(message),
             cdn_error(ErrorCode::kInvalidSessionId, std::string(name_of(type_of(message))) + " for no session"), {});
}

std::optional<SessionId> Tunnel::new_session_id(Context& context) const {
    std::array<std::uint8_t, 2> random{};
    context.host.random(random);
    return sessions_.free_id(static_cast<std::uint16_t>(random[0] << 8 | random[1]));
}

void Tunnel::open_waiting_calls(Context& context) {
    while (!waiting_.empty()) {
        const auto id = waiting_.front();
        waiting_.pop();
        auto* session = sessions_.find(id);
        if (session && session->state == SessionState::kWaitTunnel)
            run_session(context, *this, *session, {SessionEvent::kTunnelOpen, nullptr, {}, {}});
    }
}

}  // namespace l2tp
