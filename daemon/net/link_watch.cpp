#include "net/link_watch.h"

#include <net/if.h>
#include <linux/if_arp.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <utility>

namespace vpdnd {
namespace {

constexpr std::chrono::milliseconds kFirstPause{100}, kLongestPause{3200};  ///< before a list is asked for again
constexpr int kReceiveBuffer = 4 << 20;  ///< many sessions may come or go at once, and each of their interfaces is told of
constexpr int kReadsATime = 16;          ///< the kernel makes the next part of a list at each, and the loop has other work
constexpr std::size_t kLongest = 65536;  ///< more than the kernel puts into one message of a list

/// Empty: it is no Ethernet.
std::optional<Link> link_of(const nlmsghdr& message) {
    if (message.nlmsg_len < NLMSG_LENGTH(sizeof(ifinfomsg))) return std::nullopt;
    const auto* info = static_cast<const ifinfomsg*>(NLMSG_DATA(&message));
    Link out;
    out.index = info->ifi_index;
    out.up = (info->ifi_flags & IFF_UP) != 0;
    bool has_address = false;
    auto length = static_cast<int>(IFLA_PAYLOAD(&message));
    for (const auto* attribute = IFLA_RTA(info); RTA_OK(attribute, length); attribute = RTA_NEXT(attribute, length)) {
        const auto* value = static_cast<const std::uint8_t*>(RTA_DATA(attribute));
        const std::size_t size = RTA_PAYLOAD(attribute);
        const auto* text = reinterpret_cast<const char*>(value);
        if (attribute->rta_type == IFLA_IFNAME) out.name.assign(text, ::strnlen(text, size));
        if (attribute->rta_type == IFLA_MTU && size == sizeof out.mtu) std::memcpy(&out.mtu, value, sizeof out.mtu);
        if (attribute->rta_type == IFLA_ADDRESS && size == out.address.size()) {
            std::copy_n(value, size, out.address.begin());
            has_address = true;
        }
    }
    if (info->ifi_type != ARPHRD_ETHER || !has_address || out.name.empty()) return std::nullopt;
    return out;
}

}  // namespace

LinkWatch::LinkWatch(EventLoop& loop, UniqueFd fd, Handlers handlers)
    : fd_(std::move(fd)), handlers_(std::move(handlers)), pause_(kFirstPause), timer_(loop.make_timer([this] { ask_for_all(); })) {}

SocketResult<std::unique_ptr<LinkWatch>> LinkWatch::make(EventLoop& loop, Handlers handlers) {
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
    std::unique_ptr<LinkWatch> out(new LinkWatch(loop, std::move(fd), std::move(handlers)));
    auto watch = loop.watch_readable(out->fd_.get(), [self = out.get()] { self->on_readable(); });
    if (!watch) return socket_error("watch for changes of interfaces", watch.error().value());
    out->watch_ = std::move(*watch);
    out->ask_for_all();
    return out;
}

/// The list comes between the changes, in their order: what it says is never older than a change that was told before.
void LinkWatch::ask_for_all() {
    struct {
        nlmsghdr header;
        ifinfomsg info;
        rtattr attribute;
        std::uint32_t mask;
    } request{};
    static_assert(sizeof request == NLMSG_LENGTH(sizeof request.info) + RTA_LENGTH(sizeof request.mask));
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = RTM_GETLINK;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.header.nlmsg_seq = ++list_;
    request.attribute = {RTA_LENGTH(sizeof request.mask), IFLA_EXT_MASK};
    request.mask = RTEXT_FILTER_SKIP_STATS;
    seen_.clear();
    will_ask_ = false;
    if (::send(fd_.get(), &request, request.header.nlmsg_len, 0) < 0) ask_later();
}

/// The kernel gives one list at a time, and the one before may not have been read to its end: it says so then (EBUSY).
void LinkWatch::ask_later() {
    if (std::exchange(will_ask_, true)) return;
    timer_->arm(std::chrono::steady_clock::now() + pause_);
    pause_ = std::min(2 * pause_, kLongestPause);
}

void LinkWatch::on_readable() {
    alignas(nlmsghdr) static std::array<std::byte, kLongest> buffer;  // of the one thread of the loop
    for (int reads = 0; reads < kReadsATime; ++reads) {
        const auto length = ::recv(fd_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (length > 0) {
            read(std::span(buffer).first(static_cast<std::size_t>(length)));
            continue;
        }
        if (length < 0 && errno == EINTR) continue;
        if (length < 0 && errno == ENOBUFS) {  // changes were lost
            ask_later();
            continue;
        }
        return;
    }
}

void LinkWatch::read(std::span<const std::byte> messages) {
    auto length = static_cast<unsigned>(messages.size());
    const auto* message = reinterpret_cast<const nlmsghdr*>(messages.data());
    for (; NLMSG_OK(message, length); message = NLMSG_NEXT(message, length)) on_message(*message);
}

void LinkWatch::on_message(const nlmsghdr& message) {
    if ((message.nlmsg_flags & NLM_F_DUMP_INTR) != 0) ask_later();
    switch (message.nlmsg_type) {
        case RTM_NEWLINK:
            return on_link(message);
        case RTM_DELLINK: {
            const auto* info = static_cast<const ifinfomsg*>(NLMSG_DATA(&message));
            if (message.nlmsg_len < NLMSG_LENGTH(sizeof *info) || info->ifi_family == AF_BRIDGE) return;
            seen_.erase(info->ifi_index);
            if (known_.erase(info->ifi_index) != 0) handlers_.gone(info->ifi_index);
            return;
        }
        case NLMSG_DONE:
            if (message.nlmsg_seq == list_) all_told();
            return;
        case NLMSG_ERROR:
            return ask_later();
        default:
            return;
    }
}

void LinkWatch::on_link(const nlmsghdr& message) {
    const auto link = link_of(message);
    if (!link) return;
    known_.insert(link->index);
    seen_.insert(link->index);
    handlers_.changed(*link);
}

/// What is not in the list has gone unseen.
void LinkWatch::all_told() {
    pause_ = kFirstPause;
    std::erase_if(known_, [this](int index) {
        if (seen_.contains(index)) return false;
        handlers_.gone(index);
        return true;
    });
    seen_.clear();
}

}  // namespace vpdnd
