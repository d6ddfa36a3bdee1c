// One end of a call: it knows its own protocol (an L2TP session, a pppd, a user's line) and nothing of the other end.
//
//   prepare()  ->  ready      everything that can fail early is there: kernel session, address, the user's channel
//   connect()  ->  connected  the other side knows that it may speak
//   hang_up()  ->  gone       nothing is left of it: no session, no process, no conversation
//   lost                      it ended by itself; reason() says why. What it still holds goes with hang_up()
//
// An end belongs to its call. It reports to the call and never speaks to the other end. Destroying an end only lets go
// of what it holds: nothing is sent, no process is killed. Ending is hang_up().
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "dataplane/dataplane.h"
#include "end/call_facts.h"
#include "end/user_addresses.h"
#include "policy/route.h"
#include "reason/end_reason.h"

namespace vpdnd {

class End;

enum class EndState : std::uint8_t {
    kIdle,  ///< nothing was asked of it yet
    kPreparing,
    kReady,
    kConnecting,
    kConnected,
    kLost,  ///< over by itself; its process or conversation may still be there
    kHangingUp,
    kGone,  ///< nothing is left
};

enum class EndReport : std::uint8_t {
    kCalls,  ///< access side: there is a call, and its facts are complete enough to ask where it goes
    kReady,
    kRetries,  ///< it was ready or nearly so, and begins anew somewhere else: "ready" is taken back
    kConnected,
    kChanged,  ///< its facts
    kLoginOver,  ///< its user logs in anew, perhaps another one; the facts are still those of the login before
    kLost,
    kGone,
};

enum class HangUp : std::uint8_t {
    kGraceful,  ///< who speaks PPP is told by PPP first; `lost` follows when he has answered
    kAtOnce,
    kLineGone,  ///< nobody is at the other side any more: no packet is sent, no answer waited for
};

/// What one end hears and the other tells on: SLI and WEN, RFC 2661 sections 6.13 and 6.14.
using LinkNotice = std::variant<l2tp::Sli, l2tp::Wen>;

/// Who hears of it: the call. May be told from inside any method of an end; it acts when that has returned.
class EndOwner {
  public:
    virtual ~EndOwner() = default;
    virtual void end_reports(End& end, EndReport report) = 0;
    virtual void end_notices(End& end, const LinkNotice& notice) = 0;
    /// The multilink bundle's interface serves nobody any more, which the other links' pppds do not notice: the process that
    /// owned it died, or it has left its VRF. `why` is the other links' reason.
    virtual void bundle_is_over(End& end, const EndReason& why) = 0;
    /// The link is in a multilink bundle, which may have so many: known before the end is connected.
    virtual void joins_bundle(End& end, unsigned max_links) = 0;
    /// PPP has authenticated the user: facts name him.
    virtual void user_is_known(End& end) = 0;
    /// A target did not take the call. `dead`: it is not asked again for its dead time.
    virtual void target_failed(End& end, const Target& target, const EndReason& why, bool dead) = 0;
};

/// What the end that is connected first hands to the other: the session and its socket, if it has one to give.
struct Handover {
    SessionIds ids;
    UniqueFd session_socket;  ///< empty: the data plane has none, or this end keeps it
    std::uint16_t mtu = 0;    ///< longest IP packet on the link that is no longer than the path with its headers; 0: whatever PPP agrees on
};

class End {
  public:
    virtual ~End() = default;
    End(const End&) = delete;
    End& operator=(const End&) = delete;

    /// Once, with the route that the call takes; kReady or kLost follows, perhaps at once.
    virtual void prepare(const Route& route) = 0;
    /// After kReady; kConnected or kLost follows.
    virtual void connect(Handover from_other) = 0;
    /// After kConnected of the end that is connected first.
    virtual Handover hand_over() { return {}; }
    /// What the data plane bridges; null: this end's frames need no bridge, or it is lost by being asked.
    virtual Channel* channel() { return nullptr; }
    /// Its channel cannot be bridged or watched.
    virtual void channel_failed(const DataPlaneError& error);
    /// kGone follows, perhaps at once. Harmless when repeated.
    virtual void hang_up(HangUp how, const EndReason& why) = 0;
    /// Would hang_up(kGraceful) tell anybody?
    virtual bool can_be_graceful() const { return false; }
    /// What the other end has heard.
    virtual void notice(const LinkNotice&) {}
    /// The daemon stops: PPP is terminated now (LCP). The session is closed by the daemon a little later.
    virtual void stop() {}
    /// Does a process of ours still terminate its PPP link after stop()?
    virtual bool terminating() const { return false; }
    /// The user's addresses that it holds.
    virtual std::vector<HeldAddress> addresses() const { return {}; }
    /// No time is left: its process is killed. Nothing is waited for.
    virtual void kill() {}
    /// Once, after it was adopted and everything else is there: asks again what was asked and not answered, and reports
    /// what could not be taken over.
    virtual void resume() {}

    EndState state() const { return state_; }
    const EndReason& reason() const { return reason_ ? *reason_ : no_reason(); }

  protected:
    End(EndOwner& owner, CallFacts& facts) : owner_(owner), facts_(facts) {}
    void report(EndReport report) { owner_.end_reports(*this, report); }
    void become(EndState state, EndReport report) {
        state_ = state;
        owner_.end_reports(*this, report);
    }
    /// Over by itself. The first reason stays.
    void lose(EndReason why);
    void be_gone();
    /// The end is about to be lost, or its line has gone: what it has asked for is not wanted any more.
    virtual void let_go() {}
    bool over() const {
        return state_ == EndState::kLost || state_ == EndState::kHangingUp || state_ == EndState::kGone;
    }

    EndOwner& owner_;
    CallFacts& facts_;
    EndState state_ = EndState::kIdle;
    Boxed<EndReason> reason_;

  private:
    static const EndReason& no_reason();
};

}  // namespace vpdnd
