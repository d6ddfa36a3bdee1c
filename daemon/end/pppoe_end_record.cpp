// How a PPPoE session's end is written out, and taken over by another object.
#include <utility>

#include "end/pppoe_end.h"
#include "log/log.h"
#include "os/descriptor_store.h"

namespace vpdnd {

PppoeEnd::PppoeEnd(const PppoeParts& parts, EndOwner& owner, CallFacts& facts, const PppoeRecord& record, const std::string& name,
                   DescriptorStore& store)
    : End(owner, facts),
      parts_(parts),
      key_(record.key),
      interface_(record.interface),
      options_file_(record.options_file),
      pppd_start_(record.pppd_start),
      max_payload_(record.max_payload),
      socket_(store.take(name + "/device")),
      channel_{store.take(name + "/user"), record.channel},
      addresses_(parts.pppds.pools),
      end_step_(record.end_step),
      called_(record.called),
      asked_to_judge_(record.asked_to_judge),
      asked_to_detach_(record.asked_to_detach),
      detached_(record.detached),
      local_(record.local),
      ppp_ended_(record.ppp_ended),
      session_over_(record.session_over),
      stopping_(record.stopping) {
    state_ = record.state;
    reason_ = record.reason;
    addresses_.adopt(record.addresses);
    if (record.waits_to_start) place_ = parts_.pppds.starts.enter([this] { start_pppd(); }, *record.waits_to_start);
    if (record.deadline == PppoeDeadline::kReport) place_ = parts_.pppds.starts.occupy();
    if (record.process) {
        auto taken = parts_.pppds.supervisor.adopt(*record.process, store, process_handlers());
        if (taken)
            process_ = std::move(*taken);
        else
            log::write(log::Level::kError, "pppd cannot be taken over", {{"error", taken.error()}});
        not_taken_over_ = !taken;
    }
    if (record.link) link_ = PluginLink::adopt(parts_.pppds.loop, *record.link, store, link_handlers());
    if (record.deadline != PppoeDeadline::kNone) arm(record.deadline, record.deadline_at);
    if (state_ != EndState::kGone) parts_.concentrators.hold(key_, *this);
}

/// A process whose end would never be learned: its plugin ends it when the conversation is closed. One that was ordered but did not run
/// may come still; if it does not, the conversation closes.
void PppoeEnd::resume() {
    if (state_ == EndState::kGone || is_untouched()) return;
    if (place_ && place_->has_turn() && !process_ && !link_ && !not_taken_over_ && !over()) return start_pppd();
    const bool is_nobodys = !process_ && !link_;
    if (is_nobodys && state_ == EndState::kHangingUp) return release();
    const bool never_ends = is_nobodys && !(place_ && !place_->has_turn());
    if (std::exchange(not_taken_over_, false) || never_ends) {
        if (link_) link_->finish();
        if (state_ == EndState::kHangingUp) return wait(PppoeDeadline::kStep, parts_.pppds.times.end_step);
        if (!detached_ && !over()) return lose({.cause = EndCause::kPppdFailed, .text = "pppd could not be taken over"});
    }
    const bool is_here = state_ == EndState::kReady || (state_ == EndState::kConnected && !local_);
    if (is_here) watch_channel();
}

PppoeRecord PppoeEnd::save(const std::string& name, DescriptorStore& store) const {
    PppoeRecord out{.state = state_,
                    .key = key_,
                    .interface = interface_,
                    .options_file = options_file_,
                    .pppd_start = pppd_start_,
                    .max_payload = max_payload_,
                    .channel = channel_.index,
                    .process = {},
                    .link = {},
                    .waits_to_start = {},
                    .called = called_,
                    .asked_to_judge = asked_to_judge_,
                    .asked_to_detach = asked_to_detach_,
                    .detached = detached_,
                    .local = local_,
                    .ppp_ended = ppp_ended_,
                    .session_over = session_over_,
                    .stopping = stopping_,
                    .end_step = end_step_,
                    .deadline = deadline_,
                    .deadline_at = deadline_at_,
                    .addresses = addresses_.list(),
                    .reason = reason_};
    if (socket_) store.put(name + "/device", socket_.duplicate());
    if (channel_.fd) store.put(name + "/user", channel_.fd.duplicate());
    if (place_ && !process_) out.waits_to_start = place_->since();
    if (process_) out.process = process_->save(store);
    if (link_) out.link = link_->save(store, name + "/link");
    return out;
}

}  // namespace vpdnd
