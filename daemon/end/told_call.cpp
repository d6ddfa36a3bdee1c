#include "end/told_call.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "config/call_template.h"
#include "config/user_name.h"
#include "end/session_tag.h"

namespace vpdnd {
namespace {

template <class Struct>
Struct without_what_stays(const Switched& switched, Struct fields) {
    l2tp::Message message = std::move(fields);
    drop_what_stays(switched.avps, message);
    return std::get<Struct>(std::move(message));
}

l2tp::Icrq switched_icrq(const BroughtCall& brought, const Switched& switched) {
    auto out = without_what_stays(switched, brought.icrq);
    out.switches = switched.passed;
    if (action_of(switched.avps, kClientPortAvp) == AvpAction::kRenew) out.port_name = session_tag(brought.session);
    return out;
}

/// What hides one of the two messages hides both: the numbers may be as secret as the name.
l2tp::Iccn switched_iccn(const BroughtCall& brought, const Switched& switched) {
    constexpr std::uint32_t kNotKnownYet = 0;
    l2tp::Iccn out;
    out.framing = kNotKnownYet;
    if (brought.iccn) out = without_what_stays(switched, *brought.iccn);
    out.hidden.value |= brought.icrq.hidden.value;
    return out;
}

l2tp::Icrq icrq_of_line(const CallFacts& facts) {
    l2tp::Icrq out;
    const auto told = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); };
    out.calling_number = told(facts.calling_number());
    out.called_number = told(facts.called_number());
    out.bearer = facts.line.bearer;
    out.physical_channel = facts.line.physical_channel;
    if (facts.line.names) {
        out.sub_address = told(facts.line.names->sub_address);
        out.port_name = told(facts.line.names->port_name);
        out.access_line = facts.line.names->access_line;
    }
    return out;
}

l2tp::Iccn iccn_of_line(const CallFacts& facts) {
    l2tp::Iccn out;
    out.framing = facts.line.framing;
    put_speeds(out, facts.line.tx_speed, facts.line.rx_speed);
    if (facts.proxied) {
        out.proxy_lcp = facts.proxied->lcp;
        out.proxy_auth = facts.proxied->auth;
    }
    return out;
}

/// What is not told is not made up.
void rewrite(std::optional<std::string>& told, const std::string& text, const CallFacts& facts, std::string_view delimiters) {
    constexpr std::size_t kLongest = 255;  // of a name in PAP
    if (!told) return;
    const auto calling = facts.calling_number(), called = facts.called_number();
    const auto [name, domain] = split_user(facts.ppp.user, delimiters);
    auto filled = fill_call_template(text, {.user = facts.ppp.user, .name = name, .domain = domain, .calling_number = calling,
                                            .called_number = called});
    if (filled.size() <= kLongest) told = std::move(filled);
}

void drop_if_empty(std::optional<std::string>& told) {
    if (told && told->empty()) told.reset();
}

}  // namespace

l2tp::Icrq icrq_of(const CallFacts& facts, const Switched* switched, const Rewriting* rewriting) {
    auto out = switched && facts.brought ? switched_icrq(*facts.brought, *switched) : icrq_of_line(facts);
    if (!rewriting) return out;
    rewrite(out.calling_number, rewriting->templates.calling_number, facts, rewriting->domain_delimiters);
    rewrite(out.called_number, rewriting->templates.called_number, facts, rewriting->domain_delimiters);
    drop_if_empty(out.calling_number);
    drop_if_empty(out.called_number);
    return out;
}

l2tp::Iccn iccn_of(const CallFacts& facts, const Switched* switched, const Rewriting* rewriting) {
    auto out = switched && facts.brought ? switched_iccn(*facts.brought, *switched) : iccn_of_line(facts);
    constexpr auto kPap = static_cast<std::uint16_t>(l2tp::ProxyAuthType::kPap);
    if (rewriting && out.proxy_auth.type == kPap)
        rewrite(out.proxy_auth.name, rewriting->templates.user, facts, rewriting->domain_delimiters);
    return out;
}

std::string leads_back(const CallFacts& facts, const l2tp::IpAddress& target) {
    const auto text = l2tp::to_string(target);
    return facts.bringer && facts.bringer->address == text ? text + " is the peer that brought the call" : std::string();
}

}  // namespace vpdnd
