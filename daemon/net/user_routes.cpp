#include "net/user_routes.h"

#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>

#include <memory>
#include <utility>

namespace vpdnd {
namespace {

struct Free {
    void operator()(nl_sock* socket) const { nl_socket_free(socket); }
    void operator()(nl_msg* message) const { nlmsg_free(message); }
};
using Socket = std::unique_ptr<nl_sock, Free>;
using Message = std::unique_ptr<nl_msg, Free>;

Socket open_socket() {
    Socket socket(nl_socket_alloc());
    if (socket && nl_connect(socket.get(), NETLINK_ROUTE) < 0) socket.reset();
    return socket;
}

Message message_about(int type, int flags, unsigned index, const IpRoute& route) {
    Message message(nlmsg_alloc_simple(type, flags));
    if (!message) return message;
    rtmsg head{};
    head.rtm_family = AF_INET;
    head.rtm_dst_len = route.bits;
    head.rtm_table = RT_TABLE_MAIN;
    head.rtm_protocol = RTPROT_STATIC;
    head.rtm_scope = RT_SCOPE_LINK;
    head.rtm_type = RTN_UNICAST;
    const auto network = htonl(route.network);
    bool done = nlmsg_append(message.get(), &head, sizeof head, NLMSG_ALIGNTO) == 0;
    done = done && nla_put(message.get(), RTA_DST, sizeof network, &network) == 0;
    done = done && nla_put_u32(message.get(), RTA_OIF, index) == 0;
    if (route.metric != 0) done = done && nla_put_u32(message.get(), RTA_PRIORITY, route.metric) == 0;
    return done ? std::move(message) : nullptr;
}

std::string text_of(const IpRoute& route) {
    const auto network = htonl(route.network);
    char text[INET_ADDRSTRLEN] = "";
    ::inet_ntop(AF_INET, &network, text, sizeof text);
    return std::string(text) + "/" + std::to_string(route.bits);
}

/// Empty: done.
std::string carry_out(nl_sock* socket, Message message) {
    if (!message) return "no memory";
    const int result = nl_send_sync(socket, message.release());  // frees it
    return result < 0 ? nl_geterror(result) : std::string();
}

}  // namespace

std::string add_routes(const std::string& interface, const std::vector<IpRoute>& routes) {
    const auto socket = open_socket();
    const auto index = ::if_nametoindex(interface.c_str());
    if (!socket || index == 0) return interface + ": " + (socket ? "no such interface" : "no netlink socket");
    std::string errors;
    for (const auto& route : routes) {
        const auto error = carry_out(socket.get(), message_about(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, index, route));
        if (error.empty()) continue;
        errors += (errors.empty() ? "" : "; ") + text_of(route) + ": " + error;
    }
    return errors;
}

void remove_routes(const std::string& interface, const std::vector<IpRoute>& routes) {
    const auto socket = open_socket();
    const auto index = ::if_nametoindex(interface.c_str());
    if (!socket || index == 0) return;
    for (const auto& route : routes) carry_out(socket.get(), message_about(RTM_DELROUTE, 0, index, route));
}

}  // namespace vpdnd
