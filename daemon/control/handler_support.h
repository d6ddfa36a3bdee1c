// What the method functions share: error replies and lists. Only the *_handlers.cpp files include this.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "control/handlers.h"
#include "control/request_params.h"
#include "control/row_values.h"

namespace vpdnd::control {

inline tl::unexpected<ipc::ControlError> refusal(ipc::ControlErrorCode code, std::string message) {
    return tl::unexpected(ipc::ControlError{code, std::move(message)});
}

template <class Row>
ipc::Value list_of(const std::vector<Row>& rows) {
    ipc::Value::List list;
    list.reserve(rows.size());
    for (const Row& row : rows) list.emplace_back(value_of(row));
    return list;
}

/// Answers a request whose params are wrong. True: done with it.
inline bool answered_wrong(RequestParams& params, const Reply& reply) {
    auto wrong = params.error();
    if (wrong) reply(tl::unexpected(std::move(*wrong)));
    return wrong.has_value();
}

}  // namespace vpdnd::control
