#include "net/outer_route.h"

#include <netinet/in.h>
#include <netlink/attr.h>
#include <netlink/errno.h>

#include <algorithm>
#include <array>
#include <functional>
#include <span>
#include <utility>

#include "net/own_address.h"
#include "net/route_netlink.h"

namespace vpdnd {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Attributes = std::array<nlattr*, RTA_MAX + 1>;

unsigned char family_of(const l2tp::IpAddress& address) { return address.v6 ? AF_INET6 : AF_INET; }
std::span<const std::uint8_t> octets_of(const l2tp::IpAddress& address) { return std::span(address.bytes).first(address.v6 ? 16 : 4); }
unsigned char bits_of(const l2tp::IpAddress& address) { return address.v6 ? 128 : 32; }

Bytes bytes_of(const nlattr* attribute) {
    if (!attribute) return {};
    const auto* data = static_cast<const std::uint8_t*>(nla_data(attribute));
    return {data, data + nla_len(attribute)};
}

// Reading -------------------------------------------------------------------------------------------------------

struct Seen {
    const rtmsg& head;
    Attributes& attributes;
    std::uint32_t number(int attribute) const {
        const auto* found = attributes[static_cast<std::size_t>(attribute)];
        return found && nla_len(found) >= 4 ? nla_get_u32(found) : 0;
    }
    /// In the main table, by `protocol` or (not set) by whomever.
    bool in_main_table() const {
        const auto table = number(RTA_TABLE);
        return (table != 0 ? table : head.rtm_table) == RT_TABLE_MAIN;
    }
};
using Visit = std::function<void(const Seen&)>;

int on_message(nl_msg* message, void* argument) {
    Attributes attributes{};
    auto* header = nlmsg_hdr(message);
    if (header->nlmsg_type != RTM_NEWROUTE) return NL_OK;
    if (nlmsg_parse(header, sizeof(rtmsg), attributes.data(), RTA_MAX, nullptr) < 0) return NL_OK;
    (*static_cast<Visit*>(argument))({*static_cast<const rtmsg*>(nlmsg_data(header)), attributes});
    return NL_OK;
}

bool for_each_route(unsigned char family, Visit visit) {
    const auto socket = open_route_socket();
    if (!socket) return false;
    rtmsg head{};
    head.rtm_family = family;
    nl_socket_modify_cb(socket.get(), NL_CB_VALID, NL_CB_CUSTOM, on_message, &visit);
    return nl_send_simple(socket.get(), RTM_GETROUTE, NLM_F_DUMP, &head, sizeof head) >= 0 && nl_recvmsgs_default(socket.get()) >= 0;
}

bool covers(const Seen& route, std::span<const std::uint8_t> address) {
    const auto network = bytes_of(route.attributes[RTA_DST]);
    unsigned bits = route.head.rtm_dst_len;
    if (bits > address.size() * 8 || (bits != 0 && network.size() != address.size())) return false;
    for (std::size_t i = 0; bits != 0; ++i) {
        const unsigned here = std::min(bits, 8u);
        const auto mask = static_cast<std::uint8_t>(0xff << (8 - here));
        if ((network[i] & mask) != (address[i] & mask)) return false;
        bits -= here;
    }
    return true;
}

/// Of several next hops the first that works.
bool take_next_hop(const Seen& route, OuterRoute& out) {
    constexpr unsigned kUseless = RTNH_F_DEAD | RTNH_F_LINKDOWN;
    out.source = bytes_of(route.attributes[RTA_PREFSRC]);
    if (const auto* several = route.attributes[RTA_MULTIPATH]) {
        auto* hop = static_cast<rtnexthop*>(nla_data(several));
        for (int left = nla_len(several); RTNH_OK(hop, left); left -= RTNH_ALIGN(hop->rtnh_len), hop = RTNH_NEXT(hop)) {
            if (hop->rtnh_flags & kUseless) continue;
            out.index = static_cast<unsigned>(hop->rtnh_ifindex);
            out.onlink = (hop->rtnh_flags & RTNH_F_ONLINK) != 0;
            auto* first = reinterpret_cast<nlattr*>(RTNH_DATA(hop));
            out.gateway = bytes_of(nla_find(first, hop->rtnh_len - static_cast<int>(sizeof *hop), RTA_GATEWAY));
            return true;
        }
        return false;
    }
    if (route.head.rtm_flags & kUseless) return false;
    out.index = route.number(RTA_OIF);
    out.onlink = (route.head.rtm_flags & RTNH_F_ONLINK) != 0;
    out.gateway = bytes_of(route.attributes[RTA_GATEWAY]);
    // A gateway of the other family (RTA_VIA) cannot be told by this struct: such a route is passed over.
    return out.index != 0 && !route.attributes[RTA_VIA];
}

// Writing -------------------------------------------------------------------------------------------------------

struct NewRoute {
    unsigned char family = AF_INET, bits = 0;
    std::span<const std::uint8_t> to{};
    OuterRoute way{};
};

NetlinkMessage message_about(int type, int flags, const NewRoute& route) {
    NetlinkMessage message(nlmsg_alloc_simple(type, flags));
    if (!message) return message;
    const auto& way = route.way;
    rtmsg head{};
    head.rtm_family = route.family;
    head.rtm_dst_len = route.bits;
    head.rtm_table = RT_TABLE_MAIN;
    head.rtm_protocol = kOwnCallRoutes;
    head.rtm_scope = way.gateway.empty() && route.family == AF_INET ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
    if (type == RTM_DELROUTE) head.rtm_scope = RT_SCOPE_NOWHERE;
    head.rtm_type = RTN_UNICAST;
    if (way.onlink) head.rtm_flags = RTNH_F_ONLINK;
    const auto put = [&](int attribute, std::span<const std::uint8_t> value) {
        return value.empty() || nla_put(message.get(), attribute, static_cast<int>(value.size()), value.data()) == 0;
    };
    bool done = nlmsg_append(message.get(), &head, sizeof head, NLMSG_ALIGNTO) == 0;
    done = done && put(RTA_DST, route.to) && put(RTA_GATEWAY, way.gateway) && put(RTA_PREFSRC, way.source);
    if (way.index != 0) done = done && nla_put_u32(message.get(), RTA_OIF, way.index) == 0;
    return done ? std::move(message) : nullptr;
}

/// 0, or an error of libnl.
int carry_out(NetlinkMessage message) {
    const auto socket = open_route_socket();
    if (!socket) return -NLE_BAD_SOCK;
    return message ? nl_send_sync(socket.get(), message.release()) : -NLE_NOMEM;  // frees it
}

NewRoute only_to(const l2tp::IpAddress& to, const OuterRoute& way = {}) {
    return {.family = family_of(to), .bits = bits_of(to), .to = octets_of(to), .way = way};
}

/// Does the kernel take our route there, and is it this one? Kernels before 4.13 do not say.
bool is_in_force(const l2tp::IpAddress& to, const OuterRoute& route) {
    const auto socket = open_route_socket();
    const NetlinkMessage question(nlmsg_alloc_simple(RTM_GETROUTE, 0));
    rtmsg head{};
    head.rtm_family = family_of(to);
    head.rtm_dst_len = bits_of(to);
    head.rtm_flags = RTM_F_FIB_MATCH;
    const auto octets = octets_of(to);
    if (!socket || !question || nlmsg_append(question.get(), &head, sizeof head, NLMSG_ALIGNTO) != 0 ||
        nla_put(question.get(), RTA_DST, static_cast<int>(octets.size()), octets.data()) != 0)
        return false;
    bool out = false;
    auto wanted = route;
    wanted.hidden = false;
    Visit visit = [&](const Seen& now) {
        OuterRoute way;
        out = now.head.rtm_protocol == kOwnCallRoutes && now.head.rtm_dst_len == bits_of(to) && take_next_hop(now, way) && way == wanted;
    };
    nl_socket_modify_cb(socket.get(), NL_CB_VALID, NL_CB_CUSTOM, on_message, &visit);
    if (nl_send_auto(socket.get(), question.get()) >= 0) nl_recvmsgs_default(socket.get());
    return out;
}

}  // namespace

