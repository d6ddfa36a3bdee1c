#include "control/handler_support.h"
#include "control/row_filter.h"
#include "l2tp/session_fsm.h"

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

/// Empty, or that there is no such state.
std::string why_no_state(std::string_view state) {
    std::string all;
    for (std::size_t i = 0; i < static_cast<std::size_t>(l2tp::SessionState::kCount_); ++i) {
        const auto name = l2tp::name_of(static_cast<l2tp::SessionState>(i));
        if (name == state) return {};
        all.append(all.empty() ? "" : ", ").append(name);
    }
    return "There is no state \"" + std::string(state) + "\"; a session's state is one of " + all + ".";
}

SessionFilter session_filter(RequestParams& params) {
    SessionFilter filter{params.text("user"), params.text("peer"), params.text("group"), params.text("state")};
    if (filter.state)
        if (auto why = why_no_state(*filter.state); !why.empty()) params.refuse(std::move(why));
    return filter;
}

}  // namespace

void session_list(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const SessionFilter filter = session_filter(params);
    if (answered_wrong(params, reply)) return;
    context.model.sessions_with_traffic([&model = context.model, filter, reply](std::vector<SessionRow> rows) {
        const auto tunnels = filter.needs_tunnels() ? model.tunnels() : std::vector<TunnelRow>{};
        reply(Value::object({{"sessions", list_of(filtered(std::move(rows), tunnels, filter))}}));
    });
}

void session_show(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const l2tp::SessionKey key{{params.needed_id("tunnel")}, {params.needed_id("session")}};
    if (answered_wrong(params, reply)) return;
    auto detail = context.model.session_detail(key);
    if (!detail) return reply(no_session(key));
    Value document(value_of(detail->row));
    for (auto& [name, value] : detail->extra) document.set(name, std::move(value));
    reply(std::move(document));
}

void session_close(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const l2tp::SessionKey key{{params.id("tunnel").value_or(0)}, {params.id("session").value_or(0)}};
    const SessionFilter filter = session_filter(params);
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
        const auto tunnels = filter.needs_tunnels() ? context.model.tunnels() : std::vector<TunnelRow>{};
        for (const SessionRow& row : filtered(context.model.sessions(), tunnels, filter)) {
            if (context.model.close_session({row.tunnel_id, row.local_id})) ++closed;
        }
        if (closed == 0) return reply(refusal(ControlErrorCode::kNotFound, "No session matches."));
    }
    reply(Value::object({{"closed", closed}}));
}

}  // namespace vpdnd::control
