// NAS-Port-Type (RFC 2865 section 5.41) of a call. A pure function.
#pragma once

#include <cstdint>

#include "ipc/line_kind.h"

namespace vpdnd {

std::uint32_t nas_port_type(ipc::LineKind line);

}  // namespace vpdnd
