#include "policy/group_route.h"

namespace vpdnd {

Target target_of(const LnsAddress& lns, const Group& group, const l2tp::TunnelSettingsPtr& settings) {
    return {.address = lns.address,
            .port = lns.port,
            .priority = lns.priority,
            .weight = lns.weight,
            .session_limit = lns.session_limit,
            .settings = settings,
            .source = group.source,
            .source_port = group.source_port,
            .other_port_allowed = group.reply_port == ReplyPort::kAuto,
            .reorder_timeout_ms = reorder_timeout_ms(group)};
}

Forward forward_without_targets(const Group& group, const DaemonConfig& daemon) {
    const auto part = group.request_dialin.value_or(RequestDialin{});
    Forward out{.group = group.name, .targets = {}, .dead_time = part.dead_time, .try_next_after = group.try_next_after};
    out.authenticate = part.authenticate_before_forward;
    if (part.rewrite) out.rewriting = Rewriting{*part.rewrite, daemon.domain_delimiters};
    return out;
}

std::vector<Target> targets_of(const Group& group, const l2tp::TunnelSettingsPtr& settings) {
    std::vector<Target> out;
    for (const auto& lns : group.initiate_to) out.push_back(target_of(lns, group, settings));
    return out;
}

Forward forward_to(const Group& group, const l2tp::TunnelSettingsPtr& settings, const DaemonConfig& daemon) {
    auto out = forward_without_targets(group, daemon);
    out.targets = targets_of(group, settings);
    return out;
}

}  // namespace vpdnd
