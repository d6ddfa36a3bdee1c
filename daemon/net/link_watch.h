// The Ethernet interfaces of this machine (VLANs are some), those that are there and those that come later (rtnetlink).
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
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

struct Link {
    int index = 0;  ///< the kernel's
    std::string name;
    std::array<std::uint8_t, 6> address{};
    unsigned mtu = 0;
    bool up = false;  ///< by the administrator; a carrier does not count
};

class LinkWatch {
  public:
    struct Handlers {
        std::function<void(const Link&)> changed;  ///< it is new, or anything of it may be another
        std::function<void(int index)> gone;
    };
    /// Handlers are called from the loop while this lives, first for all that are there; none may destroy it. The loop outlives
    /// it. Error: no netlink socket.
    static SocketResult<std::unique_ptr<LinkWatch>> make(EventLoop& loop, Handlers handlers);

  private:
    LinkWatch(EventLoop& loop, UniqueFd fd, Handlers handlers);
    void ask_for_all();
    void ask_later();
    void on_readable();
    void read(std::span<const std::byte> messages);
    void on_message(const nlmsghdr& message);
    void on_link(const nlmsghdr& message);
    void all_told();

    UniqueFd fd_;
    Handlers handlers_;
    std::unique_ptr<EventLoop::Watch> watch_;
    std::set<int> known_, seen_;  ///< told of; and in the list that is being read
    std::uint32_t list_ = 0;      ///< its number
    bool will_ask_ = false;
    std::chrono::milliseconds pause_;  ///< before it; longer each time until one has been read
    std::unique_ptr<EventLoop::Timer> timer_;  ///< changes were lost, or the list came apart: another one is asked for
};

}  // namespace vpdnd
