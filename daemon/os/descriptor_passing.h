// Packets of a Unix socket with descriptors beside them (SCM_RIGHTS). Nothing here allocates: the process that starts
// programs uses it in a forked child.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "os/unique_fd.h"

namespace vpdnd {

inline constexpr std::size_t kMostPassedDescriptors = 4;

/// Sends one packet; the descriptors, at most kMostPassedDescriptors, stay open here. `flags` as in send(); there is no
/// SIGPIPE. As send(): octets sent, or -1 with errno.
ssize_t send_packet(int socket, std::span<const std::uint8_t> packet, std::span<const int> descriptors, int flags = 0);

struct ReceivedPacket {
    ssize_t size = -1;  ///< as recv(): 0 is the end, -1 an error with errno
    bool cut_off = false;  ///< the packet was longer than the buffer, or had more descriptors
    std::array<UniqueFd, kMostPassedDescriptors> descriptors;  ///< close-on-exec; the first `count`
    std::size_t count = 0;
};
ReceivedPacket receive_packet(int socket, std::span<std::uint8_t> buffer, int flags = 0);

}  // namespace vpdnd
