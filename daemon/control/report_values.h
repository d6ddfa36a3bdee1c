// The model's reports as JSON values. Rows of lists: ipc/control_rows.h.
#pragma once

#include "control/control_model.h"
#include "ipc/control_value.h"

namespace vpdnd::control {

ipc::Value::Object value_of(const StatusReport& status);
ipc::Value::Object value_of(const ConfigReport& report);

}  // namespace vpdnd::control
