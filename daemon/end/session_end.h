// The end of a call that is an L2TP session: what accepting and placing have in common. It holds the session of the
// endpoint, its kernel session and, where frames are bridged, its PPP channel.
//
// The endpoint's effects reach it by the SessionDirectory. When the session is over its final counters are read before
// the kernel session is destroyed.
#pragma once

#include <forward_list>
#include <memory>
#include <optional>

#include "dataplane/kernel_workers.h"
#include "end/end.h"
#include "end/session_directory.h"
#include "l2tp/effects.h"
#include "os/event_loop.h"
#include "os/unique_fd.h"

namespace l2tp {
class Endpoint;
}

namespace vpdnd {

class OutsideWays;
class Resolver;
class TargetChoice;
class Tunnels;

/// The parts that sessions work with; all outlive every end.
struct SessionParts {
    EventLoop& loop;
    l2tp::Endpoint& endpoint;
    DataPlane& dataplane;
    KernelWorkers& workers;
    Tunnels& tunnels;
    SessionDirectory& directory;
    Resolver& resolver;
    TargetChoice& targets;
    OutsideWays& ways;
};

/// What can be written out of a session, whichever way it came.
struct SessionRecord {
    EndState state = EndState::kIdle;
    SessionIds ids;
    std::uint32_t reorder_timeout_ms = 100;
    bool has_session = false, kernel_session = false, channel_bound = false, sequencing = false;
    std::optional<int> channel_index;  ///< of its channel, if it has one open
    int channel_number = -1;           ///< as the kernel told it
    Boxed<EndReason> reason, told;
};

class SessionEnd : public End {
  public:
    ~SessionEnd() override;

    // Effects of its session, in the endpoint's order.
    virtual void session_prepare(const l2tp::PrepareSession& effect) = 0;
    virtual void session_up(const l2tp::SessionUp& effect) = 0;
    virtual void session_down(const l2tp::SessionDown& effect) = 0;
    /// SLI from the LNS.
    void link_info(const l2tp::Sli& sli);
    /// WEN from the LAC.
    void wan_errors(const l2tp::Wen& totals);
    /// The network says that its tunnel's peer cannot be reached. A hint that anybody can give.
    virtual void peer_unreachable() {}
    /// Another program deleted the kernel's session.
    void kernel_session_lost();
    /// Of its data plane; before prepare().
    void use_reorder_timeout(std::uint32_t milliseconds) { reorder_timeout_ms_ = milliseconds; }

    Channel* channel() override { return channel_ ? &*channel_ : nullptr; }
    void channel_failed(const DataPlaneError& error) override;
    void notice(const LinkNotice& notice) override;

    EndOwner& owner() const { return owner_; }
    /// While the session lives.
    std::optional<l2tp::SessionKey> key() const { return has_session_ ? std::optional(ids_.key) : std::nullopt; }

    /// Also when it is over; empty: there never was one.
    std::optional<l2tp::SessionKey> last_key() const {
        return ids_.key.session ? std::optional(ids_.key) : std::nullopt;
    }

  protected:
    SessionEnd(const SessionParts& parts, EndOwner& owner, CallFacts& facts) : End(owner, facts), parts_(parts) {}

    void bind(l2tp::SessionKey key);
    /// Makes the kernel session with its socket and channel. kernel_session_ready() follows, perhaps at once, or the session
    /// is refused, and session_down() follows.
    void make_kernel_session(bool lns_mode);
    /// `channel`: its number; -1: there is none.
    virtual void kernel_session_ready(int channel) = 0;
    /// Goes on with what was asked of the kernel when the record was made.
    void bind_channel();
    /// A duplicate: the kernel's session, and its counters, are there until release(), however a process ends. Where no descriptor is left
    /// it is the only one.
    UniqueFd socket_for_process();
    bool binding() const { return kernel_session_ && !channel_bound_; }
    /// As CDN says `why`; session_down() follows.
    void close(const EndReason& why);
    /// Our own data plane failed: the session is closed, and the peer is not to blame.
    void fail_here(const std::string& text);
    /// Lets the session go: counters, kernel session, directory. `by_peer` and the result become a reason.
    EndReason release(const l2tp::SessionDown& effect);
    /// Its hang-up is the loss of the kernel session. False: it cannot be watched, the session is being closed.
    bool watch_channel();
    SessionRecord record(const std::string& name, class DescriptorStore& store) const;
    void adopt(const SessionRecord& record, const std::string& name, class DescriptorStore& store);

    const SessionParts& parts_;
    SessionIds ids_;
    std::uint32_t reorder_timeout_ms_ = 100;
    bool has_session_ = false, kernel_session_ = false, channel_bound_ = false, sequencing_ = false;
    UniqueFd socket_;                 ///< of the kernel session; empty: the data plane has none, or a process has the only one
    std::optional<Channel> channel_;  ///< where frames are bridged
    int channel_number_ = -1;         ///< of the PPP channel of the kernel session; -1: not known, or there is none
    Boxed<EndReason> told_;           ///< why we closed the session
    bool failed_here_ = false;

  private:
    void tell_line_errors();
    void on_channel_event();
    void channel_is_bound(const DataPlaneResult<int>& index);
    void kernel_failed(const DataPlaneError& error);

    std::unique_ptr<EventLoop::Watch> watch_;
    KernelWorkers::Wait binding_;
    std::optional<l2tp::Wen> untold_errors_;  ///< the last totals, where they came too early or too soon after others
    std::unique_ptr<EventLoop::Timer> errors_timer_;
    std::forward_list<l2tp::SessionKey> retired_;  ///< kernel sessions that were its, and may not be over yet
};

/// Why a session is over, from what the endpoint tells.
EndReason reason_of(const l2tp::SessionDown& effect, const EndReason* told);

}  // namespace vpdnd
