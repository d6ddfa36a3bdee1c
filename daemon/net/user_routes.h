// Routes of the kernel through a user's PPP interface: what a RADIUS server says of the networks behind him. The kernel removes them with
// the interface.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vpdnd {

/// IPv4, host order.
struct IpRoute {
    std::uint32_t network = 0;
    std::uint8_t bits = 32;
    std::uint32_t metric = 0;  ///< 0: none is said
    bool operator==(const IpRoute&) const = default;
};

// May wait (for others that change the kernel's network), and may be called in any thread: they are for KernelWorkers.
/// Error: one line a route that could not be set; empty: all are. One that is there through another interface stays as it is.
std::string add_routes(const std::string& interface, const std::vector<IpRoute>& routes);
/// What is not there any more is no error.
void remove_routes(const std::string& interface, const std::vector<IpRoute>& routes);

}  // namespace vpdnd
