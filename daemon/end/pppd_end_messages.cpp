// What the plugin of our pppd says, after its hello.
#include <chrono>
#include <utility>

#include "end/address_fields.h"
#include "end/ppp_reports.h"
#include "end/ppp_term_reports.h"
#include "end/pppd_end.h"
#include "end/session_tag.h"
#include "log/limited.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;
using ipc::AddressOrigin;
using ipc::PluginMessage;
using Tag = ipc::PluginTag;

}  // namespace

void PppdEnd::on_message(const ipc::PluginMessageReader& message) {
    const PppStatus before = facts_.ppp;
    if (read_ppp_report(message, facts_.ppp)) {
        on_report(message, before.ncp_open);
    } else if (message.type() == PluginMessage::kLcpUp) {
        facts_.ppp.lcp_open = true;
        note_lcp_up(message, facts_);
        facts_.echo_watch = echo_watch_of(message, settings_->quality);
        // With LCP's first negotiation here the proxied answer, and with a later one any earlier answer, is worth nothing.
        if (message.u8(Tag::kInjected).value_or(0) == 0) let_in_.reset();
        if (const auto sli = accm_of(message); sli && !over() && !client_) {
            facts_.line.accm = *sli;
            owner_.end_notices(*this, *sli);
        }
    } else if (read_quality(message, facts_) || read_negotiated(message, facts_)) {
        return;
    } else if (message.type() == PluginMessage::kAskAddress) {
        return on_question(message);
    } else if (message.type() == PluginMessage::kAuthenticate) {
        return on_authenticate(message);
    } else if (message.type() == PluginMessage::kEnded) {
        on_ended(message);
    } else if (message.type() == PluginMessage::kFailed) {
        lose({.cause = EndCause::kPluginFailed,
              .text = std::string(message.text(Tag::kText).value_or("vpdn.so failed"))});
    } else {
        log::write_limited(log::Level::kWarning, "plugin message not valid in this mode",
                   {{"type", std::to_string(static_cast<unsigned>(message.type()))}});
    }
    if (facts_.ppp != before) report(EndReport::kChanged);
}

void PppdEnd::on_report(const ipc::PluginMessageReader& message, bool was_up) {
    // Of one who logs in anew on a link of a bundle, which has stayed up, pppd tells nothing more.
    const bool has_bundle = !facts_.ppp.network().bundle.empty() && !facts_.ppp.network().interface.empty();
    if (message.type() == PluginMessage::kAuthenticated && has_bundle && may_be_in()) facts_.ppp.ncp_open = true;
    if (message.type() == PluginMessage::kAuthenticated && !over()) owner_.user_is_known(*this);
    if (message.type() == PluginMessage::kAuthenticated && facts_.ppp.may_join) share_address();
    if (message.type() == PluginMessage::kIpUp && !may_be_in())
        return lose({.cause = EndCause::kUserRefused, .text = "PPP is up with a user whom no server has let in"});
    if (message.type() == PluginMessage::kIpUp) keep_what_ip_gave(message);
    if (message.type() == PluginMessage::kIpDown) note_ip_down(facts_);
    if (message.type() == PluginMessage::kIpDown) drop_routes();
    if (const auto why = message.text(Tag::kText); message.type() == PluginMessage::kIpUp && why && !was_up)
        log::write_limited(log::Level::kWarning, "an interface has not the name that it was to have",
                           {{"session", session_tag(ids_.key)}, {"why", log::escape(std::string(*why))}});
    const bool in_bundle = message.type() == PluginMessage::kIpUp && !facts_.ppp.network().bundle.empty();
    if (in_bundle && !over()) owner_.joins_bundle(*this, settings_->multilink_max_links);
    if (facts_.ppp.ncp_open && !was_up && !over()) on_ip_up();
    if (message.type() == PluginMessage::kIpUp) watch_vrf();
}

void PppdEnd::on_ip_up() {
    set_routes();
    if (state_ == EndState::kConnecting) become(EndState::kConnected, EndReport::kConnected);
}

