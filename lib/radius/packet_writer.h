// Packets to datagrams, with authenticators and Message-Authenticator. RFC 2865 section 3, RFC 2866 section 3, RFC 2869
// section 5.14, RFC 5176. Errors have the fault kValue (an attribute is not as the table says) or kLength (all together are too long).
#pragma once

#include <cstdint>

#include <tl/expected.hpp>

#include "base/bytes.h"
#include "base/secret.h"
#include "radius/packet.h"
#include "radius/packet_error.h"
#include "radius/random_source.h"

namespace radius {

/// A request and what its answer will be checked against.
struct WrittenRequest {
    base::Bytes octets;
    SentRequest sent;
};

/// Access-Request and Status-Server have a random authenticator, and a Message-Authenticator as their first attribute, always. The
/// others have a digest for authenticator, so that no value can be hidden in them; a Message-Authenticator, first too, if `sign`: some
/// accounting servers do not know it.
[[nodiscard]] tl::expected<WrittenRequest, PacketError> write_request(Code code, std::uint8_t identifier,
                                                                      const AttributeList& attributes,
                                                                      const base::Secret& secret, RandomSource& random,
                                                                      bool sign = false);

/// The Message-Authenticator comes first, always.
[[nodiscard]] tl::expected<base::Bytes, PacketError> write_answer(Code code, const SentRequest& request,
                                                                  const AttributeList& attributes,
                                                                  const base::Secret& secret, RandomSource& random);

}  // namespace radius
