// The digests that prove a packet: RFC 2865 section 3, RFC 2866 section 3, RFC 2869 section 5.14, RFC 5176 sections 2.3 and 3.4.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "radius/attribute_frames.h"
#include "radius/hiding.h"

namespace radius {

/// MD5(code, identifier, length, `in_its_place`, attributes, secret): the Response Authenticator, with that of the request in its place;
/// the Request Authenticator of Accounting, Disconnect and CoA requests, with zeroes.
[[nodiscard]] Authenticator packet_digest(Octets packet, const Authenticator& in_its_place, std::string_view secret);

/// HMAC-MD5 over the packet, with `in_its_place` for the authenticator, and zeroes for the value of the Message-Authenticator, which
/// stands at `signature`.
[[nodiscard]] Authenticator packet_signature(Octets packet, std::size_t signature, const Authenticator& in_its_place,
                                             std::string_view secret);

/// Takes as long whether they differ or not, wherever.
[[nodiscard]] bool are_equal(const Authenticator& one, Octets other);

}  // namespace radius
