// The time of day, as the control protocol and the tables of l2tpctl tell it.
#pragma once

#include <chrono>
#include <string>

namespace ipc {

/// The epoch: not known.
using WallTime = std::chrono::system_clock::time_point;

/// RFC 3339 in UTC, seconds; with `milliseconds` also those.
std::string rfc3339(WallTime time, bool milliseconds = false);

}  // namespace ipc
