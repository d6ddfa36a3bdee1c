#include "l2tp/handshake.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "l2tp/context.h"
#include "l2tp/records.h"
#include "l2tp/tunnel_auth.h"
#include "l2tp/tunnel_link.h"

namespace l2tp {
namespace {

constexpr std::uint8_t kProtocolVersion = 1;

std::optional<ResultCode> why_not_version(const ProtocolVersion& version) {
    if (version.version == kProtocolVersion) return std::nullopt;
    constexpr std::uint16_t kHighest = kProtocolVersion << 8;  // with revision 0
    return ResultCode{static_cast<std::uint16_t>(StopResult::kVersionNotSupported), kHighest,
                      "only protocol version 1 is supported"};
}

std::optional<ResultCode> why_not_challenged(const std::optional<Bytes>& challenge, const TunnelSettings& settings) {
    if (!challenge || !settings.secret.empty()) return std::nullopt;
    return stop_result(StopResult::kNotAuthorized, "tunnel authentication asked for, but no secret is configured");
}

/// What SCCRQ and SCCRP say alike.
template <class Message>
Message introduce(const Context& context, const TunnelLink& link) {
    const auto& settings = link.settings();
    Message message;
    message.version = {kProtocolVersion, 0};
    message.framing = kAllFramings;
    message.bearer = settings.accept_outgoing ? kAllBearers : 0;  // of calls that we would place for the peer
    message.firmware = context.settings.firmware;
    message.host_name = settings.local_name;
    message.vendor_name = context.settings.vendor_name;
    message.assigned_tunnel = PeerTunnelId{link.id().value};
    message.receive_window = settings.receive_window;
    return message;
}

template <class Message>
PeerFacts facts_in(const Message& message) {
    return {message.host_name, message.vendor_name, message.firmware, {message.framing, message.bearer}};
}

std::optional<ResultCode> why_not_named(const std::string& name, const TunnelSettings& settings) {
    const auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
    if (settings.peer_name.empty() || std::ranges::equal(name, settings.peer_name, same)) return std::nullopt;
    return stop_result(StopResult::kNotAuthorized, "the Host Name in SCCRP is not the one that was expected");
}

ResultCode out_of_sequence(const char* message, ShownTunnelState state) {
    return stop_result(StopResult::kFsmError, message + std::string(" out of sequence in state ") + std::string(name_of(state)));
}

}  // namespace

Handshake::Handshake(HandshakeRecord record)
    : peer_{std::move(record.peer_name), std::move(record.peer_vendor), record.peer_firmware,
            {record.peer_framing, record.peer_bearer}},
      challenges_(record.challenges ? std::make_unique<Challenges>(std::move(*record.challenges)) : nullptr) {}

HandshakeRecord Handshake::save() const {
    return {.peer_name = peer_.name, .peer_vendor = peer_.vendor, .peer_firmware = peer_.firmware,
            .peer_framing = peer_.can.framing, .peer_bearer = peer_.can.bearer,
            .challenges = challenges_ ? std::optional(*challenges_) : std::nullopt};
}

void Handshake::begin() { challenges_ = std::make_unique<Challenges>(); }

// Messages of ours ------------------------------------------------------------------------------------------

Sccrq Handshake::make_request(Context& context, const TunnelLink& link) {
    auto request = introduce<Sccrq>(context, link);
    if (link.settings().single_tunnel) {
        context.host.random(challenges_->tie_breaker.emplace());
        request.tie_breaker = challenges_->tie_breaker;
    }
    request.challenge = make_challenge(context, link.settings());
    return request;
}

Sccrp Handshake::make_reply(Context& context, const TunnelLink& link) {
    auto reply = introduce<Sccrp>(context, link);
    reply.challenge = make_challenge(context, link.settings());
    if (const auto challenge = std::exchange(challenges_->peers, std::nullopt))
        reply.challenge_response = challenge_response(MessageType::kSccrp, link.settings().secret.view(), *challenge);
    return reply;
}

Scccn Handshake::make_confirmation(const TunnelLink& link) const {
    Scccn confirmation;
    if (challenges_->peers)
        confirmation.challenge_response = challenge_response(MessageType::kScccn, link.settings().secret.view(), *challenges_->peers);
    return confirmation;
}

std::optional<Bytes> Handshake::make_challenge(Context& context, const TunnelSettings& settings) {
    if (!settings.authenticate || settings.secret.empty()) return std::nullopt;
    auto& challenge = challenges_->ours.emplace();
    context.host.random(challenge);
    return Bytes(challenge.begin(), challenge.end());
}

// Messages of the peer --------------------------------------------------------------------------------------

std::optional<ResultCode> Handshake::why_refused(const Sccrq& request, const TunnelSettings& settings) {
    if (auto why = why_not_version(request.version)) return why;
    return why_not_challenged(request.challenge, settings);
}

void Handshake::take_request(TunnelLink& link, const Sccrq& request) {
    peer_ = facts_in(request);
    if (request.receive_window) link.set_peer_window(*request.receive_window);
    challenges_->peers = request.challenge;
}

bool Handshake::repeats_reply(const TunnelLink& link, const Message& message) {
    const auto* reply = std::get_if<Sccrp>(&message);
    return reply && !link.settings().strict && !link.over() && link.peer_id() && reply->assigned_tunnel == link.peer_id();
}

TunnelInput Handshake::judge(TunnelLink& link, const Path& from, ShownTunnelState state, const Message& message) {
    if (std::holds_alternative<Sccrq>(message)) return {TunnelEvent::kSccrqNotAcceptable, out_of_sequence("SCCRQ", state)};
    if (const auto* reply = std::get_if<Sccrp>(&message)) {
        if (state == ShownTunnelState::kWaitCtlReply) return judge_reply(link, from, *reply);
        return {TunnelEvent::kSccrpNotAcceptable, out_of_sequence("SCCRP", state)};
    }
    if (const auto* confirmation = std::get_if<Scccn>(&message)) {
        link.hurry();  // the peer's congestion window is still one or two: do not make its first call wait
        if (state != ShownTunnelState::kWaitCtlConn) return {TunnelEvent::kScccnNotAcceptable, out_of_sequence("SCCCN", state)};
        const auto why = check_response(MessageType::kScccn, confirmation->challenge_response, link.settings());
        if (why) return {TunnelEvent::kScccnNotAcceptable, *why};
        return {TunnelEvent::kScccnAcceptable};
    }
    if (const auto* stopped = std::get_if<StopCcn>(&message))
        return judge_stop(link, from, state, stopped->assigned_tunnel, stopped->result);
    if (std::holds_alternative<Hello>(message)) return {TunnelEvent::kHello};
    return {TunnelEvent::kCallMessage, out_of_sequence(name_of(type_of(message)), state)};
}

TunnelInput Handshake::judge_reply(TunnelLink& link, const Path& from, const Sccrp& reply) {
    link.set_path(from);  // the peer may have picked another port; from now on it stays (section 8.1)
    link.set_peer_id(reply.assigned_tunnel);
    if (reply.receive_window) link.set_peer_window(*reply.receive_window);
    peer_ = facts_in(reply);
    auto why = why_not_version(reply.version);
    if (!why) why = check_response(MessageType::kSccrp, reply.challenge_response, link.settings());
    if (!why) why = why_not_challenged(reply.challenge, link.settings());
    if (!why) why = why_not_named(reply.host_name, link.settings());
    if (why) return {TunnelEvent::kSccrpNotAcceptable, *why};
    challenges_->peers = reply.challenge;
    return {TunnelEvent::kSccrpAcceptable};
}

TunnelInput Handshake::judge(TunnelLink& link, const Path& from, ShownTunnelState state, const ProtocolError& error) {
    // Whatever it cannot say: the peer has ended the tunnel, and waits for an acknowledgement, not for our StopCCN.
    if (error.type == MessageType::kStopCcn)
        return judge_stop(link, from, state, error.assigned_tunnel,
                          stop_result(StopResult::kGeneralRequest, "malformed StopCCN: " + error.result.message));
    if (state == ShownTunnelState::kWaitCtlReply) link.set_path(from);
    if (!link.peer_id()) link.set_peer_id(error.assigned_tunnel);
    return {TunnelEvent::kClose, error.result};
}

/// There is no reply to it but the acknowledgement (section 6.4).
TunnelInput Handshake::judge_stop(TunnelLink& link, const Path& from, ShownTunnelState state, PeerTunnelId assigned,
                                  const ResultCode& result) {
    if (state == ShownTunnelState::kWaitCtlReply) link.set_path(from);
    link.hurry();  // section 5.7: it is acknowledged, whatever comes then
    if (!link.peer_id()) link.set_peer_id(assigned);
    return {TunnelEvent::kStopCcn, result};
}

/// Empty if the peer answered our challenge well, or was not challenged.
std::optional<ResultCode> Handshake::check_response(MessageType carried_in, const std::optional<ChallengeResponse>& response,
                                                    const TunnelSettings& settings) const {
    if (!challenges_->ours) return std::nullopt;
    const auto failed = [&](const char* what) {
        return stop_result(StopResult::kNotAuthorized,
                           "tunnel authentication failed: " + std::string(what) + " Challenge Response in " + name_of(carried_in));
    };
    if (!response) return failed("no");
    const auto expected = challenge_response(carried_in, settings.secret.view(), *challenges_->ours);
    if (!equal_in_constant_time(*response, expected)) return failed("wrong");
    return std::nullopt;
}

bool Handshake::has_challenged_with(const Bytes& challenge) const {
    return challenges_ && challenges_->ours && std::ranges::equal(challenge, *challenges_->ours);
}

}  // namespace l2tp
