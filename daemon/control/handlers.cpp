#include "control/handlers.h"

#include <algorithm>
#include <array>

#include "control/handler_support.h"

namespace vpdnd::control {
namespace {

constexpr std::array kMethods{
    Method{"address.list", false, list<ipc::kAddressRows, &ControlModel::addresses>},
    Method{"bundle.close", true, bundle_close},
    Method{"bundle.list", false, list<ipc::kBundleRows, &ControlModel::bundles>},
    Method{"bundle.show", false, bundle_show},
    Method{"call.end", true, call_end},
    Method{"call.list", false, list<ipc::kClientCallRows, &ControlModel::client_calls>},
    Method{"call.start", true, call_start},
    Method{"config.check", false, config_check},
    Method{"config.reload", true, config_reload},
    Method{"debug.set", true, debug_set},
    Method{"events.subscribe", false, events_subscribe},
    Method{"lns.drain", true, lns_drain},
    Method{"lns.list", false, list<ipc::kLnsRows, &ControlModel::lns>},
    Method{"lns.undrain", true, lns_undrain},
    Method{"pool.list", false, list<ipc::kPoolRows, &ControlModel::pools>},
    Method{"pppoe.close", true, pppoe_close},
    Method{"pppoe.list", false, list<ipc::kPppoeRows, &ControlModel::pppoe_sessions>},
    Method{"radius.list", false, list<ipc::kRadiusServerRows, &ControlModel::radius_servers>},
    Method{"radius.show", false, radius_show},
    Method{"session.close", true, session_close},
    Method{"session.ended", false, list<ipc::kEndedCallRows, &ControlModel::ended_sessions>},
    Method{"session.list", false, session_list},
    Method{"session.show", false, session_show},
    Method{"show", false, show},
    Method{"status", false, status},
    Method{"tunnel.close", true, tunnel_close},
    Method{"tunnel.hello", true, tunnel_hello},
    Method{"tunnel.list", false, list<ipc::kTunnelRows, &ControlModel::tunnels>},
    Method{"tunnel.open", true, tunnel_open},
    Method{"tunnel.show", false, tunnel_show},
};

}  // namespace

const Method* find_method(std::string_view name) {
    const auto* found = std::find_if(kMethods.begin(), kMethods.end(), [name](const Method& m) { return m.name == name; });
    return found == kMethods.end() ? nullptr : found;
}

}  // namespace vpdnd::control
