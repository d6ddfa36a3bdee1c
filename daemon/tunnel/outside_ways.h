// The ways to the LNSs of this machine's own calls. While any call may have the default route, a host route keeps each LNS outside of all
// of them; and when the network changes, whoever holds a way is told how it leads now. Owned by Core.
//
// Destroying it, or a hold, only lets go: routes stay in the kernel until a hold is ended.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "dataplane/kernel_workers.h"
#include "l2tp/peer_address.h"
#include "net/outer_route.h"
#include "os/event_loop.h"

namespace vpdnd {

class OutsideWays {
  public:
    /// What it asks the kernel with, in threads; tests bring their own.
    struct Kernel {
        std::function<OuterRoute(const l2tp::IpAddress&, const std::set<unsigned>& inside)> find = outer_route;
        std::function<std::string(const l2tp::IpAddress&, const OuterRoute&)> keep = keep_outside;
        std::function<void(const l2tp::IpAddress&)> drop = keep_outside_no_more;
        std::function<std::string()> clear = remove_left_routes;
    };
    using Led = std::function<void(const OuterRoute&)>;

    /// An interface of a call of ours, while this lives: no way leads through it, whatever routes pppd or its scripts have set.
    class Inside {
      public:
        Inside(OutsideWays& ways, unsigned index) : inside_(ways.inside_), index_(index) {
            const bool known = inside_->contains(index);
            inside_->insert(index);
            if (!known) ways.look_again();  // one that has just been found may lead through it
        }
        ~Inside() { inside_->erase(inside_->find(index_)); }
        Inside(const Inside&) = delete;
        Inside& operator=(const Inside&) = delete;

      private:
        const std::shared_ptr<std::multiset<unsigned>> inside_;
        const unsigned index_;
    };

    class Hold {
      public:
        ~Hold();
        Hold(const Hold&) = delete;
        Hold& operator=(const Hold&) = delete;
        /// The host route goes with the last hold of the address that is ended.
        void end();

      private:
        friend class OutsideWays;
        Hold(OutsideWays* ways, l2tp::IpAddress to, Led led) : ways_(ways), to_(to), led_(std::move(led)) {}
        OutsideWays* ways_;  ///< null: ended, or the owner has gone
        l2tp::IpAddress to_;
        Led led_;
    };

    /// Loop and workers outlive it.
    OutsideWays(EventLoop& loop, KernelWorkers& workers) : OutsideWays(loop, workers, Kernel()) {}
    OutsideWays(EventLoop& loop, KernelWorkers& workers, Kernel kernel);
    ~OutsideWays();

    /// What a daemon that was killed has left in the kernel goes, in a thread, and before any route is set that is asked for from here on.
    /// Not for who takes another one's calls over: they are those calls'.
    void remove_left();
    /// From here on host routes are set, or only where PPP's route to its peer would lead to the LNS. One that is there stays until the
    /// last hold of its address is ended: a call that is up has the default route all the same.
    void set_routes(bool wanted);
    /// `led` is called from the loop, later: how the way leads now, when the host route is there; and again each time that look_again()
    /// was called. It may end or destroy the hold.
    [[nodiscard]] std::unique_ptr<Hold> keep(const l2tp::IpAddress& to, Led led);
    void look_again();

  private:
    struct InKernel;
    struct Way {
        std::set<Hold*> holds;
        std::shared_ptr<InKernel> kernel;
        KernelWorkers::Wait wait;
    };
    static void clear(std::once_flag& once, const Kernel& kernel);
    std::shared_ptr<InKernel> in_kernel(const l2tp::IpAddress& to);
    void look(const l2tp::IpAddress& to);
    void tell(const l2tp::IpAddress& to, const OuterRoute& route, const std::string& error);
    void let_go(Hold& hold, bool ended);

    EventLoop& loop_;
    KernelWorkers& workers_;
    const std::shared_ptr<const Kernel> kernel_;
    std::shared_ptr<std::once_flag> left_;  ///< null: what is left stays
    KernelWorkers::Wait removal_;
    bool routes_ = false;
    const std::shared_ptr<std::multiset<unsigned>> inside_ = std::make_shared<std::multiset<unsigned>>();
    std::map<l2tp::IpAddress, Way> ways_;
    std::map<l2tp::IpAddress, std::weak_ptr<InKernel>> ended_;  ///< of ways without holds, until their routes are gone
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace vpdnd
