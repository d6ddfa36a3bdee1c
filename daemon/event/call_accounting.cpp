#include "event/call_accounting.h"

#include <chrono>
#include <variant>

#include "call/call_table.h"
#include "end/user_questions.h"
#include "l2tp/endpoint.h"

namespace vpdnd {
namespace {

using namespace radius::literals;
using radius::AccountingKind;

constexpr std::uint8_t kUserRequest = 1;

bool ends_here(const Call& call) { return call.record().pairing == Pairing::kLns; }
bool is_forwarded(const Call& call) {
    return call.record().pairing == Pairing::kForward || call.record().pairing == Pairing::kSwitch;
}

radius::Usage usage_of(const SessionStatistics& traffic) {
    return {.octets_in = traffic.bytes_in,
            .octets_out = traffic.bytes_out,
            .packets_in = traffic.packets_in,
            .packets_out = traffic.packets_out};
}

/// Of a call that goes on it is the LNS, unless he had to be let in here before.
AuthenticatedBy authenticated_by(const CallFacts& facts, bool here) {
    if (!here && !facts.user_let_in) return AuthenticatedBy::kRemote;
    return facts.profile ? AuthenticatedBy::kRadius : AuthenticatedBy::kLocal;
}

std::uint64_t less(std::uint64_t from, std::uint64_t what) { return from > what ? from - what : 0; }

/// What came after `before`.
radius::Usage since(const radius::Usage& before, const radius::Usage& usage) {
    return {.octets_in = less(usage.octets_in, before.octets_in),
            .octets_out = less(usage.octets_out, before.octets_out),
            .packets_in = less(usage.packets_in, before.packets_in),
            .packets_out = less(usage.packets_out, before.packets_out)};
}

std::optional<base::Duration> interim_of(const Call& call) {
    const auto& profile = call.facts().profile;
    if (!profile || !profile->interim_interval) return std::nullopt;
    return std::chrono::seconds(*profile->interim_interval);
}

}  // namespace

std::string CallAccounting::id_of(const Call& call) const {
    return accounting_session_id(parts_.session_prefix, static_cast<std::uint64_t>(call.id()), call.facts().login);
}

// Begin -----------------------------------------------------------------------------------------------------------

void CallAccounting::routed(const Call& call, const Route& route) {
    const bool here = std::holds_alternative<Terminate>(route);
    if (!here && !std::holds_alternative<Forward>(route)) return;
    const auto rule = accounting_rule(*parts_.config, call.record().group, here);
    if (rule.applies()) rules_.insert_or_assign(call.id(), rule);
}

const AccountingRule* CallAccounting::rule_of(const Call& call) const {
    const auto found = rules_.find(call.id());
    return found == rules_.end() ? nullptr : &found->second;
}

void CallAccounting::up(const Call& call) {
    if (is_forwarded(call)) begin_session(call, false);
}

void CallAccounting::changed(const Call& call) {
    if (ends_here(call) && call.lives() && call.facts().ppp.ncp_open) begin_session(call, true);
}

void CallAccounting::begin_session(const Call& call, bool here) {
    const auto* found = rule_of(call);
    if (!found || told_.contains(call.id()) || !call.key()) return;
    const auto& rule = *found;
    const auto before = before_.find(call.id());
    auto& told = told_.emplace(call.id(), Told{.id = id_of(call), .bundle = {}, .link = {}}).first->second;
    if (before != before_.end()) told.before = before->second;
    by_id_.emplace(told.id, call.id());
    join_bundle(call, told);
    auto described = describe(call, here);
    if (told.bundle) described.multi_session = bundles_.at(*told.bundle).id;
    const auto attributes = call_attributes(described);
    if (rule.tunnels) begin_link(rule, attributes, told);
    if (rule.mode == Accounting::kNo) return;
    parts_.ledger.begin({.set = rule.set,
                         .id = told.id,
                         .attributes = attributes,
                         .of_start = state_of(told, nullptr).attributes,
                         .interim_interval = interim_of(call),
                         .required = rule.mode == Accounting::kRequired});
}

/// Another session of the ledger with the same Acct-Session-Id: servers know the link and the user's session as one call.
void CallAccounting::begin_link(const AccountingRule& rule, const radius::AttributeList& attributes, Told& told) {
    told.link = told.id + "/link";
    parts_.ledger.begin({.set = rule.set, .id = told.link, .start = AccountingKind::kLinkStart, .attributes = attributes, .of_start = {},
                         .interim_interval = {}});
}

AccountedCall CallAccounting::describe(const Call& call, bool here) const {
    const auto& facts = call.facts();
    const auto key = call.last_key().value_or(l2tp::SessionKey{});
    AccountedCall out{.line = user_question(facts, {.key = key, .peer_tunnel = {}, .peer_session = {}}, {}, parts_.session_prefix)};
    out.line.session_id = id_of(call);
    out.line.tunnel = tunnel_of(call, here);
    if (call.from_user()) {
        out.line.port = facts.line.physical_channel.value_or(0);
        out.line.port_name = facts.line.names ? facts.line.names->port_name : std::string();
    }
    out.user = facts.ppp.user;
    out.by = authenticated_by(facts, here);
    if (here) out.address = facts.ppp.network().peer_address;
    if (facts.profile) out.classes = facts.profile->classes;
    if (const auto session = parts_.endpoint.session(key)) out.serial = session->serial;
    return out;
}

std::optional<UserTunnel> CallAccounting::tunnel_of(const Call& call, bool here) const {
    const auto key = call.last_key();
    const auto tunnel = key ? parts_.endpoint.tunnel(key->tunnel) : std::nullopt;
    if (!tunnel) return std::nullopt;
    const auto ours = local_name(*parts_.config, tunnel->group);
    const auto local = l2tp::to_string(tunnel->path.local.ip), remote = l2tp::to_string(tunnel->path.remote.ip);
    // Of a call that goes on to another tunnel it is the one that brought it.
    if (here || !call.from_user()) return UserTunnel{tunnel->peer_name, ours, remote, local};
    return UserTunnel{ours, tunnel->peer_name, local, remote};
}

// Bundles ---------------------------------------------------------------------------------------------------------

void CallAccounting::join_bundle(const Call& call, Told& told) {
    const auto& network = call.facts().ppp.network();
    if (network.bundle.empty()) return;
    told.bundle = BundleKey(network.bundle, network.unit);
    auto& bundle = bundles_[*told.bundle];
    if (bundle.links == 0) bundle = {.id = told.id};
    ++bundle.links;
    ++bundle.ever;
}

AccountingState CallAccounting::state_of(const Told& told, const SessionStatistics* traffic) const {
    AccountingState out;
    if (traffic) out.usage = since(told.before, usage_of(*traffic));
    if (told.bundle) out.attributes.add("Acct-Link-Count"_attr, bundles_.at(*told.bundle).ever);
    return out;
}

// While it lasts --------------------------------------------------------------------------------------------------

std::optional<AccountingState> CallAccounting::state(const std::string& id) const {
    const auto known = by_id_.find(id);
    const auto* call = known == by_id_.end() ? nullptr : parts_.calls.find(known->second);
    const auto key = call ? call->key() : std::nullopt;
    const auto traffic = key ? parts_.dataplane.statistics(*key) : std::nullopt;
    if (!traffic) return std::nullopt;
    return state_of(told_.at(known->second), &*traffic);
}

void CallAccounting::unaccounted(const std::string& id) {
    const auto known = by_id_.find(id);
    auto* call = known == by_id_.end() ? nullptr : parts_.calls.find(known->second);
    if (call) call->close({.cause = EndCause::kNotAccounted});
}

std::set<std::string> CallAccounting::held() const {
    std::set<std::string> out;
    for (const auto& [call, rule] : rules_) out.insert(rule.set);
    return out;
}

// Taken over ------------------------------------------------------------------------------------------------------

CallAccounting::Record CallAccounting::save() const {
    Record out;
    for (const auto& [call, rule] : rules_) {
        const auto told = told_.find(call);
        const auto before = before_.find(call);
        const bool in_bundle = told != told_.end() && told->second.bundle;
        out.calls.push_back({.call = call,
                             .rule = rule,
                             .links_ever = in_bundle ? bundles_.at(*told->second.bundle).ever : 0,
                             .before = before != before_.end() ? before->second : radius::Usage{}});
    }
    return out;
}

void CallAccounting::adopt(const Record& record) {
    for (const auto& one : record.calls) {
        const auto* call = parts_.calls.find(one.call);
        if (!call) continue;
        rules_.insert_or_assign(one.call, one.rule);
        if (one.before != radius::Usage{}) before_[one.call] = one.before;
        adopt(*call);
    }
    for (const auto& one : record.calls)
        if (const auto told = told_.find(one.call); told != told_.end() && told->second.bundle)
            bundles_.at(*told->second.bundle).ever = one.links_ever;
}

void CallAccounting::adopt(const Call& call) {
    auto id = id_of(call);
    auto link = id + "/link";
    if (!parts_.ledger.is_open(link)) link.clear();
    if (link.empty() && !parts_.ledger.is_open(id)) return;
    auto& told = told_.emplace(call.id(), Told{.id = id, .bundle = {}, .link = std::move(link)}).first->second;
    by_id_.emplace(std::move(id), call.id());
    if (const auto before = before_.find(call.id()); before != before_.end()) told.before = before->second;
    join_bundle(call, told);
    if (!told.bundle) return;
    auto multi_session = parts_.ledger.multi_session_of(told.id);
    if (multi_session.empty()) multi_session = parts_.ledger.multi_session_of(told.link);
    bundles_.at(*told.bundle).id = std::move(multi_session);
}

// End -------------------------------------------------------------------------------------------------------------

std::uint8_t CallAccounting::cause_of(const Call& call) const {
    const auto& reason = call.record().reason;
    if (!reason) return terminate_cause({});
    const bool closed_by_us = stopping_ && reason->cause == EndCause::kTunnelEnded && !reason->by_peer;
    return closed_by_us ? terminate_cause({.cause = EndCause::kStopping}) : terminate_cause(*reason);
}

/// False: it was not begun.
bool CallAccounting::finish(const Call& call, std::uint8_t cause, const SessionStatistics* traffic) {
    const auto found = told_.find(call.id());
    if (found == told_.end()) return false;
    const auto told = std::move(found->second);
    told_.erase(found);
    by_id_.erase(told.id);
    const auto state = state_of(told, traffic);
    parts_.ledger.end(told.id, cause, state);
    if (!told.link.empty()) parts_.ledger.end(told.link, cause, state);
    if (told.bundle && --bundles_.at(*told.bundle).links == 0) bundles_.erase(*told.bundle);
    return true;
}

/// What the session has carried until then is of the login that is over.
void CallAccounting::login_over(const Call& call) {
    const auto* rule = rule_of(call);
    if (!rule || !ends_here(call)) return;
    const auto key = call.key();
    const auto traffic = key ? parts_.dataplane.statistics(*key) : std::nullopt;
    if (!finish(call, kUserRequest, traffic ? &*traffic : nullptr)) tell_stop_alone(call, *rule, kUserRequest);
    if (traffic) before_[call.id()] = usage_of(*traffic);
}

void CallAccounting::ended(const Call& call) {
    const auto cause = cause_of(call);
    const auto& traffic = call.facts().traffic;
    const auto* rule = rule_of(call);
    if (!finish(call, cause, traffic ? &*traffic : nullptr) && rule) {
        if (ends_here(call) && call.facts().profile) tell_stop_alone(call, *rule, cause);
        if (is_forwarded(call) && call.last_key()) tell_link_rejected(call, *rule, cause);
    }
    rules_.erase(call.id());
    before_.erase(call.id());
}

void CallAccounting::tell_stop_alone(const Call& call, const AccountingRule& rule, std::uint8_t cause) {
    if (rule.mode == Accounting::kNo) return;
    auto attributes = call_attributes(describe(call, true));
    radius::add_usage(attributes, {});
    attributes.add("Acct-Terminate-Cause"_attr, std::uint32_t{cause});
    parts_.ledger.tell(rule.set, AccountingKind::kStop, id_of(call), std::move(attributes));
}

/// Of a call that no LNS has taken: by then it has the session of its last try, or none.
void CallAccounting::tell_link_rejected(const Call& call, const AccountingRule& rule, std::uint8_t cause) {
    if (!rule.tunnels) return;
    auto attributes = call_attributes(describe(call, false));
    attributes.add("Acct-Terminate-Cause"_attr, std::uint32_t{cause});
    parts_.ledger.tell(rule.set, AccountingKind::kLinkReject, id_of(call) + "/link", std::move(attributes));
}

}  // namespace vpdnd
