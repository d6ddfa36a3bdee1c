// What arrives for tunnel id 0: the peer's request for a tunnel, and a StopCCN by a peer that does not know our id.
#include <utility>

#include "l2tp/endpoint_state.h"

namespace l2tp {
namespace {

/// Tells a retransmitted request from a new one that a restarted peer sends under the same id (FNV-1a).
std::uint64_t digest_of(std::span<const std::uint8_t> body) {
    std::uint64_t digest = 14695981039346656037u;
    for (const auto octet : body) digest = (digest ^ octet) * 1099511628211u;
    return digest;
}

/// For a request that nobody serves: the tunnel lives only until its StopCCN is acknowledged.
TunnelSettingsPtr refusal_settings() {
    static const auto settings = [] {
        auto made = std::make_shared<TunnelSettings>();
        made->authenticate = false;
        return TunnelSettingsPtr(std::move(made));
    }();
    return settings;
}

/// An SCCRQ with hidden AVPs, once its group is known. Not empty: it cannot be used; the id for the answer is set even so.
std::optional<ResultCode> read_with_secret(std::span<const std::uint8_t> body, std::string_view secret, Decoded& request,
                                           EndpointCounters& counters) {
    auto decoded = decode_message(body, {secret, false, kMostDigestsUnauthenticated});
    counters.digests += decoded ? decoded->digests : decoded.error().digests;
    if (decoded) {
        request = std::move(*decoded);
        return std::nullopt;
    }
    std::get<Sccrq>(*request.message).assigned_tunnel = decoded.error().assigned_tunnel;
    return decoded.error().result;
}

}  // namespace

void Endpoint::State::receive_without_id(const Path& path, const ControlHeader& header,
                                         std::span<const std::uint8_t> datagram) {
    const auto body = message_body(datagram, header);
    if (body.empty()) return context.drop(DropReason::kUnknownTunnel, path, "acknowledgement for tunnel 0");
    if (header.length > kLongestUnauthenticated)
        return context.drop(DropReason::kTooLong, path, "for tunnel 0");
    auto decoded = decode_message(body, {{}, true});
    PeerTunnelId assigned;
    if (!decoded) {
        assigned = decoded.error().assigned_tunnel;
    } else if (decoded->message) {
        if (const auto* request = std::get_if<Sccrq>(&*decoded->message)) assigned = request->assigned_tunnel;
        if (const auto* stopped = std::get_if<StopCcn>(&*decoded->message)) assigned = stopped->assigned_tunnel;
    }
    auto* known = assigned ? tunnels.find(path.remote, assigned) : nullptr;
    if (known) {
        const bool is_request = decoded && decoded->message && std::holds_alternative<Sccrq>(*decoded->message);
        if (!is_request || !is_restart(*known, header, body))
            return with(*known, [&](Tunnel& t) { t.receive(context, path, header, datagram); });
    }
    if (!context.host.listens_on(path.local)) return context.drop(DropReason::kNotListening, path, "for no tunnel");
    const TunnelId predecessor = known ? make_room_for_restart(*known) : TunnelId{};
    if (!decoded) {
        context.tracer.protocol_error({}, {}, decoded.error().text);
        context.drop(DropReason::kMalformedAvp, path, decoded.error().text);
        if (header.ns == 0) refuse_malformed(path, body, decoded.error());
        return;
    }
    if (!decoded->message || !std::holds_alternative<Sccrq>(*decoded->message))
        return context.drop(DropReason::kUnknownTunnel, path, "neither SCCRQ nor a known tunnel");
    if (header.ns != 0) return context.drop(DropReason::kOutOfWindow, path, "SCCRQ with Ns other than 0");
    on_sccrq({path, header, datagram, *decoded}, predecessor);
}

bool Endpoint::State::is_restart(const Tunnel& known, const ControlHeader& header,
                                 std::span<const std::uint8_t> body) const {
    // A retransmission repeats the body octet by octet (section 5.8).
    return header.ns == 0 && (known.origin().digest != digest_of(body) || known.request_is_past(context.now));
}

/// An established tunnel stays until its successor is established, any other goes at once.
TunnelId Endpoint::State::make_room_for_restart(Tunnel& known) {
    if (known.state() == TunnelState::kEstablished) return known.id();
    const auto predecessor = known.origin().predecessor;
    if (known.state() == TunnelState::kIdle) tunnels.erase(known.id());
    else with(known, [&](Tunnel& t) { t.supersede(context); });
    return predecessor;
}

void Endpoint::State::supersede_predecessor(Tunnel& tunnel) {
    auto* old = tunnels.find(tunnel.origin().predecessor);
    tunnel.origin().predecessor = {};
    if (!old || old->peer_id() != tunnel.peer_id()) return;
    old->supersede(context);
    tunnels.update(*old);
}

/// An SCCRQ that cannot be used (section 7.1): the peer is told why, on tunnel 0 if it did not name its own (section 4.4.3).
void Endpoint::State::refuse_malformed(const Path& path, std::span<const std::uint8_t> body, const ProtocolError& error) {
    if (error.type != MessageType::kSccrq || context.shutting_down) return;
    if (const auto reason = tunnels.half_open.check(context.now, path.remote.ip, context.settings))
        return context.drop(*reason, path, "SCCRQ");
    auto* tunnel = tunnels.create(context, path, refusal_settings());
    if (!tunnel) return context.drop(DropReason::kTunnelLimit, path, "no tunnel id is free");
    tunnel->origin().digest = digest_of(body);
    Sccrq request;
    request.assigned_tunnel = error.assigned_tunnel;
    with(*tunnel, [&](Tunnel& t) { t.refuse(context, request, error.result); });
}

bool Endpoint::State::win_or_lose_ties(const Path& path, const Sccrq& request) {
    bool goes_on = true;
    for (const auto id : tunnels.opening_to(path.remote.ip)) {
        auto* ours = tunnels.find(id);
        if (!ours || (!request.tie_breaker && !ours->tie_breaker())) continue;  // two tunnels then
        const bool equal = request.tie_breaker == ours->tie_breaker();
        // The lower value wins; one who sent none loses; equal ones both lose (section 4.4.3).
        const bool we_win = ours->tie_breaker() && (!request.tie_breaker || *ours->tie_breaker() < *request.tie_breaker);
        if (we_win || equal) goes_on = false;
        if (!we_win) with(*ours, [&](Tunnel& t) { t.lose_tie(context); });
    }
    return goes_on;
}

bool Endpoint::State::is_retransmission(const Arrival& arrival, PeerTunnelId assigned, TunnelId* predecessor) {
    auto* known = tunnels.find(arrival.path.remote, assigned);
    if (!known) return false;
    if (is_restart(*known, arrival.header, arrival.body())) {
        *predecessor = make_room_for_restart(*known);
        return false;
    }
    with(*known, [&](Tunnel& t) { t.receive(context, arrival.path, arrival.header, arrival.datagram); });
    return true;
}

void Endpoint::State::on_sccrq(const Arrival& arrival, TunnelId predecessor) {
    const auto& path = arrival.path;
    const auto& request = arrival.request();
    if (context.shutting_down) return context.drop(DropReason::kTunnelLimit, path, "shutting down");
    if (const auto reason = tunnels.half_open.check(context.now, path.remote.ip, context.settings))
        return context.drop(*reason, path, "SCCRQ");

    std::string why = "not authorized";
    auto settings = context.host.serve(request, path, &why);
    std::optional<ResultCode> refusal;
    auto decoded = arrival.decoded;
    if (!settings) refusal = stop_result(StopResult::kNotAuthorized, why);
    if (settings && decoded.hidden_skipped) refusal = read_with_secret(arrival.body(), settings->secret.view(), decoded, context.counters);
    const auto& full = std::get<Sccrq>(*decoded.message);
    // One with hidden AVPs: only now its id is known.
    if (!request.assigned_tunnel && full.assigned_tunnel && is_retransmission(arrival, full.assigned_tunnel, &predecessor)) return;
    context.skipped(decoded, path);
    // Section 5.1.1: the answer is made of the message's type, the secret and the challenge. Whoever sends our own challenge to us
    // while it waits would have the answer to it from our SCCRP.
    if (!refusal && full.challenge && tunnels.waits_for_answer_to(*full.challenge))
        refusal = stop_result(StopResult::kNotAuthorized, "the challenge is one of ours");
    // Only a request that would be served takes part: anybody can write a low tie breaker under the peer's address.
    if (!refusal && !win_or_lose_ties(path, request))
        return context.drop(DropReason::kDuplicate, path, "SCCRQ lost the tie");
    if (!refusal && tunnels.busy() >= context.settings.max_tunnels) {
        ++context.counters.dropped[static_cast<std::size_t>(DropReason::kTunnelLimit)];
        refusal = stop_error(ErrorCode::kNoResources, "the limit of tunnels is reached");
    }
    answer_request(arrival, full, settings, std::move(refusal), predecessor);
}

/// With an SCCRP, or with a StopCCN if there is a refusal.
void Endpoint::State::answer_request(const Arrival& arrival, const Sccrq& full, const TunnelSettingsPtr& settings,
                                     std::optional<ResultCode> refusal, TunnelId predecessor) {
    const auto& path = arrival.path;
    const auto reply_path = refusal ? path : context.host.reply_path(path);
    if (!reply_path)
        refusal = stop_error(ErrorCode::kNoResources, "another tunnel uses the same addresses and ports");
    auto* tunnel = tunnels.create(context, reply_path.value_or(path), settings ? settings : refusal_settings());
    if (!tunnel) {
        if (!refusal) context.host.reply_path_unused(*reply_path, Duration::zero());
        return context.drop(DropReason::kTunnelLimit, path, "no tunnel id is free");
    }
    tunnel->origin() = {digest_of(arrival.body()), predecessor};
    with(*tunnel, [&](Tunnel& t) {
        if (refusal) t.refuse(context, full, *refusal);
        else t.accept(context, full);
    });
}

}  // namespace l2tp
