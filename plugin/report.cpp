#include "report.h"

#include <array>
#include <csignal>
#include <cstring>
#include <span>
#include <tuple>
#include <unistd.h>

#include "daemon_link.h"
#include "interface_setup.h"
#include "ipc/ppp_stage.h"
#include "pppd_glue.h"
#include "user_verdict.h"

#ifndef PACKAGE_VERSION
#error "config.h or -DPACKAGE_VERSION is needed"
#endif

namespace plugin {
namespace {

using ipc::PluginMessage;
using ipc::PluginTag;

struct Message {
    MessageBuffer buffer;
    ipc::PluginMessageWriter writer;
    explicit Message(PluginMessage type) : writer(buffer, type) {}
    void send() { daemon_link.send(writer); }
};

/// Hello comes first in a conversation; pppd's phases begin earlier.
bool greeted = false;

/// RFC 3145 section 3: disconnect code, control protocol number, direction (1: caused by the peer, 2: by this side).
struct Cause {
    unsigned code = 0;
    unsigned protocol = 0;
    unsigned direction = 0;
    const char* text = "";
};
constexpr unsigned kAdministrative = 1, kNormal = 3, kLcpTimeout = 5, kLooped = 7, kEchoTimeout = 8, kAuthRefused = 16;
constexpr unsigned kPap = 0xc023, kChap = 0xc223, kLcp = 0xc021;

bool own_call = false;

struct {
    bool by_user = false, closing = false;
    volatile std::sig_atomic_t sent = 0;
    int status_at_close = 0;
    const char* noted_text = nullptr;
    unsigned noted_code = 0;
} ending;

Cause cause_of(int status) {
    if (ending.noted_text != nullptr) return {ending.noted_code, 0, 0, ending.noted_text};
    if (ending.by_user) return {kNormal, 0, 1, own_call ? "the LNS ended the call" : "the user ended the call"};
    switch (status) {
        case kExitOk: return {0, 0, 0, "the link was closed"};
        case kExitUserRequest: return {kAdministrative, 0, 0, "closed by the administrator"};
        case kExitIdleTimeout: return {kNormal, 0, 2, "idle timeout"};
        case kExitConnectTime: return {kNormal, 0, 2, "session time is over"};
        case kExitNegotiationFailed: return {kLcpTimeout, kLcp, 0, "PPP negotiation failed"};
        case kExitPeerAuthFailed:
            return {kAuthRefused, glue_chap_digest() != 0 ? kChap : kPap, 1, "authentication failed"};
        case kExitPeerDead:
            return {kEchoTimeout, kLcp, 0,
                    own_call ? "the LNS does not answer LCP echo requests" : "the user does not answer LCP echo requests"};
        case kExitHangup: return {0, 0, 0, "the line was hung up"};
        case kExitLoopback: return {kLooped, kLcp, 0, "the link is looped back"};
        default: return {};  // the exit status says more than we can
    }
}

std::string_view text_of(const char* text) { return text != nullptr ? std::string_view(text) : std::string_view(); }

/// The interface, and the bundle that has it.
void put_interface(ipc::PluginMessageWriter& writer) {
    writer.put_text(PluginTag::kInterface, text_of(glue_interface()));
    if (const int unit = glue_unit(); unit >= 0) writer.put_u32(PluginTag::kUnit, static_cast<std::uint32_t>(unit));
    const char* bundle = glue_bundle();
    if (bundle != nullptr) writer.put_text(PluginTag::kBundle, bundle);
    writer.put_u8(PluginTag::kMaster, bundle == nullptr || glue_bundle_master() ? 1 : 0);
    if (bundle == nullptr) return;
    for (const auto& [peer, mrru, endpoint] : {std::tuple{0, PluginTag::kMrru, PluginTag::kEndpoint},
                                               std::tuple{1, PluginTag::kPeerMrru, PluginTag::kPeerEndpoint}}) {
        writer.put_u16(mrru, static_cast<std::uint16_t>(glue_mrru(peer)));
        if (const char* text = glue_endpoint(peer)) writer.put_text(endpoint, text);
    }
}

}  // namespace

void report_hello(ipc::PluginMode mode) {
    Message hello(PluginMessage::kHello);
    hello.writer.put_u32(PluginTag::kProtocolVersion, ipc::kPluginProtocolVersion);
    hello.writer.put_text(PluginTag::kPackageVersion, PACKAGE_VERSION);
    hello.writer.put_text(PluginTag::kPppdVersion, glue_pppd_version());
    hello.writer.put_u32(PluginTag::kPid, static_cast<std::uint32_t>(getpid()));
    hello.writer.put_u8(PluginTag::kMode, static_cast<std::uint8_t>(mode));
    hello.send();
    greeted = true;
}

void report_as_user() { own_call = true; }

void report_failed(std::string_view text) {
    Message failed(PluginMessage::kFailed);
    failed.writer.put_text(PluginTag::kText, text);
    failed.send();
}

void report_ready() { Message(PluginMessage::kReady).send(); }

void report_forked(int pid, int error) {
    Message forked(PluginMessage::kForked);
    if (pid > 0) forked.writer.put_u32(PluginTag::kPid, static_cast<std::uint32_t>(pid));
    forked.writer.put_u32(PluginTag::kError, static_cast<std::uint32_t>(error));
    forked.send();
}

void report_phase(int phase) {
    if (!greeted) return;
    Message report(PluginMessage::kPhase);
    report.writer.put_u8(PluginTag::kPhaseNumber, static_cast<std::uint8_t>(phase));
    report.writer.put_text(PluginTag::kText, ipc::name_of(ipc::stage_of_phase(phase)));
    report.send();
}

void report_lcp_up(bool lcp_injected, bool auth_injected, const char* why_not) {
    int mtu = 0, mru = 0;
    std::uint32_t send_accm = 0, receive_accm = 0;
    glue_lcp_values(&mtu, &mru, &send_accm, &receive_accm);
    Message report(PluginMessage::kLcpUp);
    report.writer.put_u8(PluginTag::kInjected, lcp_injected ? 1 : 0);
    report.writer.put_u8(PluginTag::kAuthInjected, auth_injected ? 1 : 0);
    if (why_not[0] != '\0') report.writer.put_text(PluginTag::kText, why_not);
    report.writer.put_u16(PluginTag::kMtu, static_cast<std::uint16_t>(mtu));
    report.writer.put_u16(PluginTag::kMru, static_cast<std::uint16_t>(mru));
    report.writer.put_u32(PluginTag::kSendAccm, send_accm);
    report.writer.put_u32(PluginTag::kReceiveAccm, receive_accm);
    if (const int seconds = glue_echo_interval(); seconds >= 0)
        report.writer.put_u32(PluginTag::kEchoInterval, static_cast<std::uint32_t>(seconds));
    report.send();
}

void report_negotiated(unsigned protocol, std::span<const std::uint8_t> ours, std::span<const std::uint8_t> users) {
    Message report(PluginMessage::kNegotiated);
    report.writer.put_u16(PluginTag::kControlProtocol, static_cast<std::uint16_t>(protocol));
    report.writer.put_bytes(PluginTag::kOwnOptions, ours);
    report.writer.put_bytes(PluginTag::kUserOptions, users);
    report.send();
}

void report_quality(const EchoSums& sums) {
    Message report(PluginMessage::kQuality);
    report.writer.put_u32(PluginTag::kBucket, sums.bucket);
    report.writer.put_u32(PluginTag::kEchoRequests, sums.requests);
    report.writer.put_u32(PluginTag::kEchoReplies, sums.replies);
    report.writer.put_u64(PluginTag::kEchoTotal, sums.total_us);
    report.writer.put_u32(PluginTag::kEchoLeast, sums.least_us);
    report.writer.put_u32(PluginTag::kEchoMost, sums.most_us);
    report.send();
}

void report_judged(bool granted) {
    Message judged(PluginMessage::kJudged);
    judged.writer.put_u8(PluginTag::kGranted, granted ? 1 : 0);
    judged.send();
}

void report_user(const glue_user& user, bool again) {
    const auto octets = [](const std::uint8_t* from, int length) {
        return std::span<const std::uint8_t>{from, static_cast<std::size_t>(length)};
    };
    Message question(PluginMessage::kAuthenticate);
    question.writer.put_u8(PluginTag::kAuthMethod, static_cast<std::uint8_t>(user.method));
    question.writer.put_u8(PluginTag::kAuthId, static_cast<std::uint8_t>(user.id));
    question.writer.put_bytes(PluginTag::kAuthName, octets(user.name, user.name_length));
    if (user.challenge != nullptr) question.writer.put_bytes(PluginTag::kAuthChallenge, octets(user.challenge, user.challenge_length));
    question.writer.put_bytes(PluginTag::kAuthResponse, octets(user.response, user.response_length));
    question.writer.put_u8(PluginTag::kAgain, again ? 1 : 0);
    question.send();
    explicit_bzero(question.buffer, sizeof question.buffer);
}

void report_authenticated() {
    const std::string_view name = judged_name().empty() ? text_of(glue_peer_name()) : judged_name();
    Message report(PluginMessage::kAuthenticated);
    report.writer.put_bytes(PluginTag::kAuthName, {reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
    report.writer.put_u8(PluginTag::kMultilink, glue_multilink_agreed() ? 1 : 0);
    report.send();
}

void report_address_wanted(const std::uint8_t* address, int origin) {
    Message question(PluginMessage::kAskAddress);
    question.writer.put_address(PluginTag::kPeerAddress, {address[0], address[1], address[2], address[3]});
    question.writer.put_u8(PluginTag::kOrigin, static_cast<std::uint8_t>(origin));
    question.send();
}

void report_ip_up() {
    std::array<std::uint8_t, 4> local{}, peer{};
    glue_addresses(local.data(), peer.data());
    glue_keep_address();
    Message report(PluginMessage::kIpUp);
    put_interface(report.writer);
    report.writer.put_address(PluginTag::kLocalAddress, local);
    report.writer.put_address(PluginTag::kPeerAddress, peer);
    if (const auto why = text_of(why_not_named()); !why.empty()) report.writer.put_text(PluginTag::kText, why);
    report.send();
}

void report_bundle_joined() {
    Message report(PluginMessage::kIpUp);
    put_interface(report.writer);
    report.send();
}

void report_ip_down() { Message(PluginMessage::kIpDown).send(); }

void note_terminated_by_user() {
    if (!ending.closing) ending.by_user = true;
}

void note_closing() {
    if (ending.closing) return;
    ending.closing = true;
    ending.status_at_close = glue_status();
}

void note_cause(const char* text, unsigned code) {
    ending.noted_text = text;
    ending.noted_code = code;
}

void report_ended() {
    if (ending.sent) return;
    ending.sent = 1;
    const int status = ending.closing ? ending.status_at_close : glue_status();
    const Cause cause = cause_of(status);
    Message report(PluginMessage::kEnded);
    report.writer.put_u16(PluginTag::kExitStatus, static_cast<std::uint16_t>(status));
    report.writer.put_text(PluginTag::kText, cause.text);
    report.writer.put_u16(PluginTag::kCauseCode, static_cast<std::uint16_t>(cause.code));
    report.writer.put_u16(PluginTag::kCauseProtocol, static_cast<std::uint16_t>(cause.protocol));
    report.writer.put_u8(PluginTag::kCauseDirection, static_cast<std::uint8_t>(cause.direction));
    report.send();
}

bool ended_is_reported() { return ending.sent != 0; }

}  // namespace plugin
