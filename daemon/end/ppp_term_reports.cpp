#include "end/ppp_term_reports.h"

#include <string>

namespace vpdnd {
namespace {

using ipc::PluginMessage;
using Tag = ipc::PluginTag;

/// A plugin has three; more are nobody's.
constexpr std::size_t kMostProtocols = 8;
constexpr std::uint16_t kIpcp = 0x8021;

PppTerms& terms_of(CallFacts& facts) {
    if (!facts.terms) facts.terms = PppTerms();
    return *facts.terms;
}

l2tp::Bytes octets(const ipc::PluginMessageReader& message, Tag tag) {
    const auto value = message.bytes(tag);
    return value ? l2tp::Bytes(value->begin(), value->end()) : l2tp::Bytes();
}

}  // namespace

void keep_as_proxied(CallFacts& facts) {
    if (!facts.proxied) return;
    const auto& [lcp, auth] = *facts.proxied;
    if (lcp == l2tp::ProxyLcp{} && !auth.type && !auth.name && !auth.id) return;
    terms_of(facts).proxied = AsProxied{.lcp = lcp, .auth_type = auth.type, .auth_id = auth.id, .auth_name = auth.name};
}

void note_lcp_up(const ipc::PluginMessageReader& message, CallFacts& facts) {
    auto& terms = terms_of(facts);
    terms.lcp_taken_over = message.u8(Tag::kInjected).value_or(0) != 0;
    terms.auth_taken_over = message.u8(Tag::kAuthInjected).value_or(0) != 0;
    terms.why_not = message.text(Tag::kText).value_or("");
    for (auto& protocol : terms.protocols) protocol.open = false;
}

bool read_negotiated(const ipc::PluginMessageReader& message, CallFacts& facts) {
    const auto number = message.u16(Tag::kControlProtocol);
    if (message.type() != PluginMessage::kNegotiated || !number) return false;
    auto& terms = terms_of(facts);
    if (!terms.find(*number) && terms.protocols.size() == kMostProtocols) return false;
    auto& protocol = terms.protocol(*number);
    protocol = {.number = *number, .open = true, .ours = octets(message, Tag::kOwnOptions), .users = octets(message, Tag::kUserOptions)};
    return true;
}

void note_ip_down(CallFacts& facts) {
    if (facts.terms && facts.terms->find(kIpcp)) facts.terms->protocol(kIpcp).open = false;
}

}  // namespace vpdnd
