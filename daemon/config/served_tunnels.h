// Which group serves a tunnel that a peer opens, as far as names say: what GroupPolicy decides by and the checks foresee.
#pragma once

#include <cstddef>
#include <string_view>

#include "config/config.h"

namespace vpdnd {

/// How well an entry of terminate-from fits a Host Name, or one of domains a domain: 0 not at all, more is better, exact
/// beats every wildcard.
std::size_t fit(std::string_view pattern, std::string_view name);
/// How well the group fits a Host Name; one without terminate-from fits all, and worse than any other that fits.
std::size_t fit(const Group& group, std::string_view host_name);

/// A group that only requests calls serves a tunnel that its peer opens, but never one of just anybody: without
/// authentication its peers must be named (where calls are accepted the configuration's checks see to that).
bool serves_tunnels(const Group& group);

/// Does `group` get no tunnel because of `other`, which stands before it in the file? It serves all its peers, and fits as
/// well; among equals the first in the file is chosen.
bool hides(const Group& other, const Group& group);

}  // namespace vpdnd
