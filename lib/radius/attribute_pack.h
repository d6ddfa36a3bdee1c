// Attributes as octets, to be kept in a file and read back: each framed as in a packet (RFC 2865 section 5). Nothing is hidden by it,
// so that what is secret is refused.
#pragma once

#include <tl/expected.hpp>

#include "base/bytes.h"
#include "radius/attributes.h"
#include "radius/packet_error.h"

namespace radius {

/// Error: what check() in attribute_checks.h says; a secret; more than a packet holds.
[[nodiscard]] tl::expected<base::Bytes, PacketError> pack_attributes(const AttributeList& attributes);

/// What pack_attributes() made. Error: it is damaged.
[[nodiscard]] tl::expected<AttributeList, PacketError> unpack_attributes(Octets packed);

}  // namespace radius
