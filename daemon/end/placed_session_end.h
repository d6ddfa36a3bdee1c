// A session that we ask a peer for with ICRQ: this machine is the LAC. It looks for a target that takes the call, one
// after the other, and holds the kernel session and its channel when one has. RFC 2661 sections 5.2 and 7.4.1.
//
//   prepare()   a target said ICRP and the kernel session is there; kRetries when that target is lost again before
//   connect()   ICCN, with the proxy data of the facts
//   hand_over() of a call of our own: ids and the session's socket, for a pppd
//
// A target is tried until ICCN was sent; one whose fault it is gets its dead time. While there is another one, it is left
// when it has been silent for try-next-after, or the network says that it cannot be reached. Later the loss of the session
// is the loss of the end.
#pragma once

#include <string>
#include <vector>

#include "end/session_end.h"
#include "end/told_call.h"
#include "net/resolver.h"
#include "policy/target_choice.h"
#include "tunnel/outside_ways.h"

namespace vpdnd {

/// The targets that are left, until the call is connected.
struct Placing {
    std::string group;
    std::vector<Target> targets;  ///< in the order of the tries
    std::size_t position = 0;     ///< of the one that is asked
    std::chrono::milliseconds dead_time{};
    std::chrono::milliseconds try_next_after{};
    bool dead_time_of_busy = true;
    SteadyTime look_at{};  ///< when it is asked whether the target has answered; the epoch: it is not
    bool unreachable = false;  ///< so the network says of the one that is asked
    bool left = false;         ///< its session is being closed for the sake of the next one
    bool again = false;        ///< ... and its tunnel is silent: the same target is asked in another one
    bool gave_way = false;  ///< our tunnel to it lost a tie: the same target was asked again
    EndReason last_failure;
    std::optional<Switched> switched;  ///< none: the call is of a user's line
    std::optional<Rewriting> rewriting;  ///< none: all is told as it is
};

/// A target's tunnel settings are kept apart, by value.
struct PlacedSessionRecord {
    SessionRecord session;
    Boxed<Placing> placing;                      ///< its targets have no settings …
    std::vector<l2tp::TunnelSettings> settings;  ///< … here they are, one a target
    std::string counted_at;
    bool own = false;  ///< a call of this machine's own
    std::optional<l2tp::Address> way_to;  ///< own: the address that is called
    unsigned way_index = 0;
    bool way_known = false;
};

class PlacedSessionEnd : public SessionEnd {
  public:
    PlacedSessionEnd(const SessionParts& parts, EndOwner& owner, CallFacts& facts) : SessionEnd(parts, owner, facts) {}
    PlacedSessionEnd(const SessionParts& parts, EndOwner& owner, CallFacts& facts, const PlacedSessionRecord& record,
                     const std::string& name, DescriptorStore& store);
    ~PlacedSessionEnd() override;

    void prepare(const Route& route) override;
    void connect(Handover from_other) override;
    Handover hand_over() override;
    void hang_up(HangUp how, const EndReason& why) override;
    void resume() override;

    void session_prepare(const l2tp::PrepareSession& effect) override;
    void session_up(const l2tp::SessionUp& effect) override;
    void session_down(const l2tp::SessionDown& effect) override;
    void peer_unreachable() override;

    PlacedSessionRecord save(const std::string& name, DescriptorStore& store) const;

  private:
    void kernel_session_ready(int channel) override;
    const Target& target() const { return placing_->targets[placing_->position]; }
    /// Null: the call is of a user's line, or connected.
    const Switched* switched() const { return placing_ && placing_->switched ? &*placing_->switched : nullptr; }
    l2tp::Iccn iccn() const { return iccn_of(facts_, switched(), rewriting()); }
    const Rewriting* rewriting() const { return placing_ && placing_->rewriting ? &*placing_->rewriting : nullptr; }
    EndReason no_target() const;
    /// Why a call that a tunnel brought must not be sent there; empty: it may.
    std::string leads_back(const l2tp::Address& address) const;
    /// Which limit of ours one more session would exceed: it says nothing about the targets. True: the end is lost.
    bool beyond_limits();
    void try_target();
    void try_addresses(const std::vector<l2tp::Address>& addresses);
    void spread_out(const std::vector<l2tp::Address>& addresses);
    void find_way(const l2tp::Address& to);
    void way_leads(const OuterRoute& route);
    void way_has_moved(const std::string& how);
    void end_way();
    void let_go() override { end_way(); }
    void name_bringer();
    tl::expected<l2tp::TunnelId, std::string> tunnel_to(const l2tp::Address& address);
    bool request_session(l2tp::TunnelId tunnel);
    bool has_next_target() const { return placing_->position + 1 < placing_->targets.size(); }
    void watch_for_silence();
    void arm_timer();
    void look_for_answer();
    void leave_target(const std::string& why);
    void next_target(const EndReason& why, bool dead);
    void try_again(const l2tp::SessionDown& effect, EndReason why, bool ours);

    Boxed<Placing> placing_;
    Resolver::Wait lookup_;   ///< of the name of target()
    std::unique_ptr<EventLoop::Timer> timer_;  ///< for placing_->look_at
    std::string counted_at_;  ///< key of the target whose session count holds us; empty: none
    bool own_ = false;        ///< a call of this machine's own: its frames go to a pppd, not over a bridge
    std::optional<l2tp::Address> way_to_;     ///< own_: the address that is called
    std::unique_ptr<OutsideWays::Hold> way_;  ///< to it
    unsigned way_index_ = 0;                  ///< of the interface through which it led at first; 0: it may be any
    bool way_known_ = false;
};

}  // namespace vpdnd
