// Whether another program of this machine may take a UDP port before the daemon has it, by accident or on purpose. Who binds
// it first keeps it: SO_REUSEPORT (net/udp_socket.h) keeps other users out only while a socket of ours is there.
#pragma once

#include <cstdint>
#include <string_view>

namespace vpdnd {

/// `reserved`: net.ipv4.ip_local_reserved_ports, "8080,9148-9150": never chosen for programs that bind any port.
/// `first_unprivileged`: net.ipv4.ip_unprivileged_port_start: the ports below it need CAP_NET_BIND_SERVICE. Both rule IPv6
/// too. True: either protects it.
bool port_is_protected(std::uint16_t port, std::string_view reserved, std::string_view first_unprivileged);
/// As this network namespace is set.
bool port_is_protected(std::uint16_t port);

}  // namespace vpdnd
