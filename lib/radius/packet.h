// A RADIUS packet as a value, and what its answer is checked against. RFC 2865 section 3.
#pragma once

#include <cstdint>

#include "radius/attributes.h"
#include "radius/codes.h"
#include "radius/hiding.h"

namespace radius {

struct Packet {
    Code code{};
    std::uint8_t identifier = 0;
    Authenticator authenticator{};  ///< as it stands in the packet
    bool is_signed = false;         ///< it has a Message-Authenticator, which is right
    AttributeList attributes;       ///< hidden ones in the clear
};

/// What has to be remembered of a request until its answer comes.
struct SentRequest {
    Code code{};
    std::uint8_t identifier = 0;
    Authenticator authenticator{};
};

/// Must there be a Message-Authenticator (RFC 2869 section 5.14)? Without it, whoever can alter packets on the way can
/// turn an Access-Reject into an Access-Accept, for the Response Authenticator is a bare MD5 (CVE-2024-3596). One that is there is
/// verified in any case.
enum class Signature : std::uint8_t { kRequired, kOptional };

}  // namespace radius
