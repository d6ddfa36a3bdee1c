// Whether an IPv4 address is this machine's own, or a broadcast or multicast address of a network that it is in: the kernel's
// routing table knows, however many interfaces there are.
#pragma once

#include <cstdint>

namespace vpdnd {

/// Host order. False too if the kernel cannot be asked.
bool belongs_to_this_machine(std::uint32_t address);

}  // namespace vpdnd
