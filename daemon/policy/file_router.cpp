#include "policy/file_router.h"

#include <utility>

#include "policy/group_route.h"

namespace vpdnd {
namespace {

Reject reject(EndCause cause, std::string text) { return {{.cause = cause, .text = std::move(text)}}; }

}  // namespace

std::unique_ptr<RouteTicket> FileRouter::ask(const RouteQuestion& question, Answer answer) {
    const bool from_line = question.from == RouteQuestion::From::kLine;
    answer(from_line ? route_of_line(question) : route_of_tunnel(question));
    return nullptr;
}

Route FileRouter::route_of_line(const RouteQuestion& question) const {
    const auto* group = policy_->group_for_call(question.user, question.called_number);
    if (!group) return Local{};
    return forward_to(*group, policy_->settings(*group));
}

Route FileRouter::route_of_tunnel(const RouteQuestion& question) const {
    const auto* group = policy_->config().group(question.tunnel_group);
    if (!group || !group->accept_dialin)  // changed since the tunnel was opened: a new tunnel may be of another group
        return reject(EndCause::kNotServed, "dial-in is not served any more");
    if (!group->accept_dialin->radius.empty())  // users of such a group must never be let in by local secrets
        return reject(EndCause::kNoService, "RADIUS is not served by this version");
    return Terminate{.group = group->name,
                     .settings = {policy_, &*group->accept_dialin},  // a part of the configuration, which it keeps
                     .reorder_timeout_ms = reorder_timeout_ms(*group),
                     .same_user = group->same_user};
}

}  // namespace vpdnd
