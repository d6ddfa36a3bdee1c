// The codes of RADIUS packets. RFC 2865 section 3, RFC 2866 section 3, RFC 5176 section 2.3, RFC 5997 (Status-Server).
#pragma once

#include <cstdint>
#include <string>

namespace radius {

enum class Code : std::uint8_t {
    kAccessRequest = 1,
    kAccessAccept = 2,
    kAccessReject = 3,
    kAccountingRequest = 4,
    kAccountingResponse = 5,
    kAccessChallenge = 11,
    kStatusServer = 12,
    kDisconnectRequest = 40,
    kDisconnectAck = 41,
    kDisconnectNak = 42,
    kCoaRequest = 43,
    kCoaAck = 44,
    kCoaNak = 45,
};

/// "Access-Request"; "code 99" for others.
[[nodiscard]] std::string name_of(Code code);

/// May a request of this code be answered by that one? Nothing answers what is no request.
[[nodiscard]] bool answers(Code request, Code answer);

/// Access-Request and Status-Server: the Request Authenticator is a random number, so that the packet itself proves
/// nothing without a Message-Authenticator.
[[nodiscard]] constexpr bool has_random_authenticator(Code request) {
    return request == Code::kAccessRequest || request == Code::kStatusServer;
}

/// Accounting, Disconnect, CoA: the Request Authenticator is a digest over packet and secret.
[[nodiscard]] constexpr bool has_digest_authenticator(Code request) {
    return request == Code::kAccountingRequest || request == Code::kDisconnectRequest || request == Code::kCoaRequest;
}

}  // namespace radius