OuterRoute outer_route(const l2tp::IpAddress& to, const std::set<unsigned>& inside) {
    OuterRoute best;
    int best_bits = -1;
    std::uint32_t best_metric = 0;
    bool hidden = false;
    if (to.scope != 0 || belongs_to_this_machine(to)) return best;
    for_each_route(family_of(to), [&](const Seen& route) {
        const auto& head = route.head;
        if (!route.in_main_table() || head.rtm_type != RTN_UNICAST || head.rtm_protocol == kOwnCallRoutes) return;
        if ((head.rtm_flags & RTM_F_CLONED) || !covers(route, octets_of(to))) return;
        OuterRoute way;
        if (!take_next_hop(route, way)) return;
        const bool is_inside = inside.contains(way.index);
        hidden = hidden || (is_inside && head.rtm_dst_len == bits_of(to));
        const auto metric = route.number(RTA_PRIORITY);
        const bool better = head.rtm_dst_len > best_bits || (head.rtm_dst_len == best_bits && metric < best_metric);
        if (!better || is_inside) return;
        best = std::move(way);
        best_bits = head.rtm_dst_len;
        best_metric = metric;
    });
    best.hidden = hidden;
    return best;
}

/// Of several routes to the address the kernel takes the first. PPP's own to a peer that goes by the LNS's address is one: ours has to be
/// before it, and must not go for a moment where nothing has changed. IPv6 would share the packets between the two.
std::string keep_outside(const l2tp::IpAddress& to, const OuterRoute& route) {
    if (is_in_force(to, route)) return {};
    keep_outside_no_more(to);
    if (route.index == 0) return {};
    const int flags = to.v6 ? NLM_F_CREATE | NLM_F_EXCL : NLM_F_CREATE;
    const auto result = carry_out(message_about(RTM_NEWROUTE, flags, only_to(to, route)));
    return result < 0 && result != -NLE_EXIST ? l2tp::to_string(to) + ": " + nl_geterror(result) : std::string();
}

