#include "radius/accounting_rule.h"

#include "radius/radius_servers.h"

namespace vpdnd {
namespace {

/// Groups that a server's answer alone makes: policy/radius_route.cpp.
constexpr std::string_view kOfServer = "radius:";

std::string set_of(const Config& config, const Group& group, bool ends_here) {
    if (ends_here) return group.accept_dialin ? group.accept_dialin->radius : std::string();
    if (group.request_dialin && !group.request_dialin->radius.empty()) return group.request_dialin->radius;
    const auto* authorizing = tunnel_authorizing_set(config);
    return authorizing ? authorizing->first : std::string();
}

}  // namespace

AccountingRule accounting_rule(const Config& config, const std::string& group, bool ends_here) {
    if (group.starts_with(kOfServer)) {
        const auto set = config.radius.find(group.substr(kOfServer.size()));
        if (set == config.radius.end()) return {};
        return {set->second.accounting, set->first, set->second.tunnel_accounting};
    }
    const auto* found = config.group(group);
    if (!found) return {};
    return {found->radius_accounting, set_of(config, *found, ends_here), found->radius_tunnel_accounting};
}

std::string tunnel_accounting_set(const Config& config, const std::string& group) {
    auto rule = accounting_rule(config, group, false);
    if (rule.tunnels && rule.set.empty()) rule = accounting_rule(config, group, true);
    return rule.tunnels ? rule.set : std::string();
}

std::string local_name(const Config& config, const std::string& group) {
    const auto* found = config.group(group);
    return found && !found->tunnel.local_name.empty() ? found->tunnel.local_name : config.daemon.hostname;
}

std::set<std::string> accounting_sets(const Config& config) {
    std::set<std::string> out;
    for (const auto& group : config.groups) {
        if (group.radius_accounting == Accounting::kNo && !group.radius_tunnel_accounting) continue;
        if (group.accept_dialin) out.insert(set_of(config, group, true));
        if (group.request_dialin || !group.accept_dialin) out.insert(set_of(config, group, false));
    }
    for (const auto& [name, set] : config.radius)
        if (set.accounting != Accounting::kNo || set.tunnel_accounting) out.insert(name);
    out.erase(std::string());
    return out;
}

}  // namespace vpdnd
