// The user's channel at the LAC: from pppd to the session, and what is heard of it afterwards.
#include <utility>

#include "call/end_reason.h"
#include "call/lac_call.h"
#include "call/session_tag.h"
#include "dataplane/dataplane.h"
#include "l2tp/endpoint.h"
#include "log/log.h"
#include "tunnel/tunnels.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;
using ipc::PluginMessage;

}  // namespace

void LacCall::prepare(const l2tp::PrepareSession& effect) {
    const auto path = parts_.tunnels.path(effect.key.tunnel);
    if (!path) return fail_here("the tunnel is gone");
    auto session = parts_.dataplane.create_session({.key = effect.key, .peer_tunnel = effect.peer_tunnel,
                                                    .peer_session = effect.peer_session, .path = *path,
                                                    .udp_fd = parts_.tunnels.udp_fd(effect.key.tunnel),
                                                    .lns_mode = false, .sequencing = effect.sequencing,
                                                    .reorder_timeout_ms = reorder_timeout_ms(*group_)});
    if (!session) {
        fail_here(session.error().text);
        return parts_.tunnels.session_failed(Clock::now(), effect.key.tunnel, session.error());
    }
    kernel_session_ = true;
    session_socket_ = std::move(*session);
    auto channel = parts_.dataplane.open_channel(effect.key, session_socket_.get());
    if (!channel) return fail_here(channel.error().text);
    session_channel_ = std::move(*channel);
    state_ = State::kDetaching;
    if (detached_) return bridge_user();
    // It may have been asked for the LNS before, and have not answered yet.
    if (std::exchange(asked_to_detach_, true)) return;
    link_->send(PluginMessage::kForward);
    link_->send(PluginMessage::kDetach);
}

/// Our own data plane failed, not the LNS: that one is not put aside.
void LacCall::fail_here(const std::string& text) {
    log::write(log::Level::kError, "call refused: its data plane could not be made",
               {{"session", session_tag(*key_)}, {"error", text}});
    own_failure_ = true;
    parts_.endpoint.session_refused(Clock::now(), *key_, l2tp::cdn_error(l2tp::ErrorCode::kNoResources, text));
}

void LacCall::on_detached() {
    if (!asked_to_detach_ || detached_) return refuse("vpdn.so detached unasked");
    detached_ = true;
    // The LNS that it was for may have refused meanwhile; the next one that says yes gets the channel.
    if (state_ == State::kDetaching) bridge_user();
}

void LacCall::bridge_user() {
    const auto moved = parts_.dataplane.bridge(user_channel_, session_channel_);
    if (!moved && parts_.dataplane.hung_up(user_channel_)) return user_gone();
    if (!moved) return fail_here(moved.error().text);
    log::debug(log::Area::kDataplane, "the user's channel is bridged",
               {{"session", session_tag(*key_)}, {"frames-moved", std::to_string(*moved)}});
    // Unwatched it would never be known that the user is gone.
    if (const auto watched = watch_channels(); !watched) return fail_here(watched.error());
    state_ = State::kBridged;
    link_->send(PluginMessage::kBridged);
    parts_.endpoint.session_prepared(Clock::now(), *key_);
}

tl::expected<void, std::string> LacCall::watch_channels() {
    if (!session_channel_.fd) return {};  // data plane "none"
    for (auto [watch, channel] : {std::pair(&user_watch_, &user_channel_), std::pair(&session_watch_, &session_channel_)}) {
        auto made = parts_.loop.watch_readable(channel->fd.get(), [this, channel = channel] { on_channel_event(*channel); });
        if (!made) return tl::make_unexpected("watch a PPP channel: " + made.error().message());
        *watch = std::move(*made);
    }
    return {};
}

void LacCall::on_channel_event(const Channel& channel) {
    // Frames go through the bridge and are never read here: what wakes us is the end of a channel.
    if (!parts_.dataplane.hung_up(channel)) return;
    const bool user = &channel == &user_channel_;
    user_watch_.reset();
    session_watch_.reset();
    if (user) user_gone();
    else kernel_session_lost();
    parts_.drain();
}

void LacCall::kernel_session_lost() {
    if (!key_) return;
    log::write(log::Level::kError, "kernel session lost", {{"session", session_tag(*key_)}});
    own_failure_ = true;
    parts_.endpoint.close_session(Clock::now(), *key_, kernel_session_lost_result());
}

void LacCall::user_gone() {
    if (!key_) return;
    state_ = State::kFailed;  // no other LNS can help
    parts_.endpoint.close_session(Clock::now(), *key_,
                                  l2tp::cdn_result(l2tp::CdnResult::kLostCarrier, "the user's link is gone"));
}

void LacCall::link_info(const l2tp::Sli& sli) {
    line_.accm = sli;
    if (!parts_.dataplane.set_accm(user_channel_, sli.send_accm, sli.receive_accm)) return;
    log::write(log::Level::kInfo, "the LNS set the ACCM of the user's line", {{"session", session_tag(*key_)}});
}

}  // namespace vpdnd
