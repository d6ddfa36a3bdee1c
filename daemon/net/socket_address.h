// Between l2tp::Address and the kernel's sockaddr.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <optional>

#include "l2tp/peer_address.h"

namespace vpdnd {

/// Room for an address of any family, as large as the kernel may write.
struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t length = sizeof(sockaddr_storage);  ///< octets of storage that are in use, or may be

    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

SocketAddress to_sockaddr(const l2tp::Address& address);
/// Empty: neither AF_INET nor AF_INET6. An IPv4 address mapped into IPv6 becomes IPv4.
std::optional<l2tp::Address> from_sockaddr(const sockaddr* address);

sockaddr_in to_sockaddr_in(const l2tp::Address& address);
sockaddr_in6 to_sockaddr_in6(const l2tp::Address& address);
l2tp::IpAddress to_ip(const in_addr& address);
/// interface_index becomes the scope of a link-local address, and is ignored for others.
l2tp::IpAddress to_ip(const in6_addr& address, std::uint32_t interface_index);

inline int family_of(const l2tp::IpAddress& ip) { return ip.v6 ? AF_INET6 : AF_INET; }
/// 0.0.0.0 or ::
bool is_any(const l2tp::IpAddress& ip);

}  // namespace vpdnd
