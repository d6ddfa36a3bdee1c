// One PPP call of this machine, from the request to the last trace of its process: a plain record and two ends, joined
// by one state table. It outlives its session until its process is gone, so that an address or interface is never given
// to two users.
//
// Owned by CallTable. Ends report to it, the table (call_fsm.h) says what follows. Reports are queued: a step is
// finished before the next one begins, whoever reports from inside it.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "call/call_observer.h"
#include "call/call_record.h"
#include "end/end.h"
#include "end/pppoe_end.h"
#include "os/event_loop.h"
#include "policy/router.h"

namespace vpdnd {

class BundleTable;
class CallTable;
class UserIndex;

/// The parts that calls work with; all outlive every call.
struct CallParts {
    EventLoop& loop;
    DataPlane& dataplane;
    Router& router;
    CallTable& table;
    BundleTable& bundles;
    UserIndex& users;
    const CallObservers& observers;
    const EndTimes& times;
    SessionParts sessions;
    PppdParts pppds;
    LineParts lines;
    PppoeParts pppoe;
};

class Call : public EndOwner {
  public:
    /// A user's line: its pppd has connected to the plugin socket and said hello. The conversation is line()'s.
    Call(const CallParts& parts, CallId id);
    /// A user's PPPoE session, which a host was confirmed.
    Call(const CallParts& parts, CallId id, pppoe::NewSession session);
    /// A session that a peer asks for.
    Call(const CallParts& parts, CallId id, const l2tp::PrepareSession& effect);
    /// A call of this machine's own, by its name in the configuration.
    Call(const CallParts& parts, CallId id, const std::string& own_call);
    /// One that another process or object has let go.
    Call(const CallParts& parts, const SavedCall& saved, class DescriptorStore& store);
    ~Call() override;

    /// Asks where the peer's session, or the call of our own, goes.
    void begin();
    /// It serves its user, or is about to.
    bool lives() const { return record_.state == CallState::kConnecting || record_.state == CallState::kUp; }
    /// After it was adopted: asks again what was asked and not answered.
    void resume();
    /// The administrator ends the call: by PPP first where a PPP of this machine speaks to the user. True: he is being
    /// told, and the session goes when he has answered, after EndTimes::graceful at the latest.
    bool close() { return close({.cause = EndCause::kAdministrator}); }
    bool close(EndReason why);
    /// Would close() tell anybody, or is he being told?
    bool closes_gracefully() const;
    /// The owner of its bundle says what the interface is called.
    void bundle_is_called(const std::string& interface);
    void bundle_gone(const EndReason& why) { happen(CallEvent::kBundleGone, why); }
    /// The daemon stops: PPP is terminated now (LCP); sessions are closed by the daemon a little later.
    void stop();
    bool terminating() const;
    /// No time is left: its process is killed. Nothing is waited for.
    void kill();

    /// Plain data of everything; descriptors go into the store as duplicates. The call goes on until it is destroyed.
    SavedCall save(DescriptorStore& store) const;

    const CallRecord& record() const { return record_; }
    CallId id() const { return record_.id; }
    const CallFacts& facts() const { return facts_; }
    /// Of its session to the outside: the one that it was asked for with, else the one that it asks for.
    std::optional<l2tp::SessionKey> key() const;
    /// As key(), but also when that session is over; empty: there never was one.
    std::optional<l2tp::SessionKey> last_key() const;
    /// Of a call that goes from tunnel to tunnel: its other session, while that lives.
    std::optional<l2tp::SessionKey> session_beside(l2tp::SessionKey one) const;
    /// The user's addresses that are held for it.
    std::vector<HeldAddress> addresses() const;
    /// A user's line whose call ended before anybody took it, and not because the user left.
    bool rejected() const {
        return from_user() && record_.reason && record_.pairing != Pairing::kLocal && record_.up_since == kNotYet &&
               record_.reason->cause != EndCause::kUserGone;
    }
    /// Null: the access end is no line of somebody else's pppd.
    LineEnd* line() const { return line_; }
    /// Null: the access end is no PPPoE session of ours.
    const PppoeEnd* pppoe_session() const { return pppoe_; }
    /// Did it come by a user's line, and not by a tunnel?
    bool from_user() const { return access_session_ == nullptr; }

  private:
    struct Report {
        CallEvent event;
        Boxed<EndReason> why;  ///< of a loss or an order to end
    };

    void end_reports(End& end, EndReport report) override;
    void end_notices(End& end, const LinkNotice& notice) override;
    void bundle_is_over(End& end, const EndReason& why) override;
    void joins_bundle(End& end, unsigned max_links) override;
    void user_is_known(End& end) override;
    void target_failed(End& end, const Target& target, const EndReason& why, bool dead) override;

    void happen(CallEvent event, Boxed<EndReason> why = {});
    void step(Report report);
    void perform(CallAction action);
    void tell_begin();
    RouteQuestion::From from() const;
    void ask_route();
    void route_is(Route route);
    bool is_to_be_let_in(const Route& route) const;
    void make_far_end();
    void proceed();
    void connect_far();
    bool join();
    void close_gracefully();
    void end_access();
    void end_far();
    void on_changed();
    void settle_user();
    void settle_same_user();
    bool is_link_beside(const Call& other) const;
    bool over_port_limit() const;
    void tell_end();
    EndReason told_on(bool to_far) const;
    bool passes(const LinkNotice& notice) const;
    void arm_grace(SteadyTime until);
    std::string name() const;

    const CallParts& parts_;
    CallRecord record_;
    CallFacts facts_;
    std::unique_ptr<End> access_, far_;  ///< far_ is null until there is a route, and for a line that is served locally
    /// Of these, those that are sessions, or lines. The session of a call of our own is its access end: it is connected first, and
    /// its socket handed over.
    SessionEnd* access_session_ = nullptr;
    PlacedSessionEnd* far_session_ = nullptr;
    LineEnd* line_ = nullptr;
    PppoeEnd* pppoe_ = nullptr;
    Boxed<Route> route_;  ///< until both ends have taken what is theirs
    std::unique_ptr<RouteTicket> ticket_;
    std::unique_ptr<EventLoop::Timer> grace_;
    std::size_t user_key_ = 0;  ///< in the index of users, once the user is known
    std::vector<Report>* reports_ = nullptr;  ///< those that wait while a step is under way
};

}  // namespace vpdnd
