#include "net/socket_address.h"

#include <algorithm>
#include <cstring>

namespace vpdnd {

sockaddr_in to_sockaddr_in(const l2tp::Address& address) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(address.port);
    std::memcpy(&out.sin_addr, address.ip.bytes.data(), sizeof out.sin_addr);
    return out;
}

sockaddr_in6 to_sockaddr_in6(const l2tp::Address& address) {
    sockaddr_in6 out{};
    out.sin6_family = AF_INET6;
    out.sin6_port = htons(address.port);
    out.sin6_scope_id = address.ip.scope;
    std::memcpy(&out.sin6_addr, address.ip.bytes.data(), sizeof out.sin6_addr);
    return out;
}

SocketAddress to_sockaddr(const l2tp::Address& address) {
    SocketAddress out;
    if (address.ip.v6) {
        auto in6 = to_sockaddr_in6(address);
        std::memcpy(&out.storage, &in6, sizeof in6);
        out.length = sizeof in6;
    } else {
        auto in = to_sockaddr_in(address);
        std::memcpy(&out.storage, &in, sizeof in);
        out.length = sizeof in;
    }
    return out;
}

l2tp::IpAddress to_ip(const in_addr& address) {
    l2tp::IpAddress ip;
    std::memcpy(ip.bytes.data(), &address, sizeof address);
    return ip;
}

l2tp::IpAddress to_ip(const in6_addr& address, std::uint32_t interface_index) {
    l2tp::IpAddress ip;
    ip.v6 = true;
    std::memcpy(ip.bytes.data(), &address, sizeof address);
    if (IN6_IS_ADDR_LINKLOCAL(&address)) ip.scope = interface_index;
    return ip;
}

std::optional<l2tp::Address> from_sockaddr(const sockaddr* address) {
    if (address->sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, address, sizeof in);
        return l2tp::Address{to_ip(in.sin_addr), ntohs(in.sin_port)};
    }
    if (address->sa_family != AF_INET6) return std::nullopt;
    sockaddr_in6 in6{};
    std::memcpy(&in6, address, sizeof in6);
    if (IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr)) {
        in_addr v4{};
        std::memcpy(&v4, in6.sin6_addr.s6_addr + 12, sizeof v4);
        return l2tp::Address{to_ip(v4), ntohs(in6.sin6_port)};
    }
    return l2tp::Address{to_ip(in6.sin6_addr, in6.sin6_scope_id), ntohs(in6.sin6_port)};
}

bool is_any(const l2tp::IpAddress& ip) {
    return std::all_of(ip.bytes.begin(), ip.bytes.end(), [](std::uint8_t b) { return b == 0; });
}

}  // namespace vpdnd
