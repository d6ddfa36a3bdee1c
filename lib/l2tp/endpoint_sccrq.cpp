// What arrives for tunnel id 0: the peer's request for a tunnel, and a StopCCN by a peer that does not know our id.
#include <algorithm>
#include <functional>
#include <map>
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

/// StopCCNs a second to SCCRQs that are refused: in all, and to one address. Somebody who writes others' addresses into
/// his requests must not make us flood them; who has a reason to ask does so once a second.
constexpr unsigned kRefusalsPerSecond = 100;
constexpr unsigned kRefusalsPerSecondOfOne = 16;

PeerTunnelId assigned_in(const tl::expected<Decoded, ProtocolError>& decoded) {
    if (!decoded) return decoded.error().assigned_tunnel;
    if (!decoded->message) return {};
    if (const auto* request = std::get_if<Sccrq>(&*decoded->message)) return request->assigned_tunnel;
    if (const auto* stopped = std::get_if<StopCcn>(&*decoded->message)) return stopped->assigned_tunnel;
    return {};
}

std::optional<MessageType> type_in(const tl::expected<Decoded, ProtocolError>& decoded) {
    if (!decoded) return decoded.error().type;
    return decoded->message ? std::optional(type_of(*decoded->message)) : std::nullopt;
}

/// The lower value wins; one who sent none loses (section 4.4.3).
bool beats(const std::optional<TieBreaker>& one, const std::optional<TieBreaker>& other) {
    return one && (!other || *one < *other);
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

/// The same codes, and words that tell nothing of what is configured here.
ResultCode in_general(ResultCode why) {
    if (why.result == static_cast<std::uint16_t>(StopResult::kVersionNotSupported)) return why;
    if (why.result == static_cast<std::uint16_t>(StopResult::kNotAuthorized)) why.message = NotServed{}.told;
    else if (why.error == static_cast<std::uint16_t>(ErrorCode::kNoResources)) why.message = "no resources";
    else why.message = "the SCCRQ cannot be read";
    return why;
}

}  // namespace

void Endpoint::State::receive_without_id(const Path& path, const ControlHeader& header,
                                         std::span<const std::uint8_t> datagram) {
    const auto body = message_body(datagram, header);
    if (body.empty()) return context.drop(DropReason::kUnknownTunnel, path, "acknowledgement for tunnel 0");
    if (header.length > kLongestUnauthenticated) return context.drop(DropReason::kTooLong, path, "for tunnel 0");
    const auto decoded = decode_message(body, {.secret = {}, .skip_hidden = true});
    const auto type = type_in(decoded);
    if (type == MessageType::kStopCcn)
        if (auto* tunnel = find_stopped(path, body, assigned_in(decoded)))
            return with(*tunnel, [&](Tunnel& t) { t.receive(context, path, header, datagram); });
    if (type == MessageType::kSccrq) return receive_request(path, header, datagram, decoded);
    if (!context.host.listens_on(path.local)) return context.drop(DropReason::kNotListening, path, "for no tunnel");
    if (decoded) return context.drop(DropReason::kUnknownTunnel, path, "neither SCCRQ nor StopCCN of a tunnel that may lack our id");
    context.tracer.protocol_error({}, {}, decoded.error().text);
    context.drop(DropReason::kMalformedAvp, path, decoded.error().text);
}

Tunnel* Endpoint::State::find_stopped(const Path& path, std::span<const std::uint8_t> body, PeerTunnelId assigned) {
    for (const auto id : tunnels.named(path.remote, assigned))
        if (auto* tunnel = tunnels.find(id); tunnel->peer_may_lack_id()) return tunnel;
    if (assigned) return nullptr;
    // A peer whose tunnel was established knows our id.
    std::map<std::string_view, PeerTunnelId> read;  // with each secret
    auto digests_left = kMostDigestsUnauthenticated;
    for (const auto id : tunnels.strangers_at(path.remote)) {
        auto* tunnel = tunnels.find(id);
        const auto secret = tunnel->link().settings().secret.view();
        if (secret.empty() || !tunnel->peer_may_lack_id()) continue;
        const auto [known, is_new] = read.try_emplace(secret);
        if (is_new) {
            const auto decoded = decode_message(body, {.secret = secret, .skip_hidden = false, .most_digests = digests_left});
            const auto digests = decoded ? decoded->digests : decoded.error().digests;
            context.counters.digests += digests;
            if (digests == 0) return nullptr;  // nothing is hidden, or too much
            digests_left -= digests;
            known->second = assigned_in(decoded);
        }
        if (known->second && known->second == tunnel->peer_id()) return tunnel;
    }
    return nullptr;
}

