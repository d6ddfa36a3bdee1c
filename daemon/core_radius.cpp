// The core's RADIUS servers, as the configuration has them, and for whom they work: tunnels, users, accounting.
#include <map>
#include <set>
#include <string>
#include <utility>

#include "core.h"
#include "log/log.h"
#include "radius/accounting_rule.h"
#include "radius/client_plan.h"

namespace vpdnd {

void Core::use_radius() {
    auto sets = user_judging_sets(*config);
    sets.merge(user_authenticator.held());
    auto accounted = accounting_sets(*config);
    accounted.merge(accounting.ledger().held());
    accounted.merge(call_accounting.held());
    radius_servers.use(*config, sets, accounted);
    TunnelAuthorization how;
    if (const auto* set = tunnel_authorizing_set(*config))
        how = {.password = set->second.authorization_password,
               .identity = nas_identity(set->second, config->daemon.hostname),
               .cache_lifetime = set->second.cache_lifetime};
    use_accounting(accounted);
    tunnel_authorizer.use(radius_servers.tunnels(), std::move(how));
    std::map<std::string, UserAuthenticator::Servers> by_name;
    for (const auto& name : sets) {
        const auto set = config->radius.find(name);
        const auto* before = user_authenticator.known(name);
        if (set == config->radius.end() && !before) continue;
        auto& servers = by_name[name];
        if (set == config->radius.end())
            servers = *before;
        else
            servers = {.identity = nas_identity(set->second, config->daemon.hostname), .answers_within = set->second.give_up_after};
        servers.service = radius_servers.users(name);
    }
    user_authenticator.use(std::move(by_name));
}

/// Sets that are named no more are told of calls that have their route, and of the ends of what they were told the beginning of, by
/// what was said of them last.
void Core::use_accounting(const std::set<std::string>& sets) {
    const auto wanted = accounting_sets(*config);
    std::map<std::string, AccountingLedger::Servers> by_name;
    for (const auto& name : sets) {
        auto* service = radius_servers.accounting(name);
        if (!service) {
            log::write(log::Level::kWarning, "accounting records wait for servers that the configuration does not name",
                       {{"radius", log::escape(name)}});
            continue;
        }
        auto& servers = by_name[name];
        if (const auto set = config->radius.find(name); set != config->radius.end()) {
            add_identity(servers.identity, nas_identity(set->second, config->daemon.hostname));
            servers.interim_interval = set->second.accounting_interval;
            servers.start_within = set->second.accounting_start_within;
        } else if (const auto* before = accounting.ledger().servers(name)) {
            servers = *before;
        }
        servers.service = service;
        servers.announce = wanted.contains(name);
    }
    accounting.use(by_name, config->daemon.spool_dir, config->daemon.spool_limit);
}

}  // namespace vpdnd
