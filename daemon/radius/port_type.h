// NAS-Port-Type (RFC 2865 section 5.41) of a call, as far as what is known of it says. A pure function.
#pragma once

#include <cstdint>
#include <string>

namespace vpdnd {

/// `bearer`: bits of AVP 18; 0: not known.
std::uint32_t nas_port_type(const std::string& calling_number, std::uint32_t bearer);

}  // namespace vpdnd
