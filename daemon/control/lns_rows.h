// LNSs as `l2tpctl lns list` shows them.
#pragma once

#include <vector>

#include "ipc/control_rows.h"
#include "policy/group_policy.h"
#include "policy/target_choice.h"

namespace vpdnd {

/// Those of the configuration, group by group; then others that calls go to or that failed, which RADIUS named or an earlier
/// configuration; then what is drained and is none of these.
std::vector<ipc::LnsRow> lns_rows(const GroupPolicy& policy, const TargetChoice& targets, TargetChoice::Time now);

}  // namespace vpdnd
