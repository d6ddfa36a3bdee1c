#include "filters.h"

namespace ctl {

ipc::Value::Object filters(const Invocation& invocation, std::initializer_list<std::string_view> names) {
    ipc::Value::Object params;
    for (const std::string_view name : names) {
        if (auto value = invocation.argument(name)) params.emplace_back(name.substr(2), std::move(*value));
    }
    return params;
}

void print_filtered(Invocation& invocation, const char* method, ipc::Value::Object params, const RowKind& kind) {
    const bool filtered = !params.empty();
    const ipc::Value result = invocation.client.request(method, std::move(params));
    invocation.output.rows(result, kind);
    const ipc::Value::List* list = result[kind.list].list();
    if (filtered && list->empty()) {
        throw Failure(ExitCode::kNothingMatched, "No " + std::string(kind.name) + " matches.");
    }
}

void print_closed(Invocation& invocation, const ipc::Value& result, std::string_view what) {
    const std::uint64_t count = result["closed"].unsigned_integer().value_or(0);
    invocation.output.done(result,
                           std::to_string(count) + " " + std::string(what) + (count == 1 ? " closed." : "s closed."));
}

}  // namespace ctl
