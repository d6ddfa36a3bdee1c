// Tells when addresses of this machine come or go, IPv4 and IPv6 (rtnetlink). IPv6 addresses come when they can be used.
#pragma once

#include <functional>
#include <memory>

#include "net/socket_error.h"
#include "os/event_loop.h"
#include "os/unique_fd.h"

namespace vpdnd {

class AddressWatch {
  public:
    /// `changed` is called from the loop while this lives, once for any number of changes; which ones is not told. It may
    /// destroy the AddressWatch. The loop outlives it. Error: no netlink socket.
    static SocketResult<std::unique_ptr<AddressWatch>> make(EventLoop& loop, std::function<void()> changed);

  private:
    AddressWatch(UniqueFd fd, std::function<void()> changed) : fd_(std::move(fd)), changed_(std::move(changed)) {}
    void on_readable();

    UniqueFd fd_;
    std::function<void()> changed_;
    std::unique_ptr<EventLoop::Watch> watch_;
};

}  // namespace vpdnd
