// The route to the LNSs of a group. Pure functions.
#pragma once

#include "config/config.h"
#include "policy/route.h"

namespace vpdnd {

Target target_of(const LnsAddress& lns, const Group& group, const l2tp::TunnelSettingsPtr& settings);
/// To each address of initiate-to.
Forward forward_to(const Group& group, const l2tp::TunnelSettingsPtr& settings, const DaemonConfig& daemon);
/// With the group's times and what it rewrites, and no target yet.
Forward forward_without_targets(const Group& group, const DaemonConfig& daemon);
/// One for each address of initiate-to.
std::vector<Target> targets_of(const Group& group, const l2tp::TunnelSettingsPtr& settings);

}  // namespace vpdnd
