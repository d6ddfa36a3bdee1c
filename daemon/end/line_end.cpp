#include "end/line_end.h"

#include <chrono>
#include <utility>

#include "end/address_fields.h"
#include "end/captured_call.h"
#include "log/limited.h"
#include "os/descriptor_store.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;
using ipc::PluginMessage;
using Tag = ipc::PluginTag;

std::string text_of(const ipc::PluginMessageReader& message) {
    return std::string(message.text(Tag::kText).value_or(""));
}

}  // namespace

LineEnd::LineEnd(const LineParts& parts, EndOwner& owner, CallFacts& facts, const LineRecord& record,
                 const std::string& name, DescriptorStore& store)
    : End(owner, facts),
      parts_(parts),
      device_(store.take(name + "/device")),
      channel_{store.take(name + "/user"), -1},
      addresses_(parts.pools),
      called_(record.called),
      asked_to_judge_(record.asked_to_judge),
      asked_to_detach_(record.asked_to_detach),
      detached_(record.detached),
      local_(record.local),
      errors_before_(record.errors_before) {
    state_ = record.state;
    reason_ = record.reason;
    addresses_.adopt(record.addresses);
    if (record.link)
        link_ = PluginLink::adopt(
            parts_.loop, *record.link, store,
            {.hello = [](const PluginHello&) {},
             .message = [this](const ipc::PluginMessageReader& message,
                               std::vector<UniqueFd>& descriptors) { on_message(message, descriptors); },
             .closed = [this](const std::string& error) { on_link_closed(error); }});
}

void LineEnd::resume() {
    if (state_ == EndState::kGone) return;
    if (!link_) return on_link_closed("it could not be taken over");
    if (state_ != EndState::kConnected || local_) return;
    if (watch_channel() && errors_before_) watch_errors();
}

LineRecord LineEnd::save(const std::string& name, DescriptorStore& store) const {
    if (device_) store.put(name + "/device", device_.duplicate());
    if (channel_.fd) store.put(name + "/user", channel_.fd.duplicate());
    return {.state = state_,
            .link = link_ ? link_->save(store, name + "/link") : std::nullopt,
            .called = called_,
            .asked_to_judge = asked_to_judge_,
            .asked_to_detach = asked_to_detach_,
            .detached = detached_,
            .local = local_,
            .errors_before = errors_before_,
            .addresses = addresses_.list(),
            .reason = reason_};
}

void LineEnd::on_message(const ipc::PluginMessageReader& message, std::vector<UniqueFd>& descriptors) {
    switch (message.type()) {
        case PluginMessage::kCall:
            return on_call(message, descriptors);
        case PluginMessage::kJudged:
            return on_judged(message);
        case PluginMessage::kDetached:
            return on_detached();
        case PluginMessage::kPhase:
            facts_.ppp.stage = ipc::ppp_stage(text_of(message));
            return;
        case PluginMessage::kFailed:
            return fail(text_of(message));
        case PluginMessage::kIpUp:
            return note_address(message);
        default:
            return;  // a local call's own story is its pppd's
    }
}

void LineEnd::on_call(const ipc::PluginMessageReader& message, std::vector<UniqueFd>& descriptors) {
    if (called_ || descriptors.size() != 2) return fail("vpdn.so sent an invalid Call message");
    called_ = true;
    device_ = std::move(descriptors[0]);
    channel_.fd = std::move(descriptors[1]);
    errors_before_ = parts_.errors.read(device_.get());
    read_captured_call(message, facts_);
    report(EndReport::kCalls);
}

/// Its pppd has its address from elsewhere, and did not ask: no pool may lend it meanwhile.
void LineEnd::note_address(const ipc::PluginMessageReader& message) {
    const auto address = message.address(Tag::kPeerAddress);
    if (!local_ || !address || host_order(*address) == 0) return;
    if (addresses_.gave(host_order(*address)) == UserAddresses::Answer::kGranted) return;
    log::write_limited(log::Level::kWarning, "a user who is served locally has an address that another user has",
                       {{"user", log::escape(facts_.ppp.user)}, {"address", address_text(address)}});
}

void LineEnd::prepare(const Route& route) {
    if (over()) return;
    if (std::holds_alternative<NeedsUser>(route)) {
        state_ = EndState::kPreparing;
        asked_to_judge_ = true;
        return link_->send(PluginMessage::kJudge);
    }
    if (std::holds_alternative<Local>(route)) {
        local_ = true;
        let_line_go();
        facts_.proxied.reset();
        link_->send(PluginMessage::kLocal);
        return become(EndState::kConnected, EndReport::kConnected);
    }
    if (detached_) return become(EndState::kReady, EndReport::kReady);
    state_ = EndState::kPreparing;
    // It may have been asked for another target before, and have not answered yet.
    if (std::exchange(asked_to_detach_, true)) return;
    link_->send(PluginMessage::kForward);
    link_->send(PluginMessage::kDetach);
}

