// Datagrams to packets that are proven genuine. RFC 2865 section 3, RFC 2866 section 3, RFC 2869 section 5.14, RFC 5176.
//
// Order: framing, code, identifier, digests; only then anything is decoded. So an error of the fault kValue means that the
// packet is genuine, and its code, identifier and authenticator can be believed.
#pragma once

#include <tl/expected.hpp>

#include "base/secret.h"
#include "radius/packet.h"
#include "radius/packet_error.h"
#include "radius/packet_view.h"

namespace radius {

/// The answer to `request`. Errors: all.
[[nodiscard]] tl::expected<Packet, PacketError> read_answer(Octets datagram, const SentRequest& request,
                                                            const base::Secret& secret, Signature signature);

/// A request. An Access-Request without Message-Authenticator proves nothing, and passes only if `signature` is kOptional; a Status-Server
/// without one never does (RFC 5997 section 3). Errors: all but kIdentifier.
[[nodiscard]] tl::expected<Packet, PacketError> read_request(Octets datagram, const base::Secret& secret, Signature signature);

}  // namespace radius
