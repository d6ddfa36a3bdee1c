#include "call/lac_call.h"

#include "call/session_tag.h"
#include "dataplane/dataplane.h"
#include "l2tp/endpoint.h"
#include "log/log.h"
#include "os/secure_random.h"
#include "policy/group_policy.h"
#include "policy/lns_choice.h"
#include "tunnel/tunnels.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;
using ipc::PluginMessage;
using Tag = ipc::PluginTag;

/// May another LNS be asked after this end of a call that was never connected? Lack of facilities, a wrong
/// destination, a timeout, a general error ("try another" among them), StopCCN or silence.
bool worth_another_lns(const l2tp::SessionDown& effect) {
    switch (effect.result.result) {
        case 2: case 4: case 5: case 6: case 10: return true;
        default: return effect.tunnel_lost;
    }
}

std::string text_of(const ipc::PluginMessageReader& message, Tag tag) {
    return std::string(message.text(tag).value_or(""));
}

}  // namespace

void LacCall::on_message(const ipc::PluginMessageReader& message, std::vector<UniqueFd>& descriptors) {
    switch (message.type()) {
        case PluginMessage::kCall:
            on_call(message, descriptors);
            break;
        case PluginMessage::kDetached:
            on_detached();
            break;
        case PluginMessage::kPhase:
            ppp_.stage = text_of(message, Tag::kText);
            break;
        case PluginMessage::kFailed:
            refuse(text_of(message, Tag::kText));
            break;
        default:
            break;  // a local call's own story is its pppd's
    }
    parts_.drain();
}

void LacCall::on_call(const ipc::PluginMessageReader& message, std::vector<UniqueFd>& descriptors) {
    if (state_ != State::kWaitCall || descriptors.size() != 2) return refuse("vpdn.so sent a call that does not fit");
    device_ = std::move(descriptors[0]);
    user_channel_.fd = std::move(descriptors[1]);
    errors_before_ = parts_.line_errors(device_.get());
    read_call(message);
    policy_ = parts_.policy();
    group_ = policy_->group_for_call(ppp_.user, request_.called_number.value_or(""));
    if (!group_) return go_local();
    // Asked first: a limit of ours says nothing about the LNSs, which must not be put aside for it.
    if (const auto limit = parts_.endpoint.beyond_session_limits(*policy_->settings(*group_)); !limit.empty())
        return reject(std::string(limit));
    order_ = parts_.lns_choice.order(*group_, Clock::now(), secure_random_below);
    position_ = 0;
    if (order_.empty()) return reject("every LNS of group " + group_->name + " is at its session limit");
    try_next_lns();
}

void LacCall::go_local() {
    state_ = State::kLocal;
    device_.reset();
    user_channel_ = {};
    connected_ = {};
    link_->send(PluginMessage::kLocal);
    log::write(log::Level::kInfo, "call stays local: no group serves it", {{"user", ppp_.user}});
}

void LacCall::try_next_lns() {
    state_ = State::kTrying;
    if (position_ >= order_.size()) return reject("no LNS took the call: " + last_failure_);
    lookup_ = parts_.resolver.resolve(lns().address, lns().port, [self = weak_from_this()](const Resolver::Answer& answer) {
        const auto call = self.lock();
        if (!call || call->state_ != State::kTrying) return;
        if (answer.addresses.empty()) call->next_lns(call->lns().address + ": " + answer.error, Blame::kLns);
        else call->try_addresses(answer.addresses);
        call->parts_.drain();
    });
}

void LacCall::try_addresses(const std::vector<l2tp::Address>& addresses) {
    // Others may have come while the name was looked up.
    if (const auto limit = parts_.endpoint.beyond_session_limits(*policy_->settings(*group_)); !limit.empty())
        return reject(std::string(limit));
    std::string why;
    for (const auto& address : addresses) {
        const auto tunnel = tunnel_to(address);
        if (tunnel && request_session(*tunnel)) return;
        why = tunnel ? "the tunnel takes no more sessions" : tunnel.error();
    }
    next_lns(why, Blame::kNobody);
}

tl::expected<l2tp::TunnelId, std::string> LacCall::tunnel_to(const l2tp::Address& address) {
    if (gave_way_)
        if (const auto winner = parts_.tunnels.opened_by_peer(*group_, address.ip)) return *winner;
    return parts_.tunnels.find_or_open(Clock::now(), *group_, policy_->settings(*group_), address);
}

