#include "policy/radius_router.h"

#include <optional>
#include <utility>

#include "config/user_name.h"
#include "log/limited.h"
#include "policy/radius_route.h"
#include "radius/radius_servers.h"

namespace vpdnd {
namespace {

constexpr std::string_view kNumber = "dnis:";

/// What a user writes must not lead him where only a number leads.
std::string unless_number(std::string_view text) { return text.starts_with(kNumber) ? std::string() : std::string(text); }

std::string by_number(const DaemonConfig&, const RouteQuestion& question) {
    return question.called_number.empty() ? std::string() : std::string(kNumber) + question.called_number;
}
std::string by_domain(const DaemonConfig& config, const RouteQuestion& question) {
    return unless_number(split_user(question.user, config.domain_delimiters).domain);
}
std::string by_user(const DaemonConfig&, const RouteQuestion& question) { return unless_number(question.user); }

struct NameRow {
    std::string_view key;  ///< in search-order
    std::string (*name)(const DaemonConfig& config, const RouteQuestion& question);  ///< empty: the call has none
};
constexpr NameRow kNames[]{{"dnis", by_number}, {"domain", by_domain}, {"user", by_user}};

TunnelQuestion question_for(std::string user_name, const RouteQuestion& call) {
    return {.user_name = std::move(user_name),
            .calling_number = call.calling_number,
            .called_number = call.called_number,
            .port = call.port,
            .port_name = call.port_name,
            .line = call.line};
}

}  // namespace

std::vector<std::string> tunnel_user_names(const DaemonConfig& config, const RouteQuestion& question) {
    std::vector<std::string> out;
    for (const auto& key : config.search_order)
        for (const auto& row : kNames)
            if (auto name = row.key == key ? row.name(config, question) : std::string(); !name.empty()) out.push_back(std::move(name));
    return out;
}

/// The names of one call, one after the other.
class RadiusRouter::Search : public RouteTicket {
  public:
    Search(RadiusRouter& router, const RouteQuestion& call, std::vector<std::string> names, Answer answer)
        : router_(router), call_(call), names_(std::move(names)), answer_(std::move(answer)) {}

    /// False: the route is found, and has been told. Not called inside itself: a chain of answers that are kept is a loop.
    bool go_on() {
        while (!route_) {
            if (next_ == names_.size()) {
                route_ = otherwise(&Radius::on_reject, EndCause::kRouteRejected, {});
                break;
            }
            answered_at_once_ = false;
            asking_ = true;
            auto ticket = router_.authorizer_.ask(question_for(names_[next_], call_), [this](const TunnelAnswer& got) { take(got); });
            asking_ = false;
            if (!answered_at_once_) {
                ticket_ = std::move(ticket);
                return true;
            }
        }
        // Whoever is told may destroy this.
        const auto answer = std::move(answer_);
        answer(std::move(*route_));
        return false;
    }

  private:
    void take(const TunnelAnswer& got) {
        judge(got);
        answered_at_once_ = asking_;
        if (asking_) return;
        ticket_.reset();
        go_on();
    }

    void judge(const TunnelAnswer& got) {
        using Kind = TunnelAnswer::Kind;
        const auto& name = names_[next_++];
        switch (got.kind) {
            case Kind::kAccepted: return accept(name, got.attributes);
            case Kind::kRejected: return;  // the next name
            case Kind::kUnusable: return unusable(name, got.why);
            case Kind::kFailed: break;
        }
        log::write_limited(log::Level::kWarning, "RADIUS servers did not say where a call goes", {{"name", name}, {"error", got.why}});
        route_ = otherwise(&Radius::on_failure, EndCause::kRouteUnanswered, got.why);
    }

    void accept(const std::string& name, const radius::AttributeList& attributes) {
        const auto* set = tunnel_authorizing_set(router_.policy_->config());
        if (!set) {  // a reload has ended that
            route_ = Local{};
            return;
        }
        auto found = route_of_accept(attributes, *router_.policy_, set->first);
        if (!found) return unusable(name, found.error());
        for (const auto& note : found->notes)
            log::debug_limited(log::Area::kRadius, "passed over in an answer", {{"name", name}, {"what", note}});
        if (found->forward) route_ = std::move(*found->forward);
    }

    void unusable(const std::string& name, const std::string& why) {
        log::write_limited(log::Level::kWarning, "what RADIUS says of a tunnel cannot be used", {{"name", name}, {"error", why}});
        route_ = otherwise(&Radius::on_failure, EndCause::kRouteUnusable, "what RADIUS says of the tunnel cannot be used: " + why);
    }

    /// As without RADIUS where a reload has ended that.
    Route otherwise(Otherwise Radius::*key, EndCause cause, std::string text) const {
        const auto* set = tunnel_authorizing_set(router_.policy_->config());
        if (!set || set->second.*key == Otherwise::kLocal) return Local{};
        return Reject{{.cause = cause, .text = std::move(text)}};
    }

    RadiusRouter& router_;
    const RouteQuestion call_;
    const std::vector<std::string> names_;
    Answer answer_;
    std::size_t next_ = 0;  ///< the name that is asked
    std::optional<Route> route_;
    bool asking_ = false, answered_at_once_ = false;
    std::unique_ptr<TunnelAuthorizer::Ticket> ticket_;
};

std::unique_ptr<RouteTicket> RadiusRouter::ask(const RouteQuestion& question, Answer answer) {
    const bool from_line = question.from == RouteQuestion::From::kLine;
    auto names = from_line ? tunnel_user_names(policy_->config().daemon, question) : std::vector<std::string>();
    const bool in_file = !from_line || !question.user_told || policy_->group_for_call(keys_of(question)) != nullptr;
    if (in_file || names.empty() || !authorizer_.serves()) return file_.ask(question, std::move(answer));
    auto search = std::make_unique<Search>(*this, question, std::move(names), std::move(answer));
    if (search->go_on()) return search;
    return nullptr;
}

}  // namespace vpdnd
