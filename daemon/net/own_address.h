// Whether an address is this machine's own, or a broadcast or multicast address of a network that it is in: the kernel's
// routing table knows, however many interfaces there are.
#pragma once

#include <cstdint>

#include "l2tp/peer_address.h"

namespace vpdnd {

/// False too if the kernel cannot be asked.
bool belongs_to_this_machine(const l2tp::IpAddress& address);
/// IPv4, host order.
bool belongs_to_this_machine(std::uint32_t address);

}  // namespace vpdnd
