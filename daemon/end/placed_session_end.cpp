#include "end/placed_session_end.h"

#include <chrono>
#include <utility>

#include "end/session_outcome.h"
#include "end/session_tag.h"
#include "l2tp/endpoint.h"
#include "os/descriptor_store.h"
#include "os/secure_random.h"
#include "tunnel/tunnels.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;

/// An established tunnel that has acknowledged nothing for so long, our ICRQ and its first repetition included, may be dead.
constexpr std::chrono::milliseconds kSilentTunnel{2000};

TunnelRequest request_of(const Target& target) {
    return {.settings = target.settings,
            .source = target.source,
            .source_port = target.source_port,
            .other_port_allowed = target.other_port_allowed};
}

l2tp::Icrq icrq_of(const CallFacts& facts) {
    l2tp::Icrq out;
    const auto told = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); };
    out.calling_number = told(facts.calling_number());
    out.called_number = told(facts.called_number());
    out.bearer = facts.line.bearer;
    out.physical_channel = facts.line.physical_channel;
    if (facts.line.names) {
        out.sub_address = told(facts.line.names->sub_address);
        out.port_name = told(facts.line.names->port_name);
        out.access_line = facts.line.names->access_line;
    }
    return out;
}

l2tp::Iccn iccn_of(const CallFacts& facts) {
    l2tp::Iccn out;
    out.framing = facts.line.framing;
    put_speeds(out, facts.line.tx_speed, facts.line.rx_speed);
    if (facts.proxied) {
        out.proxy_lcp = facts.proxied->lcp;
        out.proxy_auth = facts.proxied->auth;
    }
    return out;
}

}  // namespace

PlacedSessionEnd::PlacedSessionEnd(const SessionParts& parts, EndOwner& owner, CallFacts& facts,
                                   const PlacedSessionRecord& record, const std::string& name, DescriptorStore& store)
    : SessionEnd(parts, owner, facts), placing_(record.placing) {
    adopt(record.session, name, store);
    for (std::size_t i = 0; i < record.settings.size(); ++i)
        placing_->targets[i].settings = std::make_shared<const l2tp::TunnelSettings>(record.settings[i]);
    counted_at_ = record.counted_at;
    if (!counted_at_.empty()) parts_.targets.session_added(counted_at_);
    if (placing_ && placing_->look_at != SteadyTime{}) arm_timer();
}

/// The session may live on without us: but it is counted here no more.
PlacedSessionEnd::~PlacedSessionEnd() {
    if (!counted_at_.empty()) parts_.targets.session_removed(counted_at_);
}

PlacedSessionRecord PlacedSessionEnd::save(const std::string& name, DescriptorStore& store) const {
    PlacedSessionRecord out{
        .session = record(name, store), .placing = placing_, .settings = {}, .counted_at = counted_at_};
    if (out.placing)
        for (auto& one : out.placing->targets) out.settings.push_back(*std::exchange(one.settings, nullptr));
    return out;
}

void PlacedSessionEnd::resume() {
    if (state_ != EndState::kPreparing) return;
    if (binding()) return bind_channel();
    if (!has_session_ && placing_) try_target();
}

void PlacedSessionEnd::prepare(const Route& route) {
    const auto& forward = std::get<Forward>(route);
    state_ = EndState::kPreparing;
    placing_ = Placing{.group = forward.group,
                       .targets = forward.targets,
                       .position = 0,
                       .dead_time = forward.dead_time,
                       .try_next_after = forward.try_next_after,
                       .put_busy_aside = forward.put_busy_aside,
                       .look_at = {},
                       .unreachable = false,
                       .left = false,
                       .again = false,
                       .gave_way = false,
                       .last_failure = {},
                       .not_authorized = false};
    if (!placing_->targets.empty() && beyond_limits()) return;
    placing_->targets = parts_.targets.order(std::move(placing_->targets), Clock::now(), secure_random_below);
    if (placing_->targets.empty())
        return lose({.cause = EndCause::kSessionLimit,
                     .text = "every LNS of group " + forward.group + " is at its session limit"});
    try_target();
}

bool PlacedSessionEnd::beyond_limits() {
    const auto limit = parts_.endpoint.beyond_session_limits(*target().settings);
    if (!limit.empty()) lose({.cause = EndCause::kSessionLimit, .text = std::string(limit)});
    return !limit.empty();
}

void PlacedSessionEnd::try_target() {
    if (placing_->position >= placing_->targets.size())
        return lose({.cause = placing_->not_authorized ? EndCause::kNotAuthorized : EndCause::kNoTarget,
                     .text = "no LNS took the call: " + placing_->last_failure});
    facts_.target = name_of(target());
    lookup_ = parts_.resolver.resolve(target().address, target().port, [this](const Resolver::Answer& answer) {
        if (!answer.addresses.empty()) return try_addresses(answer.addresses);
        next_target({.cause = EndCause::kTargetUnreachable, .text = target().address + ": " + answer.error}, true);
    });
}

void PlacedSessionEnd::try_addresses(const std::vector<l2tp::Address>& addresses) {
    if (beyond_limits()) return;  // others may have come while the name was looked up
    std::string why;
    for (const auto& address : addresses) {
        const auto tunnel = tunnel_to(address);
        if (tunnel && request_session(*tunnel)) return;
        why = tunnel ? "the tunnel takes no more sessions" : tunnel.error();
    }
    next_target({.cause = EndCause::kTargetUnreachable, .text = why}, false);
}

tl::expected<l2tp::TunnelId, std::string> PlacedSessionEnd::tunnel_to(const l2tp::Address& address) {
    return parts_.tunnels.find_or_open(Clock::now(), request_of(target()), address);
}

bool PlacedSessionEnd::request_session(l2tp::TunnelId tunnel) {
    const auto key = parts_.endpoint.place_incoming_call(Clock::now(), tunnel, icrq_of(facts_), iccn_of(facts_));
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
    placing_->last_failure = why.words();
    placing_->not_authorized = why.cause == EndCause::kNotAuthorized;
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
    auto channel = parts_.dataplane.open_channel(ids_.key, index);
    if (!channel) return fail_here(channel.error().text);
    channel_ = std::move(*channel);
    become(EndState::kReady, EndReport::kReady);
}

void PlacedSessionEnd::connect(Handover) {
    state_ = EndState::kConnecting;
    // Unwatched it would never be known that the kernel's session is gone.
    if (watch_channel()) parts_.endpoint.session_prepared(Clock::now(), ids_.key);
}

void PlacedSessionEnd::session_up(const l2tp::SessionUp&) {
    parts_.targets.worked(target());
    if (over()) return;  // in the same turn
    placing_.reset();
    timer_.reset();
    facts_.proxied.reset();  // holds credentials: gone as soon as they were sent
    facts_.ppp.stage = ipc::PppStage::kForwarded;
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
    // It is there, and others may come to it with other secrets.
    if (effect.not_authorized) return next_target(not_authorized(effect), false);
    if (worth_another(effect)) return next_target(why, placing_->put_busy_aside || !is_busy(effect));
    lose(std::move(why));
}

void PlacedSessionEnd::hang_up(HangUp, const EndReason& why) {
    if (state_ == EndState::kHangingUp || state_ == EndState::kGone) return;
    lookup_.give_up();
    if (!has_session_) return be_gone();
    state_ = EndState::kHangingUp;
    close(why);
}

}  // namespace vpdnd
