// Where RADIUS servers judge a user: before his pppd is started, by what the LAC proxied; or while his pppd waits for the verdict.
#include <chrono>
#include <string>
#include <utility>

#include "base/printable.h"
#include "end/ppp_refusal.h"
#include "end/pppd_end.h"
#include "end/session_tag.h"
#include "end/user_questions.h"
#include "end/verdict_fields.h"
#include "log/limited.h"
#include "net/outer_route.h"

namespace vpdnd {
namespace {

/// The plugin gives up later than we do.
constexpr std::chrono::seconds kOnTheWay{2};

using Tag = ipc::PluginTag;

/// Not "authentication failed" where nobody has judged him.
EndReason reason_of(const UserVerdict& verdict) {
    const bool judged = verdict.kind != UserVerdict::Kind::kFailed;
    return {.cause = judged ? EndCause::kUserRefused : EndCause::kRouteUnanswered, .text = base::escaped(verdict.why)};
}

}  // namespace

std::chrono::seconds PppdEnd::verdict_within() const {
    if (!servers_judge()) return std::chrono::seconds(0);
    return std::chrono::ceil<std::chrono::seconds>(parts_.users.answers_within(settings_->radius)) + kOnTheWay;
}

/// Where LCP will be negotiated again he answers again, and is judged by that.
void PppdEnd::begin_with_user() {
    const bool taken_over = settings_->lcp_renegotiation != Renegotiation::kAlways && !settings_->force_local_chap;
    auto credentials = facts_.proxied && taken_over ? proxied_credentials(*facts_.proxied) : std::nullopt;
    if (!credentials && parts_.program.pppd == kNoPppd)
        return lose({.cause = EndCause::kUserRefused, .text = "there is no pppd to ask the user"});
    if (!credentials) return enter_queue();
    user_question_ = OpenUserQuestion{std::move(*credentials), true, false};
    ask_servers();
}

void PppdEnd::on_authenticate(const ipc::PluginMessageReader& message) {
    if (!link_) return;
    auto credentials = servers_judge() && !user_question_ ? asked_credentials(message) : std::nullopt;
    if (!credentials) return send_denied(*link_, "Authentication failed");
    const bool again = message.u8(Tag::kAgain).value_or(0) != 0;
    if (again && (!let_in_ || *let_in_ != credentials->name)) {
        refusal_ = EndReason{.cause = EndCause::kUserRefused, .text = "the user has answered a later challenge under another name"};
        return send_denied(*link_, "Authentication failed");
    }
    if (!again) begin_login();
    user_question_ = OpenUserQuestion{std::move(*credentials), false, again};
    ask_servers();
}

/// LCP may have been negotiated again, with another user: he has nothing of the one before him.
void PppdEnd::begin_login() {
    let_in_.reset();
    if (!facts_.profile) return;
    if (!over()) report(EndReport::kLoginOver);
    ++facts_.login;
    facts_.ppp.ncp_open = false;
    facts_.profile.reset();
    settings_ = group_settings_;
    // In a bundle it is the bundle's, which other links use: so are the networks behind it, until the next verdict.
    if (!facts_.ppp.network().bundle.empty()) return;
    drop_routes();
    addresses_.give_back();
}

void PppdEnd::ask_servers() {
    auto asked = parts_.users.ask(settings_->radius, user_question(facts_, ids_, user_question_->credentials, parts_.session_prefix),
                                  [this](const UserVerdict& verdict) { user_is_judged(verdict); });
    if (!asked) return user_is_judged(asked.error());
    user_ticket_ = std::move(*asked);
    // A question that was taken over has its limit already.
    const bool plugin_waits = !user_question_->proxied && told_limit_ > kOnTheWay;
    if (plugin_waits && deadline_ == PppdDeadline::kNone)
        wait(PppdDeadline::kVerdict, std::chrono::steady_clock::now() + told_limit_ - kOnTheWay);
}

void PppdEnd::no_answer_in_time() {
    if (!user_question_) return;
    radius::Answered none;
    none.outcome = radius::Outcome::kNoAnswer;
    user_is_judged(verdict_of(none, user_question_->credentials.method));
}

void PppdEnd::user_is_judged(const UserVerdict& verdict) {
    const auto question = std::exchange(user_question_, {});
    user_ticket_.reset();
    if (deadline_ == PppdDeadline::kVerdict) stop_waiting();
    if (!verdict.accepted())
        log::write_limited(log::Level::kNotice, "user refused by RADIUS",
                           {{"session", session_tag(ids_.key)},
                            {"user", log::escape(question->credentials.name)},
                            {"why", log::escape(verdict.why)}});
    if (over()) return;
    refusal_.reset();
    let_in_.reset();
    if (verdict.accepted()) let_in_ = question->credentials.name;
    if (!verdict.accepted()) refusal_ = reason_of(verdict);
    if (question->proxied && !verdict.accepted()) return refuse_proxied(verdict, question->credentials);
    if (verdict.accepted() && !question->again) use_profile(verdict);
    if (question->proxied) {
        accepted_ = verdict.message;
        return enter_queue();
    }
    if (!link_) return;
    if (verdict.accepted())
        send_granted(*link_, {verdict.message, verdict.profile, *settings_});
    else
        send_denied(*link_, verdict.message);
    profile_is_told();
}

/// pppd only knows that he was not let in.
void PppdEnd::name_cause(EndReason& why) const {
    if (why.cause != EndCause::kUserRefused) return;
    if (user_question_) {
        why = {.cause = stopping_ ? EndCause::kStopping : EndCause::kRouteUnanswered};
    } else if (refusal_) {
        why.cause = refusal_->cause;
        if (!refusal_->text.empty()) why.text = refusal_->text;
    }
}

/// The question holds a password.
void PppdEnd::let_go() {
    user_ticket_.reset();
    user_question_.reset();
    if (deadline_ == PppdDeadline::kVerdict) stop_waiting();
}

void PppdEnd::refuse_proxied(const UserVerdict& verdict, const UserCredentials& user) {
    facts_.proxied.reset();
    if (session_socket_) refuse_by_ppp(session_socket_.get(), user, verdict.message);
    lose(*refusal_);
}

void PppdEnd::use_profile(const UserVerdict& verdict) {
    facts_.profile = verdict.profile;
    settings_ = std::make_shared<const AcceptDialin>(settings_for(*group_settings_, verdict.profile));
    if (route_index_ != 0) set_routes();  // of a bundle, whose interface has stayed up
    for (const auto& note : verdict.profile.notes)
        log::debug_limited(log::Area::kRadius, "passed over in an accept", {{"session", session_tag(ids_.key)}, {"what", note}});
}

/// Keys are gone as soon as they can be.
void PppdEnd::profile_is_told() {
    accepted_.reset();
    if (!facts_.profile) return;
    facts_.profile->mppe.reset();
    facts_.profile->for_scripts = {};
    facts_.profile->notes = {};
}

// Networks behind the user --------------------------------------------------------------------------------------

/// A further link of a bundle has the bundle's interface and its owner's routes.
void PppdEnd::set_routes() {
    const auto& network = facts_.ppp.network();
    if (client_) return lead_through_link();
    const bool owns = network.bundle.empty() || facts_.ppp.bundle_master;
    if (!facts_.profile || !owns || network.interface.empty()) return;
    if (facts_.profile->routes.empty()) return drop_routes();
    route_index_ = interface_index(network.interface);
    if (route_index_ == 0) return;  // gone in the meantime, and IpDown is on its way
    if (!settings_->vrf.empty()) {
        const auto vrf = find_vrf(settings_->vrf);
        if (!vrf) return drop_routes();  // the call is about to end for it
        for (auto& route : facts_.profile->routes) route.table = vrf->table;
    }
    bring_routes({route_index_, facts_.profile->routes});
}

/// It goes with the interface.
void PppdEnd::lead_through_link() {
    const auto index = interface_index(facts_.ppp.network().interface);
    if (index == 0) return;
    inside_ = std::make_unique<OutsideWays::Inside>(parts_.ways, index);
    if (!client_->default_route) return;
    auto error = std::make_shared<std::string>();
    setting_routes_ = parts_.workers.run(
        ids_.key, [error, index] { *error = lead_through(index); },
        [this, error] {
            if (error->empty()) return;
            log::write_limited(log::Level::kWarning, "the default route does not go through the call",
                               {{"session", session_tag(ids_.key)}, {"error", *error}});
        });
}

void PppdEnd::drop_routes() {
    inside_.reset();
    if (std::exchange(route_index_, 0) != 0) bring_routes({});
}

void PppdEnd::bring_routes(CallRoutes::Wanted wanted) {
    auto errors = std::make_shared<std::string>();
    if (!routes_) routes_ = std::make_shared<CallRoutes>(CallRoutes::Wanted{});
    setting_routes_ = parts_.workers.run(
        ids_.key,
        [errors, routes = routes_, number = ++route_works_, wanted = std::move(wanted)] { *errors = routes->bring(number, wanted); },
        [this, errors] {
            if (errors->empty()) return;
            log::write_limited(log::Level::kWarning, "a route of the user is not in force",
                               {{"session", session_tag(ids_.key)}, {"user", log::escape(facts_.ppp.user)}, {"error", *errors}});
        });
}

/// The same interface has them, if the object before this one came to set them.
void PppdEnd::take_over_routes() {
    if (client_ && facts_.ppp.ncp_open && !over()) return lead_through_link();
    if (route_index_ == 0 || !facts_.profile) return;
    routes_ = std::make_shared<CallRoutes>(CallRoutes::Wanted{route_index_, facts_.profile->routes});
    if (!over()) bring_routes({route_index_, facts_.profile->routes});
}

}  // namespace vpdnd
