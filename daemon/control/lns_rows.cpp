#include "control/lns_rows.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "policy/group_route.h"

namespace vpdnd {
namespace {

std::optional<std::uint64_t> seconds_left(const TargetChoice& targets, const std::string& key, TargetChoice::Time now) {
    const auto until = targets.dead_until(key, now);
    if (!until) return std::nullopt;
    return static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::seconds>(*until - now).count());
}

std::string state_of(const Target& target, const TargetChoice& targets, bool dead) {
    if (targets.drained(target)) return "drained";
    if (targets.full(target)) return "full";
    return dead ? "dead" : "usable";
}

ipc::LnsRow row_of(const Target& target, const TargetChoice& targets, TargetChoice::Time now) {
    const auto key = key_of(target);
    const auto dead = seconds_left(targets, key, now);
    return {.lns = name_of(target),
            .group = target.settings->group,
            .state = state_of(target, targets, dead.has_value()),
            .priority = target.priority,
            .weight = target.weight,
            .sessions = targets.sessions(key),
            .session_limit = target.session_limit == 0 ? std::nullopt : std::optional<std::uint64_t>(target.session_limit),
            .dead_seconds = dead};
}

/// "group address:port", as key_of() made it.
Target target_of_key(const std::string& key) {
    const auto blank = key.rfind(' '), colon = key.rfind(':');
    l2tp::TunnelSettings settings;
    settings.group = key.substr(0, blank);
    Target out;
    auto host = key.substr(blank + 1, colon - blank - 1);
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    out.address = std::move(host);
    out.port = static_cast<std::uint16_t>(std::stoul(key.substr(colon + 1)));
    out.settings = std::make_shared<const l2tp::TunnelSettings>(std::move(settings));
    return out;
}

constexpr std::string_view kAll = "all";

ipc::LnsRow row_of_drained(const std::string& drained) {
    auto named = TargetChoice::named_by(drained);
    ipc::LnsRow row;
    row.state = "drained";
    row.lns = named.address.empty() ? std::string(kAll) : std::move(named.address);
    row.group = std::move(named.group);
    return row;
}

}  // namespace

std::vector<ipc::LnsRow> lns_rows(const GroupPolicy& policy, const TargetChoice& targets, TargetChoice::Time now) {
    std::vector<ipc::LnsRow> out;
    std::vector<Target> shown;
    const auto show = [&](Target target) {
        out.push_back(row_of(target, targets, now));
        shown.push_back(std::move(target));
    };
    auto others = targets.known(now);
    for (const auto& group : policy.config().groups) {
        if (!group.request_dialin) continue;
        for (auto& target : targets_of(group, policy.settings(group))) {
            others.erase(key_of(target));
            show(std::move(target));
        }
    }
    for (const auto& key : others) {
        show(target_of_key(key));
        out.back().priority = out.back().weight = std::nullopt;
    }
    for (const auto& name : targets.save().drained) {
        auto row = row_of_drained(name);
        const auto covered = [&](const Target& one) { return TargetChoice::covers(name, one); };
        if (row.lns == kAll || std::ranges::none_of(shown, covered)) out.push_back(std::move(row));
    }
    return out;
}

}  // namespace vpdnd
