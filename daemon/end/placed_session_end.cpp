#include "end/placed_session_end.h"

#include <chrono>
#include <utility>

#include "end/session_outcome.h"
#include "l2tp/endpoint.h"
#include "os/secure_random.h"
#include "tunnel/tunnels.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;

/// An established tunnel that has acknowledged nothing for so long, our ICRQ and its first repetition included, may be dead.
constexpr std::chrono::milliseconds kSilentTunnel{2000};

/// Of a call that goes on, or of one of our own.
const Forward& way_of(const Route& route) {
    const auto* own = std::get_if<Terminate>(&route);
    return own ? own->own->to : std::get<Forward>(route);
}

TunnelRequest request_of(const Target& target) {
    return {.settings = target.settings,
            .source = target.source,
            .source_port = target.source_port,
            .other_port_allowed = target.other_port_allowed};
}

}  // namespace

/// The session may live on without us: but it is counted here no more.
PlacedSessionEnd::~PlacedSessionEnd() {
    if (!counted_at_.empty()) parts_.targets.session_removed(counted_at_);
}

void PlacedSessionEnd::prepare(const Route& route) {
    const auto& forward = way_of(route);
    own_ = std::holds_alternative<Terminate>(route);
    state_ = EndState::kPreparing;
    placing_ = Placing{.group = forward.group,
                       .targets = forward.targets,
                       .position = 0,
                       .dead_time = forward.dead_time,
                       .try_next_after = forward.try_next_after,
                       .dead_time_of_busy = forward.dead_time_of_busy,
                       .look_at = {},
                       .unreachable = false,
                       .left = false,
                       .again = false,
                       .gave_way = false,
                       .last_failure = {},
                       .switched = forward.switched,
                       .rewriting = forward.rewriting};
    if (!placing_->targets.empty() && beyond_limits()) return;
    placing_->targets = parts_.targets.order(std::move(placing_->targets), Clock::now(), secure_random_below);
    if (placing_->targets.empty())
        return lose({.cause = EndCause::kSessionLimit,
                     .text = "every LNS of group " + forward.group + " is at its session limit or drained"});
    try_target();
}

/// A call that a tunnel brought is refused as the last LNS did that answered it.
EndReason PlacedSessionEnd::no_target() const {
    const auto& last = placing_->last_failure;
    EndReason out{.cause = EndCause::kNoTarget, .text = "no LNS took the call: " + std::string(last.words())};
    if (last.cause == EndCause::kNotAuthorized) out.cause = EndCause::kNotAuthorized;
    if (!placing_->switched) return out;
    if (last.cause == EndCause::kLoop) out.cause = EndCause::kLoop;
    if (last.cause != EndCause::kPeerEnded) return out;
    out.by_peer = true;
    out.result = last.result;
    out.disconnect = last.disconnect;
    out.q931 = last.q931;
    return out;
}

std::string PlacedSessionEnd::leads_back(const l2tp::Address& address) const {
    if (!placing_->switched) return {};
    if (parts_.tunnels.is_our_own(address)) return l2tp::to_string(address) + " is this machine";
    return vpdnd::leads_back(facts_, address.ip);
}

bool PlacedSessionEnd::beyond_limits() {
    const auto limit = parts_.endpoint.beyond_session_limits(*target().settings);
    if (!limit.empty()) lose({.cause = EndCause::kSessionLimit, .text = std::string(limit)});
    return !limit.empty();
}

void PlacedSessionEnd::try_target() {
    if (placing_->position >= placing_->targets.size())
        return lose(no_target());
    if (parts_.targets.drained(target()))  // meanwhile
        return next_target({.cause = EndCause::kSessionLimit, .text = name_of(target()) + " is drained"}, false);
    facts_.target = name_of(target());
    lookup_ = parts_.resolver.resolve(target().address, target().port, [this](const Resolver::Answer& answer) {
        if (own_ && answer.addresses.size() > 1) return spread_out(answer.addresses);
        if (own_ && !answer.addresses.empty()) return find_way(answer.addresses.front());
        if (!answer.addresses.empty()) return try_addresses(answer.addresses);
        next_target({.cause = EndCause::kTargetUnreachable, .text = target().address + ": " + answer.error}, true);
    });
}

