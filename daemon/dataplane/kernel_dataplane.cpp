#include "dataplane/kernel_dataplane.h"

#include <poll.h>

#include "dataplane/ppp_channel.h"

namespace vpdnd {

DataPlaneResult<int> KernelDataPlane::bind_channel(int session_fd) const { return channel_index(session_fd); }

DataPlaneResult<Channel> KernelDataPlane::open_channel(l2tp::SessionKey, int index) {
    auto fd = attach_channel(index);
    if (!fd) return tl::make_unexpected(fd.error());
    return Channel{.fd = std::move(*fd), .index = index};
}

DataPlaneResult<std::size_t> KernelDataPlane::bridge(Channel& user, Channel& session) {
    return bridge_channels(user.fd.get(), session.fd.get(), session.index);
}

bool KernelDataPlane::hung_up(const Channel& channel) {
    if (!channel.fd) return false;
    pollfd state{channel.fd.get(), POLLIN, 0};
    return ::poll(&state, 1, 0) > 0 && (state.revents & (POLLHUP | POLLERR)) != 0;
}

bool KernelDataPlane::set_accm(const Channel& channel, std::uint32_t send, std::uint32_t receive) {
    return channel.fd && set_channel_accm(channel.fd.get(), send, receive);
}

}  // namespace vpdnd
