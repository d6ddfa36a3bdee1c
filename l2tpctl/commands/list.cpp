#include "../commands.h"

namespace ctl {

ExitCode list_rows(Invocation& invocation) {
    const ipc::RowLayout& rows = invocation.command.rows;
    ipc::Value::Object params = invocation.filters();
    const bool filtered = !params.empty();
    const ipc::Value result = invocation.request(std::move(params));
    invocation.output.rows(result, rows);
    if (filtered && result[rows.list].list()->empty())
        throw Failure(ExitCode::kNothingMatched, "No " + std::string(rows.name) + " matches.");
    return ExitCode::kDone;
}

}  // namespace ctl
