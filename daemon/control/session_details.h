// What `l2tpctl session show` says beyond the row of the list.
#pragma once

#include "call/call.h"
#include "ipc/control_value.h"
#include "l2tp/endpoint.h"

namespace vpdnd {

/// `call` may be null: the session has none yet, or any more. Texts are raw; the protocol's writer escapes them.
ipc::Value::Object session_details(const l2tp::SessionInfo& info, const Call* call);

}  // namespace vpdnd