void PppdEnd::on_ended(const ipc::PluginMessageReader& message) {
    ppp_ended_ = true;
    auto why = reason_of(message);
    if (no_address_) why.cause = *no_address_;
    name_cause(why);
    if (no_address_ == EndCause::kNoAddress) why.text.clear();  // the pool's own words
    lose(std::move(why));
}

// Addresses -------------------------------------------------------------------------------------------------

void PppdEnd::on_question(const ipc::PluginMessageReader& message) {
    const auto address = message.address(Tag::kPeerAddress);
    const auto origin = message.u8(Tag::kOrigin);
    if (!address || !origin || !link_) return;
    if (!may_be_in()) return send_address_answer(*link_, host_order(*address), false);
    if (static_cast<AddressOrigin>(*origin) == AddressOrigin::kLent) return lend_later();
    question_ = AddressQuestion{host_order(*address), static_cast<AddressOrigin>(*origin)};
    answer_question(true);
}

/// What the user only wishes he gets at once or not at all. For what he has to get he waits a little: it may be held by his
/// own last call, whose pppd is not gone yet.
void PppdEnd::answer_question(bool in_time) {
    const auto question = *question_;
    const bool wish = question.origin == AddressOrigin::kChosen;
    const auto answer = over() ? UserAddresses::Answer::kRefused : addresses_.ask(question.address, question.origin, *settings_);
    if (answer == UserAddresses::Answer::kTaken && !wish && in_time) {
        address_wait_ = parts_.pools.when_free(question.address, [this] {
            parts_.loop.post([this, still = std::weak_ptr(address_wait_)] {
                if (!still.expired()) answer_question(true);
            });
        }, settings_->vrf);
        if (deadline_ == PppdDeadline::kNone) wait(PppdDeadline::kAddress, Clock::now() + parts_.times.address_wait);
        return;
    }
    question_.reset();
    address_wait_.reset();
    if (deadline_ == PppdDeadline::kAddress) stop_waiting();
    const bool granted = answer == UserAddresses::Answer::kGranted;
    if (!granted && !wish && !over()) {
        no_address_ = EndCause::kAddressTaken;
        log::write_limited(log::Level::kWarning, "the user cannot get the address that is fixed for him",
                           {{"session", session_tag(ids_.key)},
                            {"user", log::escape(facts_.ppp.user)},
                            {"address", ipv4_text(question.address)},
                            {"why", answer == UserAddresses::Answer::kTaken ? "another user has it" : "it may be no user's"}});
    }
    if (link_) send_address_answer(*link_, question.address, granted);
}

void PppdEnd::share_address() {
    if (addresses_.lent()) addresses_.share(settings_->pool);
}

/// It was not there when the call came, and the link has joined no bundle.
void PppdEnd::lend_later() {
    const bool has = !over() && !settings_->pool.empty() && (addresses_.lent() || addresses_.lend(settings_->pool));
    if (has && facts_.ppp.may_join) share_address();
    if (!has && !over()) {
        no_address_ = EndCause::kNoAddress;
        log::write_limited(log::Level::kWarning, "no address of the pool is left for the user",
                           {{"session", session_tag(ids_.key)},
                            {"user", log::escape(facts_.ppp.user)},
                            {"pool", settings_->pool},
                            {"vrf", settings_->vrf}});
    }
    send_address_answer(*link_, addresses_.lent().value_or(0), has);
}

/// The book says what IPCP really gave: what was only lent or asked for goes back.
void PppdEnd::keep_what_ip_gave(const ipc::PluginMessageReader& message) {
    if (client_) return;  // the peer is the LNS
    const auto address = message.address(Tag::kPeerAddress);
    if (facts_.ppp.network().bundle.empty()) addresses_.share_no_more();
    if (address && host_order(*address) != 0) {
        if (addresses_.gave(host_order(*address)) == UserAddresses::Answer::kGranted) return;
        lose({.cause = EndCause::kAddressTaken});
    } else if (!facts_.ppp.network().bundle.empty() && !facts_.ppp.bundle_master) {
        addresses_.give_back();  // the bundle has its owner's
    }
}

}  // namespace vpdnd
