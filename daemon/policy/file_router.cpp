#include "policy/file_router.h"

#include <algorithm>
#include <string>
#include <utility>

#include "policy/group_route.h"

namespace vpdnd {
namespace {

/// The marks without what is behind the last whole one: so that ours is where it is looked for.
l2tp::Bytes whole_marks(l2tp::Bytes passed) {
    passed.resize(passed.size() - passed.size() % SwitchId().size());
    return passed;
}

/// Has a call passed the machine with this id?
bool has_passed(const l2tp::Bytes& passed, const SwitchId& id) {
    for (std::size_t at = 0; at + id.size() <= passed.size(); at += id.size())
        if (std::equal(id.begin(), id.end(), passed.begin() + static_cast<std::ptrdiff_t>(at))) return true;
    return false;
}

Reject reject(EndCause cause, std::string text) { return {{.cause = cause, .text = std::move(text)}}; }

}  // namespace

CallKeys keys_of(const RouteQuestion& question) {
    return {.user = question.user,
            .called_number = question.called_number,
            .peer_name = question.peer_name,
            .user_told = question.user_told,
            .calling_number = question.calling_number,
            .interface = question.interface};
}

std::unique_ptr<RouteTicket> FileRouter::ask(const RouteQuestion& question, Answer answer) {
    switch (question.from) {
        case RouteQuestion::From::kLine: answer(route_of_line(question)); break;
        case RouteQuestion::From::kTunnel: answer(route_of_tunnel(question)); break;
        case RouteQuestion::From::kHere: answer(route_of_own_call(question.own_call)); break;
    }
    return nullptr;
}

Route FileRouter::route_of_line(const RouteQuestion& question) const {
    const auto* group = policy_->group_for_call(keys_of(question));
    // Not asked yet, he may still be of a domain's group or of a server's; and who stays is served by the pppd that asks him.
    if (!group) return question.user_told ? Route(Local{}) : Route(NeedsUser{});
    return forward_to(*group, policy_->settings(*group), policy_->config().daemon);
}

std::optional<Route> FileRouter::route_through(const AcceptDialin& part, std::uint32_t reorder_ms, const RouteQuestion& question) const {
    bool needs_user = false;
    const auto* group = policy_->group_for_call(keys_of(question), &needs_user);
    if (needs_user) return NeedsUser{.reorder_timeout_ms = reorder_ms};
    if (!group) return part.forward == ForwardCalls::kAlways ? std::optional<Route>(reject(EndCause::kNoRoute, {})) : std::nullopt;
    auto passed = whole_marks(question.passed);
    if (has_passed(passed, id_)) return reject(EndCause::kLoop, "the call has been here before");
    if (passed.size() / id_.size() > part.max_switches)
        return reject(EndCause::kLoop, "the call has passed more than " + std::to_string(part.max_switches) + " switches");
    passed.insert(passed.end(), id_.begin(), id_.end());
    auto out = forward_to(*group, policy_->settings(*group), policy_->config().daemon);
    out.switched = Switched{.avps = group->request_dialin->avps.value_or(SwitchedAvps{}), .passed = std::move(passed),
                            .reorder_timeout_ms = reorder_ms};
    return out;
}

Route FileRouter::route_of_tunnel(const RouteQuestion& question) const {
    const auto* group = policy_->config().group(question.tunnel_group);
    if (!group || !group->accept_dialin)  // changed since the tunnel was opened: a new tunnel may be of another group
        return reject(EndCause::kNotServed, "dial-in is not served any more");
    if (group->accept_dialin->forward != ForwardCalls::kNever)
        if (auto route = route_through(*group->accept_dialin, reorder_timeout_ms(*group), question)) return std::move(*route);
    return Terminate{.group = group->name,
                     .settings = {policy_, &*group->accept_dialin},  // a part of the configuration, which it keeps
                     .reorder_timeout_ms = reorder_timeout_ms(*group),
                     .same_user = group->same_user};
}

Route FileRouter::route_of_own_call(const std::string& name) const {
    const auto* group = policy_->config().group_of_call(name);
    if (!group) return reject(EndCause::kNotServed, "there is no call " + name + " in the configuration any more");
    auto settings = std::make_shared<AcceptDialin>();
    settings->ppp_options = group->call->ppp_options;
    settings->pppd_start = PppdStart::kExec;
    settings->lcp_renegotiation = Renegotiation::kAlways;
    settings->multilink = false;
    auto own = std::make_shared<OwnCall>();
    own->to = forward_to(*group, policy_->settings(*group), policy_->config().daemon);
    own->to.rewriting = {};  // of users' calls
    own->ppp = {.default_route = group->call->defaultroute, .ask_dns = group->call->usepeerdns};
    return Terminate{.group = group->name,
                     .settings = std::move(settings),
                     .reorder_timeout_ms = reorder_timeout_ms(*group),
                     .own = std::move(own)};
}

}  // namespace vpdnd
