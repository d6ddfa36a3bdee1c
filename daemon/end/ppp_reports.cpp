#include "end/ppp_reports.h"

#include <array>
#include <csignal>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "end/address_fields.h"
#include "end/proxy_fields.h"
#include "end/verdict_fields.h"
#include "ipc/interface_name.h"

namespace vpdnd {
namespace {

using ipc::PluginMessage;
using Tag = ipc::PluginTag;

void read_ip_up(const ipc::PluginMessageReader& message, PppStatus& ppp) {
    PppNetwork network;
    network.interface = message.text(Tag::kInterface).value_or("");
    network.unit = message.u32(Tag::kUnit).value_or(0);
    network.address = address_text(message.address(Tag::kLocalAddress));
    network.peer_address = address_text(message.address(Tag::kPeerAddress));
    network.bundle = message.text(Tag::kBundle).value_or("");
    if (!network.bundle.empty())
        network.terms = BundleTerms{.mrru = message.u16(Tag::kMrru).value_or(0),
                                    .peer_mrru = message.u16(Tag::kPeerMrru).value_or(0),
                                    .endpoint = std::string(message.text(Tag::kEndpoint).value_or("")),
                                    .peer_endpoint = std::string(message.text(Tag::kPeerEndpoint).value_or(""))};
    ppp.ncp_open = true;
    ppp.bundle_master = !network.bundle.empty() && message.u8(Tag::kMaster).value_or(0) != 0;
    ppp.known_network = std::move(network);
}

void put_for_interface(ipc::PluginMessageWriter& message, const ConnectWords& words) {
    if (words.mtu != 0) message.put_u16(Tag::kMtu, words.mtu);
    if (const auto& pattern = words.settings.interface; !pattern.empty()) {
        const auto tunnel = std::to_string(words.ids.key.tunnel.value), session = std::to_string(words.ids.key.session.value);
        message.put_text(Tag::kInterfaceName, ipc::interface_text(pattern, {.tunnel = tunnel, .session = session}).view());
    }
    if (!words.vrf) return;
    message.put_u32(Tag::kVrfIndex, words.vrf->index);
    message.put_u32(Tag::kVrfTable, words.vrf->table);
}

void put_for_scripts(ipc::PluginMessageWriter& message, const CallFacts& facts) {
    const auto put = [&](Tag tag, const std::string& text) {
        if (!text.empty()) message.put_text(tag, harmless(text));
    };
    put(Tag::kCallingNumber, facts.calling_number());
    put(Tag::kCalledNumber, facts.called_number());
    if (!facts.bringer) return;
    put(Tag::kPeerName, facts.bringer->name);
    put(Tag::kPeerHost, facts.bringer->address);
    put(Tag::kGroup, facts.bringer->group);
}

}  // namespace

bool read_ppp_report(const ipc::PluginMessageReader& message, PppStatus& ppp) {
    switch (message.type()) {
        case PluginMessage::kPhase:
            ppp.stage = ipc::ppp_stage(message.text(Tag::kText).value_or(""));
            return true;
        case PluginMessage::kAuthenticated:
            if (const auto name = message.bytes(Tag::kAuthName)) ppp.user.assign(name->begin(), name->end());
            ppp.may_join = message.u8(Tag::kMultilink).value_or(0) != 0;
            return true;
        case PluginMessage::kIpUp:
            read_ip_up(message, ppp);
            return true;
        case PluginMessage::kIpDown:
            ppp.ncp_open = false;
            if (ppp.known_network) ppp.known_network->interface.clear();
            return true;
        default:
            return false;
    }
}

EchoWatch echo_watch_of(const ipc::PluginMessageReader& message, bool wanted) {
    if (!wanted) return EchoWatch::kOff;
    return message.u32(Tag::kEchoInterval).value_or(1) == 0 ? EchoWatch::kNoEcho : EchoWatch::kOn;
}

bool read_quality(const ipc::PluginMessageReader& message, CallFacts& facts) {
    const auto bucket = message.u32(Tag::kBucket);
    if (message.type() != PluginMessage::kQuality || !bucket) return false;
    const EchoSums sums{.requests = message.u32(Tag::kEchoRequests).value_or(0),
                        .replies = message.u32(Tag::kEchoReplies).value_or(0),
                        .total_us = message.u64(Tag::kEchoTotal).value_or(0),
                        .least_us = message.u32(Tag::kEchoLeast).value_or(0),
                        .most_us = message.u32(Tag::kEchoMost).value_or(0)};
    if (!facts.quality) facts.quality = LinkQuality();
    const bool taken = facts.quality->report(*bucket, sums, std::chrono::steady_clock::now());
    if (facts.quality->size() == 0) facts.quality.reset();
    return taken;
}

std::optional<l2tp::Sli> accm_of(const ipc::PluginMessageReader& message) {
    const l2tp::Sli sli{.send_accm = message.u32(Tag::kSendAccm).value_or(0xffffffff),
                        .receive_accm = message.u32(Tag::kReceiveAccm).value_or(0xffffffff)};
    if (message.u8(Tag::kInjected).value_or(0) != 0 || sli == l2tp::Sli{}) return std::nullopt;
    return sli;
}

EndReason reason_of(const ipc::PluginMessageReader& message) {
    EndReason out{.cause = EndCause::kPppdFailed};
    if (const auto status = message.u16(Tag::kExitStatus)) out = reason_of_exit(*status);
    if (const auto text = message.text(Tag::kText); text && !text->empty()) out.text = *text;
    // Code 0 says nothing, and must not stand in the way of what the exit status says.
    if (const auto code = message.u16(Tag::kCauseCode); code && *code != 0)
        out.disconnect = l2tp::PppDisconnectCause{*code, message.u16(Tag::kCauseProtocol).value_or(0),
                                                  message.u8(Tag::kCauseDirection).value_or(0),
                                                  std::string(message.text(Tag::kText).value_or(""))};
    return out;
}

EndReason reason_of(const ProcessEnd& process) {
    if (!process.not_started.empty()) return {.cause = EndCause::kPppdFailed, .text = process.not_started};
    if (process.unknown) return {.cause = EndCause::kPppdFailed, .text = "pppd ended, its exit status is unknown"};
    // SIGTERM is the order to end, ours or the administrator's: pppd takes it so once it has its handlers.
    if (process.signal == SIGTERM) return {.cause = EndCause::kPppSignal};
    if (process.signal != 0)
        return {.cause = EndCause::kPppdFailed, .text = "pppd " + how_it_ended(process)};
    return reason_of_exit(static_cast<unsigned>(process.exit_status));
}

std::uint16_t mtu_of_session(const AcceptDialin& settings, std::uint16_t link) {
    // RFC 1990 section 3: flags and sequence number, long form, and the protocol of the packet inside. The link's own protocol
    // field says multilink, and is counted already.
    constexpr std::uint16_t kMultilinkHeader = 4 + 2;
    if (!settings.multilink || link <= kMultilinkHeader) return link;
    return static_cast<std::uint16_t>(link - kMultilinkHeader);
}

void send_connect(PluginLink& link, const ConnectWords& words, const CallFacts& facts, int session_socket) {
    std::array<std::uint8_t, ipc::kMaxPluginMessage> buffer;
    ipc::PluginMessageWriter message(buffer, PluginMessage::kConnect);
    message.put_u16(Tag::kTunnelId, words.ids.key.tunnel.value);
    message.put_u16(Tag::kSessionId, words.ids.key.session.value);
    message.put_u16(Tag::kPeerTunnelId, words.ids.peer_tunnel.value);
    message.put_u16(Tag::kPeerSessionId, words.ids.peer_session.value);
    message.put_u8(Tag::kRenegotiation, static_cast<std::uint8_t>(words.settings.lcp_renegotiation));
    message.put_u8(Tag::kForceLocalChap, words.settings.force_local_chap);
    message.put_u8(Tag::kUserAddress, words.settings.user_address);
    message.put_u8(Tag::kQuality, words.settings.quality);
    message.put_u8(Tag::kMultilink, words.settings.multilink);
    message.put_u8(Tag::kBundleBy, static_cast<std::uint8_t>(words.settings.multilink_bundle));
    if (words.settings.local_address) message.put_address(Tag::kLocalAddress, octets(*words.settings.local_address));
    if (words.peer_address) message.put_address(Tag::kPeerAddress, octets(*words.peer_address));
    if (words.address_later) message.put_u8(Tag::kAddressLater, 1);
    if (words.verdict_within.count() > 0) message.put_u16(Tag::kAuthTimeout, static_cast<std::uint16_t>(words.verdict_within.count()));
    if (words.accepted && facts.profile) put_granted(message, {*words.accepted, *facts.profile, words.settings});
    put_for_interface(message, words);
    put_for_scripts(message, facts);
    if (facts.proxied) put_proxy_data(message, facts.proxied->lcp, facts.proxied->auth);
    link.send(message, session_socket);
    ::explicit_bzero(buffer.data(), buffer.size());
}

void send_address_answer(PluginLink& link, std::uint32_t address, bool granted) {
    std::array<std::uint8_t, 32> buffer;
    ipc::PluginMessageWriter message(buffer, PluginMessage::kAddress);
    message.put_address(Tag::kPeerAddress, octets(address));
    message.put_u8(Tag::kGranted, granted ? 1 : 0);
    link.send(message);
}

void send_hang_up(PluginLink& link, ipc::HangUpHow how, std::string_view text) {
    std::array<std::uint8_t, 160> buffer;
    ipc::PluginMessageWriter message(buffer, PluginMessage::kHangUp);
    message.put_u8(Tag::kHow, static_cast<std::uint8_t>(how));
    if (!text.empty()) message.put_text(Tag::kText, text.substr(0, ipc::kMaxCloseText));
    link.send(message);
}

}  // namespace vpdnd
