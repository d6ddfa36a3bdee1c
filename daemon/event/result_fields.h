// The result of a tunnel or session as the log and the events have it: number, name, error, message, and who said it.
#pragma once

#include <vector>

#include "ipc/control_value.h"
#include "l2tp/result_codes.h"
#include "log/log.h"

namespace vpdnd {

/// In the log: result=3 "administrative" error=0 message="..." by=us. The message is escaped by the log.
std::vector<log::Field> with_log_result(std::vector<log::Field> fields, l2tp::ResultOf of, const l2tp::ResultCode& result,
                                    bool by_peer);
/// In an event: result, result_name, error, error_name, message, by. The message is raw.
ipc::Value::Object with_event_result(ipc::Value::Object fields, l2tp::ResultOf of, const l2tp::ResultCode& result,
                               bool by_peer);

}  // namespace vpdnd
