#include <algorithm>

#include "control/handler_support.h"

namespace vpdnd::control {
namespace {

using ipc::ControlError;
using ipc::ControlErrorCode;
using ipc::Value;

/// The bundle whose interface, or else whose name, this is.
tl::expected<BundleRow, ControlError> find_bundle(ControlModel& model, const std::string& text) {
    const auto rows = model.bundles();
    if (const auto found = std::ranges::find(rows, text, &BundleRow::interface); found != rows.end()) return *found;
    const auto found = std::ranges::find(rows, text, &BundleRow::name);
    if (found == rows.end())
        return refusal(ControlErrorCode::kNotFound, "There is no such bundle; `l2tpctl multilink list` shows those that are.");
    // Another group's, or of links that were told another endpoint of this side: the name that is shown has neither.
    if (std::ranges::count(rows, text, &BundleRow::name) > 1)
        return refusal(ControlErrorCode::kBadParams, "Several bundles have this name; give the interface instead.");
    return *found;
}

/// What is worth to be seen of a link beside the others.
Value link_details(ControlModel& model, l2tp::SessionKey key) {
    Value link;
    const auto tunnel = model.tunnel_detail(key.tunnel);
    const auto session = model.session_detail(key);
    if (tunnel) {
        link.set("lac", tunnel->row.remote_name);
        link.set("lac_address", tunnel->row.remote_address);
    }
    if (!session) return link;
    const Value row(ipc::kSessionRows.object(session->row));
    for (const char* name : {"since", "bytes_in", "bytes_out", "packets_in", "packets_out"}) link.set(name, row[name]);
    const Value details(session->extra);
    for (const char* name : {"tx_speed", "rx_speed", "errors_in", "errors_out"})
        if (details.has(name)) link.set(name, details[name]);
    return link;
}

std::uint64_t close_links(ControlModel& model, const BundleRow& bundle) {
    return static_cast<std::uint64_t>(std::ranges::count_if(bundle.members, [&](auto key) { return model.close_session(key); }));
}

}  // namespace

void bundle_show(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const std::string text = params.needed_text("bundle");
    if (answered_wrong(params, reply)) return;
    const auto bundle = find_bundle(context.model, text);
    if (!bundle) return reply(tl::unexpected(bundle.error()));
    Value document(ipc::kBundleRows.object(*bundle));
    Value sessions(Value::Object{});
    for (const auto key : bundle->members)
        sessions.set(std::to_string(key.tunnel.value) + "/" + std::to_string(key.session.value), link_details(context.model, key));
    document.set("sessions", std::move(sessions));
    reply(std::move(document));
}

void bundle_close(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const auto text = params.text("bundle");
    const RowFilter filter(params, ipc::kBundleRows.layout());
    if (text.has_value() != filter.empty()) params.refuse("Say which bundle: give either bundle, or user.");
    if (answered_wrong(params, reply)) return;
    std::uint64_t closed = 0;
    if (text) {
        const auto bundle = find_bundle(context.model, *text);
        if (!bundle) return reply(tl::unexpected(bundle.error()));
        closed = close_links(context.model, *bundle);
    } else {
        for (const BundleRow& row : filter.fitting(ipc::kBundleRows, context.model.bundles())) closed += close_links(context.model, row);
        if (closed == 0) return reply(refusal(ControlErrorCode::kNotFound, "No bundle matches."));
    }
    reply(Value::object({{"closed", closed}}));
}

}  // namespace vpdnd::control
