// A control datagram as text for `debug packets`. Secrets (hidden values, challenges and their responses, proxy
// authentication responses) are masked in the lines and in the hex dump; strings from the peer are escaped.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace l2tp {

struct PrintedMessage {
    std::string header;             ///< "ICRQ tunnel 7 session 0 Ns 2 Nr 1 length 91 flags T L S version 2"
    std::vector<std::string> avps;  ///< "AVP 7 Host Name, length 9, M: "hgw"" each
    std::string hex;                ///< the octets in hex, secret ones as "**"
};

/// Never fails: what cannot be read is said to be so.
[[nodiscard]] PrintedMessage print_message(std::span<const std::uint8_t> datagram);

}  // namespace l2tp
