#include "net/user_routes.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netlink/errno.h>

#include <algorithm>
#include <utility>

#include "net/route_netlink.h"

namespace vpdnd {
namespace {

NetlinkMessage message_about(int type, int flags, unsigned index, const IpRoute& route) {
    NetlinkMessage message(nlmsg_alloc_simple(type, flags));
    if (!message) return message;
    rtmsg head{};
    head.rtm_family = AF_INET;
    head.rtm_dst_len = route.bits;
    head.rtm_table = RT_TABLE_UNSPEC;  // RTA_TABLE has more than an octet
    head.rtm_protocol = RTPROT_STATIC;
    head.rtm_scope = RT_SCOPE_LINK;
    head.rtm_type = RTN_UNICAST;
    const auto network = htonl(route.network);
    bool done = nlmsg_append(message.get(), &head, sizeof head, NLMSG_ALIGNTO) == 0;
    done = done && nla_put(message.get(), RTA_DST, sizeof network, &network) == 0;
    done = done && nla_put_u32(message.get(), RTA_OIF, index) == 0;
    done = done && nla_put_u32(message.get(), RTA_TABLE, route.table) == 0;
    if (route.metric != 0) done = done && nla_put_u32(message.get(), RTA_PRIORITY, route.metric) == 0;
    return done ? std::move(message) : nullptr;
}

std::string text_of(const IpRoute& route) {
    const auto network = htonl(route.network);
    char text[INET_ADDRSTRLEN] = "";
    ::inet_ntop(AF_INET, &network, text, sizeof text);
    return std::string(text) + "/" + std::to_string(route.bits);
}

/// 0, or an error of libnl.
int carry_out(nl_sock* socket, NetlinkMessage message) {
    return message ? nl_send_sync(socket, message.release()) : -NLE_NOMEM;  // frees it
}

/// The kernel takes several routes to one network with one metric, in an order, if it is told where; none of them twice.
std::string add_one(nl_sock* socket, unsigned index, const IpRoute& route) {
    int result = carry_out(socket, message_about(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, index, route));
    if (result == -NLE_EXIST) {
        result = carry_out(socket, message_about(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_APPEND, index, route));
        if (result == -NLE_EXIST) return {};  // it is this very one
        if (result >= 0) return "is there through another interface; this one waits until that one goes";
    }
    return result < 0 ? nl_geterror(result) : std::string();
}

}  // namespace

unsigned interface_index(const std::string& interface) { return ::if_nametoindex(interface.c_str()); }

std::string add_routes(unsigned index, const std::vector<IpRoute>& routes) {
    if (routes.empty()) return {};
    const auto socket = open_route_socket();
    if (!socket) return "no netlink socket";
    std::string errors;
    for (const auto& route : routes) {
        const auto error = add_one(socket.get(), index, route);
        if (error.empty()) continue;
        errors += (errors.empty() ? "" : "; ") + text_of(route) + ": " + error;
    }
    return errors;
}

void remove_routes(unsigned index, const std::vector<IpRoute>& routes) {
    if (routes.empty()) return;
    const auto socket = open_route_socket();
    if (!socket) return;
    for (const auto& route : routes) carry_out(socket.get(), message_about(RTM_DELROUTE, 0, index, route));
}

std::string CallRoutes::bring(std::uint64_t number, const Wanted& wanted) {
    const std::lock_guard held(mutex_);
    if (number <= newest_) return {};
    newest_ = number;
    auto old = set_.routes;
    if (set_.index == wanted.index)
        std::erase_if(old, [&](const IpRoute& one) { return std::ranges::find(wanted.routes, one) != wanted.routes.end(); });
    if (set_.index != 0 && !old.empty()) kernel_.remove(set_.index, old);
    set_ = wanted;
    return wanted.index != 0 ? kernel_.add(wanted.index, wanted.routes) : std::string();
}

}  // namespace vpdnd
