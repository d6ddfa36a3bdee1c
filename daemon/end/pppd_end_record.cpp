// How the end that is a pppd is written out, and taken over by another object.
#include <memory>
#include <utility>

#include "end/pppd_end.h"
#include "end/verdict_fields.h"
#include "log/log.h"
#include "os/descriptor_store.h"

namespace vpdnd {

PppdEnd::PppdEnd(const PppdParts& parts, EndOwner& owner, CallFacts& facts, const PppdRecord& record,
                 const std::string& name, DescriptorStore& store)
    : End(owner, facts),
      parts_(parts),
      group_settings_(std::make_shared<const AcceptDialin>(record.settings)),
      client_(record.client),
      settings_(facts.profile ? std::make_shared<const AcceptDialin>(settings_for(record.settings, *facts.profile)) : group_settings_),
      addresses_(parts.pools),
      user_question_(record.user_question),
      accepted_(record.accepted),
      refusal_(record.refusal),
      let_in_(record.let_in),
      told_limit_(record.told_limit),
      route_index_(record.route_index),
      ids_(record.ids),
      session_socket_(store.take(name + "/session")),
      mtu_(record.mtu),
      end_step_(record.end_step),
      told_session_(record.told_session),
      expects_plugin_(record.expects_plugin),
      ppp_ended_(record.ppp_ended),
      line_gone_(record.line_gone),
      graceful_(record.graceful),
      no_address_(record.no_address),
      stopping_(record.stopping) {
    if (servers_judge()) servers_ = parts_.users.hold(settings_->radius);
    state_ = record.state;
    reason_ = record.reason;
    if (record.waits_to_start) place_ = parts_.starts.enter([this] { start(); }, *record.waits_to_start);
    if (record.deadline == PppdDeadline::kReport) place_ = parts_.starts.occupy();
    addresses_.be_in_vrf(record.settings.vrf);
    addresses_.adopt(record.addresses);
    if (facts_.ppp.known_network ? facts_.ppp.bundle_master : facts_.ppp.may_join) share_address();
    question_ = record.question;
    if (record.process) {
        auto taken = parts_.supervisor.adopt(*record.process, store, process_handlers());
        if (taken)
            process_ = std::move(*taken);
        else
            log::write(log::Level::kError, "pppd cannot be taken over", {{"error", taken.error()}});
        not_taken_over_ = !taken;
    }
    if (record.link) link_ = PluginLink::adopt(parts_.loop, *record.link, store, link_handlers());
    if (record.deadline != PppdDeadline::kNone) wait(record.deadline, record.deadline_at);
}

/// A process whose end would never be learned: its plugin ends it when the conversation is closed.
void PppdEnd::resume() {
    watch_vrf();
    take_over_routes();
    if (question_) answer_question(true);
    if (user_question_ && !over()) ask_servers();
    if (place_ && place_->has_turn() && !process_ && !not_taken_over_ && !over()) return start();
    if (!std::exchange(not_taken_over_, false)) return;
    link_.reset();
    stop_waiting();
    lose({.cause = EndCause::kPppdFailed, .text = "pppd could not be taken over"});
    addresses_.give_back();
    be_gone();
}

PppdRecord PppdEnd::save(const std::string& name, DescriptorStore& store) const {
    PppdRecord out{.state = state_,
                   .settings = group_settings_ ? *group_settings_ : AcceptDialin{},
                   .client = client_,
                   .addresses = addresses_.list(),
                   .question = question_,
                   .user_question = user_question_,
                   .accepted = accepted_,
                   .refusal = refusal_,
                   .let_in = let_in_,
                   .ids = ids_,
                   .process = {},
                   .link = {},
                   .waits_to_start = {},
                   .mtu = mtu_,
                   .told_session = told_session_,
                   .expects_plugin = expects_plugin_,
                   .ppp_ended = ppp_ended_,
                   .line_gone = line_gone_,
                   .graceful = graceful_,
                   .stopping = stopping_,
                   .no_address = no_address_,
                   .told_limit = told_limit_,
                   .route_index = route_index_,
                   .end_step = end_step_,
                   .deadline = deadline_,
                   .deadline_at = deadline_at_,
                   .reason = reason_};
    if (session_socket_) store.put(name + "/session", session_socket_.duplicate());
    if (place_ && !process_) out.waits_to_start = place_->since();
    if (process_) out.process = process_->save(store);
    if (link_) out.link = link_->save(store, name + "/link");
    return out;
}

}  // namespace vpdnd
