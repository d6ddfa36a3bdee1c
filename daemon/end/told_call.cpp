#include "end/told_call.h"

#include <optional>
#include <string>
#include <utility>

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

}  // namespace

l2tp::Icrq icrq_of(const CallFacts& facts, const Switched* switched) {
    if (switched && facts.brought) return switched_icrq(*facts.brought, *switched);
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

l2tp::Iccn iccn_of(const CallFacts& facts, const Switched* switched) {
    if (switched && facts.brought) return switched_iccn(*facts.brought, *switched);
    l2tp::Iccn out;
    out.framing = facts.line.framing;
    put_speeds(out, facts.line.tx_speed, facts.line.rx_speed);
    if (facts.proxied) {
        out.proxy_lcp = facts.proxied->lcp;
        out.proxy_auth = facts.proxied->auth;
    }
    return out;
}

std::string leads_back(const CallFacts& facts, const l2tp::IpAddress& target) {
    const auto text = l2tp::to_string(target);
    return facts.bringer && facts.bringer->address == text ? text + " is the peer that brought the call" : std::string();
}

}  // namespace vpdnd
