// Notices kernel tunnels and sessions that others delete (`ip l2tp del`): the kernel tells such requests to a multicast
// group of its generic netlink family "l2tp".
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "dataplane/l2tp_netlink.h"
#include "l2tp/ids.h"
#include "os/event_loop.h"

namespace vpdnd {

/// The kernel tells before it deletes, deletes later, and tells all network namespaces: so what is told is only a reason
/// to ask, for a second at the most, whether ours is still there.
class L2tpLosses {
  public:
    /// A key with session 0 is the tunnel itself.
    struct Questions {
        std::function<bool(l2tp::SessionKey)> ours;   ///< did we make it, and have not deleted it?
        std::function<bool(l2tp::SessionKey)> alive;  ///< does the kernel have it?
        std::function<void(l2tp::SessionKey)> lost;   ///< it is ours no more; told once
        std::function<void()> overrun;  ///< more was told than the socket could keep: suspect() whatever is ours
    };
    L2tpLosses(EventLoop& loop, Questions questions);
    ~L2tpLosses();
    L2tpLosses(const L2tpLosses&) = delete;
    L2tpLosses& operator=(const L2tpLosses&) = delete;

    /// Joins the group. What the socket with `own_port` asks for is not heard. errno value, 0 when done.
    int open(std::uint32_t own_port);
    void suspect(l2tp::SessionKey key);

  private:
    static int on_message(nl_msg* message, void* self);
    int hear_only_deletions_by_others(std::uint32_t own_port);
    void on_readable();
    void ask();

    EventLoop& loop_;
    Questions questions_;
    L2tpNetlink::Socket socket_;
    std::map<l2tp::SessionKey, int> suspects_;  ///< and how often they were found alive
    std::unique_ptr<EventLoop::Timer> timer_;
    std::unique_ptr<EventLoop::Watch> watch_;
};

}  // namespace vpdnd
