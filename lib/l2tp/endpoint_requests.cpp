// What the host asks of the endpoint.
#include <utility>

#include "l2tp/call_checks.h"
#include "l2tp/endpoint_state.h"

namespace l2tp {
namespace {

Session make_call(Role role, Direction direction) {
    Session call;
    call.role = role;
    call.direction = direction;
    call.pending = std::make_unique<PendingCall>();
    return call;
}

}  // namespace

tl::expected<TunnelId, std::string> Endpoint::open_tunnel(Time now, const Path& path, const TunnelSettingsPtr& settings, bool stay) {
    const auto refused = [](const char* why) { return tl::make_unexpected(std::string(why)); };
    auto& context = state_->context;
    context.now = now;
    if (context.shutting_down) return refused("shutting down");
    if (state_->tunnels.busy() >= context.settings.max_tunnels) {
        context.drop(DropReason::kTunnelLimit, path, "a tunnel of ours");
        return refused("max-tunnels is reached");
    }
    auto* tunnel = state_->tunnels.create(context, path, settings);
    if (!tunnel) return refused("no tunnel id is free");
    const auto id = tunnel->id();
    state_->with(*tunnel, [&](Tunnel& t) { t.open(context, stay); });
    return id;
}

std::optional<SessionKey> Endpoint::place_incoming_call(Time now, TunnelId tunnel, Icrq call, Iccn connected) {
    state_->context.now = now;
    auto* found = state_->tunnels.find(tunnel);
    if (!found) return std::nullopt;
    for (const auto& left_out : {leave_out_unsendable(call), leave_out_unsendable(connected)})
        if (!left_out.empty()) state_->context.tracer.left_out(tunnel, left_out);
    auto session = make_call(Role::kLac, Direction::kIncoming);
    session.calling_number = call.calling_number.value_or("");
    session.called_number = call.called_number.value_or("");
    session.pending->icrq = std::move(call);
    session.pending->iccn = std::move(connected);
    std::optional<SessionKey> key;
    state_->with(*found, [&](Tunnel& t) { key = t.place(state_->context, std::move(session)); });
    return key;
}

std::string_view Endpoint::beyond_session_limits(const TunnelSettings& of_group) {
    return state_->context.beyond_session_limits(of_group);
}

std::optional<SessionKey> Endpoint::place_outgoing_call(Time now, TunnelId tunnel, Ocrq call) {
    state_->context.now = now;
    auto* found = state_->tunnels.find(tunnel);
    if (!found || check_sizes(call)) return std::nullopt;
    auto session = make_call(Role::kLns, Direction::kOutgoing);
    session.called_number = call.called_number;
    session.pending->ocrq = std::move(call);
    std::optional<SessionKey> key;
    state_->with(*found, [&](Tunnel& t) { key = t.place(state_->context, std::move(session)); });
    return key;
}

void Endpoint::State::run(Time now, SessionKey key, SessionInput input) {
    context.now = now;
    auto* tunnel = tunnels.find(key.tunnel);
    auto* session = tunnel ? tunnel->find(key.session) : nullptr;
    if (!session) return;
    with(*tunnel, [&](Tunnel& t) { t.run(context, *session, std::move(input)); });
}

void Endpoint::session_prepared(Time now, SessionKey key, std::optional<Iccn> connected) {
    auto* tunnel = connected ? state_->tunnels.find(key.tunnel) : nullptr;
    auto* session = tunnel ? tunnel->find(key.session) : nullptr;
    if (session && session->role == Role::kLac && session->pending && session->pending->iccn) {
        if (const auto left_out = leave_out_unsendable(*connected); !left_out.empty())
            state_->context.tracer.left_out(key.tunnel, left_out);
        if (const auto why = beyond(tunnel->peer().can, *connected))
            return close_session(now, key, cdn_result(CdnResult::kNoFacilitiesPermanent, *why));
        session->pending->iccn = std::move(*connected);
    }
    state_->run(now, key, {SessionEvent::kPrepared, nullptr, {}, {}});
}

void Endpoint::session_refused(Time now, SessionKey key, ResultCode result) {
    state_->run(now, key, {SessionEvent::kRefused, nullptr, std::move(result), {}});
}

void Endpoint::session_connected(Time now, SessionKey key, Occn connected) {
    auto* tunnel = state_->tunnels.find(key.tunnel);
    auto* session = tunnel ? tunnel->find(key.session) : nullptr;
    if (!session || session->role != Role::kLac || session->direction != Direction::kOutgoing) return;
    // A line that answers was ready to be dialled: the OCRP goes out first if the host did not say so.
    if (session->state == SessionState::kPreparing) session_prepared(now, key);
    if (session->state != SessionState::kWaitCsAnswer) return;
    if (!session->pending) session->pending = std::make_unique<PendingCall>();
    session->sequencing = session->sequencing || connected.sequencing_required;
    session->pending->occn = connected;
    state_->run(now, key, {SessionEvent::kAnswered, nullptr, {}, {}});
}

void Endpoint::close_session(Time now, SessionKey key, ResultCode result, std::optional<PppDisconnectCause> cause,
                             std::optional<Q931Cause> q931) {
    state_->run(now, key, {SessionEvent::kLocalClose, nullptr, std::move(result), std::move(cause), std::move(q931)});
}

void Endpoint::close_tunnel(Time now, TunnelId tunnel, const ResultCode& result) {
    state_->context.now = now;
    if (auto* found = state_->tunnels.find(tunnel))
        state_->with(*found, [&](Tunnel& t) { t.close(state_->context, result); });
}

bool Endpoint::send_hello(Time now, TunnelId tunnel) {
    state_->context.now = now;
    auto* found = state_->tunnels.find(tunnel);
    bool sent = false;
    if (found) state_->with(*found, [&](Tunnel& t) { sent = t.send_hello(state_->context); });
    return sent;
}

void Endpoint::State::send_in_session(Time now, SessionKey key, Role role, const Message& message) {
    context.now = now;
    auto* tunnel = tunnels.find(key.tunnel);
    const auto* session = tunnel ? tunnel->find(key.session) : nullptr;
    if (!session || !session->established() || session->role != role) return;
    const auto peer = session->peer_id;
    with(*tunnel, [&](Tunnel& t) { t.send(context, peer, message); });
}

bool Endpoint::send_wen(Time now, SessionKey key, const Wen& wen) {
    auto* tunnel = state_->tunnels.find(key.tunnel);
    auto* session = tunnel ? tunnel->find(key.session) : nullptr;
    if (!session || !session->established() || session->role != Role::kLac || now < session->next_wen_at) return false;
    session->next_wen_at = now + kWenInterval;
    state_->send_in_session(now, key, Role::kLac, wen);
    return true;
}

void Endpoint::send_sli(Time now, SessionKey key, const Sli& sli) { state_->send_in_session(now, key, Role::kLns, sli); }

void Endpoint::shutdown(Time now, const std::string& message) {
    auto& context = state_->context;
    context.now = now;
    context.shutting_down = true;
    for (const auto id : state_->tunnels.ids())
        close_tunnel(now, id, stop_result(StopResult::kShuttingDown, message));
}

void Endpoint::change_settings(EndpointSettings settings) { state_->context.settings = std::move(settings); }

}  // namespace l2tp
