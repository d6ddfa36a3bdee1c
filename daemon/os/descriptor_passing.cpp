#include "os/descriptor_passing.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>
#include <cstring>

namespace vpdnd {
namespace {

/// Room for the most descriptors; also what a message about a packet needs to point at.
struct Envelope {
    explicit Envelope(std::uint8_t* octets, std::size_t size) : part{octets, size} {
        header.msg_iov = &part;
        header.msg_iovlen = 1;
    }
    Envelope(const Envelope&) = delete;
    Envelope& operator=(const Envelope&) = delete;

    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMostPassedDescriptors)> control{};
    iovec part;
    msghdr header{};
};

void take_descriptors(msghdr& header, ReceivedPacket& out) {
    for (auto* part = CMSG_FIRSTHDR(&header); part; part = CMSG_NXTHDR(&header, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
        const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int fd = -1;
            std::memcpy(&fd, CMSG_DATA(part) + i * sizeof(int), sizeof fd);
            UniqueFd received(fd);
            if (out.count < out.descriptors.size()) out.descriptors[out.count++] = std::move(received);
            else out.cut_off = true;
        }
    }
}

}  // namespace

ssize_t send_packet(int socket, std::span<const std::uint8_t> packet, std::span<const int> descriptors, int flags) {
    if (descriptors.size() > kMostPassedDescriptors) {
        errno = EINVAL;
        return -1;
    }
    Envelope envelope(const_cast<std::uint8_t*>(packet.data()), packet.size());
    if (!descriptors.empty()) {
        envelope.header.msg_control = envelope.control.data();
        envelope.header.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
        auto* rights = CMSG_FIRSTHDR(&envelope.header);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(descriptors.size_bytes());
        std::memcpy(CMSG_DATA(rights), descriptors.data(), descriptors.size_bytes());
    }
    return ::sendmsg(socket, &envelope.header, flags | MSG_NOSIGNAL);
}

ReceivedPacket receive_packet(int socket, std::span<std::uint8_t> buffer, int flags) {
    Envelope envelope(buffer.data(), buffer.size());
    envelope.header.msg_control = envelope.control.data();
    envelope.header.msg_controllen = envelope.control.size();
    ReceivedPacket out;
    out.size = ::recvmsg(socket, &envelope.header, flags | MSG_CMSG_CLOEXEC);
    if (out.size < 0) return out;
    out.cut_off = (envelope.header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0;
    take_descriptors(envelope.header, out);
    return out;
}

}  // namespace vpdnd