bool LacCall::request_session(l2tp::TunnelId tunnel) {
    const auto key = parts_.endpoint.place_incoming_call(Clock::now(), tunnel, request_, connected_);
    if (!key) return false;
    key_ = *key;
    parts_.bind(*key, *this);
    counted_at_ = lns_name(lns());
    parts_.lns_choice.session_added(*group_, order_[position_]);
    return true;
}

void LacCall::next_lns(const std::string& why, Blame blame) {
    last_failure_ = why;
    log::write(log::Level::kNotice, blame == Blame::kLns ? "LNS put aside" : "call not brought to its LNS",
               {{"group", group_->name}, {"lns", lns_name(lns())}, {"user", ppp_.user}, {"error", why}});
    if (blame == Blame::kLns)
        parts_.lns_choice.put_aside(*group_, order_[position_], Clock::now() + group_->request_dialin->busy_timeout);
    ++position_;
    gave_way_ = false;
    try_next_lns();
}

void LacCall::session_up(const l2tp::SessionUp& effect) {
    parts_.lns_choice.worked(*group_, order_[position_]);
    connected_ = {};  // holds credentials: gone as soon as they were sent
    ppp_.stage = "forwarded";
    log::write(log::Level::kInfo, "call is forwarded",
               {{"session", session_tag(effect.key)}, {"user", ppp_.user}, {"group", group_->name}, {"lns", lns_name(lns())}});
    parts_.changed(*this);
    if (errors_before_) watch_line_errors();
}

void LacCall::session_down(const l2tp::SessionDown& effect) {
    errors_timer_.reset();
    user_watch_.reset();
    session_watch_.reset();
    session_channel_ = {};
    session_socket_.reset();
    if (kernel_session_) parts_.dataplane.destroy_session(effect.key);
    kernel_session_ = false;
    key_.reset();
    if (!counted_at_.empty()) parts_.lns_choice.session_removed(group_->name, std::exchange(counted_at_, {}));
    const std::string why = std::string(l2tp::cdn_result_name(effect.result.result)) +
                            (effect.result.message.empty() ? "" : ": " + effect.result.message);
    log::write(log::Level::kInfo, "forwarded call ended",
               {{"session", session_tag(effect.key)}, {"user", ppp_.user}, {"result", why}});
    const bool by_us = std::exchange(own_failure_, false) || parts_.tunnels.given_up(effect.key.tunnel);
    const bool was_connected = state_ != State::kTrying && state_ != State::kDetaching;
    if (!link_ || was_connected) return over();
    // The user still waits, whether his channel is pppd's or ours by now.
    if (effect.tie_lost && !std::exchange(gave_way_, true)) return try_next_lns();
    if (by_us || effect.tie_lost) return next_lns(why, Blame::kNobody);
    if (worth_another_lns(effect)) return next_lns(why, Blame::kLns);
    reject(why);
}

void LacCall::reject(const std::string& why) {
    log::write(log::Level::kWarning, "call rejected", {{"user", ppp_.user}, {"reason", why}});
    // A parked pppd has no channel to say it on: the user's line is hung up.
    if (asked_to_detach_) return over();
    if (link_) link_->send_text(PluginMessage::kReject, why);
    connected_ = {};
    device_.reset();
    user_channel_ = {};
    state_ = State::kLocal;  // the plugin tells the user; its EOF is our end
}

void LacCall::refuse(const std::string& why) {
    log::write(log::Level::kWarning, "vpdn.so failed", {{"user", ppp_.user}, {"error", why}});
    if (!key_) return over();
    state_ = State::kFailed;  // no other LNS can help
    parts_.endpoint.close_session(Clock::now(), *key_, l2tp::cdn_error(l2tp::ErrorCode::kVendorSpecific, why));
}

void LacCall::on_link_closed(const std::string& error) {
    link_.reset();
    if (!error.empty()) log::write(log::Level::kWarning, "conversation with vpdn.so broke", {{"error", error}});
    if (key_)
        parts_.endpoint.close_session(Clock::now(), *key_,
                                      l2tp::cdn_result(l2tp::CdnResult::kLostCarrier, "the user's link is gone"));
    else
        over();
    parts_.drain();
}

void LacCall::over() {
    if (state_ == State::kOver) return;
    state_ = State::kOver;
    // EOF tells a parked pppd that its user's call is over.
    link_.reset();
    parts_.finished(*this);
}

}  // namespace vpdnd
