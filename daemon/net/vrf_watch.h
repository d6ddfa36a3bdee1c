// Tells when an interface of this machine leaves its VRF: the VRF was deleted, or somebody has taken the interface out
// (rtnetlink). Linux tells nobody who uses the interface; its routes are in the main table from then on.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include <tl/expected.hpp>

#include "net/socket_error.h"
#include "os/event_loop.h"
#include "os/unique_fd.h"
#include "os/vrf.h"

namespace vpdnd {

class VrfWatch {
  public:
    /// As master_of().
    using Ask = std::function<tl::expected<std::uint32_t, int>(std::uint32_t interface)>;
    /// Nothing is heard of the kernel before the first watch(). The loop outlives it.
    explicit VrfWatch(EventLoop& loop, Ask ask = master_of);

    struct Member {
        std::uint32_t vrf = 0;
        std::function<void()> left;
    };
    using Watching = std::shared_ptr<const Member>;
    /// As long as what is returned lives, and until the interface is gone: `left` is called from the loop, once, when the
    /// interface is not in this VRF (both by their numbers), also if it is not now. It may let go of this and others, and is
    /// called, too, where the kernel cannot be asked. Error: no netlink socket.
    SocketResult<Watching> watch(std::uint32_t interface, std::uint32_t vrf, std::function<void()> left);

    /// Messages of the kernel, one after the other.
    void read(std::span<const std::uint8_t> messages);

  private:
    SocketResult<void> open();
    void on_readable();
    void on_change(std::uint32_t interface, std::uint32_t master);
    void forget(std::uint32_t interface);
    void suspect(std::uint32_t interface);
    void suspect_all();
    void look_at_suspects();
    void look_at(std::uint32_t interface);

    EventLoop& loop_;
    Ask ask_;
    UniqueFd fd_;
    std::multimap<std::uint32_t, std::weak_ptr<const Member>> watched_;  ///< by interface
    std::vector<std::uint32_t> suspects_;
    std::unique_ptr<EventLoop::Timer> timer_;  ///< while there are suspects
    std::unique_ptr<EventLoop::Watch> watch_;
};

}  // namespace vpdnd
