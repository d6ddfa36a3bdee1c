// What the plugin asks of the kernel by rtnetlink, without a library. Each call waits for the kernel's answer, which it gives
// within the call. Results are errno, 0: done.
#pragma once

#include <cstdint>

namespace plugin {

/// The interface becomes one of the VRF's (both by their numbers).
int put_into_vrf(unsigned interface, std::uint32_t vrf);
/// A route of type local to this IPv6 address of the interface, in the table of a VRF. The metric is below 256, that of the
/// kernel's own routes: else it would not be found.
int add_local_route(unsigned interface, std::uint32_t table, const std::uint8_t* address);

}  // namespace plugin
