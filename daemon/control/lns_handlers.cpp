// Putting LNSs aside, and taking them back. Calls that are up stay.
#include <algorithm>

#include "config/text_values.h"
#include "control/handler_support.h"
#include "control/tunnel_opener.h"

namespace vpdnd::control {
namespace {

using ipc::ControlErrorCode;
using ipc::Value;

constexpr std::string_view kAll = "all";

/// What no target can ever be must not look as if it were drained.
bool is_address_or_name(const std::string& text) {
    const auto target = parse_target(text);
    if (!target) return false;
    if (target->name.find(':') != std::string::npos || config::ends_in_number(target->name))
        return config::parse_ip_address(target->name).has_value();
    return config::is_host_name(target->name);
}

std::string name_of(const LnsChoice& choice) {
    if (!choice.group.empty()) return "group " + choice.group;
    return choice.lns.empty() ? "All" : choice.lns;
}

/// What the request names. It may be no row at present: servers name LNSs too. A group must be there to be drained, not to be freed.
std::optional<LnsChoice> choice_of(Context& context, const Reply& reply, bool on) {
    RequestParams params(context.params);
    const auto lns = params.text("lns"), group = params.text("group");
    if (lns.has_value() == group.has_value()) params.refuse("Say which LNS: give either lns (an address, a name or \"all\"), or group.");
    if (lns && !is_address_or_name(*lns)) params.refuse("lns must be an address or a name, with or without a port, or \"all\".");
    if (answered_wrong(params, reply)) return std::nullopt;
    if (group) {
        const auto groups = context.model.status().groups;
        if (on && std::ranges::find(groups, *group) == groups.end() && !group->starts_with("radius:")) {
            reply(refusal(ControlErrorCode::kNotFound, "There is no group \"" + *group + "\" in the configuration."));
            return std::nullopt;
        }
        return LnsChoice{{}, *group};
    }
    return *lns == kAll ? LnsChoice{} : LnsChoice{*lns, {}};
}

void set_drained(Context& context, const Reply& reply, bool on) {
    const auto choice = choice_of(context, reply, on);
    if (!choice) return;
    const bool changed = context.model.drain_lns(*choice, on);
    if (!on && !changed)
        return reply(refusal(ControlErrorCode::kNotFound,
                             name_of(*choice) + " was not drained by this; `l2tpctl lns list` shows what is."));
    reply(Value::object({{"lns", choice->lns.empty() ? Value() : Value(choice->lns)},
                         {"group", choice->group.empty() ? Value() : Value(choice->group)},
                         {"drained", on}}));
}

}  // namespace

void lns_drain(Context& context, const Reply& reply) { set_drained(context, reply, true); }
void lns_undrain(Context& context, const Reply& reply) { set_drained(context, reply, false); }

}  // namespace vpdnd::control
