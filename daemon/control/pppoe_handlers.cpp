#include <set>

#include "control/handler_support.h"

namespace vpdnd::control {

using ipc::ControlErrorCode;
using ipc::Value;

void pppoe_close(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const auto interface = params.text("interface");
    const auto id = params.id("session_id");
    const RowFilter filter(params, ipc::kPppoeRows.layout());
    if (interface.has_value() != id.has_value() || interface.has_value() != filter.empty())
        params.refuse("Say which session: give either interface and session_id, or some of user and state.");
    if (answered_wrong(params, reply)) return;
    std::set<PppoeName> sessions;
    if (interface) sessions.insert({*interface, *id});
    else
        for (const PppoeRow& row : filter.fitting(ipc::kPppoeRows, context.model.pppoe_sessions()))
            sessions.insert({row.interface, row.session_id});
    const std::uint64_t closed = sessions.empty() ? 0 : context.model.close_pppoe(sessions);
    if (closed == 0 && !interface) return reply(refusal(ControlErrorCode::kNotFound, "No PPPoE session matches."));
    if (closed == 0)
        return reply(refusal(ControlErrorCode::kNotFound, "There is no call of PPPoE session " + *interface + "/" + std::to_string(*id) +
                                                              "; `l2tpctl pppoe list` shows those that are."));
    reply(Value::object({{"closed", closed}}));
}

}  // namespace vpdnd::control
