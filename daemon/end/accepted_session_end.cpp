#include "end/accepted_session_end.h"

#include <chrono>
#include <utility>

#include "end/proxy_fields.h"
#include "l2tp/endpoint.h"
#include "os/descriptor_store.h"
#include "tunnel/tunnels.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

AcceptedSessionEnd::AcceptedSessionEnd(const SessionParts& parts, EndOwner& owner, CallFacts& facts,
                                       const l2tp::PrepareSession& effect)
    : SessionEnd(parts, owner, facts) {
    ids_ = {effect.key, effect.peer_tunnel, effect.peer_session};
    sequencing_ = effect.sequencing;
    if (effect.icrq) {
        facts.brought = BroughtCall{effect.key, *effect.icrq};
        facts.set_numbers(effect.icrq->calling_number.value_or(""), effect.icrq->called_number.value_or(""));
        facts.line.read(*effect.icrq);
    }
    if (const auto tunnel = parts.endpoint.tunnel(effect.key.tunnel))
        facts.bringer = Bringer{tunnel->peer_name, l2tp::to_string(tunnel->path.remote.ip), tunnel->group};
    bind(effect.key);
}

AcceptedSessionEnd::AcceptedSessionEnd(const SessionParts& parts, EndOwner& owner, CallFacts& facts,
                                       const SessionRecord& record, const std::string& name, DescriptorStore& store)
    : SessionEnd(parts, owner, facts) {
    adopt(record, name, store);
}

void AcceptedSessionEnd::prepare(const Route&) {
    state_ = EndState::kPreparing;
    make_kernel_session(true);
}

void AcceptedSessionEnd::kernel_session_ready(int) { become(EndState::kReady, EndReport::kReady); }

void AcceptedSessionEnd::resume() {
    if (state_ == EndState::kPreparing && binding()) bind_channel();
}

void AcceptedSessionEnd::connect(Handover) {
    state_ = EndState::kConnecting;
    parts_.endpoint.session_prepared(Clock::now(), ids_.key);
}

/// Made when the call goes on through a tunnel: which is not known before the user is, perhaps.
Channel* AcceptedSessionEnd::channel() {
    if (channel_) return &*channel_;
    auto opened = parts_.dataplane.open_channel(ids_.key, channel_number_);
    if (!opened) {
        fail_here(opened.error().text);
        return nullptr;
    }
    channel_ = std::move(*opened);
    return watch_channel() ? &*channel_ : nullptr;
}

void AcceptedSessionEnd::session_up(const l2tp::SessionUp& effect) {
    if (effect.iccn) {
        facts_.ppp.user = effect.iccn->proxy_auth.name.value_or("");
        facts_.line.read(*effect.iccn);
    }
    facts_.ppp.stage = ipc::PppStage::kEstablish;
    if (over()) return;  // we closed it in the same turn: its end is on its way
    if (effect.iccn) facts_.proxied = Proxied{effect.iccn->proxy_lcp, effect.iccn->proxy_auth};
    if (facts_.brought) facts_.brought->iccn = effect.iccn;
    if (facts_.proxied && has_nul(facts_.proxied->auth))
        return close({.cause = EndCause::kUserRefused, .text = "a NUL in the user's name or password"});
    if (parts_.tunnels.closing(ids_.key.tunnel)) return close({.cause = EndCause::kAdministrator});
    if (effect.sequencing &&
        !sequencing_) {  // the LAC's ICCN asks for it, and it must be there from the first frame on
        if (const auto done = parts_.dataplane.require_sequencing(ids_.key); !done)
            return close({.cause = EndCause::kSequencing, .text = done.error().text});
        sequencing_ = true;
    }
    become(EndState::kConnected, EndReport::kConnected);
}

void AcceptedSessionEnd::session_down(const l2tp::SessionDown& effect) {
    auto why = release(effect);
    if (state_ == EndState::kHangingUp)
        reason_ = std::move(why);
    else
        lose(std::move(why));
    be_gone();
}

void AcceptedSessionEnd::hang_up(HangUp, const EndReason& why) {
    if (state_ == EndState::kHangingUp || state_ == EndState::kGone) return;
    if (!has_session_) return be_gone();
    state_ = EndState::kHangingUp;
    close(why);
}

}  // namespace vpdnd
