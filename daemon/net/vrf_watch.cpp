#include "net/vrf_watch.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

namespace vpdnd {
namespace {

constexpr int kReceiveBuffer = 4 << 20;   // many sessions may come or go at once
constexpr std::size_t kLooksATime = 64;   // each asks the kernel, and the loop has other work

}  // namespace

VrfWatch::VrfWatch(EventLoop& loop, Ask ask)
    : loop_(loop), ask_(std::move(ask)), timer_(loop.make_timer([this] { look_at_suspects(); })) {}

SocketResult<void> VrfWatch::open() {
    UniqueFd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
    if (!fd) return socket_error("open a netlink socket");
    // As large as it may be: what does not fit is found by asking for all.
    if (::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer, sizeof kReceiveBuffer) < 0)
        ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &kReceiveBuffer, sizeof kReceiveBuffer);
    sockaddr_nl groups{};
    groups.nl_family = AF_NETLINK;
    groups.nl_groups = RTMGRP_LINK;
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&groups), sizeof groups) < 0)
        return socket_error("ask for changes of interfaces");
    auto watch = loop_.watch_readable(fd.get(), [this] { on_readable(); });
    if (!watch) return socket_error("watch for changes of interfaces", watch.error().value());
    fd_ = std::move(fd);
    watch_ = std::move(*watch);
    return {};
}

SocketResult<VrfWatch::Watching> VrfWatch::watch(std::uint32_t interface, std::uint32_t vrf, std::function<void()> left) {
    if (!fd_)
        if (auto opened = open(); !opened) return tl::make_unexpected(opened.error());
    auto member = std::make_shared<const Member>(Member{vrf, std::move(left)});
    watched_.emplace(interface, member);
    suspect(interface);  // it may have left before anybody listened
    return member;
}

void VrfWatch::on_readable() {
    alignas(nlmsghdr) std::array<std::uint8_t, 32768> octets;
    for (;;) {
        const auto size = ::recv(fd_.get(), octets.data(), octets.size(), MSG_DONTWAIT);
        if (size > 0) {
            read(std::span(octets).first(static_cast<std::size_t>(size)));
        } else if (size < 0 && errno == ENOBUFS) {  // changes were lost
            suspect_all();
        } else if (size == 0 || errno != EINTR) {
            return;
        }
    }
}

void VrfWatch::read(std::span<const std::uint8_t> messages) {
    constexpr std::size_t kBefore = NLMSG_LENGTH(sizeof(ifinfomsg));
    nlmsghdr header;
    ifinfomsg info;
    while (messages.size() >= kBefore) {
        std::memcpy(&header, messages.data(), sizeof header);
        std::memcpy(&info, messages.data() + NLMSG_HDRLEN, sizeof info);
        if (header.nlmsg_len < sizeof header) return;
        const auto message = messages.first(std::min<std::size_t>(header.nlmsg_len, messages.size()));
        const auto interface = static_cast<std::uint32_t>(info.ifi_index);
        if (header.nlmsg_type == RTM_NEWLINK && message.size() >= kBefore)
            on_change(interface, master_in(message.subspan(kBefore)));
        else if (header.nlmsg_type == RTM_DELLINK && message.size() >= kBefore && info.ifi_family == AF_UNSPEC)
            forget(interface);
        messages = messages.subspan(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), messages.size()));
    }
}

/// An interface that is on its way to be deleted has left its VRF before: a notice is a reason to ask, which may have to wait
/// until the kernel is done. Where all is well nobody asks.
void VrfWatch::on_change(std::uint32_t interface, std::uint32_t master) {
    const auto [first, end] = watched_.equal_range(interface);
    const auto elsewhere = [master](const auto& one) {
        const auto member = one.second.lock();
        return member && member->vrf != master;
    };
    if (std::any_of(first, end, elsewhere)) suspect(interface);
}

void VrfWatch::forget(std::uint32_t interface) {
    watched_.erase(interface);
    std::erase(suspects_, interface);
}

void VrfWatch::suspect(std::uint32_t interface) {
    if (std::ranges::find(suspects_, interface) == suspects_.end()) suspects_.push_back(interface);
    timer_->arm(std::chrono::steady_clock::now());
}

void VrfWatch::suspect_all() {
    suspects_.clear();
    for (auto it = watched_.begin(); it != watched_.end(); it = watched_.upper_bound(it->first)) suspects_.push_back(it->first);
    timer_->arm(std::chrono::steady_clock::now());
}

void VrfWatch::look_at_suspects() {
    const auto count = std::min(suspects_.size(), kLooksATime);
    const std::vector<std::uint32_t> now(suspects_.begin(), suspects_.begin() + static_cast<std::ptrdiff_t>(count));
    suspects_.erase(suspects_.begin(), suspects_.begin() + static_cast<std::ptrdiff_t>(count));
    for (const auto interface : now) look_at(interface);
    if (!suspects_.empty()) timer_->arm(std::chrono::steady_clock::now());
}

void VrfWatch::look_at(std::uint32_t interface) {
    auto [next, end] = watched_.equal_range(interface);
    if (next == end) return;
    const auto vrf = ask_(interface);
    const bool gone = !vrf && vrf.error() == ENODEV;
    std::vector<Watching> left;
    while (next != end) {
        auto member = next->second.lock();
        if (member && vrf && *vrf == member->vrf) {
            ++next;
            continue;
        }
        next = watched_.erase(next);
        if (member && !gone) left.push_back(std::move(member));
    }
    for (const auto& member : left) member->left();
}

}  // namespace vpdnd
