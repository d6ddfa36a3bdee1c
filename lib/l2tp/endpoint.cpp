#include "l2tp/endpoint.h"

#include <algorithm>
#include <utility>

#include "l2tp/endpoint_state.h"

namespace l2tp {
namespace {

Tracer& silent_tracer() {
    static Tracer tracer;
    return tracer;
}

}  // namespace

Endpoint::Endpoint(EndpointSettings settings, Host& host, Tracer* tracer)
    : state_(std::make_unique<State>(std::move(settings), host, tracer ? *tracer : silent_tracer())) {
    // Call serial numbers need not be secret, but should differ from those before a restart.
    std::array<std::uint8_t, 4> random{};
    host.random(random);
    for (const auto octet : random) state_->context.next_serial = state_->context.next_serial << 8 | octet;
}

Endpoint::Endpoint(std::unique_ptr<State> state) : state_(std::move(state)) {}

Endpoint::~Endpoint() = default;

std::unique_ptr<Endpoint> Endpoint::adopt(EndpointRecord record, Host& host, Tracer* tracer) {
    auto state = std::make_unique<State>(std::move(record.settings), host, tracer ? *tracer : silent_tracer());
    auto& context = state->context;
    context.counters = record.counters;
    context.effects = std::move(record.effects);
    context.next_serial = record.next_serial;
    context.shutting_down = record.shutting_down;
    state->requests.adopt(record.request_rates);
    state->refusals.adopt(record.refusal_rates);
    state->tunnels.adopt(record, context);
    return std::unique_ptr<Endpoint>(new Endpoint(std::move(state)));
}

EndpointRecord Endpoint::save() const {
    const auto& context = state_->context;
    EndpointRecord record;
    record.settings = context.settings;
    record.counters = context.counters;
    record.effects = context.effects;
    record.next_serial = context.next_serial;
    record.shutting_down = context.shutting_down;
    record.request_rates = state_->requests.save();
    record.refusal_rates = state_->refusals.save();
    state_->tunnels.save(record);
    return record;
}

void Endpoint::receive(Time now, const Path& path, std::span<const std::uint8_t> datagram) {
    auto& context = state_->context;
    context.now = now;
    ++context.counters.datagrams_in;
    const auto header = decode_header(datagram);
    if (!header) return context.drop(header.error(), path, "");
    context.tracer.packet(false, path, datagram, 0);
    if (header->tunnel == 0) return state_->receive_without_id(path, *header, datagram);
    auto* tunnel = state_->tunnels.find(TunnelId{header->tunnel});
    if (!tunnel)
        return context.drop(DropReason::kUnknownTunnel, path, "tunnel " + std::to_string(header->tunnel));
    if (!tunnel->accepts_from(path))
        return context.drop(DropReason::kWrongAddress, path,
                            "tunnel " + std::to_string(header->tunnel) + " belongs to " + to_string(tunnel->path().remote));
    if (header->length > kLongestUnauthenticated && !tunnel->established() && !tunnel->link().over())
        return context.drop(DropReason::kTooLong, path, "before the tunnel is established");
    tunnel->heard();
    state_->with(*tunnel, [&](Tunnel& t) { t.receive(context, path, *header, datagram); });
}

void Endpoint::on_time(Time now) {
    state_->context.now = now;
    while (const auto id = state_->tunnels.deadlines.take_due(now)) {
        auto* tunnel = state_->tunnels.find(*id);
        state_->context.half_open_pressed = state_->tunnels.half_open.is_pressed(state_->context.settings);
        if (tunnel) state_->with(*tunnel, [&](Tunnel& t) { t.on_time(state_->context); });
    }
}

std::optional<Time> Endpoint::next_deadline() const { return state_->tunnels.deadlines.next(); }

std::vector<Effect> Endpoint::take_effects() { return std::exchange(state_->context.effects, {}); }

bool Endpoint::idle() const {
    return state_->context.shutting_down ? state_->tunnels.busy() == 0 : state_->tunnels.size() == 0;
}

std::size_t Endpoint::tunnel_count() const { return state_->tunnels.busy(); }

std::size_t Endpoint::session_count() const { return state_->context.sessions; }

std::vector<TunnelInfo> Endpoint::tunnels() const {
    std::vector<TunnelInfo> infos;
    infos.reserve(state_->tunnels.size());
    for (const auto& [id, entry] : state_->tunnels)
        if (!entry.tunnel.silent()) infos.push_back(describe(entry.tunnel));
    std::sort(infos.begin(), infos.end(), [](const TunnelInfo& a, const TunnelInfo& b) { return a.id < b.id; });
    return infos;
}

std::optional<TunnelInfo> Endpoint::tunnel(TunnelId id) const {
    const auto* tunnel = std::as_const(state_->tunnels).find(id);
    return tunnel ? std::optional(describe(*tunnel)) : std::nullopt;
}

std::vector<SessionInfo> Endpoint::sessions() const {
    std::vector<SessionInfo> infos;
    infos.reserve(state_->context.sessions);
    for (const auto& [id, entry] : state_->tunnels)
        for (const auto& [session_id, session] : entry.tunnel.sessions()) infos.push_back(describe(session, id));
    std::sort(infos.begin(), infos.end(), [](const SessionInfo& a, const SessionInfo& b) { return a.key < b.key; });
    return infos;
}

std::optional<SessionInfo> Endpoint::session(SessionKey key) const {
    const auto* tunnel = std::as_const(state_->tunnels).find(key.tunnel);
    const auto* session = tunnel ? tunnel->sessions().find(key.session) : nullptr;
    return session ? std::optional(describe(*session, key.tunnel)) : std::nullopt;
}

const EndpointCounters& Endpoint::counters() const { return state_->context.counters; }

}  // namespace l2tp
