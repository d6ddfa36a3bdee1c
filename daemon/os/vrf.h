// VRFs of this machine (Linux: Documentation/networking/vrf.rst): an interface of kind "vrf", and its routing table.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include <tl/expected.hpp>

namespace vpdnd {

struct Vrf {
    std::uint32_t index = 0;  ///< of the interface
    std::uint32_t table = 0;
};

/// Empty: no interface is called so, it is of another kind, or the kernel cannot be asked. Does not wait.
std::optional<Vrf> find_vrf(const std::string& name);

/// The number of the VRF, or whatever else is its master, that the interface is in; 0: none. Error: errno, ENODEV: there is no
/// such interface. Does not wait.
tl::expected<std::uint32_t, int> master_of(std::uint32_t interface);
/// The same, as a message of the kernel says it of an interface: its attributes, what stands behind ifinfomsg.
std::uint32_t master_in(std::span<const std::uint8_t> attributes);

}  // namespace vpdnd
