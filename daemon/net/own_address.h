// Whether an address is this machine's own, or a broadcast or multicast address of a network that it is in: the kernel's
// routing tables know, however many interfaces there are. In a VRF that one's table counts, and the machine's own, which
// precedes it unless the administrator has changed the rules.
#pragma once

#include <cstdint>
#include <string>

#include "l2tp/peer_address.h"

namespace vpdnd {

/// False too if the kernel cannot be asked. `vrf`: empty: none.
bool belongs_to_this_machine(const l2tp::IpAddress& address, const std::string& vrf = {});
/// IPv4, host order.
bool belongs_to_this_machine(std::uint32_t address, const std::string& vrf = {});

}  // namespace vpdnd
