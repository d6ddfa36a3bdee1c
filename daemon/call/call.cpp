#include "call/call.h"

#include <chrono>
#include <utility>

#include "call/call_table.h"
#include "end/accepted_session_end.h"
#include "end/session_tag.h"
#include "log/limited.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

Call::Call(const CallParts& parts, CallId id) : parts_(parts) {
    record_.id = id;
    facts_.number = static_cast<std::uint64_t>(id);
    record_.began = Clock::now();
    auto line = std::make_unique<LineEnd>(parts_.lines, *this, facts_);
    line_ = line.get();
    access_ = std::move(line);
}

Call::Call(const CallParts& parts, CallId id, const l2tp::PrepareSession& effect) : parts_(parts) {
    record_.id = id;
    facts_.number = static_cast<std::uint64_t>(id);
    record_.began = Clock::now();
    auto session = std::make_unique<AcceptedSessionEnd>(parts_.sessions, *this, facts_, effect);
    access_session_ = session.get();
    access_ = std::move(session);
}

Call::Call(const CallParts& parts, CallId id, const std::string& own_call) : parts_(parts) {
    record_.id = id;
    record_.own_call = own_call;
    facts_.number = static_cast<std::uint64_t>(id);
    record_.began = Clock::now();
    auto session = std::make_unique<PlacedSessionEnd>(parts_.sessions, *this, facts_);
    access_session_ = session.get();
    access_ = std::move(session);
}

Call::Call(const CallParts& parts, CallId id, pppoe::NewSession session) : parts_(parts) {
    record_.id = id;
    facts_.number = static_cast<std::uint64_t>(id);
    record_.began = Clock::now();
    auto end = std::make_unique<PppoeEnd>(parts_.pppoe, *this, facts_, std::move(session));
    pppoe_ = end.get();
    access_ = std::move(end);
}

Call::~Call() = default;

void Call::begin() { happen(CallEvent::kAccessCalls); }

std::optional<l2tp::SessionKey> Call::key() const {
    if (access_session_) return access_session_->key();
    return far_session_ ? far_session_->key() : std::nullopt;
}

std::optional<l2tp::SessionKey> Call::last_key() const {
    const SessionEnd* session = access_session_ ? access_session_ : far_session_;
    return session ? session->last_key() : std::nullopt;
}

// What happens ----------------------------------------------------------------------------------------------

void Call::end_reports(End& end, EndReport report) {
    const bool access = &end == access_.get();
    const auto* other = access ? far_.get() : access_.get();
    switch (report) {
        case EndReport::kCalls:
            return happen(CallEvent::kAccessCalls);
        case EndReport::kReady:
            return happen(CallEvent::kEndReady);
        case EndReport::kRetries:
            return happen(CallEvent::kEndRetries);
        case EndReport::kConnected:
            return happen(access ? CallEvent::kAccessConnected : CallEvent::kFarConnected);
        case EndReport::kChanged:
            return on_changed();
        case EndReport::kLoginOver:
            return parts_.observers.tell([this](CallObserver& one) { one.login_over(*this); });
        case EndReport::kLost:
            return happen(access ? CallEvent::kAccessLost : CallEvent::kFarLost, end.reason());
        case EndReport::kGone:
            if (!other || other->state() == EndState::kGone) return happen(CallEvent::kAllGone);
            return happen(access ? CallEvent::kAccessGone : CallEvent::kFarGone);
    }
}

void Call::happen(CallEvent event, Boxed<EndReason> why) {
    if (reports_) {
        reports_->push_back({event, std::move(why)});
        return;
    }
    std::vector<Report> reports;
    reports.reserve(4);
    reports.push_back({event, std::move(why)});
    reports_ = &reports;
    for (std::size_t next = 0; next < reports.size(); ++next) step(std::move(reports[next]));
    reports_ = nullptr;
}

void Call::step(Report report) {
    const auto next = call_step(record_.state, report.event);
    if (next.action == CallAction::kImpossible) {
        log::write_limited(log::Level::kError, "event not possible in this state of the call",
                           {{"state", std::string(name_of(record_.state))}, {"event", std::string(name_of(report.event))}});
        return;
    }
    const bool ends = next.next == CallState::kEnding || next.next == CallState::kLingering;
    if (ends && !record_.reason) record_.reason = report.why ? std::move(report.why) : Boxed<EndReason>(EndReason{});
    record_.state = next.next;
    perform(next.action);
    if (ends || next.next == CallState::kOver) tell_end();
}

