// What an Accounting-Request says of use and time. RFC 2866 section 5, RFC 2869 sections 5.1 to 5.3.
#pragma once

#include <cstdint>

#include "radius/attributes.h"

namespace radius {

/// Values of Acct-Status-Type: RFC 2866 section 5.1, RFC 2867 section 3.
enum class AccountingKind : std::uint8_t {
    kStart = 1,
    kStop = 2,
    kInterim = 3,
    kOn = 7,
    kOff = 8,
    kTunnelStart = 9,
    kTunnelStop = 10,
    kTunnelReject = 11,
    kLinkStart = 12,
    kLinkStop = 13,
    kLinkReject = 14,
};

/// From the user's point of view: in = what came from him (RFC 2866 section 5.3).
struct Usage {
    std::uint64_t octets_in = 0, octets_out = 0, packets_in = 0, packets_out = 0;
    std::uint32_t seconds = 0;
    bool operator==(const Usage&) const = default;
};

/// Octets with their Gigawords, which are there even if they are 0: a server that adds records up would take those of the record
/// before. A number of packets that 32 bits do not hold is told modulo 2^32, as RFC 2866 leaves nothing else.
void add_usage(AttributeList& to, const Usage& usage);

/// Acct-Status-Type in front, Event-Timestamp (`at`: seconds since 1970) behind; Acct-Delay-Time is added when it is sent.
[[nodiscard]] AttributeList accounting_request(AccountingKind kind, std::int64_t at, const AttributeList& attributes);

}  // namespace radius