/// One whom it does not know is told by his pppd, which then ends.
void LineEnd::on_judged(const ipc::PluginMessageReader& message) {
    if (!std::exchange(asked_to_judge_, false)) return fail("vpdn.so judged the user without a request");
    if (over()) return;
    if (auto why = read_judged(message, facts_)) return lose(std::move(*why));
    state_ = EndState::kIdle;
    report(EndReport::kCalls);
}

void LineEnd::on_detached() {
    if (!asked_to_detach_ || detached_) return fail("vpdn.so detached the line without a request");
    detached_ = true;
    if (state_ == EndState::kPreparing) become(EndState::kReady, EndReport::kReady);
}

void LineEnd::connect(Handover) {
    if (!watch_channel()) return;
    link_->send(PluginMessage::kBridged);
    if (errors_before_) watch_errors();
    become(EndState::kConnected, EndReport::kConnected);
}

/// Unwatched it would never be known that the user is gone. False: the end is lost.
bool LineEnd::watch_channel() {
    if (!channel_.fd) return true;
    auto made = parts_.loop.watch_hang_up(channel_.fd.get(), [this] { on_channel_event(); });
    if (made)
        watch_ = std::move(*made);
    else
        lose({.cause = EndCause::kDataPlane, .text = "watch a PPP channel: " + made.error().message()});
    return static_cast<bool>(made);
}

/// Frames are never read here: they go through the bridge, or wait for it while another LNS is asked.
void LineEnd::on_channel_event() {
    if (!parts_.dataplane.hung_up(channel_)) return;
    watch_.reset();
    lose({.cause = EndCause::kUserGone});
}

void LineEnd::channel_failed(const DataPlaneError& error) {
    if (parts_.dataplane.hung_up(channel_))
        lose({.cause = EndCause::kUserGone});
    else
        lose({.cause = EndCause::kDataPlane, .text = error.text});
}

void LineEnd::fail(const std::string& why) {
    log::write_limited(log::Level::kWarning, "vpdn.so failed", {{"user", facts_.ppp.user}, {"error", why}});
    lose({.cause = EndCause::kPluginFailed, .text = why});
}

void LineEnd::on_link_closed(const std::string& error) {
    link_.reset();
    addresses_.give_back();
    if (!error.empty()) log::write_limited(log::Level::kWarning, "connection to vpdn.so failed", {{"error", error}});
    lose({.cause = EndCause::kUserGone});
    let_line_go();
    be_gone();
}

void LineEnd::let_line_go() {
    watch_.reset();
    errors_timer_.reset();
    // It may be the last descriptor of a bridged line, or of a terminal that still sends.
    parts_.workers.close({}, std::move(device_));
    parts_.workers.close({}, std::move(channel_.fd));
    channel_ = {};
}

void LineEnd::hang_up(HangUp, const EndReason& why) {
    if (state_ == EndState::kHangingUp || state_ == EndState::kGone) return;
    const bool failed = state_ == EndState::kLost;
    facts_.proxied.reset();
    let_line_go();
    // A parked pppd has no channel to say it on: EOF tells it that its user's line is to be hung up.
    if (!link_ || failed || asked_to_detach_ || !called_ || local_) {
        link_.reset();
        addresses_.give_back();
        return be_gone();
    }
    state_ = EndState::kHangingUp;
    link_->send_text(PluginMessage::kReject, std::string(why.words()));  // it tells the user; its EOF is our end
}

void LineEnd::notice(const LinkNotice& notice) {
    const auto* sli = std::get_if<l2tp::Sli>(&notice);
    if (!sli || !channel_.fd || !parts_.dataplane.set_accm(channel_, sli->send_accm, sli->receive_accm)) return;
    log::write_limited(log::Level::kInfo, "the LNS set the ACCM of the user's line", {{"user", facts_.ppp.user}});
}

void LineEnd::watch_errors() {
    errors_timer_ = parts_.loop.make_timer([this] { look_for_errors(); });
    errors_timer_->arm(Clock::now() + parts_.times.line_errors);
}

void LineEnd::look_for_errors() {
    const auto now = parts_.errors.read(device_.get());
    if (!now) return;
    const auto total = errors_since(*errors_before_, *now);
    if (total != (facts_.wan_errors ? *facts_.wan_errors : l2tp::Wen{})) owner_.end_notices(*this, total);
    errors_timer_->arm(Clock::now() + parts_.times.line_errors);
}

}  // namespace vpdnd
