#include "net/network_watch.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "net/outer_route.h"

namespace vpdnd {
namespace {

/// Of a message whose head is a T; null: it is too short.
template <class T>
const T* head_of(const nlmsghdr& message) {
    return message.nlmsg_len < NLMSG_LENGTH(sizeof(T)) ? nullptr : static_cast<const T*>(NLMSG_DATA(&message));
}

int interface_of_route(const nlmsghdr& message, const rtmsg& head) {
    int index = 0;
    auto length = static_cast<int>(RTM_PAYLOAD(&message));
    for (const auto* one = RTM_RTA(&head); RTA_OK(one, length); one = RTA_NEXT(one, length))
        if (one->rta_type == RTA_OIF && RTA_PAYLOAD(one) == sizeof index) std::memcpy(&index, RTA_DATA(one), sizeof index);
    return index;
}

}  // namespace

bool interface_is_up(const std::string& name) {
    const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    if (!socket || name.size() >= sizeof request.ifr_name) return false;
    name.copy(request.ifr_name, name.size());
    return ::ioctl(socket.get(), SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & IFF_UP) != 0;
}

NetworkWatch::NetworkWatch(EventLoop& loop, UniqueFd fd, Changed changed)
    : fd_(std::move(fd)), changed_(std::move(changed)), timer_(loop.make_timer([this] { tell(); })) {}

SocketResult<std::unique_ptr<NetworkWatch>> NetworkWatch::make(EventLoop& loop, Changed changed) {
    UniqueFd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
    if (!fd) return socket_error("open a netlink socket");
    sockaddr_nl groups{};
    groups.nl_family = AF_NETLINK;
    groups.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&groups), sizeof groups) < 0)
        return socket_error("ask for changes of the network");
    std::unique_ptr<NetworkWatch> out(new NetworkWatch(loop, std::move(fd), std::move(changed)));
    auto watch = loop.watch_readable(out->fd_.get(), [self = out.get()] { self->on_readable(); });
    if (!watch) return socket_error("watch for changes of the network", watch.error().value());
    out->watch_ = std::move(*watch);
    return out;
}

void NetworkWatch::on_readable() {
    alignas(nlmsghdr) std::array<std::byte, 32768> buffer;
    for (;;) {
        const auto length = ::recv(fd_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (length > 0) {
            read(std::span(buffer).first(static_cast<std::size_t>(length)));
        } else if (length < 0 && errno == ENOBUFS) {
            lost_ = true;
            note(0);
        } else if (length == 0 || errno != EINTR) {
            return;
        }
    }
}

void NetworkWatch::read(std::span<const std::byte> messages) {
    auto length = static_cast<unsigned>(messages.size());
    const auto* message = reinterpret_cast<const nlmsghdr*>(messages.data());
    for (; NLMSG_OK(message, length); message = NLMSG_NEXT(message, length)) on_message(*message);
}

void NetworkWatch::on_message(const nlmsghdr& message) {
    switch (message.nlmsg_type) {
        case RTM_NEWLINK:
        case RTM_DELLINK:
            if (const auto* link = head_of<ifinfomsg>(message)) note(link->ifi_index);
            return;
        case RTM_NEWADDR:
        case RTM_DELADDR:
            if (const auto* address = head_of<ifaddrmsg>(message)) note(static_cast<int>(address->ifa_index));
            return;
        case RTM_NEWROUTE:
        case RTM_DELROUTE:
            if (const auto* route = head_of<rtmsg>(message); route && route->rtm_protocol != kOwnCallRoutes)
                note(interface_of_route(message, *route));
            return;
        default:
            return;
    }
}

void NetworkWatch::note(int interface) {
    if (interface > 0) interfaces_.insert(interface);
    if (!std::exchange(waits_, true)) timer_->arm(std::chrono::steady_clock::now() + kTogether);
}

void NetworkWatch::tell() {
    waits_ = false;
    const auto interfaces = std::exchange(interfaces_, {});
    changed_(interfaces, std::exchange(lost_, false));
}

}  // namespace vpdnd
