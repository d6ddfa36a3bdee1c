#include "l2tp/session.h"

#include <utility>

#include "l2tp/context.h"
#include "l2tp/records.h"
#include "l2tp/tunnel_link.h"

namespace l2tp {
namespace {

PendingCall& pending(Session& session) {
    if (!session.pending) session.pending = std::make_unique<PendingCall>();
    return *session.pending;
}

/// Keeps what a message of the peer says that is needed later on.
void keep(Session& session, Message& message) {
    if (auto* icrq = std::get_if<Icrq>(&message)) {
        session.serial = icrq->serial;
        session.calling_number = icrq->calling_number.value_or("");
        session.called_number = icrq->called_number.value_or("");
        pending(session).icrq = std::move(*icrq);
    } else if (auto* ocrq = std::get_if<Ocrq>(&message)) {
        session.serial = ocrq->serial;
        session.called_number = ocrq->called_number;
        pending(session).ocrq = std::move(*ocrq);
    } else if (auto* iccn = std::get_if<Iccn>(&message)) {
        session.sequencing = session.sequencing || iccn->sequencing_required;
        pending(session).iccn = std::move(*iccn);
    } else if (auto* occn = std::get_if<Occn>(&message)) {
        session.sequencing = session.sequencing || occn->sequencing_required;
        pending(session).occn = *occn;
    }
}

void send_request(Context& context, TunnelLink& link, Session& session) {
    auto& call = pending(session);
    if (session.direction == Direction::kIncoming) {
        call.icrq->assigned_session = PeerSessionId{session.id.value};
        call.icrq->serial = session.serial;
        link.send(context, {}, *call.icrq);
        call.icrq.reset();
    } else {
        call.ocrq->assigned_session = PeerSessionId{session.id.value};
        call.ocrq->serial = session.serial;
        link.send(context, {}, *call.ocrq);
        call.ocrq.reset();
    }
}

void ask_host(Context& context, TunnelLink& link, Session& session) {
    PrepareSession effect{link.key(session.id), link.peer_id(), session.peer_id, session.role,
                          session.direction,   session.sequencing, {}, {}};
    if (session.pending) {
        effect.icrq = std::exchange(session.pending->icrq, std::nullopt);
        effect.ocrq = std::exchange(session.pending->ocrq, std::nullopt);
    }
    context.effects.emplace_back(std::move(effect));
}

void send_reply(Context& context, TunnelLink& link, Session& session) {
    const PeerSessionId ours{session.id.value};
    if (session.direction == Direction::kIncoming) link.send(context, session.peer_id, Icrp{ours});
    else link.send(context, session.peer_id, Ocrp{ours, {}});
}

void come_up(Context& context, TunnelLink& link, Session& session) {
    SessionUp up{link.key(session.id), {}, {}, session.sequencing};
    if (session.pending && session.role == Role::kLns) {
        up.iccn = std::move(session.pending->iccn);
        up.occn = session.pending->occn;
    }
    session.pending.reset();
    ++context.counters.sessions_opened;
    context.effects.emplace_back(std::move(up));
}

/// What came hidden by another tunnel and cannot be hidden in this one is not told in clear; the LNS asks the user himself.
void keep_secret(Context& context, const TunnelLink& link, Iccn& connected) {
    if (!connected.hidden.value || !link.settings().secret.empty() || connected.proxy_auth == ProxyAuth{}) return;
    connected.proxy_auth = {};
    context.tracer.left_out(link.id(), "proxy authentication: it came hidden, and this tunnel has no secret");
}

void send_connected(Context& context, TunnelLink& link, Session& session) {
    auto& call = pending(session);
    if (call.iccn) {
        call.iccn->sequencing_required = session.sequencing;
        keep_secret(context, link, *call.iccn);
        link.send(context, session.peer_id, *call.iccn);
    } else if (call.occn) {
        call.occn->sequencing_required = session.sequencing;
        link.send(context, session.peer_id, *call.occn);
    }
    come_up(context, link, session);
}

SessionDown ended(SessionInput& input, SessionState before) {
    SessionDown down;
    down.result = std::move(input.result);
    down.disconnect = std::move(input.cause);
    down.q931 = std::move(input.q931);
    down.by_peer = input.event == SessionEvent::kCdn;
    down.was_established = before == SessionState::kEstablished;
    return down;
}

void report(Context& context, TunnelLink& link, const Session& session, const Message& message) {
    if (const auto* wen = std::get_if<Wen>(&message)) context.effects.emplace_back(WanErrors{link.key(session.id), *wen});
    if (const auto* sli = std::get_if<Sli>(&message)) context.effects.emplace_back(LinkInfo{link.key(session.id), *sli});
}

/// Why a message that does not fit costs the call, in words for the peer and the log.
void explain(const Session& session, SessionInput& input) {
    if (input.result.result != 0 || !input.message) return;
    const std::string text = std::string(name_of(type_of(*input.message))) + " out of sequence in state " +
                             std::string(name_of(session.state));
    input.result = cdn_error(ErrorCode::kVendorSpecific, text);
}

/// The ICRP that connected the call, sent once more as a message of its own after our ICCN. No harm, but to a strict group
/// (section 7.4.1).
bool repeats_reply(const TunnelLink& link, const Session& session, const SessionInput& input) {
    const auto* reply = input.message ? std::get_if<Icrp>(input.message) : nullptr;
    return reply && !link.settings().strict && session.role == Role::kLac && session.direction == Direction::kIncoming &&
           session.established() && reply->assigned_session == session.peer_id;
}

void perform(Context& context, TunnelLink& link, Session& session, SessionAction action, const SessionInput& input) {
    switch (action) {
        case SessionAction::kNone:
        case SessionAction::kCleanUp:
        case SessionAction::kKeepConnected:
        case SessionAction::kCount_: return;
        case SessionAction::kSendRequest: return send_request(context, link, session);
        case SessionAction::kPrepare: return ask_host(context, link, session);
        case SessionAction::kSendReply: return send_reply(context, link, session);
        case SessionAction::kSendConnected: return send_connected(context, link, session);
        case SessionAction::kUp: return come_up(context, link, session);
        case SessionAction::kSendCdnCleanUp:
            return link.send_cdn(context, session.id, session.peer_id, {input.result, {}, input.q931, input.cause});
        case SessionAction::kReportErrors:
        case SessionAction::kReportLink:
            if (input.message) report(context, link, session, *input.message);
            return;
        case SessionAction::kIgnore: return context.drop(DropReason::kUnexpectedMessage, link.path(), name_of(input.event));
    }
}

}  // namespace

std::optional<SessionDown> run_session(Context& context, TunnelLink& link, Session& session, SessionInput input) {
    if (repeats_reply(link, session, input)) {
        context.tolerate(link.path(), "a second ICRP");
        return std::nullopt;
    }
    const auto step = session_step(session.role, session.direction, session.state, input.event);
    const auto before = session.state;
    const bool ends = step.action == SessionAction::kSendCdnCleanUp || step.action == SessionAction::kCleanUp;
    if (ends) explain(session, input);
    else if (input.message && step.action != SessionAction::kIgnore) keep(session, *input.message);
    if (step.next != before) {
        session.state = step.next;
        session.since = context.now;
        context.tracer.session_state(link.key(session.id), session.peer_id, before, step.next);
    }
    perform(context, link, session, step.action, input);
    if (ends) return ended(input, before);
    // An OCCN that came while the host prepared.
    const bool answered = step.next == SessionState::kWaitConnect && session.pending && session.pending->occn;
    if (input.event != SessionEvent::kPrepared || !answered) return std::nullopt;
    return run_session(context, link, session, {SessionEvent::kConnectedAcceptable, nullptr, {}, {}});
}

SessionEvent classify(const Session& session, const Message& message, bool acceptable) {
    const bool incoming = session.direction == Direction::kIncoming;
    const auto of_this = [&](bool message_is_incoming, SessionEvent event) {
        return message_is_incoming == incoming ? event : SessionEvent::kOtherDirection;
    };
    using E = SessionEvent;
    switch (type_of(message)) {
        case MessageType::kIcrq: return of_this(true, acceptable ? E::kRequestAcceptable : E::kRequestNotAcceptable);
        case MessageType::kOcrq: return of_this(false, acceptable ? E::kRequestAcceptable : E::kRequestNotAcceptable);
        case MessageType::kIcrp: return of_this(true, acceptable ? E::kReplyAcceptable : E::kReplyNotAcceptable);
        case MessageType::kOcrp: return of_this(false, acceptable ? E::kReplyAcceptable : E::kReplyNotAcceptable);
        case MessageType::kIccn: return of_this(true, acceptable ? E::kConnectedAcceptable : E::kConnectedNotAcceptable);
        case MessageType::kOccn: return of_this(false, acceptable ? E::kConnectedAcceptable : E::kConnectedNotAcceptable);
        case MessageType::kCdn: return E::kCdn;
        case MessageType::kWen: return E::kWen;
        case MessageType::kSli: return E::kSli;
        case MessageType::kSccrq:
        case MessageType::kSccrp:
        case MessageType::kScccn:
        case MessageType::kStopCcn:
        case MessageType::kHello: break;  // never handed to a session
    }
    return E::kOtherDirection;
}

SessionRecord save(const Session& session) {
    return {.id = session.id, .peer_id = session.peer_id, .state = session.state, .role = session.role,
            .direction = session.direction, .sequencing = session.sequencing, .serial = session.serial,
            .since = session.since, .next_wen_at = session.next_wen_at, .setup_at = session.setup_at,
            .calling_number = session.calling_number, .called_number = session.called_number,
            .pending = session.pending ? std::optional(*session.pending) : std::nullopt};
}

Session adopt(SessionRecord record) {
    return {.id = record.id, .peer_id = record.peer_id, .state = record.state, .role = record.role,
            .direction = record.direction, .sequencing = record.sequencing, .serial = record.serial,
            .since = record.since, .next_wen_at = record.next_wen_at, .setup_at = record.setup_at,
            .calling_number = std::move(record.calling_number), .called_number = std::move(record.called_number),
            .pending = record.pending ? std::make_unique<PendingCall>(std::move(*record.pending)) : nullptr};
}

SessionInfo describe(const Session& session, TunnelId tunnel) {
    SessionInfo info;
    info.key = {tunnel, session.id};
    info.peer_id = session.peer_id;
    info.state = session.state;
    info.role = session.role;
    info.direction = session.direction;
    info.serial = session.serial;
    info.calling_number = session.calling_number;
    info.called_number = session.called_number;
    info.sequencing = session.sequencing;
    info.since = session.since;
    return info;
}

}  // namespace l2tp
