#include "radius/user_authenticator.h"

#include <algorithm>
#include <utility>

#include "radius/chap_attributes.h"

namespace vpdnd {
namespace {

using namespace radius::literals;
using Kind = UserVerdict::Kind;
using Counters = UserAuthenticator::Counters;

constexpr std::size_t kLongestMessage = 255;  ///< PAP's length has one octet; pppd's buffer is no longer

bool is_ms_chap(ipc::AuthMethod method) { return method == ipc::AuthMethod::kMsChapV1 || method == ipc::AuthMethod::kMsChapV2; }

/// RFC 2759 section 6: nobody here takes a second try with the same challenge, which R=1 would allow.
std::string without_retry(std::string text) {
    if (const auto at = text.find("R=1"); at != text.npos) text[at + 2] = '0';
    return text;
}

std::string reply_message(const radius::AttributeList& attributes) {
    std::string out;
    for (const auto* one : attributes.all("Reply-Message"_attr)) out += as_text(*one);
    return out;
}

std::string refusal(const radius::AttributeList& attributes, ipc::AuthMethod method) {
    if (!is_ms_chap(method)) {
        auto message = reply_message(attributes);
        return message.empty() ? "Authentication failed" : message;
    }
    const auto error = radius::ms_chap_error(attributes);
    return error.empty() ? "E=691 R=0" : without_retry(std::string(error));
}

UserVerdict accept(const radius::Answered& answer, ipc::AuthMethod method) {
    auto profile = read_user_profile(answer.attributes);
    if (!profile) return {Kind::kUnusable, "what RADIUS says of the user cannot be used: " + profile.error(), refusal({}, method), {}};
    const bool proves = method == ipc::AuthMethod::kMsChapV2;
    if (proves && profile->ms_chap2_success.empty())
        return {Kind::kUnusable, "the accept has no MS-CHAP2-Success", refusal({}, method), {}};
    auto message = proves ? profile->ms_chap2_success : profile->message;
    return {Kind::kAccepted, {}, std::move(message), std::move(*profile)};
}

UserVerdict meaning_of(const radius::Answered& answer, ipc::AuthMethod method) {
    switch (answer.outcome) {
        case radius::Outcome::kAccepted: return accept(answer, method);
        case radius::Outcome::kRejected:
            if (!answer.why.empty()) return {Kind::kUnusable, answer.why, refusal({}, method), {}};
            return {Kind::kRejected, reply_message(answer.attributes), refusal(answer.attributes, method), {}};
        case radius::Outcome::kChallenged:
            return {Kind::kRejected, "the server wants a dialogue, which PPP does not have", refusal({}, method), {}};
        case radius::Outcome::kRecorded:
        case radius::Outcome::kNoAnswer: break;
    }
    return {Kind::kFailed, "no RADIUS server answered", refusal({}, method), {}};
}

class OneTicket : public UserAuthenticator::Ticket {
  public:
    explicit OneTicket(std::unique_ptr<RadiusWait> wait) : wait_(std::move(wait)) {}

  private:
    std::unique_ptr<RadiusWait> wait_;
};

void count_verdict(Counters& counters, const UserVerdict& verdict) {
    switch (verdict.kind) {
        case Kind::kAccepted: ++counters.accepted; break;
        case Kind::kRejected: ++counters.rejected; break;
        case Kind::kUnusable: ++counters.unusable; break;
        case Kind::kFailed: ++counters.failed; break;
    }
    for (const auto& id : verdict.profile.unknown) ++counters.unknown[id];
}

}  // namespace

UserVerdict verdict_of(const radius::Answered& answer, ipc::AuthMethod method) {
    auto out = meaning_of(answer, method);
    out.message.resize(std::min(out.message.size(), kLongestMessage));
    return out;
}

tl::expected<std::unique_ptr<UserAuthenticator::Ticket>, UserVerdict> UserAuthenticator::ask(const std::string& set,
                                                                                            const UserQuestion& question,
                                                                                            Answer answer) {
    const auto method = question.credentials.method;
    const auto fail = [&](std::string why, Kind kind = Kind::kFailed) {
        UserVerdict verdict{kind, std::move(why), refusal({}, method), {}};
        count_verdict((*counters_)[set], verdict);
        return tl::unexpected(std::move(verdict));
    };
    ++(*counters_)[set].asked;
    const auto servers = by_name_.find(set);
    if (servers == by_name_.end() || !servers->second.service) return fail("no RADIUS servers are configured for it");
    auto request = user_request(question, servers->second.identity);
    if (!request) return fail(std::move(request.error()), Kind::kUnusable);
    radius::Question to_servers;
    to_servers.attributes = std::move(*request);
    auto wait = servers->second.service->ask(
        std::move(to_servers), [counters = counters_, set, method, answer = std::move(answer)](const radius::Answered& got) {
            const auto verdict = verdict_of(got, method);
            count_verdict((*counters)[set], verdict);
            answer(verdict);
        });
    if (!wait) return fail(wait.error());
    return std::make_unique<OneTicket>(std::move(*wait));
}

std::shared_ptr<const void> UserAuthenticator::hold(const std::string& set) {
    auto& held = holds_[set];
    auto out = held.lock();
    if (!out) held = out = std::make_shared<const bool>(true);
    return out;
}

std::set<std::string> UserAuthenticator::held() {
    std::erase_if(holds_, [](const auto& one) { return one.second.expired(); });
    std::set<std::string> out;
    for (const auto& [name, holder] : holds_) out.insert(name);
    return out;
}

const UserAuthenticator::Servers* UserAuthenticator::known(const std::string& set) const {
    const auto found = by_name_.find(set);
    return found == by_name_.end() ? nullptr : &found->second;
}

std::chrono::milliseconds UserAuthenticator::answers_within(const std::string& set) const {
    const auto servers = by_name_.find(set);
    return servers == by_name_.end() ? std::chrono::milliseconds(0) : servers->second.answers_within;
}

const UserAuthenticator::Counters& UserAuthenticator::counters(const std::string& set) const {
    static const Counters none;
    const auto found = counters_->find(set);
    return found == counters_->end() ? none : found->second;
}

}  // namespace vpdnd