void PlacedSessionEnd::try_addresses(const std::vector<l2tp::Address>& addresses) {
    if (beyond_limits()) return;  // others may have come while the name was looked up
    std::string why;
    auto cause = EndCause::kTargetUnreachable;
    for (const auto& address : addresses) {
        if (auto circle = leads_back(address); !circle.empty()) {
            cause = EndCause::kLoop;
            why = std::move(circle);
            continue;
        }
        const auto tunnel = tunnel_to(address);
        if (tunnel && request_session(*tunnel)) return;
        cause = EndCause::kTargetUnreachable;
        why = tunnel ? "the tunnel takes no more sessions" : tunnel.error();
    }
    next_target({.cause = cause, .text = why}, false);
}

tl::expected<l2tp::TunnelId, std::string> PlacedSessionEnd::tunnel_to(const l2tp::Address& address) {
    return parts_.tunnels.find_or_open(Clock::now(), request_of(target()), address);
}

bool PlacedSessionEnd::request_session(l2tp::TunnelId tunnel) {
    const auto key = parts_.endpoint.place_incoming_call(Clock::now(), tunnel, icrq_of(facts_, switched(), rewriting()), iccn());
    if (!key) return false;
    reorder_timeout_ms_ = target().reorder_timeout_ms;
    counted_at_ = key_of(target());
    parts_.targets.session_added(counted_at_);
    bind(*key);
    watch_for_silence();
    return true;
}

// Silence -----------------------------------------------------------------------------------------------------

/// A tunnel that was established may be one whose peer has restarted.
void PlacedSessionEnd::watch_for_silence() {
    const auto info = parts_.endpoint.tunnel(ids_.key.tunnel);
    if (!info) return;
    auto patience = kSilentTunnel;
    if (info->state == l2tp::ShownTunnelState::kWaitCtlReply) {
        if (!has_next_target() || placing_->try_next_after.count() == 0) return;
        patience = placing_->try_next_after;
    }
    placing_->look_at = Clock::now() + patience;
    arm_timer();
}

void PlacedSessionEnd::arm_timer() {
    if (!timer_) timer_ = parts_.loop.make_timer([this] { look_for_answer(); });
    timer_->arm(placing_->look_at);
}

void PlacedSessionEnd::look_for_answer() {
    if (!has_session_ || !placing_ || state_ != EndState::kPreparing) return;
    const auto info = parts_.endpoint.tunnel(ids_.key.tunnel);
    if (!info || info->state == l2tp::ShownTunnelState::kWaitCtlConn) return;  // the peer's own, whose request won a tie
    const bool opening = info->state == l2tp::ShownTunnelState::kWaitCtlReply;
    if (info->unanswered == 0) {  // it has acknowledged our request: it is there
        if (opening) watch_for_silence();
        return;
    }
    if (!opening) {
        placing_->again = true;
        parts_.tunnels.doubt(ids_.key.tunnel);
    }
    leave_target("no answer from " + name_of(target()));
}

void PlacedSessionEnd::peer_unreachable() {
    if (!has_session_ || !placing_ || state_ != EndState::kPreparing || !has_next_target()) return;
    placing_->unreachable = true;
    leave_target(name_of(target()) + " cannot be reached, says an ICMP error");
}

/// Its session waits for the tunnel, so that it ends without a word; session_down() goes on with the next one.
void PlacedSessionEnd::leave_target(const std::string& why) {
    placing_->look_at = {};
    placing_->left = true;
    close({.cause = EndCause::kTargetUnreachable, .text = why});
}

