// The route that a RADIUS server's Access-Accept gives a call: the same that local groups give. A pure function.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "policy/group_policy.h"
#include "policy/route.h"
#include "radius/attributes.h"

namespace vpdnd {

struct RadiusRoute {
    std::optional<Forward> forward;  ///< empty: the accept says nothing of tunnels
    std::vector<std::string> notes;  ///< what was passed over, for the log
};

/// `set`: name of the [radius.NAME]; tunnels that belong to no group of ours are shown as group "radius:NAME". Error: what cannot be used.
[[nodiscard]] tl::expected<RadiusRoute, std::string> route_of_accept(const radius::AttributeList& attributes, const GroupPolicy& policy,
                                                                     std::string_view set);

}  // namespace vpdnd
