// What sendmsg() and recvmsg() carry beside the octets of a datagram: our address, and how its IP header is marked.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <optional>

#include "l2tp/peer_address.h"

namespace vpdnd {

/// Octets of control data that are enough.
inline constexpr std::size_t kReceivedInfo = CMSG_SPACE(sizeof(in6_pktinfo));
inline constexpr std::size_t kSentInfo = CMSG_SPACE(sizeof(in6_pktinfo)) + CMSG_SPACE(sizeof(int));

/// The address that a datagram was sent to, where the message says so.
void take_local_ip(msghdr& message, l2tp::IpAddress* ip);
/// Makes the datagram leave from `ip`, with this TOS or Traffic Class; msg_control has room for kSentInfo zeros.
void put_info(msghdr& message, const l2tp::IpAddress& ip, std::optional<std::uint8_t> tos);

}  // namespace vpdnd