void Endpoint::State::receive_request(const Path& path, const ControlHeader& header, std::span<const std::uint8_t> datagram,
                                      const tl::expected<Decoded, ProtocolError>& decoded) {
    const auto body = message_body(datagram, header);
    if (header.ns != 0) return context.drop(DropReason::kOutOfWindow, path, "SCCRQ with Ns other than 0");
    if (is_retransmission(path, assigned_in(decoded), body)) return;
    if (!context.host.listens_on(path.local)) return context.drop(DropReason::kNotListening, path, "for no tunnel");
    if (context.shutting_down) return context.drop(DropReason::kTunnelLimit, path, "shutting down");
    const auto rate = context.settings.sccrq_per_second_per_address;
    if (rate > 0 && requests.is_over(context.now, network_of(path.remote.ip), rate))
        return context.drop(DropReason::kRateLimit, path, "SCCRQ");
    if (decoded) return on_sccrq({path, header, datagram, *decoded});
    const auto& error = decoded.error();
    context.tracer.protocol_error({}, {}, error.text);
    context.drop(DropReason::kMalformedAvp, path, error.text);
    refuse(path, error.assigned_tunnel, {}, error.result);  // section 7.1
}

/// A retransmission repeats the body octet by octet (section 5.8). The same words a good while later are those of a peer
/// that restarted. So are others under the same id: then there are two tunnels of that name until one is established, for
/// somebody who only writes the peer's address into a datagram must end nothing.
bool Endpoint::State::is_retransmission(const Path& path, PeerTunnelId assigned, std::span<const std::uint8_t> body) {
    const auto digest = digest_of(body);
    for (const auto id : tunnels.named(path.remote, assigned)) {
        auto* tunnel = tunnels.find(id);
        if (tunnel->origin().digest != digest || tunnel->request_is_past(context.now)) continue;
        with(*tunnel, [&](Tunnel& t) { t.request_again(context); });
        return true;
    }
    return false;
}

void Endpoint::State::refuse(const Path& path, PeerTunnelId assigned, std::string_view name, const ResultCode& why,
                             std::string_view reason) {
    const auto named = tunnels.named(path.remote, assigned);
    // The peer would take it for the answer to the request that it made, and this one may be somebody else's.
    if (std::ranges::any_of(named, [&](TunnelId id) { return tunnels.find(id)->state() == TunnelState::kWaitCtlConn; }))
        return context.drop(DropReason::kUnexpectedMessage, path, "SCCRQ for the id of another tunnel of this peer");
    ++context.counters.tunnels_refused;
    const auto id = tunnels.unused_id(context);
    context.tracer.tunnel_refused({.id = id, .path = path, .peer_name = name, .result = why, .reason = reason});
    const auto everybody = IpAddress{};
    if (refusals.is_over(context.now, everybody, kRefusalsPerSecond) ||
        refusals.is_over(context.now, network_of(path.remote.ip), kRefusalsPerSecondOfOne))
        return context.drop(DropReason::kRefusalLimit, path, "StopCCN not sent");
    // It acknowledges the request. What acknowledges it finds no tunnel, and none is missed.
    const auto datagram = encode_message(StopCcn{PeerTunnelId{id.value}, why}, {assigned.value, 0, 0, 1, 0});
    context.tracer.packet(true, path, datagram, 0);
    ++context.counters.datagrams_out;
    context.effects.emplace_back(SendDatagram{path, TunnelId{}, datagram});
}

void Endpoint::State::refuse(const Path& path, const Sccrq& request, const TunnelSettings& settings, const ResultCode& why) {
    if (settings.named_peers) return refuse(path, request.assigned_tunnel, request.host_name, why);
    refuse(path, request.assigned_tunnel, request.host_name, in_general(why), why.message);
}

bool Endpoint::State::may_win_ties(const Path& path, const Sccrq& request) {
    bool goes_on = true;
    for (const auto id : tunnels.opening_to(path.remote.ip)) {
        auto* ours = tunnels.find(id);
        if (!ours || (!request.tie_breaker && !ours->tie_breaker())) continue;  // two tunnels then
        const bool equal = request.tie_breaker == ours->tie_breaker();
        if (equal || beats(ours->tie_breaker(), request.tie_breaker)) goes_on = false;
        if (equal) with(*ours, [&](Tunnel& t) { t.lose_tie(context); });
    }
    return goes_on;
}

void Endpoint::State::end_namesakes(const Tunnel& tunnel) {
    for (const auto id : tunnels.named(tunnel.path().remote, tunnel.peer_id())) {
        auto* other = tunnels.find(id);
        if (!other || id == tunnel.id() || other->link().over()) continue;
        other->supersede(context, "the peer restarted and opened another tunnel");
        tunnels.update(*other);
    }
}