void PlacedSessionEnd::next_target(const EndReason& why, bool dead) {
    placing_->last_failure = why;
    end_way();
    timer_.reset();
    placing_->look_at = {};
    placing_->unreachable = placing_->left = false;
    owner_.target_failed(*this, target(), why, dead);
    if (dead) parts_.targets.failed(target(), Clock::now() + placing_->dead_time);
    ++placing_->position;
    placing_->gave_way = false;
    try_target();
}

/// ICRP came.
void PlacedSessionEnd::session_prepare(const l2tp::PrepareSession& effect) {
    if (over()) return;  // the user left in the same turn: the session's end is on its way
    ids_ = {effect.key, effect.peer_tunnel, effect.peer_session};
    sequencing_ = effect.sequencing;
    make_kernel_session(false);
}

void PlacedSessionEnd::kernel_session_ready(int index) {
    if (own_) return become(EndState::kReady, EndReport::kReady);
    auto channel = parts_.dataplane.open_channel(ids_.key, index);
    if (!channel) return fail_here(channel.error().text);
    channel_ = std::move(*channel);
    become(EndState::kReady, EndReport::kReady);
}

void PlacedSessionEnd::connect(Handover) {
    state_ = EndState::kConnecting;
    // Unwatched it would never be known that the kernel's session is gone.
    if (!watch_channel()) return;
    // An ICCN that came by another tunnel may have come after this call was asked for.
    auto connected = switched() ? std::optional(iccn()) : std::nullopt;
    parts_.endpoint.session_prepared(Clock::now(), ids_.key, std::move(connected));
}

void PlacedSessionEnd::session_up(const l2tp::SessionUp&) {
    parts_.targets.worked(target());
    if (over()) return;  // in the same turn
    placing_.reset();
    timer_.reset();
    facts_.proxied.reset();  // holds credentials: gone as soon as they were sent
    facts_.brought.reset();
    facts_.ppp.stage = own_ ? ipc::PppStage::kEstablish : ipc::PppStage::kForwarded;
    if (own_) name_bringer();
    become(EndState::kConnected, EndReport::kConnected);
}

void PlacedSessionEnd::session_down(const l2tp::SessionDown& effect) {
    const bool ours = std::exchange(failed_here_, false) || parts_.tunnels.given_up(effect.key.tunnel);
    auto why = release(effect);
    if (!counted_at_.empty()) parts_.targets.session_removed(std::exchange(counted_at_, {}));
    if (placing_ && placing_->left) parts_.tunnels.abandon(Clock::now(), effect.key.tunnel, placing_->unreachable);
    if (placing_ && state_ != EndState::kHangingUp) return try_again(effect, std::move(why), ours);
    if (state_ == EndState::kHangingUp)
        reason_ = std::move(why);
    else
        lose(std::move(why));
    end_way();
    be_gone();
}

/// No ICCN was sent: the user still waits.
void PlacedSessionEnd::try_again(const l2tp::SessionDown& effect, EndReason why, bool ours) {
    become(EndState::kPreparing, EndReport::kRetries);
    why.text = outcome(effect.result);
    if (std::exchange(placing_->again, false)) {
        placing_->left = false;
        return try_target();
    }
    // The tunnel that won is established by now (RFC 2661 section 7.2.1).
    if (effect.tie_lost && !std::exchange(placing_->gave_way, true)) return try_target();
    if (ours || effect.tie_lost) return next_target(why, false);
    if (effect.not_authorized) return next_target(not_authorized(effect), !target().secret_of_its_own);
    if (is_beyond_peer(effect)) return next_target(why, false);
    if (worth_another(effect)) return next_target(why, placing_->dead_time_of_busy || !is_busy(effect));
    lose(std::move(why));
}

void PlacedSessionEnd::hang_up(HangUp, const EndReason& why) {
    if (state_ == EndState::kHangingUp || state_ == EndState::kGone) return;
    lookup_.give_up();
    if (!has_session_) end_way();
    if (!has_session_) return be_gone();
    state_ = EndState::kHangingUp;
    close(why);
}

}  // namespace vpdnd
