#include "lns_channel.h"

#include <ctime>
#include <unistd.h>

#include "agreed_options.h"
#include "agreed_terms.h"
#include "daemon_link.h"
#include "echo_quality.h"
#include "hang_up_watch.h"
#include "interface_setup.h"
#include "lcp_injection.h"
#include "line_info.h"
#include "pppd_glue.h"
#include "report.h"
#include "text.h"
#include "user_verdict.h"
#include "waiting_call.h"

namespace plugin {
namespace {

using ipc::PluginMessage;
using ipc::PluginMessageReader;
using ipc::PluginTag;

constexpr int kConnectLimit = 10;  // seconds
constexpr std::uint16_t kProxyChap = 2, kProxyPap = 3, kProxyMsChapV1 = 5;  // AVP 29

ProxyData proxy;
int session = -1;
ipc::BundleBy bundle_by = ipc::BundleBy::kBoth;
char group[kMaxName + 1];
bool waits = false, connected_before = false, was_established = false, is_line = false, is_caller = false;

time_t now() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

/// 0 or 1; absent is 0.
bool flag(const PluginMessageReader& message, PluginTag tag) {
    const auto value = message.u8(tag);
    return value && *value != 0;
}

/// Credentials that are incomplete or too long for pppd are not used: the user is asked here.
void read_credentials(const PluginMessageReader& connect, Credentials& into) {
    const auto type = connect.u16(PluginTag::kAuthType);
    const auto name = connect.bytes(PluginTag::kAuthName);
    const auto response = connect.bytes(PluginTag::kAuthResponse);
    const auto challenge = connect.bytes(PluginTag::kAuthChallenge);
    const auto id = connect.u8(PluginTag::kAuthId);
    if (!type || !name || !response) return;
    const bool chap = *type == kProxyChap || *type == kProxyMsChapV1;
    if (!chap && *type != kProxyPap) return;
    if (chap && (!challenge || challenge->empty() || !id)) return;
    into.is_mschap_v1 = *type == kProxyMsChapV1;
    into.kind = chap ? Credentials::Kind::kChap : Credentials::Kind::kPap;
    into.id = id ? *id : std::uint8_t{1};
    const bool fits = into.set_name(*name) && into.set_response(*response) && (!chap || into.set_challenge(*challenge));
    if (fits && !into.has_nul()) return;
    glue_warn(fits ? "the proxied name or password has a NUL; the user is authenticated here"
                   : "the proxied authentication is too long for pppd; the user is authenticated here");
    into.forget();
}

void read_proxy(const PluginMessageReader& connect) {
    proxy = {};
    const auto by = connect.u8(PluginTag::kBundleBy);
    if (by && *by <= static_cast<std::uint8_t>(ipc::BundleBy::kEndpoint)) bundle_by = static_cast<ipc::BundleBy>(*by);
    proxy.bundle_by = bundle_by;
    const auto policy = connect.u8(PluginTag::kRenegotiation);
    if (policy && *policy <= static_cast<std::uint8_t>(ipc::LcpRenegotiation::kAlways))
        proxy.policy = static_cast<ipc::LcpRenegotiation>(*policy);
    proxy.force_local_chap = flag(connect, PluginTag::kForceLocalChap);
    const auto sent = connect.bytes(PluginTag::kLastSentLcp), received = connect.bytes(PluginTag::kLastReceivedLcp);
    if (sent) proxy.set_sent(*sent);
    if (received) proxy.set_received(*received);
    read_credentials(connect, proxy.credentials);
}

void read_addresses(const PluginMessageReader& connect) {
    const auto local = connect.address(PluginTag::kLocalAddress), peer = connect.address(PluginTag::kPeerAddress);
    glue_set_addresses(local ? local->data() : nullptr, peer ? peer->data() : nullptr,
                       flag(connect, PluginTag::kUserAddress), flag(connect, PluginTag::kAddressLater));
}

/// What ip-up and the other scripts find in their environment: vpdn-plugin(8).
void read_for_scripts(const PluginMessageReader& connect) {
    struct Variable {
        PluginTag tag;
        const char* name;
    };
    constexpr Variable kVariables[] = {{PluginTag::kCallingNumber, "VPDN_CALLING_NUMBER"},
                                       {PluginTag::kCalledNumber, "VPDN_CALLED_NUMBER"},
                                       {PluginTag::kPeerName, "VPDN_PEER_NAME"},
                                       {PluginTag::kPeerHost, "VPDN_PEER_ADDRESS"},
                                       {PluginTag::kGroup, "VPDN_GROUP"}};
    char text[kMaxName + 1];
    for (const auto& [tag, name] : kVariables) {
        const auto value = connect.text(tag);
        if (!value) continue;
        copy_text(text, *value);
        glue_set_script_variable(name, text);
        if (tag == PluginTag::kCallingNumber) glue_set_remote_number(text);
        if (tag == PluginTag::kPeerHost) glue_set_default_ipparam(text);
    }
    const auto tunnel = connect.u16(PluginTag::kTunnelId), id = connect.u16(PluginTag::kSessionId);
    if (tunnel) glue_set_script_variable("VPDN_TUNNEL", Text<8>("%u", unsigned{*tunnel}));
    if (id) glue_set_script_variable("VPDN_SESSION", Text<8>("%u", unsigned{*id}));
}

void read_rest(const PluginMessageReader& connect) {
    read_for_scripts(connect);
    if (const auto multilink = connect.u8(PluginTag::kMultilink)) glue_set_multilink(*multilink != 0);
    copy_text(group, connect.text(PluginTag::kGroup).value_or(""));
    const auto tunnel = connect.u16(PluginTag::kTunnelId), id = connect.u16(PluginTag::kSessionId);
    if (tunnel && id) glue_set_channel_name(Text<32>("l2tp-%u-%u", unsigned{*tunnel}, unsigned{*id}));
}

void read_line(const PluginMessageReader& line) {
    constexpr std::uint16_t kUsual = 1492;  // RFC 2516 section 7
    glue_set_ethernet(line.u16(PluginTag::kMru).value_or(kUsual));
    const auto interface = line.text(PluginTag::kInterface).value_or("pppoe");
    note_interface(interface);
    char name[32];
    copy_text(name, interface);
    glue_set_channel_name(name);
}

void forget_proxied() {
    proxy.credentials.forget();
    forget_connect_verdict();
}

enum class Step { kWait, kFailed, kDone };

/// The call, with its socket.
Step take_call(const PluginMessageReader& message, int descriptor) {
    if (descriptor < 0) {
        glue_error("vpdnd sent a call without its session socket");
        report_failed("the call came without the session's socket");
        return Step::kFailed;
    }
    session = descriptor;
    if (is_line) {
        read_line(message);
    } else {
        read_proxy(message);
        read_addresses(message);
        read_rest(message);
        read_interface_setup(message);
        if (flag(message, PluginTag::kQuality)) watch_quality();
        if (const auto mtu = message.u16(PluginTag::kMtu)) glue_limit_mtu(*mtu);
        keep_connect_verdict(message, daemon_link.packet());
    }
    return Step::kDone;
}

Step unexpected() {
    glue_error("unexpected message of vpdnd before the call");
    return Step::kFailed;
}

Step handle(const PluginMessageReader& message, int descriptor) {
    switch (message.type()) {
        case PluginMessage::kWelcome: {
            const auto version = message.u32(PluginTag::kProtocolVersion);
            if (version && *version == ipc::kPluginProtocolVersion) return Step::kWait;
            glue_error(Line("vpdnd speaks version %u of the plugin protocol, this plugin %u", version ? *version : 0,
                            ipc::kPluginProtocolVersion));
            return Step::kFailed;
        }
        case PluginMessage::kRefused: {
            char text[200];
            copy_text(text, message.text(PluginTag::kText).value_or("no reason given"));
            glue_error(Line("vpdnd refused this pppd: %s", text));
            return Step::kFailed;
        }
        case PluginMessage::kConnect: return is_line ? unexpected() : take_call(message, descriptor);
        case PluginMessage::kLine: return is_line ? take_call(message, descriptor) : unexpected();
        case PluginMessage::kHangUp: glue_info("vpdnd ended the call"); return Step::kFailed;
        default: return unexpected();
    }
}

Step receive_once() {
    PluginMessageReader message;
    int descriptor = -1;
    Step step = Step::kWait;
    switch (daemon_link.receive(message, descriptor)) {
        case Received::kNothing: return Step::kWait;
        case Received::kMessage:
            step = handle(message, descriptor);
            daemon_link.wipe();  // a Connect holds the user's password or response
            break;
        case Received::kEnd: glue_error("vpdnd closed the connection before the call began"); step = Step::kFailed; break;
        case Received::kBroken: glue_error("vpdnd sent a broken message"); step = Step::kFailed; break;
    }
    if (descriptor >= 0 && descriptor != session) close(descriptor);
    return step;
}

}  // namespace

int lns_take_socket(int fd) {
    if (!daemon_link.adopt(fd)) {
        glue_option_error(Line("vpdn-fd %d is not a socket of vpdnd; this option is for a pppd that vpdnd starts", fd));
        return 0;
    }
    glue_use_own_channel();
    return 1;
}

int lns_take_waiting() {
    waits = true;
    return 1;
}

void lns_take_line() { is_line = true; }
void lns_be_caller() { is_caller = true; }

const char* lns_check_options() {
    if (!daemon_link.is_open()) return "vpdn-wait is for a pppd that vpdnd starts with vpdn-fd";
    if (const char* error = verdict_check_options()) return error;
    return glue_restarts_link() ? "vpdn-fd serves one call: the options persist and demand cannot be used with it" : nullptr;
}

int lns_connect() {
    if (connected_before) return -1;
    if (waits && !wait_for_call()) return -1;
    connected_before = true;
    report_hello(is_line ? ipc::PluginMode::kLine : is_caller ? ipc::PluginMode::kCaller : ipc::PluginMode::kLns);
    const time_t limit = now() + kConnectLimit;
    Step step = Step::kWait;
    while ((step = receive_once()) == Step::kWait) {
        if (glue_signal_pending()) return -1;
        if (now() >= limit) {
            glue_error("no message from vpdnd about the call in time");
            report_failed("no call in time");
            return -1;
        }
        daemon_link.wait(1000);
    }
    if (step == Step::kFailed) return -1;
    if (is_line) return session;  // its conversation goes on
    if (watch_for_hang_up(DaemonGone::kEndsLink)) return session;
    glue_error("the connection to vpdnd cannot be watched");
    report_failed("the connection to vpdnd cannot be watched");
    return -1;
}

void lns_disconnect() {
    if (session >= 0) close(session);
    session = -1;
}

void lns_phase(int phase) {
    static bool told = false;
    if (daemon_is_gone() && !told) glue_warn("vpdnd is gone: the link is closed");
    told = daemon_is_gone();
    report_phase(phase);
    verdict_phase(phase);
    switch (phase) {
        case kPhaseEstablish:
            glue_start_clock();
            glue_watch_idle();
            quality_restart();
            forget_lcp_injection();
            if (was_established || !start_lcp_injection(proxy)) forget_proxied();
            was_established = true;
            break;
        case kPhaseNetwork:
            if (!refuse_who_was_not_judged()) glue_name_bundle(static_cast<int>(bundle_by), group);
            break;
        case kPhaseAuthenticate:
            report_lcp_up(lcp_is_injected(), auth_is_injected(), why_not_injected());
            report_terms(kProtocolLcp);
            break;
        case kPhaseTerminate:
            note_closing();
            quality_end();
            // pppd's own words come after these, when the request is sent.
            if (const char* words = take_close_text(); words[0] != '\0' && !line_is_gone()) glue_close_link(words);
            if (line_is_gone() && !glue_lose_channel()) glue_error("the line that is gone cannot be hung up");
            break;
        case kPhaseDisconnect:
        case kPhaseDead:
            quality_end();
            report_ended();
            break;
        default: break;
    }
}

}  // namespace plugin
