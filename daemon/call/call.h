// One PPP call of this daemon, from the request to the last trace of its pppd. A call joins a session of the
// endpoint, a session of the data plane and a conversation with a plugin; it outlives its session until its
// process is gone, so that an address or interface is never given to two users.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "call/call_line.h"
#include "call/line_errors.h"
#include "l2tp/effects.h"
#include "l2tp/ids.h"

namespace l2tp {
class Endpoint;
}

namespace vpdnd {

class DataPlane;
class EventLoop;
class GroupPolicy;
class LnsChoice;
class PoolTable;
class PppdSupervisor;
class Resolver;
class Tunnels;
class Call;

/// What PPP says of the call, for tables. Strings from peers are raw.
struct PppStatus {
    std::string user, interface, stage, address, peer_address, bundle;
    bool lcp_open = false, ncp_open = false, bundle_master = false;
};

/// A user who is told of the end by PPP gets this long to answer.
inline constexpr std::chrono::seconds kGoodbye{1};

/// The parts that calls work with. All outlive every call. `policy` changes with a reload.
struct CallParts {
    EventLoop& loop;
    l2tp::Endpoint& endpoint;
    DataPlane& dataplane;
    PppdSupervisor& supervisor;
    PoolTable& pools;
    LnsChoice& lns_choice;
    Resolver& resolver;
    Tunnels& tunnels;
    std::function<std::shared_ptr<const GroupPolicy>()> policy;
    /// Carries out the endpoint's effects; to be called after requests made outside of an effect.
    std::function<void()> drain;
    /// The call has its session's key from now on: effects of that session go to it.
    std::function<void(l2tp::SessionKey, Call&)> bind;
    /// Nothing is left of the call: it is destroyed soon (not inside this).
    std::function<void(Call&)> finished;
    /// One event for `l2tpctl monitor`: the call's PPP side changed.
    std::function<void(const Call&)> changed;
    /// The pppd that owned this bundle's interface is dead: the other links of the bundle shall end too.
    std::function<void(const PppStatus& owner)> bundle_gone;
    /// Errors of a LAC's line, counted from wherever its driver began; empty: the line has no counters.
    std::function<std::optional<l2tp::Wen>(int device)> line_errors = serial_errors;
    std::chrono::milliseconds line_errors_interval{10000};  ///< they are looked at so often
    std::chrono::milliseconds goodbye = kGoodbye;  ///< for the user's answer
    std::chrono::milliseconds exit_delay{3000};  ///< from the end of the plugin's conversation to pppd's own end
};

class Call {
  public:
    virtual ~Call() = default;

    // Effects of its session, in the endpoint's order.
    virtual void prepare(const l2tp::PrepareSession& effect) = 0;
    virtual void session_up(const l2tp::SessionUp& effect) = 0;
    virtual void session_down(const l2tp::SessionDown& effect) = 0;

    /// SLI from the LNS; only a LAC call has a line that it could matter to.
    virtual void link_info(const l2tp::Sli&) {}
    /// WEN from the LAC, or as LAC to the LNS: totals since the call began.
    void note_wan_errors(const l2tp::Wen& totals) { wan_errors_ = totals; }
    const std::optional<l2tp::Wen>& wan_errors() const { return wan_errors_; }

    /// The pppd that owned the interface of this call's multilink bundle is dead: the link carries nothing any more.
    virtual void bundle_gone() {}

    /// Another program deleted the kernel's session.
    virtual void kernel_session_lost() = 0;

    /// The administrator ends the call. If a PPP of this machine speaks to the user, it tells him (LCP
    /// Terminate-Request); the call closes its session when that is done, after `goodbye` at the latest, and calls `over`
    /// when the session is down. False: nobody is told, the caller closes the session.
    virtual bool say_goodbye(std::function<void()> over) = 0;

    /// The daemon stops: PPP shall end now, politely; the session is closed by the daemon a little later.
    virtual void stop_ppp() = 0;
    /// After stop_ppp(): is a process of ours still saying goodbye?
    virtual bool terminating() const = 0;
    /// No time is left for politeness: its process is killed. To be called before a call with a process is destroyed.
    virtual void kill_ppp() {}

    const PppStatus& ppp() const { return ppp_; }
    const CallLine& line() const { return line_; }
    const std::optional<l2tp::SessionKey>& key() const { return key_; }
    std::optional<std::chrono::steady_clock::time_point> bundle_since() const { return bundle_since_; }

  protected:
    PppStatus ppp_;
    CallLine line_;
    std::optional<l2tp::SessionKey> key_;  ///< while the session lives
    std::optional<std::chrono::steady_clock::time_point> bundle_since_;

  private:
    std::optional<l2tp::Wen> wan_errors_;
};

}  // namespace vpdnd
