// What a call hears of its ends beside their steps, and what it tells of it.
#include "call/bundle_table.h"
#include "call/call.h"
#include "call/call_table.h"
#include "call/user_index.h"

namespace vpdnd {

void Call::end_notices(End& end, const LinkNotice& notice) {
    auto* other = &end == access_.get() ? far_.get() : access_.get();
    if (other && passes(notice)) other->notice(notice);
}

bool Call::passes(const LinkNotice& notice) const {
    const auto avp = std::holds_alternative<l2tp::Wen>(notice) ? kCallErrorsAvp : kAccmAvp;
    return !record_.avps || action_of(*record_.avps, avp) == AvpAction::kPass;
}

/// The reason of the end for one of the two ends: that of a switched call is another peer's business only as far as it passes.
EndReason Call::told_on(bool to_far) const {
    EndReason out = *record_.reason;
    if (!record_.avps) return out;
    // To the LNS we are the user's LAC, and his way to us is gone.
    if (to_far && out.cause == EndCause::kTunnelEnded)
        return {.cause = EndCause::kUserGone, .text = "the tunnel that brought the call ended"};
    l2tp::Message cdn = l2tp::Cdn{{}, {}, std::move(out.q931), std::move(out.disconnect)};
    drop_what_stays(*record_.avps, cdn);
    out.q931 = std::move(std::get<l2tp::Cdn>(cdn).q931);
    out.disconnect = std::move(std::get<l2tp::Cdn>(cdn).disconnect);
    return out;
}

std::optional<l2tp::SessionKey> Call::session_beside(l2tp::SessionKey one) const {
    if (!access_session_ || !far_session_) return std::nullopt;
    return access_session_->key() == one ? far_session_->key() : access_session_->key();
}

void Call::on_changed() {
    auto& ppp = facts_.ppp;
    if (!ppp.network().bundle.empty() && key()) parts_.bundles.join(record_.id, *key(), ppp);
    if (record_.user_known && !record_.same_user_settled && ppp.ncp_open) settle_user();
    parts_.observers.tell([this](CallObserver& one) { one.changed(*this); });
}

void Call::bundle_is_called(const std::string& interface) {
    if (!facts_.ppp.known_network || facts_.ppp.network().interface == interface) return;
    facts_.ppp.known_network->interface = interface;
    parts_.observers.tell([this](CallObserver& one) { one.changed(*this); });
}

void Call::joins_bundle(End&, unsigned max_links) {
    if (!key() || !parts_.bundles.join(record_.id, *key(), facts_.ppp)) return;
    if (parts_.bundles.serving(facts_.ppp) <= max_links) return;
    close({.cause = EndCause::kBundleFull, .text = "the multilink bundle has its " + std::to_string(max_links) + " links"});
}

void Call::user_is_known(End&) {
    if (record_.own_call) return;  // it is the LNS that has named itself, and no user of its group
    parts_.users.remove(user_key_, record_.id);
    user_key_ = parts_.users.enter(record_.group, facts_.ppp.user, record_.id);
    record_.user_known = true;
    record_.same_user_settled = false;
    // A link that may join a bundle is a second call or a further link of the first: that is known when IP is up.
    if (!facts_.ppp.may_join) settle_user();
}

/// What this call replaces does not count.
void Call::settle_user() {
    record_.same_user_settled = true;
    settle_same_user();
    if (lives() && over_port_limit())
        close({.cause = EndCause::kSessionLimit, .text = "the user has as many calls as his Port-Limit allows"});
}

/// RFC 2865 section 5.42. Those of the same name in the same group count, links of his bundle too; of calls that come at once the one
/// that is settled first has the place.
bool Call::over_port_limit() const {
    if (!facts_.profile || !facts_.profile->port_limit || facts_.ppp.user.empty()) return false;
    std::uint32_t others = 0;
    for (const auto id : parts_.users.find(user_key_)) {
        const auto* other = id == record_.id ? nullptr : parts_.table.find(id);
        if (!other || other->record_.group != record_.group || other->facts_.ppp.user != facts_.ppp.user) continue;
        others += other->lives() && other->record_.same_user_settled ? 1 : 0;
    }
    return others >= *facts_.profile->port_limit;
}

bool Call::is_link_beside(const Call& other) const {
    const auto& mine = facts_.ppp.network();
    const auto& theirs = other.facts_.ppp.network();
    return !mine.bundle.empty() && mine.bundle == theirs.bundle && mine.unit == theirs.unit;
}

void Call::settle_same_user() {
    if (record_.same_user == SameUser::kAllow) return;
    // Who has no name is not the same as another one who has none: there are LACs that proxy an empty one for everybody.
    if (facts_.ppp.user.empty()) return;
    for (const auto id : parts_.users.find(user_key_)) {
        auto* other = id == record_.id ? nullptr : parts_.table.find(id);
        if (!other || other->record_.group != record_.group || other->facts_.ppp.user != facts_.ppp.user) continue;
        if (!other->lives() || is_link_beside(*other)) continue;
        if (record_.same_user == SameUser::kRefuse) {
            close({.cause = EndCause::kSameUser});
            return;
        }
        other->close({.cause = EndCause::kReplaced});
    }
}

void Call::bundle_is_over(End&, const EndReason& why) {
    parts_.bundles.is_over(record_.id, facts_.ppp, why);
}

void Call::target_failed(End&, const Target& target, const EndReason& why, bool dead) {
    parts_.observers.tell([&](CallObserver& one) { one.target_failed(*this, target, why, dead); });
}

/// When the last session is gone: its counters are final then.
void Call::tell_end() {
    if (key() || record_.end_told || !record_.asked) return;
    record_.end_told = true;
    parts_.bundles.leave(record_.id);
    parts_.users.remove(user_key_, record_.id);
    parts_.observers.tell([this](CallObserver& one) { one.ended(*this); });
}

std::vector<HeldAddress> Call::addresses() const {
    return far_ ? far_->addresses() : access_->addresses();
}

}  // namespace vpdnd
