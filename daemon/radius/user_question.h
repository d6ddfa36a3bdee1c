// What a RADIUS server is asked to let a user in: an Access-Request with his answer to PAP or CHAP, and all that is known of his call.
// Pure functions. RFC 2865, 2548, 2868, 4679.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "base/bytes.h"
#include "base/secret.h"
#include "ipc/auth_method.h"
#include "ipc/line_kind.h"
#include "l2tp/messages.h"
#include "radius/attributes.h"
#include "radius/client_plan.h"

namespace vpdnd {

/// Plain data. Any octet may be in it but NUL in the name and in a password.
struct UserCredentials {
    ipc::AuthMethod method{};
    std::string name;
    std::uint8_t id = 0;     ///< of the PPP packet
    base::Bytes challenge;   ///< CHAP
    base::Secret response;   ///< a password, or CHAP's response
};

/// The tunnel that brings his call, as RFC 2868 names its ends: the client is the LAC. Strings are raw; empty: not known.
struct UserTunnel {
    std::string client_name, server_name;        ///< Host Names
    std::string client_address, server_address;  ///< IP addresses
};

/// Strings are raw: the user's, or his LAC's. Empty or 0: not known.
struct UserQuestion {
    UserCredentials credentials;
    std::string session_id;  ///< Acct-Session-Id: the same in all that is said of this call
    std::string calling_number = {}, called_number = {};
    std::uint32_t port = 0;
    std::string port_name = {};
    ipc::LineKind line{};
    std::uint64_t tx_speed = 0, rx_speed = 0;      ///< bit/s, to and from the user
    std::optional<UserTunnel> tunnel = {};
    std::vector<l2tp::VendorAvp> access_line = {};  ///< RFC 5515
};

/// All that is said of the call in whatever is asked or told of it: port, numbers, speeds, tunnel, access line, Acct-Session-Id.
void add_call(radius::AttributeList& to, const UserQuestion& call);
/// Tunnel-Type, -Medium-Type, and what is known of both ends.
void add_tunnel(radius::AttributeList& to, const UserTunnel& tunnel);
/// Service-Type and Framed-Protocol of PPP.
void add_ppp_service(radius::AttributeList& to);

/// Error: the user's answer is none of that method; no secret in it.
[[nodiscard]] tl::expected<radius::AttributeList, std::string> user_request(const UserQuestion& question, const NasIdentity& identity);

}  // namespace vpdnd
