// What a tunnel does with the messages that its channel delivers.
#include <utility>

#include "l2tp/tunnel.h"
#include "l2tp/tunnel_auth.h"

namespace l2tp {
namespace {

constexpr std::uint8_t kProtocolVersion = 1;
/// A network holds no datagram back for so long.
constexpr Duration kLateDatagram = std::chrono::seconds(2);

/// The peer's last word of an exchange: nothing answers it, so that no message of ours comes to carry its
/// acknowledgement. (An SCCCN and a StopCCN are never put off, whatever else is under way.)
bool ends_exchange(const Message& message) {
    return std::holds_alternative<Iccn>(message) || std::holds_alternative<Occn>(message) ||
           std::holds_alternative<Cdn>(message) || std::holds_alternative<Hello>(message);
}

}  // namespace

/// Section 4.3 would allow to hide in SCCRQ and StopCCN too. But the peer finds the secret by what an SCCRQ says in
/// clear, and has to read a StopCCN that tells it that its secret is another one; neither says anything secret.
EncodeOptions Tunnel::encode_options(Context& context, MessageType type) const {
    EncodeOptions options;
    const bool may_hide = type != MessageType::kSccrq && type != MessageType::kStopCcn;
    options.hide = settings_->hide_avps && may_hide && !settings_->secret.empty();
    options.secret = settings_->secret;
    options.vendor_avps = settings_->vendor_avps;
    if (options.hide) options.random = [&context](std::span<std::uint8_t> out) { context.host.random(out); };
    return options;
}

bool Tunnel::accepts_from(const Path& path) const {
    if (path.remote == path_.remote) return true;
    return initiated_ && state_ == TunnelState::kWaitCtlReply && path.remote.ip == path_.remote.ip;
}

bool Tunnel::request_is_past(Time now) const {
    if (state_ == TunnelState::kEstablished) return now - since_ >= kLateDatagram;
    // One that is over waits for nothing: at worst a late datagram makes a tunnel that nobody confirms.
    return closed_ && (channel_.nr() > 1 || channel_.idle());
}

void Tunnel::deliver(Context& context, const Path& path, const ControlHeader& header,
                     std::span<const std::uint8_t> body) {
    auto decoded = decode_message(body, {settings_->secret, false});
    if (!decoded) return fail(context, path, header, decoded.error());
    context.skipped(*decoded, path);
    if (!decoded->message)
        return context.drop(DropReason::kUnknownOptionalMessage, path, "message type " + std::to_string(decoded->type));
    // While something of ours is not acknowledged either, more will come and go: one acknowledgement for all of it.
    if (ends_exchange(*decoded->message) && channel_.idle()) channel_.hurry();
    act(context, path, header, *decoded->message);
}

/// A message that cannot be used: section 7.1. The error says whether the session or the tunnel pays; there are no
/// sessions before the tunnel is established.
void Tunnel::fail(Context& context, const Path& path, const ControlHeader& header, const ProtocolError& error) {
    context.drop(DropReason::kMalformedAvp, path_, error.text);
    const bool stopped = error.type == MessageType::kStopCcn;
    if (closed_ && !stopped) return learn_peer_id(error.assigned_tunnel);
    context.tracer.protocol_error(id_, SessionId{header.session}, error.text);
    // Whatever it cannot say: the peer has ended the tunnel, and waits for an acknowledgement, not for our StopCCN.
    if (stopped)
        return on_stop_ccn(context, path, error.assigned_tunnel,
                           stop_result(StopResult::kGeneralRequest, "malformed StopCCN: " + error.result.message));
    if (!error.session_scope || state_ != TunnelState::kEstablished) {
        if (state_ == TunnelState::kWaitCtlReply) path_ = path;
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
    if (!request) return;
    ++context.counters.sessions_refused;
    const auto id = new_session_id(context);
    send_cdn(context, id.value_or(SessionId{1}), error.assigned_session, error.result, {});
}

void Tunnel::act(Context& context, const Path& path, const ControlHeader& header, Message& message) {
    if (std::holds_alternative<Sccrq>(message))
        return step(context, TunnelEvent::kSccrqNotAcceptable,
                    stop_result(StopResult::kFsmError, "SCCRQ out of sequence in state " + std::string(name_of(shown_state()))));
    if (const auto* reply = std::get_if<Sccrp>(&message)) return on_sccrp(context, path, *reply);
    if (const auto* connected = std::get_if<Scccn>(&message)) return on_scccn(context, *connected);
    if (const auto* stopped = std::get_if<StopCcn>(&message))
        return on_stop_ccn(context, path, stopped->assigned_tunnel, stopped->result);
    if (std::holds_alternative<Hello>(message)) return step(context, TunnelEvent::kHello);
    const auto at = tunnel_step(state_, TunnelEvent::kCallMessage);
    if (at.action == TunnelAction::kRunCall) return on_call_message(context, header, message);
    step(context, TunnelEvent::kCallMessage,
         stop_result(StopResult::kFsmError, std::string(name_of(type_of(message))) + " before the tunnel is established"));
}

/// There is no reply to it but the acknowledgement (section 6.4).
void Tunnel::on_stop_ccn(Context& context, const Path& path, PeerTunnelId assigned, const ResultCode& result) {
    if (state_ == TunnelState::kWaitCtlReply) path_ = path;
    channel_.hurry();  // section 5.7: it is acknowledged, whatever comes then
    if (!peer_id_) peer_id_ = assigned;
    step(context, TunnelEvent::kStopCcn, result);
}

/// Of a tunnel that we have given up: our StopCCN went out for tunnel 0, and goes out again (section 4.4.3).
void Tunnel::learn_peer_id(PeerTunnelId id) {
    if (peer_id_ || !id) return;
    peer_id_ = id;
    channel_.set_tunnel(id);
}

void Tunnel::on_sccrp(Context& context, const Path& path, const Sccrp& reply) {
    if (closed_) learn_peer_id(reply.assigned_tunnel);
    if (state_ != TunnelState::kWaitCtlReply)
        return step(context, TunnelEvent::kSccrpNotAcceptable,
                    stop_result(StopResult::kFsmError, "SCCRP out of sequence in state " + std::string(name_of(shown_state()))));
    path_ = path;  // the peer may have picked another port; from now on it stays (section 8.1)
    peer_id_ = reply.assigned_tunnel;
    peer_name_ = reply.host_name;
    peer_vendor_ = reply.vendor_name;
    peer_firmware_ = reply.firmware;
    peer_can_ = {reply.framing, reply.bearer};
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
                    stop_result(StopResult::kFsmError, "SCCCN out of sequence in state " + std::string(name_of(shown_state()))));
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
    request.bearer = settings_->accept_outgoing ? kAllBearers : 0;  // of calls that we would place for the peer
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
    reply.bearer = settings_->accept_outgoing ? kAllBearers : 0;
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

}  // namespace l2tp
