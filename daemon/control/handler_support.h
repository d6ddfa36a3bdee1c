// What the method functions share: error replies and lists. Only the method table and the *_handlers.cpp files include this.
#pragma once

#include <string>
#include <utility>

#include "control/handlers.h"
#include "control/request_params.h"
#include "control/row_filter.h"

namespace vpdnd::control {

inline tl::unexpected<ipc::ControlError> refusal(ipc::ControlErrorCode code, std::string message) {
    return tl::unexpected(ipc::ControlError{code, std::move(message)});
}

/// Answers a request whose params are wrong. True: done with it.
inline bool answered_wrong(RequestParams& params, const Reply& reply) {
    auto wrong = params.error();
    if (wrong) reply(tl::unexpected(std::move(*wrong)));
    return wrong.has_value();
}

/// A method that lists what the model has, as far as the table's filters let it: list<ipc::kPoolRows, &ControlModel::pools>.
template <const auto& kTable, auto kRead>
void list(Context& context, const Reply& reply) {
    RequestParams params(context.params);
    const RowFilter filter(params, kTable.layout());
    if (answered_wrong(params, reply)) return;
    reply(ipc::Value::object({{std::string(kTable.layout().list), kTable.list(filter.fitting(kTable, (context.model.*kRead)()))}}));
}

}  // namespace vpdnd::control
