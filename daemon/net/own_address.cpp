#include "net/own_address.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cstring>

#include "os/unique_fd.h"

namespace vpdnd {
namespace {

/// RTM_GETROUTE for one destination: the kernel answers it inside send().
struct RouteQuestion {
    nlmsghdr header{};
    rtmsg route{};
    rtattr attribute{};
    std::uint32_t destination = 0;  ///< network order
};
static_assert(sizeof(RouteQuestion) == NLMSG_LENGTH(sizeof(rtmsg)) + RTA_LENGTH(4));

RouteQuestion question_for(std::uint32_t address) {
    RouteQuestion out;
    out.header.nlmsg_len = sizeof out;
    out.header.nlmsg_type = RTM_GETROUTE;
    out.header.nlmsg_flags = NLM_F_REQUEST;
    out.route.rtm_family = AF_INET;
    out.route.rtm_dst_len = 32;
    out.attribute.rta_len = RTA_LENGTH(4);
    out.attribute.rta_type = RTA_DST;
    out.destination = ::htonl(address);
    return out;
}

}  // namespace

bool belongs_to_this_machine(std::uint32_t address) {
    const UniqueFd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
    if (!socket) return false;
    const auto question = question_for(address);
    if (::send(socket.get(), &question, sizeof question, 0) != sizeof question) return false;
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
