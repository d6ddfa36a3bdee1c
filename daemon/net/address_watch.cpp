#include "net/address_watch.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace vpdnd {

SocketResult<std::unique_ptr<AddressWatch>> AddressWatch::make(EventLoop& loop, std::function<void()> changed) {
    UniqueFd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
    if (!fd) return socket_error("open a netlink socket");
    sockaddr_nl groups{};
    groups.nl_family = AF_NETLINK;
    groups.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&groups), sizeof groups) < 0)
        return socket_error("ask for changes of addresses");
    std::unique_ptr<AddressWatch> out(new AddressWatch(std::move(fd), std::move(changed)));
    auto watch = loop.watch_readable(out->fd_.get(), [self = out.get()] { self->on_readable(); });
    if (!watch) return socket_error("watch for changes of addresses", watch.error().value());
    out->watch_ = std::move(*watch);
    return out;
}

/// ENOBUFS: more came than there was room for, which is a change too.
void AddressWatch::on_readable() {
    std::array<char, 8192> messages;
    bool any = false;
    for (;;) {
        if (::recv(fd_.get(), messages.data(), messages.size(), MSG_DONTWAIT) < 0 && errno != ENOBUFS && errno != EINTR) break;
        any = true;
    }
    if (!any) return;
    const auto changed = changed_;
    changed();
}

}  // namespace vpdnd
