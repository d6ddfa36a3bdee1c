#include "end/session_end.h"

#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include "dataplane/dataplane_error.h"
#include "end/session_tag.h"
#include "l2tp/endpoint.h"
#include "log/limited.h"
#include "os/descriptor_store.h"
#include "tunnel/tunnels.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

EndReason reason_of(const l2tp::SessionDown& effect, const EndReason* told) {
    EndReason out;
    if (effect.tie_lost)
        out.cause = EndCause::kTieLost;
    else if (effect.tunnel_lost)
        out.cause = EndCause::kTunnelEnded;
    else if (effect.by_peer)
        out.cause = EndCause::kPeerEnded;
    else if (told)
        out = *told;
    else
        out.cause = EndCause::kControlError;
    const bool told_by_number = effect.by_peer && effect.result.error.value_or(0) != 0;
    if (out.text.empty())
        out.text = told_by_number ? l2tp::result_words(l2tp::ResultOf::kCdn, effect.result) : effect.result.message;
    if (effect.disconnect) out.disconnect = effect.disconnect;
    out.q931 = effect.q931;
    out.result = effect.result;
    out.by_peer = effect.by_peer;
    return out;
}

SessionEnd::~SessionEnd() {
    if (has_session_) parts_.directory.remove(ids_.key, *this);
    for (const auto key : retired_) parts_.directory.free(key);
}

void SessionEnd::bind(l2tp::SessionKey key) {
    ids_.key = key;
    has_session_ = true;
    failed_here_ = false;
    parts_.directory.enter(key, *this);
}

void SessionEnd::make_kernel_session(bool lns_mode) {
    const auto path = parts_.tunnels.path(ids_.key.tunnel);
    if (!path) return fail_here("the tunnel is gone");
    auto session = parts_.dataplane.create_session({.key = ids_.key,
                                                    .peer_tunnel = ids_.peer_tunnel,
                                                    .peer_session = ids_.peer_session,
                                                    .path = *path,
                                                    .udp_fd = parts_.tunnels.udp_fd(ids_.key.tunnel),
                                                    .lns_mode = lns_mode,
                                                    .sequencing = sequencing_,
                                                    .reorder_timeout_ms = reorder_timeout_ms_});
    if (!session) return kernel_failed(session.error());
    kernel_session_ = true;
    channel_bound_ = false;
    socket_ = std::move(*session);
    bind_channel();
}

void SessionEnd::kernel_failed(const DataPlaneError& error) {
    const auto tunnel = ids_.key.tunnel;
    fail_here(error.text);
    parts_.tunnels.session_failed(Clock::now(), tunnel, error);
}

/// With a descriptor of its own: the session may end meanwhile.
void SessionEnd::bind_channel() {
    auto copy = std::make_shared<UniqueFd>(socket_.duplicate());
    if (socket_ && !*copy) {
        const auto error = std::system_category().message(errno);
        return fail_here(session_name(ids_.key) + ": duplicate the session socket: " + error);
    }
    auto index = std::make_shared<DataPlaneResult<int>>(-1);
    binding_ = parts_.workers.run(
        ids_.key, [&plane = std::as_const(parts_.dataplane), copy, index] { *index = plane.bind_channel(copy->get()); },
        [this, index] { channel_is_bound(*index); });
}

UniqueFd SessionEnd::socket_for_process() {
    auto copy = socket_.duplicate();
    return copy ? std::move(copy) : std::move(socket_);
}

void SessionEnd::channel_is_bound(const DataPlaneResult<int>& index) {
    channel_bound_ = true;
    if (over()) return;  // the session's end is on its way
    if (!index) return kernel_failed(index.error());
    channel_number_ = *index;
    kernel_session_ready(*index);
}

void SessionEnd::close(const EndReason& why) {
    if (!has_session_) return;
    if (!told_) told_ = why;
    parts_.endpoint.close_session(Clock::now(), ids_.key, cdn_for(why), disconnect_for(why), why.q931);
}

void SessionEnd::fail_here(const std::string& text) {
    log::write_limited(log::Level::kError, "call refused: its data plane session could not be created",
               {{"session", session_tag(ids_.key)}, {"error", text}});
    failed_here_ = true;
    close({.cause = EndCause::kDataPlane, .text = text});
}

void SessionEnd::channel_failed(const DataPlaneError& error) {
    fail_here(error.text);
}

