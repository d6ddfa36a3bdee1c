#include "end/pppoe_line.h"

#include <algorithm>
#include <string>
#include <utility>

#include "config/line_template.h"
#include "end/address_fields.h"
#include "end/captured_call.h"
#include "log/limited.h"

namespace vpdnd {
namespace {

/// Physical Channel ID (AVP 25): interface and session, as both are known in the kernel's tables.
std::uint32_t channel_id(pppoe::SessionKey key) { return static_cast<std::uint32_t>(key.interface) << 16 | key.id; }

/// Where any service is served the user could choose his route by a word of his own.
std::string called_number(const pppoe::OpenSession& asked) {
    const auto& offered = asked.concentrator->settings.services;
    return std::ranges::find(offered, asked.service) != offered.end() ? asked.service : std::string();
}

}  // namespace

void describe_line(const pppoe::NewSession& session, CallFacts& facts) {
    const auto& asked = session.asked;
    const auto mac = pppoe::to_string(asked.host);
    const auto& circuit = asked.line.circuit_id;
    const LineWords words{.mac = mac, .circuit_id = circuit, .remote_id = asked.line.remote_id, .interface = asked.interface};
    facts.set_numbers(fill_line_template(asked.concentrator->settings.calling_number, words), called_number(asked));
    auto& line = facts.line;
    line.kind = ipc::LineKind::kPppoe;
    line.bearer = l2tp::kBearerDigital;
    line.framing = l2tp::kFramingSync;
    line.physical_channel = channel_id(asked.key);
    line.tx_speed = asked.line.downstream != 0 ? asked.line.downstream : session.speed;
    line.rx_speed = asked.line.upstream != 0 ? asked.line.upstream : line.tx_speed;
    line.names = CallLine::Names{{}, circuit.empty() ? asked.interface : circuit, asked.line.avps, asked.interface};
}

void take_captured(const ipc::PluginMessageReader& message, CallFacts& facts) {
    auto numbers = std::move(facts.numbers);
    auto known = std::move(facts.line);
    read_captured_call(message, facts);
    facts.numbers = std::move(numbers);
    facts.line = std::move(known);
}

void note_local_address(const ipc::PluginMessageReader& message, const CallFacts& facts, UserAddresses& addresses) {
    const auto address = message.address(ipc::PluginTag::kPeerAddress);
    if (!address || host_order(*address) == 0) return;
    if (addresses.gave(host_order(*address)) == UserAddresses::Answer::kGranted) return;
    log::write_limited(log::Level::kWarning, "a user who is served locally has an address that another user has",
                       {{"user", log::escape(facts.ppp.user)}, {"address", address_text(address)}});
}

std::string_view words_of(pppoe::SessionEnd how) {
    switch (how) {
        case pppoe::SessionEnd::kHost:
            return "the user's host ended the PPPoE session";
        case pppoe::SessionEnd::kInterfaceLost:
            return "the interface of the PPPoE session is down";
        case pppoe::SessionEnd::kInterfaceChanged:
            return "the interface of the PPPoE session has changed";
    }
    return {};
}

}  // namespace vpdnd
