// Options of PPP's control protocols as values of the control protocol, for `l2tpctl session show`.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "ipc/control_value.h"

namespace vpdnd {

/// Options as in a Configure-Request (RFC 1661 section 6), without its header, of LCP (0xc021), IPCP (0x8021) or IPv6CP (0x8057). One
/// that is unknown, or of another length than its kind has, is `option_N`, in hexadecimal; of two of a kind the first is shown. What is
/// behind an option that is no option is left out, and `malformed` says so.
ipc::Value ppp_option_values(std::uint16_t protocol, std::span<const std::uint8_t> options);
/// "pap", "chap-md5", "eap", ...: the value of LCP's option 3.
std::string auth_protocol_text(std::span<const std::uint8_t> value);

}  // namespace vpdnd
