// Calls in a tunnel: those that we place, in their turn, and the messages of all.
#include <utility>

#include "l2tp/tunnel.h"

namespace l2tp {
namespace {

/// Calls of ours that wait stay out of the send queue while it has so many messages.
constexpr std::size_t kLongQueue = 64;

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

}  // namespace

std::optional<SessionKey> Tunnel::place(Context& context, Session call) {
    if (closed_ || !context.beyond_session_limits(*settings_).empty()) return std::nullopt;
    if (waiting_.size() >= settings_->waiting_limit) {
        ++context.counters.waiting_limit_reached;
        return std::nullopt;
    }
    const auto id = new_session_id(context);
    if (!id) return std::nullopt;
    const auto before = shown_state();
    call.id = *id;
    call.serial = context.next_serial++;
    call.sequencing = settings_->sequencing;
    call.since = context.now;
    call.setup_at = context.now + settings_->setup_timeout;
    role_ = call.role;
    auto& session = sessions_.insert(std::move(call));
    context.session_added(settings_->group);
    had_sessions_ = true;
    no_session_at_ = kNever;
    watch_setup(session);
    waiting_.push(session.id);
    trace_state(context, before);
    run_session(context, *this, session, {SessionEvent::kLocalOpen, nullptr, {}, {}});
    step(context, TunnelEvent::kNewCall);
    return SessionKey{id_, *id};
}

void Tunnel::on_call_message(Context& context, const ControlHeader& header, Message& message) {
    auto* session = sessions_.find(SessionId{header.session});
    // Before it knows our id the peer names the session by its own (CDN), or asks twice with one id (ICRQ, OCRQ).
    if (!session && header.session == 0 && assigned_session(message)) session = sessions_.find(assigned_session(message));
    if (!session) {
        if (is_call_request(message)) return on_call_request(context, header, message);
        return on_message_without_session(context, header, message);
    }
    SessionInput input{SessionEvent::kCdn, &message, {}, {}};
    const auto why_not = why_not_acceptable(*session, message);
    if (why_not) input.result = *why_not;
    if (auto* cdn = std::get_if<Cdn>(&message)) {
        input.result = cdn->result;
        input.cause = cdn->disconnect;
    }
    input.event = classify(*session, message, !why_not);
    run_session(context, *this, *session, std::move(input));
}

/// Learns the peer's id of a session from the reply, and looks at what the message asks for.
std::optional<ResultCode> Tunnel::why_not_acceptable(Session& session, const Message& message) {
    const auto named = assigned_session(message);
    const bool is_cdn = std::holds_alternative<Cdn>(message);
    if (!is_cdn && named && !session.peer_id && !learn_peer_id(session, named))
        return cdn_error(ErrorCode::kInvalidSessionId, "the assigned session id is in use");
    const auto* iccn = std::get_if<Iccn>(&message);
    if (iccn && beyond({kAllFramings, {}}, *iccn)) return cdn_error(ErrorCode::kBadValue, "a framing type that was not advertised");
    return std::nullopt;
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
    context.session_added(settings_->group);
    had_sessions_ = true;
    no_session_at_ = kNever;
    learn_peer_id(session, peer);
    watch_setup(session);
    trace_state(context, before);
    run_session(context, *this, session, {SessionEvent::kRequestAcceptable, &message, {}, {}});
}

std::optional<ResultCode> Tunnel::why_not_call(Context& context, const Message& message) const {
    if (std::holds_alternative<Icrq>(message) && !settings_->accept_incoming)
        return cdn_result(CdnResult::kNoFacilitiesPermanent, "incoming calls are not served for this peer");
    if (std::holds_alternative<Ocrq>(message) && !settings_->accept_outgoing)
        return cdn_result(CdnResult::kNoFacilitiesPermanent, "outgoing calls are not served for this peer");
    const auto* ocrq = std::get_if<Ocrq>(&message);
    if (ocrq && beyond({kAllFramings, kAllBearers}, *ocrq))
        return cdn_result(CdnResult::kNoFacilitiesPermanent, "a bearer or framing type that was not advertised");
    const auto limit = context.beyond_session_limits(*settings_);
    if (!limit.empty()) return cdn_result(CdnResult::kNoFacilitiesTemporary, std::string(limit));
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
    const auto unused = new_session_id(context);
    send_cdn(context, unused.value_or(SessionId{1}), assigned_session(message),
             cdn_error(ErrorCode::kInvalidSessionId, std::string(name_of(type_of(message))) + " for no session"), {});
}

std::optional<SessionId> Tunnel::new_session_id(Context& context) const {
    std::array<std::uint8_t, 2> random{};
    context.host.random(random);
    return sessions_.free_id(static_cast<std::uint16_t>(random[0] << 8 | random[1]));
}

void Tunnel::open_waiting_calls(Context& context) {
    if (state_ != TunnelState::kEstablished) return;
    while (!waiting_.empty() && channel_.queued() < kLongQueue) {
        const auto id = waiting_.front();
        waiting_.pop();
        auto* session = sessions_.find(id);
        if (!session || session->state != SessionState::kWaitTunnel) continue;
        if (const auto why = beyond_peer(*session))
            run_session(context, *this, *session,
                        {SessionEvent::kLocalClose, nullptr, cdn_result(CdnResult::kNoFacilitiesPermanent, *why), {}});
        else
            run_session(context, *this, *session, {SessionEvent::kTunnelOpen, nullptr, {}, {}});
    }
}

std::optional<std::string> Tunnel::beyond_peer(const Session& session) const {
    if (!session.pending) return std::nullopt;
    if (session.pending->ocrq) return beyond(peer_can_, *session.pending->ocrq);
    if (session.pending->iccn) return beyond(peer_can_, *session.pending->iccn);
    return std::nullopt;
}

}  // namespace l2tp
