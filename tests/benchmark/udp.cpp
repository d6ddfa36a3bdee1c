#include "udp.h"

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace load {

Udp::Udp(sockaddr_in target, std::uint16_t port)
    : fd_(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)), target_(target), outgoing_(kBatch), incoming_(kBatch) {
    const auto fail = [](const char* step) { throw std::system_error(errno, std::system_category(), step); };
    if (fd_ < 0) fail("socket");
    const int size = 16 << 20, on = 1;
    if (::setsockopt(fd_, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) < 0)
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    ::setsockopt(fd_, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_port = htons(port);
    if (::bind(fd_, reinterpret_cast<sockaddr*>(&any), sizeof any) < 0) fail("bind");
}

Udp::~Udp() { ::close(fd_); }

void Udp::send(std::uint32_t from, std::span<const std::uint8_t> datagram) {
    auto& out = outgoing_[waiting_++];
    out.size = std::min(datagram.size(), out.bytes.size());
    std::memcpy(out.bytes.data(), datagram.data(), out.size);
    out.from = from;
    if (waiting_ == kBatch) flush();
}

void Udp::flush() {
    std::array<mmsghdr, kBatch> headers{};
    std::array<iovec, kBatch> vectors{};
    alignas(cmsghdr) std::array<std::array<char, kControl>, kBatch> controls{};
    for (std::size_t i = 0; i < waiting_; ++i) {
        vectors[i] = {outgoing_[i].bytes.data(), outgoing_[i].size};
        auto& header = headers[i].msg_hdr;
        header.msg_name = &target_;
        header.msg_namelen = sizeof target_;
        header.msg_iov = &vectors[i];
        header.msg_iovlen = 1;
        header.msg_control = controls[i].data();
        header.msg_controllen = kControl;
        auto* control = CMSG_FIRSTHDR(&header);
        control->cmsg_level = IPPROTO_IP;
        control->cmsg_type = IP_PKTINFO;
        control->cmsg_len = CMSG_LEN(sizeof(in_pktinfo));
        in_pktinfo info{};
        info.ipi_spec_dst.s_addr = htonl(outgoing_[i].from);
        std::memcpy(CMSG_DATA(control), &info, sizeof info);
    }
    // What cannot be sent is lost, as on any network: it is sent again when its time comes.
    for (std::size_t sent = 0; sent < waiting_;) {
        const int count = ::sendmmsg(fd_, headers.data() + sent, static_cast<unsigned>(waiting_ - sent), 0);
        sent += count > 0 ? static_cast<std::size_t>(count) : 1;
    }
    waiting_ = 0;
}

bool Udp::receive(const std::function<void(std::span<const std::uint8_t>)>& take) {
    std::array<mmsghdr, kBatch> headers{};
    std::array<iovec, kBatch> vectors{};
    for (std::size_t i = 0; i < kBatch; ++i) {
        vectors[i] = {incoming_[i].data(), kSize};
        headers[i].msg_hdr.msg_iov = &vectors[i];
        headers[i].msg_hdr.msg_iovlen = 1;
    }
    const int count = ::recvmmsg(fd_, headers.data(), kBatch, MSG_DONTWAIT, nullptr);
    for (std::size_t i = 0; count > 0 && i < static_cast<std::size_t>(count); ++i)
        take(std::span(incoming_[i]).first(headers[i].msg_len));
    return count > 0;
}

}  // namespace load
