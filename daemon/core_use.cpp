// What a configuration makes of the parts, at the start and after each reload.
#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "core.h"
#include "log/log.h"
#include "tunnel/configured_listeners.h"

namespace vpdnd {

l2tp::EndpointSettings Core::endpoint_settings(const DaemonConfig& config) {
    l2tp::EndpointSettings out;
    out.max_tunnels = config.max_tunnels;
    out.max_sessions = config.max_sessions;
    out.max_half_open = config.max_half_open;
    out.max_half_open_per_address = config.max_half_open_per_address;
    out.sccrq_per_second_per_address = config.max_sccrq_per_second_per_address;
    return out;
}

void Core::use(std::shared_ptr<const Config> next) {
    const auto opened = open_configured_listeners(sockets, *next);
    if (!opened) throw std::runtime_error(opened.error().text);
    config = std::move(next);
    policy = std::make_shared<GroupPolicy>(config);
    host.use(policy);
    file_router.use(policy);
    router.use(policy);
    use_radius();
    use_concentrators();
    endpoint.change_settings(endpoint_settings(config->daemon));
    pools.configure(*config);
    supervisor.refresh();
    program = {.pppd = config->daemon.pppd, .plugin = config->daemon.plugin, .max_start_delay = config->daemon.max_start_delay};
    use_client_calls();
}

void Core::use_client_calls() {
    const auto& groups = config->groups;
    const bool any = std::ranges::any_of(groups, [](const Group& group) { return group.call.has_value(); });
    ways.set_routes(std::ranges::any_of(groups, [](const Group& group) { return group.call && group.call->defaultroute; }));
    if (any && !std::exchange(left_routes_removed_, true)) ways.remove_left();
    if (any && !network_watch_) {
        auto made = NetworkWatch::make(loop, [this](const std::set<int>& interfaces, bool all) {
            ways.look_again();
            client_calls.network_changed(interfaces, all);
        });
        if (made)
            network_watch_ = std::move(*made);
        else
            log::write(log::Level::kWarning, "changes of the network will not be noticed", {{"error", made.error().text}});
    }
    client_calls.use(*config);
}

/// Who comes by tunnels is served without it.
void Core::use_concentrators() {
    if (const auto used = concentrators.use(*config); !used)
        log::write(log::Level::kError, "PPPoE users are not served", {{"error", used.error()}});
}

}  // namespace vpdnd
