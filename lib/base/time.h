// Time as the library sees it: handed in by the host, never read from a clock.
#pragma once

#include <chrono>

namespace base {

using Time = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

/// A deadline that is not set.
inline constexpr Time kNever = Time::max();

}  // namespace base
