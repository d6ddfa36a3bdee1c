// Opens the sockets that the configuration asks for.
#pragma once

#include "config/config.h"
#include "net/udp_sockets.h"

namespace vpdnd {

/// `daemon.listen`; as shipped, without a group, nothing. Addresses that this machine does not have, or that another program
/// has while there are others, are logged, and again when they have come; a kernel without IPv6 is worth a warning only if
/// the file names the address. Error: as UdpSockets::open_listeners(), with the key in front.
SocketResult<void> open_configured_listeners(UdpSockets& sockets, const Config& config);

/// A warning for each port that another program may take before this one has it.
void warn_of_unprotected_ports(const std::vector<l2tp::Address>& listeners);

}  // namespace vpdnd
