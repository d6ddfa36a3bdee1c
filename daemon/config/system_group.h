// Groups of the system that the daemon runs on, by name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace vpdnd::config {

/// Nothing where the system's group database has no such name, or cannot be read.
std::optional<std::uint32_t> gid_of_group(const std::string& name);

}  // namespace vpdnd::config
