// The rows of the model as JSON values: the one place where the keys of the contract are spelled.
#pragma once

#include <string>

#include "control/control_model.h"
#include "ipc/control_value.h"

namespace vpdnd::control {

ipc::Value::Object value_of(const TunnelRow& row);
ipc::Value::Object value_of(const SessionRow& row);
ipc::Value::Object value_of(const BundleRow& row);
ipc::Value::Object value_of(const PoolRow& row);
ipc::Value::Object value_of(const StatusReport& status);
ipc::Value::Object value_of(const ConfigReport& report);

/// RFC 3339 in UTC, seconds; with `milliseconds` also those.
std::string rfc3339(WallTime time, bool milliseconds = false);

}  // namespace vpdnd::control
