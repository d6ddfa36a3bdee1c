// What the IP headers of a tunnel's packets say, where it is not what the system has for all; and how long they may be. RFC
// 2661 leaves both open.
#pragma once

#include <cstdint>
#include <optional>

#include "net/socket_error.h"

namespace vpdnd {

struct PacketMarks {
    std::optional<std::uint8_t> tos = {};  ///< IPv4's TOS, IPv6's Traffic Class
    bool dont_fragment = false;            ///< by nobody on the way: DF. What is too long for the path as the kernel knows it is
                                           ///< fragmented here
};

/// For all that goes through this UDP socket from now on. The kernel's L2TP data has the TOS, too; but it is fragmented,
/// whatever the socket says, and its IPv4 packets have no DF (Linux: l2tp_core.c sets ignore_df).
SocketResult<void> mark_socket(int fd, bool v6, const PacketMarks& marks);
/// What the kernel knows of the path of a connected socket, in octets of whole IP packets; empty: nothing.
std::optional<unsigned> path_mtu_of(int fd, bool v6);

}  // namespace vpdnd
