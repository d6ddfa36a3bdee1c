// A user is refused by PPP though no pppd was started for him: the daemon itself says so on his session's socket. RFC 1334, 1994, 1661.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "radius/user_question.h"

namespace vpdnd {

/// PPP frames without address and control field, which the kernel puts in front of what is written to a PPPoX socket.
base::Bytes authentication_failure(const UserCredentials& user, std::string_view message);
base::Bytes lcp_terminate_request(std::string_view reason);

/// Both, one after the other. What the kernel does not take is lost: the session's end follows in any case.
void refuse_by_ppp(int session_socket, const UserCredentials& user, std::string_view message);

}  // namespace vpdnd
