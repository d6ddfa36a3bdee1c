#include "net/datagram_info.h"

#include <cstring>

#include "net/socket_address.h"

namespace vpdnd {
namespace {

/// One more behind those that are there: msg_controllen octets of them.
template <class Info>
void put_control(msghdr& message, int level, int type, const Info& info) {
    auto* c = reinterpret_cast<cmsghdr*>(static_cast<char*>(message.msg_control) + message.msg_controllen);
    c->cmsg_level = level;
    c->cmsg_type = type;
    c->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(c), &info, sizeof info);
    message.msg_controllen += CMSG_SPACE(sizeof info);
}

void put_tos(msghdr& message, bool v6, std::uint8_t tos) {
    if (v6) put_control(message, IPPROTO_IPV6, IPV6_TCLASS, int{tos});
    else put_control(message, IPPROTO_IP, IP_TOS, int{tos});
}

/// Makes the datagram leave from `ip`.
void put_local_ip(msghdr& message, const l2tp::IpAddress& ip) {
    if (ip.v6) {
        in6_pktinfo info{};
        std::memcpy(&info.ipi6_addr, ip.bytes.data(), sizeof info.ipi6_addr);
        info.ipi6_ifindex = ip.scope;
        put_control(message, IPPROTO_IPV6, IPV6_PKTINFO, info);
    } else {
        in_pktinfo info{};
        std::memcpy(&info.ipi_spec_dst, ip.bytes.data(), sizeof info.ipi_spec_dst);
        put_control(message, IPPROTO_IP, IP_PKTINFO, info);
    }
}

}  // namespace

void take_local_ip(msghdr& message, l2tp::IpAddress* ip) {
    for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
            in_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(c), sizeof info);
            *ip = to_ip(info.ipi_spec_dst);
        } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
            in6_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(c), sizeof info);
            *ip = to_ip(info.ipi6_addr, info.ipi6_ifindex);
        }
    }
}

void put_info(msghdr& message, const l2tp::IpAddress& ip, std::optional<std::uint8_t> tos) {
    message.msg_controllen = 0;
    put_local_ip(message, ip);
    if (tos) put_tos(message, ip.v6, *tos);
}

}  // namespace vpdnd
