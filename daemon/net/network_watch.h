// Tells when this machine's network changes: addresses, links, routes, IPv4 and IPv6 (rtnetlink). What vpdnd itself sets for its calls
// (outer_route.h) is no change.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>

#include "net/socket_error.h"
#include "os/event_loop.h"
#include "os/unique_fd.h"

struct nlmsghdr;

namespace vpdnd {

/// Is it there and up (IFF_UP)? Does not wait.
bool interface_is_up(const std::string& name);

class NetworkWatch {
  public:
    /// Changes that come together are told together, so long after the first.
    static constexpr std::chrono::milliseconds kTogether{300};

    /// Interfaces by their index, which may be gone. `all`: changes were lost, and any may have changed.
    using Changed = std::function<void(const std::set<int>& interfaces, bool all)>;
    /// `changed` is called from the loop while this lives; it must not destroy it. The loop outlives it. Error: no netlink socket.
    static SocketResult<std::unique_ptr<NetworkWatch>> make(EventLoop& loop, Changed changed);

  private:
    NetworkWatch(EventLoop& loop, UniqueFd fd, Changed changed);
    void on_readable();
    void read(std::span<const std::byte> messages);
    void on_message(const nlmsghdr& message);
    void note(int interface);
    void tell();

    UniqueFd fd_;
    Changed changed_;
    std::set<int> interfaces_;
    bool lost_ = false, waits_ = false;
    std::unique_ptr<EventLoop::Timer> timer_;
    std::unique_ptr<EventLoop::Watch> watch_;
};

}  // namespace vpdnd