void Call::perform(CallAction action) {
    switch (action) {
        case CallAction::kNone:
        case CallAction::kImpossible:
        case CallAction::kCount_:
            return;
        case CallAction::kAskRoute: return ask_route();
        case CallAction::kReject: return end_access();
        case CallAction::kServeLocally:
            record_.up_since = Clock::now();
            access_->prepare(*route_);
            route_.reset();
            return parts_.observers.tell([this](CallObserver& one) { one.up(*this); });
        case CallAction::kTakeCall: return access_->prepare(*route_);
        case CallAction::kConnectAccess: return access_->connect({});
        case CallAction::kMakeFarEnd: return make_far_end();
        case CallAction::kProceed: return proceed();
        case CallAction::kConnectOther: return connect_far();
        case CallAction::kComeUp:
            record_.up_since = Clock::now();
            // Of a switched call: what came before there was somebody to hear it.
            if (access_session_ && far_session_ && facts_.wan_errors) end_notices(*access_, LinkNotice(*facts_.wan_errors));
            return parts_.observers.tell([this](CallObserver& one) { one.up(*this); });
        case CallAction::kEndAccess: return end_access();
        case CallAction::kEndFar: return end_far();
        case CallAction::kCloseGracefully: return close_gracefully();
        case CallAction::kEndBoth:
            end_access();
            return end_far();
        case CallAction::kFinish: return parts_.table.remove_later(*this);
    }
}

// How it comes up -------------------------------------------------------------------------------------------

/// The far end first: nobody on the access side is disturbed before somebody takes the call. Unless a session was taken to
/// learn who the user is, or the target was lost after it: then he waits.
void Call::proceed() {
    if (far_->state() != EndState::kReady) return;
    switch (access_->state()) {
        case EndState::kIdle:
            // A call that was adopted has no route any more; only a forwarded one waits here for its far end.
            return access_->prepare(route_ ? *route_ : Route(Forward{}));
        case EndState::kReady:
            if (!join()) return;
            route_.reset();
            return access_->connect({});
        case EndState::kConnecting:
            join();
            return;
        case EndState::kConnected:
            if (!join()) return;
            route_.reset();
            return connect_far();
        default:
            return;
    }
}

/// Not while it looks for another target: proceed() does it then. The socket of a session that is bridged stays where it is.
void Call::connect_far() {
    if (far_->state() != EndState::kReady) return;
    far_->connect(record_.pairing == Pairing::kSwitch ? Handover{} : access_->hand_over());
}

/// False: an end is lost by it, or begins anew.
bool Call::join() {
    auto* session = far_->channel();
    if (!session) return true;
    auto* user = access_->channel();
    if (!user) return false;
    const auto moved = parts_.dataplane.bridge(*user, *session);
    if (moved) {
        log::debug(log::Area::kDataplane, "the user's channel is bridged",
                   {{"session", key() ? session_tag(*key()) : ""}, {"frames-moved", std::to_string(*moved)}});
        return true;
    }
    auto& broken = parts_.dataplane.hung_up(*user) ? *access_ : *far_;
    broken.channel_failed(moved.error());
    return false;
}

// How it ends -----------------------------------------------------------------------------------------------

bool Call::close(EndReason why) {
    if (record_.state == CallState::kOver || record_.state == CallState::kLingering) return false;
    happen(CallEvent::kClose, std::move(why));
    return record_.grace_until != kNotYet;
}

bool Call::closes_gracefully() const {
    if (record_.grace_until != kNotYet) return true;
    return far_ && far_->can_be_graceful() &&
           (record_.state == CallState::kConnecting || record_.state == CallState::kUp);
}

void Call::close_gracefully() {
    if (far_ && far_->can_be_graceful()) {
        arm_grace(Clock::now() + parts_.times.graceful);
        return far_->hang_up(HangUp::kGraceful, *record_.reason);
    }
    // The user's PPP is not ours, or has not begun.
    if (access_session_) return end_access();
    end_far();
}

void Call::end_access() {
    ticket_.reset();
    access_->hang_up(HangUp::kAtOnce, told_on(false));
}

/// What the access end still holds goes at once where there is no other one to wait for.
void Call::end_far() {
    ticket_.reset();
    if (far_)
        far_->hang_up(HangUp::kLineGone, told_on(true));
    else
        access_->hang_up(HangUp::kAtOnce, told_on(false));
}

void Call::stop() {
    access_->stop();
    if (far_) far_->stop();
}

bool Call::terminating() const {
    return access_->terminating() || (far_ && far_->terminating());
}

void Call::kill() {
    access_->kill();
    if (far_) far_->kill();
}

}  // namespace vpdnd
