// A RADIUS packet as text, for `debug radius`. Secrets (hidden values, passwords, responses, keys, and the values of Cisco pairs whose
// name says so) are masked in the lines and in the hex dump; texts are escaped. The shared secret is not needed.
#pragma once

#include <string>
#include <vector>

#include "radius/attribute_frames.h"

namespace radius {

struct PrintedPacket {
    std::string header;                   ///< "Access-Accept identifier 7 length 91"
    std::vector<std::string> attributes;  ///< "67 Tunnel-Server-Endpoint, tag 1, length 12: "192.0.2.1"" each
    std::string hex;                      ///< the octets in hex, secret ones as "**"
};

/// Never fails: what cannot be read is said to be so.
[[nodiscard]] PrintedPacket print_packet(Octets datagram);

}  // namespace radius