void keep_outside_no_more(const l2tp::IpAddress& to) { carry_out(message_about(RTM_DELROUTE, 0, only_to(to))); }

/// Without NLM_F_EXCL and NLM_F_APPEND the kernel puts a route before those of the same metric.
std::string lead_through(unsigned index) {
    const auto result = carry_out(message_about(RTM_NEWROUTE, NLM_F_CREATE, {.way = {.index = index}}));
    return result < 0 && result != -NLE_EXIST ? std::string("default route: ") + nl_geterror(result) : std::string();
}

void lead_through_no_more(unsigned index) { carry_out(message_about(RTM_DELROUTE, 0, {.way = {.index = index}})); }

std::string remove_left_routes() {
    std::vector<l2tp::IpAddress> left;
    for (const bool v6 : {false, true}) {
        const auto read = for_each_route(v6 ? AF_INET6 : AF_INET, [&](const Seen& route) {
            l2tp::IpAddress to{.v6 = v6};
            const auto network = bytes_of(route.attributes[RTA_DST]);
            if (!route.in_main_table() || route.head.rtm_protocol != kOwnCallRoutes || network.size() != (v6 ? 16u : 4u)) return;
            std::ranges::copy(network, to.bytes.begin());
            if (route.head.rtm_dst_len == bits_of(to)) left.push_back(to);
        });
        if (!read) return "the routing table cannot be read";
    }
    for (const auto& to : left) keep_outside_no_more(to);
    return {};
}

}  // namespace vpdnd