void SessionEnd::kernel_session_lost() {
    if (!has_session_ || failed_here_) return;
    log::write_limited(log::Level::kError, "kernel session lost", {{"session", session_tag(ids_.key)}});
    failed_here_ = true;
    close({.cause = EndCause::kKernelSessionLost});
}

EndReason SessionEnd::release(const l2tp::SessionDown& effect) {
    watch_.reset();
    channel_.reset();
    binding_ = {};
    if (kernel_session_) {
        if (auto counters = parts_.dataplane.statistics(ids_.key)) facts_.traffic = *counters;
        parts_.workers.close(ids_.key, parts_.dataplane.forget_session(ids_.key));
        // A process may hold its socket for as long as there is the call.
        parts_.directory.retire(ids_.key);
        retired_.push_front(ids_.key);
    }
    parts_.workers.close(ids_.key, std::move(socket_));
    kernel_session_ = has_session_ = false;
    parts_.directory.remove(ids_.key, *this);
    auto why = reason_of(effect, told_ ? &*told_ : nullptr);
    told_.reset();
    return why;
}

bool SessionEnd::watch_channel() {
    if (!channel_ || !channel_->fd) return true;
    auto made = parts_.loop.watch_hang_up(channel_->fd.get(), [this] { on_channel_event(); });
    if (made)
        watch_ = std::move(*made);
    else
        fail_here("watch a PPP channel: " + made.error().message());
    return static_cast<bool>(made);
}

/// Frames go through the bridge and are never read here: what wakes us is the end of the channel.
void SessionEnd::on_channel_event() {
    if (!parts_.dataplane.hung_up(*channel_)) return;
    watch_.reset();
    kernel_session_lost();
}

void SessionEnd::link_info(const l2tp::Sli& sli) {
    facts_.line.accm = sli;
    owner_.end_notices(*this, sli);
}

void SessionEnd::wan_errors(const l2tp::Wen& totals) {
    facts_.wan_errors = totals;
    owner_.end_notices(*this, totals);
}

void SessionEnd::notice(const LinkNotice& notice) {
    if (!has_session_) return;
    if (const auto* sli = std::get_if<l2tp::Sli>(&notice)) parts_.endpoint.send_sli(Clock::now(), ids_.key, *sli);
    if (const auto* wen = std::get_if<l2tp::Wen>(&notice)) {
        untold_errors_ = *wen;
        tell_line_errors();
    }
}

/// Not before the session is up, and not more often than the endpoint lets us (RFC 2661 section 6.13): totals can be told later.
void SessionEnd::tell_line_errors() {
    errors_timer_.reset();
    if (!untold_errors_ || !has_session_) return;
    if (parts_.endpoint.send_wen(Clock::now(), ids_.key, *untold_errors_)) {
        facts_.wan_errors = *std::exchange(untold_errors_, {});
        return;
    }
    errors_timer_ = parts_.loop.make_timer([this] { tell_line_errors(); });
    errors_timer_->arm(Clock::now() + l2tp::kWenInterval);
}

SessionRecord SessionEnd::record(const std::string& name, DescriptorStore& store) const {
    if (socket_) store.put(name + "/socket", socket_.duplicate());
    if (channel_) store.put(name + "/channel", channel_->fd.duplicate());
    return {.state = state_,
            .ids = ids_,
            .reorder_timeout_ms = reorder_timeout_ms_,
            .has_session = has_session_,
            .kernel_session = kernel_session_,
            .channel_bound = channel_bound_,
            .sequencing = sequencing_,
            .channel_index = channel_ ? std::optional(channel_->index) : std::nullopt,
            .channel_number = channel_number_,
            .reason = reason_,
            .told = told_};
}

void SessionEnd::adopt(const SessionRecord& record, const std::string& name, DescriptorStore& store) {
    state_ = record.state;
    ids_ = record.ids;
    reorder_timeout_ms_ = record.reorder_timeout_ms;
    kernel_session_ = record.kernel_session;
    channel_bound_ = record.channel_bound;
    sequencing_ = record.sequencing;
    channel_number_ = record.channel_number;
    reason_ = record.reason;
    told_ = record.told;
    socket_ = store.take(name + "/socket");
    if (record.channel_index) channel_ = Channel{store.take(name + "/channel"), *record.channel_index};
    if (record.has_session) bind(ids_.key);
    if (state_ == EndState::kConnecting || state_ == EndState::kConnected) watch_channel();
}

}  // namespace vpdnd
