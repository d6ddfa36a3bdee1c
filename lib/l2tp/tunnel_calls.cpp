#include "l2tp/tunnel_calls.h"

#include <algorithm>
#include <utility>

#include "l2tp/context.h"
#include "l2tp/records.h"

namespace l2tp {
namespace {

PeerSessionId assigned_session(const Message& message) {
    if (const auto* icrq = std::get_if<Icrq>(&message)) return icrq->assigned_session;
    if (const auto* ocrq = std::get_if<Ocrq>(&message)) return ocrq->assigned_session;
    if (const auto* icrp = std::get_if<Icrp>(&message)) return icrp->assigned_session;
    if (const auto* ocrp = std::get_if<Ocrp>(&message)) return ocrp->assigned_session;
    if (const auto* cdn = std::get_if<Cdn>(&message)) return cdn->assigned_session;
    return {};
}

/// Why a call of the peer is not served, whatever its ids are.
std::optional<ResultCode> why_not_served(Context& context, const TunnelSettings& settings, const Message& request) {
    if (std::holds_alternative<Icrq>(request) && !settings.accept_incoming)
        return cdn_result(CdnResult::kNoFacilitiesPermanent, "incoming calls are not served for this peer");
    if (std::holds_alternative<Ocrq>(request) && !settings.accept_outgoing)
        return cdn_result(CdnResult::kNoFacilitiesPermanent, "outgoing calls are not served for this peer");
    const auto* ocrq = std::get_if<Ocrq>(&request);
    if (ocrq && beyond({kAllFramings, kAllBearers}, *ocrq))
        return cdn_result(CdnResult::kNoFacilitiesPermanent, "a bearer or framing type that was not advertised");
    const auto limit = context.beyond_session_limits(settings);
    if (!limit.empty()) return cdn_result(CdnResult::kNoFacilitiesTemporary, std::string(limit));
    return std::nullopt;
}

std::optional<std::string> beyond_peer(const Session& call, const Capabilities& peer) {
    if (!call.pending) return std::nullopt;
    if (call.pending->ocrq) return beyond(peer, *call.pending->ocrq);
    if (call.pending->iccn) return beyond(peer, *call.pending->iccn);
    return std::nullopt;
}

/// A tunnel that is closed as it should be: its calls have met no error.
bool in_order(const ResultCode& stop) {
    return stop.result == static_cast<std::uint16_t>(StopResult::kGeneralRequest) ||
           stop.result == static_cast<std::uint16_t>(StopResult::kShuttingDown);
}

/// A call that was another's before keeps its number; 0: it has none.
std::uint32_t given_serial(const Session& call) {
    return call.pending && call.pending->icrq ? call.pending->icrq->serial : 0;
}

bool is_request(const Message& message) {
    return std::holds_alternative<Icrq>(message) || std::holds_alternative<Ocrq>(message);
}

}  // namespace

bool is_call_message(MessageType type) {
    switch (type) {
        case MessageType::kSccrq:
        case MessageType::kSccrp:
        case MessageType::kScccn:
        case MessageType::kStopCcn:
        case MessageType::kHello: return false;
        case MessageType::kOcrq:
        case MessageType::kOcrp:
        case MessageType::kOccn:
        case MessageType::kIcrq:
        case MessageType::kIcrp:
        case MessageType::kIccn:
        case MessageType::kCdn:
        case MessageType::kWen:
        case MessageType::kSli: return true;
    }
    return false;
}

TunnelCalls::TunnelCalls(CallsRecord record, Context& context, const std::string& group)
    : last_role_(record.last_role), setup_times_(record.setup_times) {
    for (auto& call : record.sessions) {
        const auto peer = call.peer_id;
        auto& added = sessions_.insert(adopt(std::move(call)));
        if (peer) sessions_.set_peer_id(added, peer);
        context.session_added(group);
    }
    for (const auto id : record.waiting) waiting_.push(id);
}

CallsRecord TunnelCalls::save() const {
    CallsRecord record{.last_role = last_role_, .sessions = {}, .waiting = {}, .setup_times = setup_times_.save()};
    record.sessions.reserve(sessions_.size());
    for (const auto id : sessions_.ids()) record.sessions.push_back(l2tp::save(*sessions_.find(id)));
    for (std::size_t i = 0; i < waiting_.size(); ++i) record.waiting.push_back(waiting_[i]);
    return record;
}

// New calls -------------------------------------------------------------------------------------------------

Session* TunnelCalls::place(Context& context, const TunnelLink& link, Session call) {
    if (!context.beyond_session_limits(link.settings()).empty()) return nullptr;
    if (waiting_.size() >= link.settings().waiting_limit) {
        ++context.counters.waiting_limit_reached;
        return nullptr;
    }
    const auto id = new_id(context, link.id());
    if (!id) return nullptr;
    call.id = *id;
    if (const auto given = given_serial(call)) call.serial = given;
    else call.serial = context.next_serial++;
    auto& added = add(context, link, std::move(call));
    waiting_.push(added.id);
    return &added;
}

Session* TunnelCalls::admit(Context& context, TunnelLink& link, const ControlHeader& header, const Message& message,
                            std::string_view peer_name) {
    if (!is_request(message)) {
        answer_without_call(context, link, header, message);
        return nullptr;
    }
    const auto peer = assigned_session(message);
    const auto id = new_id(context, link.id());
    auto why_not = why_not_served(context, link.settings(), message);
    if (!why_not && header.session != 0)
        why_not = cdn_error(ErrorCode::kInvalidSessionId, "a call request for a session that does not exist");
    if (!why_not && (!id || sessions_.find(peer)))
        why_not = cdn_error(ErrorCode::kInvalidSessionId, "the assigned session id is in use");
    if (why_not) {
        ++context.counters.sessions_refused;
        context.tracer.call_refused(link.id(), link.path(), peer_name, *why_not);
        link.send_cdn(context, id.value_or(SessionId{1}), peer, {*why_not, {}, {}, {}});
        return nullptr;
    }
    Session call;
    call.id = *id;
    const bool incoming = std::holds_alternative<Icrq>(message);
    call.role = incoming ? Role::kLns : Role::kLac;
    call.direction = incoming ? Direction::kIncoming : Direction::kOutgoing;
    auto& added = add(context, link, std::move(call));
    sessions_.set_peer_id(added, peer);
    return &added;
}

Session& TunnelCalls::add(Context& context, const TunnelLink& link, Session call) {
    call.sequencing = link.settings().sequencing;
    call.since = context.now;
    call.setup_at = context.now + link.settings().setup_timeout;
    last_role_ = call.role;
    auto& added = sessions_.insert(std::move(call));
    context.session_added(link.settings().group);
    setup_times_.watch(added, sessions_);
    return added;
}

std::optional<SessionId> TunnelCalls::new_id(Context& context, TunnelId tunnel) const {
    std::array<std::uint8_t, 2> random{};
    context.host.random(random);
    return sessions_.free_id(static_cast<std::uint16_t>(random[0] << 8 | random[1]),
                             [&](SessionId id) { return context.host.session_id_free({tunnel, id}); });
}

// Calls that there are --------------------------------------------------------------------------------------

/// Before it knows our id the peer names the session by its own (CDN), or asks twice with one id (ICRQ, OCRQ).
Session* TunnelCalls::find_for(const ControlHeader& header, const Message& message) {
    if (header.session != 0) return sessions_.find(SessionId{header.session});
    const auto peers = assigned_session(message);
    return peers ? sessions_.find(peers) : nullptr;
}

Session* TunnelCalls::find_for(const ControlHeader& header, const ProtocolError& error) {
    auto* call = sessions_.find(SessionId{header.session});
    return call || !error.assigned_session ? call : sessions_.find(error.assigned_session);
}

bool TunnelCalls::run(Context& context, TunnelLink& link, Session& call, SessionInput input) {
    auto down = run_session(context, link, call, std::move(input));
    if (!down) return false;
    end(context, link, call, std::move(*down));
    return true;
}

void TunnelCalls::end(Context& context, const TunnelLink& link, const Session& call, SessionDown down) {
    down.key = link.key(call.id);
    if (!down.was_established) ++context.counters.sessions_refused;
    waiting_.remove(call.id);
    sessions_.erase(call.id);
    context.session_removed(link.settings().group);
    context.effects.emplace_back(std::move(down));
}

SessionInput TunnelCalls::input_by(Session& call, Message& message) {
    SessionInput input{SessionEvent::kCdn, &message, {}, {}};
    const auto named = assigned_session(message);
    auto* cdn = std::get_if<Cdn>(&message);
    const auto* iccn = std::get_if<Iccn>(&message);
    bool acceptable = true;
    if (!cdn && named && !call.peer_id && !sessions_.set_peer_id(call, named)) {
        acceptable = false;
        input.result = cdn_error(ErrorCode::kInvalidSessionId, "the assigned session id is in use");
    } else if (is_request(message) && call.state != SessionState::kIdle) {
        // Both sides know two calls by one id now, so both end: the tables of section 7.4 and 7.5 say so.
        input.result = cdn_error(ErrorCode::kInvalidSessionId, "the assigned session id is in use");
    } else if (iccn && beyond({kAllFramings, {}}, *iccn)) {
        acceptable = false;
        input.result = cdn_error(ErrorCode::kBadValue, "a framing type that was not advertised");
    } else if (cdn) {
        input.result = cdn->result;
        input.cause = cdn->disconnect;
        input.q931 = cdn->q931;
    }
    input.event = classify(call, message, acceptable);
    return input;
}

SessionInput TunnelCalls::input_by(Session& call, const ProtocolError& error) {
    // A reply that is refused still tells the id by which the peer knows the session.
    if (!call.peer_id && error.assigned_session) sessions_.set_peer_id(call, error.assigned_session);
    const bool is_cdn = error.type == MessageType::kCdn;
    return {is_cdn ? SessionEvent::kCdn : SessionEvent::kLocalClose, nullptr, error.result, {}};
}

/// The rows for "idle" of section 7.4 and 7.5. A session that ended meanwhile explains a late ICRP to its id; a reply
/// to no session at all is answered as that table's LNS (ICRP) and LAC (OCRP) do.
void TunnelCalls::answer_without_call(Context& context, TunnelLink& link, const ControlHeader& header, const Message& message) {
    const bool late = header.session != 0;
    const bool outgoing = std::holds_alternative<Ocrp>(message) || std::holds_alternative<Occn>(message);
    Session idle;
    idle.direction = outgoing ? Direction::kOutgoing : Direction::kIncoming;
    idle.role = outgoing == late ? Role::kLns : Role::kLac;
    const auto step = session_step(idle.role, idle.direction, SessionState::kIdle, classify(idle, message, true));
    context.drop(DropReason::kUnknownSession, link.path(), name_of(type_of(message)));
    if (step.action != SessionAction::kSendCdnCleanUp) return;
    const auto unused = new_id(context, link.id());
    link.send_cdn(context, unused.value_or(SessionId{1}), assigned_session(message),
                  {cdn_error(ErrorCode::kInvalidSessionId, std::string(name_of(type_of(message))) + " for no session"), {}, {}, {}});
}

void TunnelCalls::refuse_malformed(Context& context, TunnelLink& link, const ProtocolError& error,
                                   std::string_view peer_name) {
    if (error.type != MessageType::kIcrq && error.type != MessageType::kOcrq) return;
    ++context.counters.sessions_refused;
    context.tracer.call_refused(link.id(), link.path(), peer_name, error.result);
    const auto unused = new_id(context, link.id());
    link.send_cdn(context, unused.value_or(SessionId{1}), error.assigned_session, {error.result, {}, {}, {}});
}

// What waits ------------------------------------------------------------------------------------------------

Session* TunnelCalls::next_to_open(const TunnelLink& link) {
    while (const auto id = waiting_.take(link.channel().queued())) {
        auto* call = sessions_.find(*id);
        if (call && call->state == SessionState::kWaitTunnel) return call;
    }
    return nullptr;
}

SessionInput TunnelCalls::opening(const Session& call, const Capabilities& peer) {
    if (const auto why = beyond_peer(call, peer))
        return {SessionEvent::kLocalClose, nullptr, cdn_result(CdnResult::kNoFacilitiesPermanent, *why), {}};
    return {SessionEvent::kTunnelOpen, nullptr, {}, {}};
}

SessionInput TunnelCalls::overdue() {
    return {SessionEvent::kLocalClose, nullptr, cdn_result(CdnResult::kTimeout, "the call was not established in time"), {}};
}

void TunnelCalls::end_all(Context& context, const TunnelLink& link, const ResultCode& why, bool by_peer) {
    const auto text = "the tunnel ended: " + result_words(ResultOf::kStopCcn, why);
    // We never send this code.
    const bool tie_lost = !by_peer && why.result == static_cast<std::uint16_t>(StopResult::kAlreadyExists);
    SessionDown down{{}, cdn_result(in_order(why) ? CdnResult::kAdministrative : CdnResult::kGeneralError, text), {}, by_peer};
    down.tunnel_lost = true;
    down.tie_lost = tie_lost;
    down.not_authorized = why.result == static_cast<std::uint16_t>(StopResult::kNotAuthorized);
    waiting_.clear();
    for (const auto id : sessions_.ids()) {
        const auto& call = *sessions_.find(id);
        context.tracer.session_state(link.key(call.id), call.peer_id, call.state, SessionState::kIdle);
        auto its = down;
        its.was_established = call.established();
        end(context, link, call, std::move(its));
    }
    setup_times_.clear();
}

}  // namespace l2tp
