// Calls of this machine's own: placing and ending them.
#include "control/handler_support.h"

namespace vpdnd::control {
namespace {

using ipc::ControlError;
using ipc::ControlErrorCode;
using ipc::Value;

}  // namespace

void call_start(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const std::string name = params.needed_text("name");
    if (answered_wrong(params, reply)) return;
    context.model.place_call(name, [reply](tl::expected<ClientCallRow, ControlError> placed) {
        if (placed)
            reply(Value(ipc::kClientCallRows.object(*placed)));
        else
            reply(tl::unexpected(std::move(placed.error())));
    });
}

void call_end(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const std::string name = params.needed_text("name");
    if (answered_wrong(params, reply)) return;
    const auto ended = context.model.end_call(name);
    if (!ended)
        return reply(refusal(ControlErrorCode::kNotFound,
                             "There is no call \"" + name + "\" in the configuration; `l2tpctl call list` shows those that are."));
    if (!*ended) return reply(refusal(ControlErrorCode::kRefused, "Call \"" + name + "\" is neither up nor tried."));
    reply(Value::object({{"name", name}}));
}

}  // namespace vpdnd::control
