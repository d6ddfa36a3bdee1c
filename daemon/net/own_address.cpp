#include "net/own_address.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstring>

#include "os/unique_fd.h"

namespace vpdnd {
namespace {

/// RTM_GETROUTE for one destination: the kernel answers it inside send().
struct RouteQuestion {
    nlmsghdr header{};
    rtmsg route{};
    rtattr leaves_by{};
    std::uint32_t interface = 0;  ///< of a VRF; 0: any
    rtattr attribute{};
    std::array<std::uint8_t, 16> destination{};  ///< of IPv4 the first four octets
};
static_assert(sizeof(RouteQuestion) == NLMSG_LENGTH(sizeof(rtmsg)) + RTA_SPACE(4) + RTA_LENGTH(16));

RouteQuestion question_for(const l2tp::IpAddress& address, std::uint32_t interface) {
    const unsigned octets = address.v6 ? 16 : 4;
    RouteQuestion out;
    out.header.nlmsg_len = NLMSG_LENGTH(sizeof(rtmsg)) + static_cast<unsigned>(RTA_SPACE(4) + RTA_LENGTH(octets));
    out.header.nlmsg_type = RTM_GETROUTE;
    out.header.nlmsg_flags = NLM_F_REQUEST;
    out.route.rtm_family = address.v6 ? AF_INET6 : AF_INET;
    out.route.rtm_dst_len = static_cast<unsigned char>(octets * 8);
    out.leaves_by.rta_len = static_cast<unsigned short>(RTA_LENGTH(4));
    out.leaves_by.rta_type = RTA_OIF;
    out.interface = interface;
    out.attribute.rta_len = static_cast<unsigned short>(RTA_LENGTH(octets));
    out.attribute.rta_type = RTA_DST;
    out.destination = address.bytes;
    return out;
}

}  // namespace

bool belongs_to_this_machine(std::uint32_t address, const std::string& vrf) {
    l2tp::IpAddress ip;
    for (std::size_t i = 0; i < 4; ++i) ip.bytes[i] = static_cast<std::uint8_t>(address >> (24 - 8 * i));
    return belongs_to_this_machine(ip, vrf);
}

bool belongs_to_this_machine(const l2tp::IpAddress& address, const std::string& vrf) {
    const UniqueFd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
    if (!socket) return false;
    const auto question = question_for(address, vrf.empty() ? 0 : ::if_nametoindex(vrf.c_str()));
    if (::send(socket.get(), &question, question.header.nlmsg_len, 0) != static_cast<ssize_t>(question.header.nlmsg_len)) return false;
    alignas(nlmsghdr) std::uint8_t answer[1024];
    const auto size = ::recv(socket.get(), answer, sizeof answer, 0);
    if (size < static_cast<ssize_t>(NLMSG_LENGTH(sizeof(rtmsg)))) return false;
    nlmsghdr header;
    rtmsg route;
    std::memcpy(&header, answer, sizeof header);
    std::memcpy(&route, answer + NLMSG_HDRLEN, sizeof route);
    if (header.nlmsg_type != RTM_NEWROUTE) return false;  // an error: there is no way to it
    return route.rtm_type == RTN_LOCAL || route.rtm_type == RTN_BROADCAST || route.rtm_type == RTN_MULTICAST ||
           route.rtm_type == RTN_ANYCAST;
}

}  // namespace vpdnd
