// What the table says about values and how often an attribute occurs, for packets in both directions.
#pragma once

#include <optional>

#include "radius/attributes.h"
#include "radius/packet_error.h"

namespace radius {

/// Of one attribute in the clear; those that the table does not have pass. Empty: right.
[[nodiscard]] std::optional<PacketError> check_value(const Attribute& attribute);

/// Of all, and that none occurs twice (for one tag) which may not. The first error; its fault is kValue.
[[nodiscard]] std::optional<PacketError> check(const AttributeList& attributes);

}  // namespace radius
