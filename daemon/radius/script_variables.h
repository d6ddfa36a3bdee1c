// The attributes of an accept as pppd's scripts find them in their environment. A pure function.
#pragma once

#include <vector>

#include "radius/user_profile.h"

namespace vpdnd {

/// What the table knows and may be shown: "VPDN_FILTER_ID", the second one of a name with "_2" behind it. Not those that are of the
/// conversation with the server, and no more than the environment of a script should hold.
[[nodiscard]] std::vector<ScriptVariable> script_variables(const radius::AttributeList& accept);

}  // namespace vpdnd
