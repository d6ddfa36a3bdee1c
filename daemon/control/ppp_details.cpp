#include "control/ppp_details.h"

#include <optional>
#include <string>
#include <utility>

#include "control/ppp_option_values.h"

namespace vpdnd {
namespace {

using ipc::Value;

constexpr std::uint16_t kLcp = 0xc021, kIpcp = 0x8021, kIpv6cp = 0x8057;

/// AVP 29 (RFC 2661 section 4.4.5).
Value auth_type_text(std::optional<std::uint16_t> type) {
    if (!type) return {};
    switch (*type) {
        case 1: return "text";
        case 2: return "chap";
        case 3: return "pap";
        case 4: return "none";
        case 5: return "mschap-v1";
        default: return "type-" + std::to_string(*type);
    }
}

void add_options(Value::Object& out, const char* name, const std::optional<l2tp::Bytes>& options) {
    if (options) out.emplace_back(name, ppp_option_values(kLcp, *options));
}

Value proxied_value(const AsProxied& proxied) {
    Value::Object out;
    add_options(out, "initial_received_lcp", proxied.lcp.initial_received);
    add_options(out, "last_sent_lcp", proxied.lcp.last_sent);
    add_options(out, "last_received_lcp", proxied.lcp.last_received);
    if (proxied.auth_type) out.emplace_back("auth_type", auth_type_text(proxied.auth_type));
    if (proxied.auth_name) out.emplace_back("auth_name", *proxied.auth_name);
    if (proxied.auth_id) out.emplace_back("auth_id", *proxied.auth_id & 0xff);
    return out;
}

Value protocol_value(const PppTerms& terms, std::uint16_t number, bool open) {
    Value out = Value::object({{"state", open ? "open" : "closed"}});
    if (const auto* protocol = terms.find(number)) {
        out.set("ours", ppp_option_values(number, protocol->ours));
        out.set("users", ppp_option_values(number, protocol->users));
    }
    return out;
}

Value network_value(const CallFacts& facts, std::uint16_t number) {
    const auto* protocol = facts.terms->find(number);
    return protocol_value(*facts.terms, number, facts.ppp.lcp_open && protocol && protocol->open);
}

/// What the user was asked for is an option of who asks: ours, or (`own_call`) the LNS's. Whom it took us for only our pppd knows.
Value authentication_value(const CallFacts& facts, bool own_call) {
    const auto& terms = *facts.terms;
    const auto* lcp = terms.find(kLcp);
    const auto asked = lcp ? ppp_option_values(kLcp, own_call ? lcp->users : lcp->ours) : Value();
    Value out = Value::object({{"protocol", asked.has("authentication") ? asked["authentication"] : Value("none")}});
    const bool named = !own_call && !facts.ppp.user.empty();
    out.set("state", named || (own_call && facts.ppp.ncp_open) ? "done" : "open");
    if (named) out.set("user", facts.ppp.user);
    if (terms.proxied) out.set("taken_over", terms.auth_taken_over);
    return out;
}

Value ppp_value(const CallFacts& facts, bool own_call) {
    const auto& terms = *facts.terms;
    Value lcp = protocol_value(terms, kLcp, facts.ppp.lcp_open);
    if (terms.proxied) lcp.set("taken_over", terms.lcp_taken_over);
    if (!terms.why_not.empty()) lcp.set("why_not", terms.why_not);
    return Value::object({{"lcp", std::move(lcp)},
                          {"authentication", authentication_value(facts, own_call)},
                          {"ipcp", network_value(facts, kIpcp)},
                          {"ipv6cp", network_value(facts, kIpv6cp)}});
}

}  // namespace

void add_ppp_details(Value::Object& out, const CallFacts& facts, bool own_call) {
    if (!facts.terms) return;
    if (facts.terms->proxied) out.emplace_back("proxied", proxied_value(*facts.terms->proxied));
    if (facts.ppp.lcp_open) out.emplace_back("ppp", ppp_value(facts, own_call));
}

}  // namespace vpdnd
