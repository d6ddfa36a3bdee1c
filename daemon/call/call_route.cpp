// Where a call goes: the question, the answer, and the end that follows from it.
#include <utility>

#include "call/call.h"
#include "end/proxy_fields.h"
#include "tunnel/tunnels.h"

namespace vpdnd {
namespace {

CallEvent event_of(const Route& route) {
    if (std::holds_alternative<Reject>(route)) return CallEvent::kRouteReject;
    if (std::holds_alternative<Local>(route)) return CallEvent::kRouteLocal;
    if (std::holds_alternative<NeedsUser>(route)) return CallEvent::kRouteNeedsUser;
    return std::holds_alternative<Terminate>(route) ? CallEvent::kRouteTerminate : CallEvent::kRouteForward;
}

/// Of the session that brought the call.
std::optional<std::uint32_t> reorder_timeout_ms(const Route& route) {
    if (const auto* terminate = std::get_if<Terminate>(&route)) return terminate->reorder_timeout_ms;
    if (const auto* taken = std::get_if<NeedsUser>(&route)) return taken->reorder_timeout_ms;
    const auto* forward = std::get_if<Forward>(&route);
    return forward && forward->switched ? std::optional(forward->switched->reorder_timeout_ms) : std::nullopt;
}

}  // namespace

RouteQuestion::From Call::from() const {
    if (record_.own_call) return RouteQuestion::From::kHere;
    return from_user() ? RouteQuestion::From::kLine : RouteQuestion::From::kTunnel;
}

void Call::tell_begin() {
    if (!std::exchange(record_.asked, true)) parts_.observers.tell([this](CallObserver& one) { one.begin(*this); });
}

/// A PPPoE session is no call for others before its user has named himself, or it is known where it goes without him.
void Call::ask_route() {
    const bool answered = !pppoe_ || pppoe_->user_has_answered();
    if (answered) tell_begin();
    if (facts_.proxied && has_nul(facts_.proxied->auth))
        return route_is(Reject{{.cause = EndCause::kUserRefused, .text = "a NUL in the user's name or password"}});
    RouteQuestion question{.from = from(),
                           .own_call = record_.own_call ? *record_.own_call : std::string(),
                           .user = facts_.ppp.user,
                           .calling_number = facts_.calling_number(),
                           .called_number = facts_.called_number(),
                           .port = facts_.line.physical_channel,
                           .port_name = facts_.line.names ? facts_.line.names->port_name : std::string(),
                           .interface = facts_.line.names ? facts_.line.names->interface : std::string(),
                           .line = facts_.line.kind};
    if (const auto session = key()) question.tunnel_group = parts_.sessions.tunnels.group(session->tunnel);
    question.user_told = access_session_ ? access_->state() == EndState::kConnected : answered;
    if (facts_.bringer) question.peer_name = facts_.bringer->name;
    if (facts_.brought) question.passed = facts_.brought->icrq.switches.value_or(l2tp::Bytes{});
    auto ticket = parts_.router.ask(question, [this](Route route) { route_is(std::move(route)); });
    if (record_.state == CallState::kRouting) ticket_ = std::move(ticket);
}

void Call::route_is(Route route) {
    if (record_.state != CallState::kRouting) return;
    ticket_.reset();
    if (is_to_be_let_in(route)) route = NeedsUser{};
    const auto event = event_of(route);
    Boxed<EndReason> why;
    if (const auto* reject = std::get_if<Reject>(&route)) why = reject->why;
    if (const auto* terminate = std::get_if<Terminate>(&route)) {
        record_.group = terminate->group;
        record_.same_user = terminate->same_user;
        facts_.brought.reset();
    }
    if (const auto* forward = std::get_if<Forward>(&route)) {
        record_.group = forward->group;
        if (forward->switched) record_.avps = forward->switched->avps;
    }
    if (const auto timeout = reorder_timeout_ms(route); timeout && access_session_) access_session_->use_reorder_timeout(*timeout);
    if (event == CallEvent::kRouteLocal) record_.pairing = Pairing::kLocal;
    if (event != CallEvent::kRouteNeedsUser) {
        tell_begin();
        parts_.observers.tell([&](CallObserver& one) { one.routed(*this, route); });
    }
    route_ = std::move(route);
    happen(event, std::move(why));
}

/// When he has been, the route is asked for again, as for any user who was not known before.
bool Call::is_to_be_let_in(const Route& route) const {
    const auto* forward = std::get_if<Forward>(&route);
    return forward && forward->authenticate && from_user() && !facts_.user_let_in;
}

void Call::make_far_end() {
    if (std::holds_alternative<Terminate>(*route_)) {
        record_.pairing = record_.own_call ? Pairing::kClient : Pairing::kLns;
        far_ = std::make_unique<PppdEnd>(parts_.pppds, *this, facts_);
    } else {
        record_.pairing = access_session_ ? Pairing::kSwitch : Pairing::kForward;
        auto session = std::make_unique<PlacedSessionEnd>(parts_.sessions, *this, facts_);
        far_session_ = session.get();
        far_ = std::move(session);
    }
    far_->prepare(*route_);
}

}  // namespace vpdnd
