#include "control/handler_support.h"

namespace vpdnd::control {
namespace {

using ipc::ControlError;
using ipc::ControlErrorCode;
using ipc::Value;

tl::unexpected<ControlError> no_tunnel(l2tp::TunnelId id) {
    return refusal(ControlErrorCode::kNotFound, "There is no tunnel " + std::to_string(id.value) +
                                                    "; `l2tpctl tunnel list` shows those that are.");
}

}  // namespace

void tunnel_show(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const l2tp::TunnelId id{params.needed_id("tunnel")};
    if (answered_wrong(params, reply)) return;
    auto detail = context.model.tunnel_detail(id);
    if (!detail) return reply(no_tunnel(id));
    Value document(ipc::kTunnelRows.object(detail->row));
    for (auto& [key, value] : detail->extra) document.set(key, std::move(value));
    reply(std::move(document));
}

void tunnel_open(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const std::string group = params.needed_text("group");
    const auto address = params.text("address");
    if (answered_wrong(params, reply)) return;
    context.model.open_tunnel(group, address, [reply](tl::expected<TunnelRow, ControlError> opened) {
        if (opened) {
            reply(Value(ipc::kTunnelRows.object(*opened)));
        } else {
            reply(tl::unexpected(std::move(opened.error())));
        }
    });
}

void tunnel_close(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const l2tp::TunnelId id{params.id("tunnel").value_or(0)};
    const RowFilter filter(params, ipc::kTunnelRows.layout());
    if (static_cast<bool>(id) != filter.empty()) params.refuse("Say which tunnel: give either tunnel, or peer or group.");
    if (answered_wrong(params, reply)) return;
    std::uint64_t closed = 0;
    if (id) {
        closed = context.model.close_tunnel(id) ? 1 : 0;
        if (closed == 0) return reply(no_tunnel(id));
    }
    if (!id) {
        for (const TunnelRow& row : filter.fitting(ipc::kTunnelRows, context.model.tunnels())) {
            if (context.model.close_tunnel(row.local_id)) ++closed;
        }
        if (closed == 0) return reply(refusal(ControlErrorCode::kNotFound, "No tunnel matches."));
    }
    reply(Value::object({{"closed", closed}}));
}

void tunnel_hello(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const l2tp::TunnelId id{params.needed_id("tunnel")};
    if (answered_wrong(params, reply)) return;
    if (!context.model.tunnel_detail(id)) return reply(no_tunnel(id));
    if (!context.model.send_hello(id)) {
        return reply(refusal(ControlErrorCode::kRefused,
                           "Tunnel " + std::to_string(id.value) + " is not established; only an established tunnel can send a HELLO."));
    }
    reply(Value(Value::Object{}));
}

}  // namespace vpdnd::control
