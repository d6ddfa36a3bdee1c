#include "control/handler_support.h"

namespace vpdnd::control {
namespace {

using ipc::ControlError;
using ipc::ControlErrorCode;
using ipc::Value;

tl::unexpected<ControlError> no_session(l2tp::SessionKey key) {
    return refusal(ControlErrorCode::kNotFound, "There is no session " + std::to_string(key.tunnel.value) + "/" +
                                                    std::to_string(key.session.value) +
                                                    "; `l2tpctl session list` shows those that are.");
}

}  // namespace

void session_list(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const RowFilter filter(params, ipc::kSessionRows.layout());
    if (answered_wrong(params, reply)) return;
    context.model.sessions_with_traffic([filter, reply](std::vector<SessionRow> rows) {
        reply(Value::object({{"sessions", ipc::kSessionRows.list(filter.fitting(ipc::kSessionRows, std::move(rows)))}}));
    });
}

void session_show(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const l2tp::SessionKey key{{params.needed_id("tunnel")}, {params.needed_id("session")}};
    if (answered_wrong(params, reply)) return;
    auto detail = context.model.session_detail(key);
    if (!detail) return reply(no_session(key));
    Value document(ipc::kSessionRows.object(detail->row));
    for (auto& [name, value] : detail->extra) document.set(name, std::move(value));
    reply(std::move(document));
}

void session_close(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const l2tp::SessionKey key{{params.id("tunnel").value_or(0)}, {params.id("session").value_or(0)}};
    const RowFilter filter(params, ipc::kSessionRows.layout());
    const bool named = key.tunnel && key.session;
    if (static_cast<bool>(key.tunnel) != static_cast<bool>(key.session) || named != filter.empty()) {
        params.refuse("Say which session: give either tunnel and session, or some of user, peer, group and state.");
    }
    if (answered_wrong(params, reply)) return;
    std::uint64_t closed = 0;
    if (named) {
        closed = context.model.close_session(key) ? 1 : 0;
        if (closed == 0) return reply(no_session(key));
    }
    if (!named) {
        for (const SessionRow& row : filter.fitting(ipc::kSessionRows, context.model.sessions())) {
            if (context.model.close_session({row.tunnel_id, row.local_id})) ++closed;
        }
        if (closed == 0) return reply(refusal(ControlErrorCode::kNotFound, "No session matches."));
    }
    reply(Value::object({{"closed", closed}}));
}

}  // namespace vpdnd::control