void Endpoint::State::end_tie_losers(const Tunnel& tunnel) {
    for (const auto id : tunnels.opening_to(tunnel.path().remote.ip)) {
        auto* ours = tunnels.find(id);
        if (!ours || ours->link().over() || !beats(tunnel.origin().tie_breaker, ours->tie_breaker())) continue;
        ours->lose_tie(context);
        tunnels.update(*ours);
    }
}

std::optional<ResultCode> Endpoint::State::why_refused(const Sccrq& request, const TunnelSettings& settings) {
    // Section 5.1.1: the answer is made of the message's type, the secret and the challenge. Whoever sends our own challenge to us
    // while it waits would have the answer to it from our SCCRP.
    if (request.challenge && tunnels.waits_for_answer_to(*request.challenge))
        return stop_result(StopResult::kNotAuthorized, "the challenge is one of ours");
    if (auto why = Handshake::why_refused(request, settings)) return why;
    if (tunnels.busy() < context.settings.max_tunnels) return std::nullopt;
    ++context.counters.dropped[static_cast<std::size_t>(DropReason::kTunnelLimit)];
    return stop_error(ErrorCode::kNoResources, "the limit of tunnels is reached");
}

void Endpoint::State::on_sccrq(const Arrival& arrival) {
    const auto& path = arrival.path;
    const auto& request = arrival.request();
    NotServed why;
    const auto settings = context.host.serve(request, path, &why);
    if (!settings) {
        context.skipped(arrival.decoded, path);
        const auto result = stop_result(StopResult::kNotAuthorized, why.told);
        return refuse(path, request.assigned_tunnel, request.host_name, result, why.reason);
    }
    std::optional<ResultCode> refusal;
    auto decoded = arrival.decoded;
    if (decoded.hidden_skipped) refusal = read_with_secret(arrival.body(), settings->secret.view(), decoded, context.counters);
    const auto& full = std::get<Sccrq>(*decoded.message);
    // One with hidden AVPs: only now its id is known.
    if (!request.assigned_tunnel && is_retransmission(path, full.assigned_tunnel, arrival.body())) return;
    context.skipped(decoded, path);
    if (!refusal) refusal = why_refused(full, *settings);
    if (refusal) return refuse(path, full, *settings, *refusal);
    // Only a request that is served takes part: anybody can write a low tie breaker under the peer's address.
    if (!may_win_ties(path, full)) return context.drop(DropReason::kDuplicate, path, "SCCRQ lost the tie");
    answer_request(arrival, full, settings);
}

void Endpoint::State::answer_request(const Arrival& arrival, const Sccrq& full, const TunnelSettingsPtr& settings) {
    const auto& path = arrival.path;
    const auto old = probe_tunnels_on(path, full.assigned_tunnel);
    if (old == OldTunnels::kProbed && context.host.paths_collide(path))
        return context.drop(DropReason::kDuplicate, path, "the peer's old tunnel is probed before this SCCRQ is answered");
    const auto digest = digest_of(arrival.body());
    const auto repeated = digest ^ std::hash<Address>{}(path.remote) * 31;
    const auto place = tunnels.half_open.admit(context.now, path.remote.ip, settings->named_peers, repeated, context.settings);
    if (place.refused) return context.drop(*place.refused, path, "SCCRQ");
    const auto reply_path = old == OldTunnels::kSilent ? context.host.successor_path(path) : context.host.reply_path(path);
    if (!reply_path)
        return refuse(path, full, *settings,
                      stop_error(ErrorCode::kNoResources, "another tunnel uses the same addresses and ports"));
    if (auto* silent = tunnels.find(place.gives_way)) {
        context.drop(DropReason::kHalfOpenReplaced, silent->path(), "did not answer");
        with(*silent, [&](Tunnel& t) { t.supersede(context, "did not answer the SCCRP, and others ask"); });
    }
    auto* tunnel = tunnels.create(context, *reply_path, settings);
    if (!tunnel) {
        context.host.reply_path_unused(*reply_path, Duration::zero());
        return context.drop(DropReason::kTunnelLimit, path, "no tunnel id is free");
    }
    for (const auto id : tunnels.named(path.remote, full.assigned_tunnel))
        with(*tunnels.find(id), [&](Tunnel& t) { t.fall_silent(context); });
    tunnel->origin() = {digest, full.tie_breaker};
    with(*tunnel, [&](Tunnel& t) { t.accept(context, full); });
}

}  // namespace l2tp
