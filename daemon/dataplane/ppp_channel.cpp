#include "dataplane/ppp_channel.h"

#include <fcntl.h>
#include <linux/ppp-ioctl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "dataplane/dataplane_error.h"

#ifndef PPPIOCBRIDGECHAN  // Linux 5.11
#define PPPIOCBRIDGECHAN _IOW('t', 53, int)
#define PPPIOCUNBRIDGECHAN _IO('t', 52)
#endif

namespace vpdnd {
namespace {

constexpr std::size_t kLongestFrame = 65536;

/// Asked with poll(): the descriptor is shared with pppd, so its flags are not ours to change.
bool frame_waits(int channel) {
    pollfd entry{channel, POLLIN, 0};
    return ::poll(&entry, 1, 0) == 1 && (entry.revents & POLLIN) != 0;
}

/// Frames that the kernel queued for the reader of `from` go out on `to`, in order.
DataPlaneResult<std::size_t> move_queue(int from, int to) {
    std::array<std::uint8_t, kLongestFrame> frame;
    std::size_t moved = 0;
    while (frame_waits(from)) {
        ssize_t length = ::read(from, frame.data(), frame.size());
        if (length < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (length < 0) return dataplane_error("read the queue of a PPP channel", errno);
        if (length == 0) return dataplane_error("read the queue of a PPP channel", ENXIO);  // hung up
        if (::write(to, frame.data(), static_cast<std::size_t>(length)) != length)
            return dataplane_error("pass a queued frame on", errno);
        ++moved;
    }
    return moved;
}

/// The bridge with a session that was lost goes with its last descriptor, which a thread may not have closed yet. Leaving it
/// waits for RCU, but that is seldom.
bool bridge_to(int channel, int index) {
    if (::ioctl(channel, PPPIOCBRIDGECHAN, &index) == 0) return true;
    const int error = errno;
    if (error == EALREADY && ::ioctl(channel, PPPIOCUNBRIDGECHAN) == 0) return ::ioctl(channel, PPPIOCBRIDGECHAN, &index) == 0;
    errno = error;  // EALREADY: the session's channel is another user's
    return false;
}

}  // namespace

DataPlaneResult<int> channel_index(int pppox_fd) {
    int index = -1;
    if (::ioctl(pppox_fd, PPPIOCGCHAN, &index) < 0) return dataplane_error("ask for the PPP channel", errno);
    return index;
}

DataPlaneResult<UniqueFd> attach_channel(int index) {
    UniqueFd fd(::open("/dev/ppp", O_RDWR | O_CLOEXEC | O_NONBLOCK));
    if (!fd) return dataplane_error("open /dev/ppp", errno);
    if (::ioctl(fd.get(), PPPIOCATTCHAN, &index) < 0)
        return dataplane_error("attach to PPP channel " + std::to_string(index), errno);
    return fd;
}

DataPlaneResult<std::size_t> bridge_channels(int user_channel, int session_channel, int session_index) {
    auto before = move_queue(user_channel, session_channel);
    if (!before) return before;
    if (!bridge_to(user_channel, session_index))
        return dataplane_error("bridge the user's PPP channel to channel " + std::to_string(session_index), errno);
    // What came between the first reading and the call was queued, and nobody else would read it.
    auto during = move_queue(user_channel, session_channel);
    if (!during) return during;
    // An LNS that speaks first: its frames wait on the session's channel, whose readiness would never go away.
    auto back = move_queue(session_channel, user_channel);
    if (!back) return back;
    return *before + *during + *back;
}

bool set_channel_accm(int channel, std::uint32_t send, std::uint32_t receive) {
    return ::ioctl(channel, PPPIOCSASYNCMAP, &send) == 0 && ::ioctl(channel, PPPIOCSRASYNCMAP, &receive) == 0;
}

}  // namespace vpdnd
