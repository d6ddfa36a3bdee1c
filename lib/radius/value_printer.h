// The value of one attribute as text. Part of packet_printer.h.
#pragma once

#include <string>

#include "radius/attribute_frames.h"
#include "radius/attribute_info.h"

namespace radius {

/// May the octets of this value be shown? Of Cisco pairs, that depends on the name in them; what nobody knows may be a secret.
[[nodiscard]] bool is_shown(const AttributeInfo* info, Octets value);

/// Of a value without its tag.
[[nodiscard]] std::string print_value(const AttributeInfo* info, Octets value);

}  // namespace radius
