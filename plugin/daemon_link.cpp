#include "daemon_link.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace plugin {
namespace {

constexpr std::size_t kMaxDescriptors = 4;

/// As many as are wanted, in their order; more, which nobody expects, are closed.
void take_descriptors(msghdr& header, std::span<int> wanted) {
    std::size_t taken = 0;
    for (cmsghdr* control = CMSG_FIRSTHDR(&header); control != nullptr; control = CMSG_NXTHDR(&header, control)) {
        if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS) continue;
        const std::size_t count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int fd;
            std::memcpy(&fd, CMSG_DATA(control) + i * sizeof(int), sizeof fd);
            if (taken < wanted.size())
                wanted[taken++] = fd;
            else
                ::close(fd);
        }
    }
}

}  // namespace

constinit DaemonLink daemon_link;

bool DaemonLink::adopt(int fd) {
    int type = 0;
    socklen_t length = sizeof type;
    if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) < 0 || type != SOCK_SEQPACKET) return false;
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 || fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) < 0) return false;
    fd_ = fd;
    return true;
}

bool DaemonLink::open(const char* path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (std::strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return false;
    }
    std::memcpy(address.sun_path, path, std::strlen(path));
    const int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return false;
    if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) {
        const int reason = errno;
        ::close(fd);
        errno = reason;
        return false;
    }
    fd_ = fd;
    return true;
}

void DaemonLink::close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

bool DaemonLink::send(const ipc::PluginMessageWriter& message, std::span<const int> fds) {
    const auto packet = message.packet();
    if (fd_ < 0 || packet.empty() || fds.size() > kMaxDescriptors) return false;
    iovec part{const_cast<std::uint8_t*>(packet.data()), packet.size()};
    alignas(cmsghdr) char control[CMSG_SPACE(kMaxDescriptors * sizeof(int))] = {};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    if (!fds.empty()) {
        header.msg_control = control;
        header.msg_controllen = CMSG_SPACE(fds.size_bytes());
        cmsghdr* rights = CMSG_FIRSTHDR(&header);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(fds.size_bytes());
        std::memcpy(CMSG_DATA(rights), fds.data(), fds.size_bytes());
    }
    return sendmsg(fd_, &header, MSG_DONTWAIT | MSG_NOSIGNAL) == static_cast<ssize_t>(packet.size());
}

Received DaemonLink::receive(ipc::PluginMessageReader& message, std::span<int> descriptors) {
    for (int& descriptor : descriptors) descriptor = -1;
    if (fd_ < 0) return Received::kEnd;
    iovec part{buffer_, sizeof buffer_};
    alignas(cmsghdr) char control[CMSG_SPACE(kMaxDescriptors * sizeof(int))] = {};
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    ssize_t length = recvmsg(fd_, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    // Told once, before anything else, of a daemon that ended with a message of ours unread. Its last words come next.
    if (length < 0 && errno == ECONNRESET) length = recvmsg(fd_, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (length < 0) return errno == EAGAIN || errno == EINTR ? Received::kNothing : Received::kEnd;
    if (length == 0) return Received::kEnd;
    take_descriptors(header, descriptors);
    length_ = static_cast<std::size_t>(length);
    return message.parse({buffer_, length_}) == ipc::PluginCodecError::kNone ? Received::kMessage : Received::kBroken;
}

void DaemonLink::wipe() { explicit_bzero(buffer_, length_); }

bool DaemonLink::ended() const {
    pollfd now{fd_, 0, 0};
    return fd_ >= 0 && poll(&now, 1, 0) == 1 && (now.revents & POLLHUP) != 0;
}

void DaemonLink::wait(int milliseconds) const {
    pollfd waiting{fd_, POLLIN, 0};
    poll(&waiting, 1, milliseconds);
}

}  // namespace plugin
