// Asks the daemon whether the user may have an address, before pppd promises it to him: the daemon keeps the book of who has
// which. pppd waits for the answer; without one the user does not get the address.
#pragma once

#include <cstdint>

namespace plugin {

/// IPv4, 4 octets in network order; `origin` is an ipc::AddressOrigin.
bool daemon_grants_address(const std::uint8_t* address, int origin);
/// Has one lent by the call's pool: `address`. False: none is left.
bool daemon_lends_address(std::uint8_t* address);

}  // namespace plugin
