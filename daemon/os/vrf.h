// VRFs of this machine (Linux: Documentation/networking/vrf.rst): an interface of kind "vrf", and its routing table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace vpdnd {

struct Vrf {
    std::uint32_t index = 0;  ///< of the interface
    std::uint32_t table = 0;
};

/// Empty: no interface is called so, it is of another kind, or the kernel cannot be asked. Does not wait.
std::optional<Vrf> find_vrf(const std::string& name);

}  // namespace vpdnd
