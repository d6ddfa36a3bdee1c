#include "radius/tunnel_authorizer.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace vpdnd {
namespace {

TunnelAnswer meaning_of(const radius::Answered& answer) {
    using Kind = TunnelAnswer::Kind;
    switch (answer.outcome) {
        case radius::Outcome::kAccepted: return {Kind::kAccepted, answer.attributes, {}};
        case radius::Outcome::kRejected: return {answer.why.empty() ? Kind::kRejected : Kind::kUnusable, {}, answer.why};
        case radius::Outcome::kChallenged: return {Kind::kRejected, {}, {}};
        case radius::Outcome::kRecorded:
        case radius::Outcome::kNoAnswer: break;
    }
    return {Kind::kFailed, {}, answer.why};
}

}  // namespace

class TunnelAuthorizer::OneTicket : public Ticket {
  public:
    OneTicket(std::shared_ptr<TunnelAuthorizer*> owner, std::uint64_t waiter) : owner_(std::move(owner)), waiter_(waiter) {}
    ~OneTicket() override {
        if (*owner_) (*owner_)->give_up(waiter_);
    }

  private:
    std::shared_ptr<TunnelAuthorizer*> owner_;
    std::uint64_t waiter_;
};

TunnelAuthorizer::TunnelAuthorizer(Now now) : now_(std::move(now)) {}

TunnelAuthorizer::~TunnelAuthorizer() { *self_ = nullptr; }

void TunnelAuthorizer::use(RadiusService* service, TunnelAuthorization how) {
    service_ = service;
    how_ = std::move(how);
    ++generation_;
    kept_by_key_.clear();
    kept_.clear();
}

/// What makes two questions the same: the name alone where answers are kept, else each octet.
std::string TunnelAuthorizer::key_of(const radius::AttributeList& attributes, const std::string& user_name) const {
    auto key = std::to_string(generation_) + " " + user_name;
    if (how_.cache_lifetime.count() > 0) return key;
    for (const auto& one : attributes) {
        if (one.info() && one.info()->secret) continue;  // the same for all
        key += " " + std::to_string(one.id.vendor) + ":" + std::to_string(one.id.number) + ":" + std::to_string(one.value.size()) + ":";
        key.append(one.value.begin(), one.value.end());
    }
    return key;
}

std::unique_ptr<TunnelAuthorizer::Ticket> TunnelAuthorizer::ask(const TunnelQuestion& question, Answer answer) {
    ++counters_.asked;
    if (!service_) return fail("no RADIUS servers are configured for it", answer);
    radius::Question to_servers;
    to_servers.attributes = tunnel_request(question, how_.password, how_.identity);
    const auto key = key_of(to_servers.attributes, question.user_name);
    if (const auto known = find_kept(key)) {
        ++counters_.kept;
        answer(*known);
        return nullptr;
    }
    if (open_.contains(key)) {
        ++counters_.joined;
    } else {
        auto wait = service_->ask(std::move(to_servers), [this, key, generation = generation_](const radius::Answered& got) {
            answered(key, generation, got);
        });
        if (!wait) return fail(wait.error(), answer);
        open_[key].wait = std::move(*wait);
    }
    const auto waiter = ++last_waiter_;
    open_[key].waiters.push_back(waiter);
    waiting_.emplace(waiter, Waiter{key, std::move(answer)});
    return std::make_unique<OneTicket>(self_, waiter);
}

std::unique_ptr<TunnelAuthorizer::Ticket> TunnelAuthorizer::fail(std::string why, const Answer& answer) {
    ++counters_.failed;
    answer({TunnelAnswer::Kind::kFailed, {}, std::move(why)});
    return nullptr;
}

// NOLINTNEXTLINE(performance-unnecessary-value-param): whoever lends it goes with the question
void TunnelAuthorizer::answered(std::string key, std::uint64_t generation, const radius::Answered& got) {
    const auto open = open_.extract(key);
    if (open.empty()) return;
    const auto answer = std::make_shared<const TunnelAnswer>(meaning_of(got));
    count(answer->kind);
    if (generation == generation_ && answer->kind != TunnelAnswer::Kind::kFailed) keep(key, answer);
    // Whoever is answered may give others up that wait for the same, ask again, or destroy us.
    const auto self = self_;
    for (const auto waiter : open.mapped().waiters) {
        if (!*self) return;
        const auto waiting = waiting_.extract(waiter);
        if (!waiting.empty()) waiting.mapped().answer(*answer);
    }
}

void TunnelAuthorizer::give_up(std::uint64_t waiter) {
    const auto gone = waiting_.extract(waiter);
    if (gone.empty()) return;
    const auto open = open_.find(gone.mapped().key);
    if (open == open_.end()) return;
    std::erase(open->second.waiters, waiter);
    if (open->second.waiters.empty()) open_.erase(open);  // its question is withdrawn
}

void TunnelAuthorizer::count(TunnelAnswer::Kind kind) {
    switch (kind) {
        case TunnelAnswer::Kind::kAccepted: ++counters_.accepted; break;
        case TunnelAnswer::Kind::kRejected: ++counters_.rejected; break;
        case TunnelAnswer::Kind::kUnusable: ++counters_.unusable; break;
        case TunnelAnswer::Kind::kFailed: ++counters_.failed; break;
    }
}

// What is kept ----------------------------------------------------------------------------------------------------

std::shared_ptr<const TunnelAnswer> TunnelAuthorizer::find_kept(const std::string& key) {
    forget_old();
    const auto found = kept_by_key_.find(key);
    return found == kept_by_key_.end() ? nullptr : found->second->answer;
}

void TunnelAuthorizer::keep(const std::string& key, std::shared_ptr<const TunnelAnswer> answer) {
    if (how_.cache_lifetime.count() == 0) return;
    forget_old();
    if (kept_.size() >= kMostKept) {
        kept_by_key_.erase(kept_.front().key);
        kept_.pop_front();
    }
    kept_.push_back({now_() + how_.cache_lifetime, key, std::move(answer)});
    kept_by_key_[key] = std::prev(kept_.end());
}

/// All hold for the same time: those that are over stand in front.
void TunnelAuthorizer::forget_old() {
    const auto now = now_();
    while (!kept_.empty() && kept_.front().until <= now) {
        kept_by_key_.erase(kept_.front().key);
        kept_.pop_front();
    }
}

std::size_t TunnelAuthorizer::kept() const {
    const auto now = now_();
    return static_cast<std::size_t>(std::count_if(kept_.begin(), kept_.end(), [now](const Kept& one) { return one.until > now; }));
}

}  // namespace vpdnd
