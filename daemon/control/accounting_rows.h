// Accounting as `l2tpctl radius show` and `l2tpctl status` tell of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounting/accounting_host.h"
#include "ipc/control_value.h"

namespace vpdnd {

/// Records of one set, and the spool, which all sets share.
ipc::Value::Object accounting_details(const AccountingHost& accounting, const std::string& set);
/// What whoever runs the daemon has to know now, in words.
std::vector<std::string> accounting_alarms(const AccountingHost& accounting);
std::vector<std::string> accounting_alarms(const std::optional<SpoolStatus>& spool, const AccountingDelivery& delivery);

}  // namespace vpdnd
