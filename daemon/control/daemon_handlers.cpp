#include "control/handler_support.h"
#include "control/report_values.h"

namespace vpdnd::control {
namespace {

using ipc::ControlErrorCode;
using ipc::Value;

bool no_params(const Context& context, const Reply& reply) {
    RequestParams params(context.params);
    return !answered_wrong(params, reply);
}

}  // namespace

void show(Context& context, const Reply& reply) {
    if (!no_params(context, reply)) return;
    context.model.sessions_with_traffic([&model = context.model, reply](const std::vector<SessionRow>& sessions) {
        reply(Value::object({{"tunnels", ipc::kTunnelRows.list(model.tunnels())},
                             {"sessions", ipc::kSessionRows.list(sessions)},
                             {"bundles", ipc::kBundleRows.list(model.bundles())}}));
    });
}

void status(Context& context, const Reply& reply) {
    if (no_params(context, reply)) reply(Value(value_of(context.model.status())));
}

void debug_set(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const std::string area = params.needed_text("area");
    const bool on = params.needed_flag("on");
    if (answered_wrong(params, reply)) return;
    if (!context.model.set_debug(area, on)) {
        return reply(refusal(ControlErrorCode::kBadParams, "There is no debug area \"" + area +
                                                            "\"; use events, packets, errors, ppp, radius or dataplane."));
    }
    reply(Value::object({{"area", area}, {"on", on}}));
}

void radius_show(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const std::string name = params.needed_text("radius");
    if (answered_wrong(params, reply)) return;
    auto detail = context.model.radius_detail(name);
    if (detail) return reply(Value(std::move(*detail)));
    reply(refusal(ControlErrorCode::kNotFound, "No [radius." + name + "] is in use; `l2tpctl radius list` shows those that are."));
}

/// A configuration with errors is a result of config.check, and a refusal of config.reload: the errors go with it.
void config_check(Context& context, const Reply& reply) {
    if (no_params(context, reply)) reply(Value(value_of(context.model.check_config())));
}

void config_reload(Context& context, const Reply& reply) {
    if (no_params(context, reply)) reply(Value(value_of(context.model.reload())));
}

void events_subscribe(Context& context, const Reply& reply) {
    if (!no_params(context, reply)) return;
    reply(Value(Value::Object{}));
    context.subscribe();
}

}  // namespace vpdnd::control
