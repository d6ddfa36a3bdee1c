// What the running kernel does with two tunnels between the same addresses and ports.
#pragma once

#include <cstdint>

namespace vpdnd {

/// Do kernel sessions of two tunnels on one four-tuple get their data? Linux before 6.11 looks a session up only
/// in the tunnel of the socket that received the packet.
enum class EqualFourTuples : std::uint8_t { kWork, kLoseData };
/// By the version of the running kernel: no cheaper sign of that change exists.
EqualFourTuples equal_four_tuples_of_running_kernel();

}  // namespace vpdnd
