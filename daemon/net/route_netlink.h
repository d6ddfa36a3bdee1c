// Sockets and messages of rtnetlink, by libnl, for those who set and read routes. For any thread; a socket is its caller's.
#pragma once

#include <linux/rtnetlink.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>

#include <memory>

namespace vpdnd {

struct NetlinkFree {
    void operator()(nl_sock* socket) const { nl_socket_free(socket); }
    void operator()(nl_msg* message) const { nlmsg_free(message); }
};
using NetlinkSocket = std::unique_ptr<nl_sock, NetlinkFree>;
using NetlinkMessage = std::unique_ptr<nl_msg, NetlinkFree>;

/// Null: there is none.
inline NetlinkSocket open_route_socket() {
    NetlinkSocket socket(nl_socket_alloc());
    if (socket && nl_connect(socket.get(), NETLINK_ROUTE) < 0) socket.reset();
    return socket;
}

}  // namespace vpdnd
