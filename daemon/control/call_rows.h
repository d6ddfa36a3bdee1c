// Rows of the calls of this machine's own.
#pragma once

#include <vector>

#include "call/client_calls.h"
#include "ipc/control_rows.h"

namespace vpdnd {

ipc::ClientCallRow client_call_row(const ClientCalls::Status& status);
std::vector<ipc::ClientCallRow> client_call_rows(const ClientCalls& calls);

}  // namespace vpdnd
