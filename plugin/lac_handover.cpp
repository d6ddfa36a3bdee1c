#include "lac_handover.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>
#include <unistd.h>

#include "daemon_link.h"
#include "hang_up_watch.h"
#include "lac_capture.h"
#include "line_info.h"
#include "pppd_glue.h"
#include "report.h"
#include "text.h"

namespace plugin {
namespace {

using ipc::PluginMessage;
using ipc::PluginMessageReader;
using ipc::PluginTag;
using Bytes = std::span<const std::uint8_t>;

enum class State : std::uint8_t {
    kListening,   // LCP and authentication run; nothing was asked yet
    kAsked,       // the user's answer is held back until the daemon has decided
    kForwarding,  // the daemon sets up the session
    kParked,      // the channel is the daemon's
    kLocal,       // pppd serves the user itself
    kRefused,
};

constexpr int kDecisionLimit = 60;  // seconds
constexpr int kPoll = 10'000;     // microseconds
constexpr int kPapProtocol = 0xc023, kChapProtocol = 0xc223;
constexpr std::uint8_t kPapNak = 3, kChapFailure = 4;
constexpr const char *kNoService = "L2TP service not available", *kUnknown = "Authentication failed";

constexpr int kUserSpeaksFirst = 3;  // seconds

LacCapture capture;
State state = State::kListening;
bool call_sent = false;
bool is_daemons_line = false;  // the conversation is the one that brought the channel

void poll_daemon(void*);
void give_up_waiting(void*);

bool undecided() { return state == State::kAsked || state == State::kForwarding; }

void stop_waiting() {
    glue_cancel_timer(poll_daemon);
    glue_cancel_timer(give_up_waiting);
}

void drop_link() {
    daemon_link.close();
    call_sent = false;
}

bool reach_daemon() {
    if (daemon_link.is_open()) return true;
    if (is_daemons_line) {
        errno = ENOTCONN;
        return false;
    }
    if (!daemon_link.open(glue_option_socket)) return false;
    report_hello(ipc::PluginMode::kLac);
    return true;
}

/// PAP Nak (RFC 1334 section 2.2.2) or CHAP Failure (RFC 1994 section 4.2) with the identifier of the user's answer.
void send_refusal(const char* text) {
    constexpr std::size_t kMaxText = 200;
    const bool chap = capture.credentials().kind == Credentials::Kind::kChap;
    const int protocol = chap ? kChapProtocol : kPapProtocol;
    const std::size_t length = std::min(std::strlen(text), kMaxText);
    const std::size_t packet = 4 + (chap ? 0 : 1) + length;
    std::uint8_t frame[8 + 1 + kMaxText] = {0xff,
                                            0x03,
                                            static_cast<std::uint8_t>(protocol >> 8),
                                            static_cast<std::uint8_t>(protocol & 0xff),
                                            chap ? kChapFailure : kPapNak,
                                            capture.credentials().id,
                                            static_cast<std::uint8_t>(packet >> 8),
                                            static_cast<std::uint8_t>(packet)};
    std::size_t at = 8;
    if (!chap) frame[at++] = static_cast<std::uint8_t>(length);
    std::memcpy(frame + at, text, length);
    glue_send(frame, static_cast<int>(at + length));
    glue_auth_failed(protocol);
}

/// `reason` is for our log: it may name groups, LNSs and what they said. The user, whom nobody knows yet, learns none of it.
void refuse_user(const char* reason, const char* told = kNoService) {
    glue_error(Line("the user is refused: %s", reason));
    stop_waiting();
    state = State::kRefused;
    if (glue_lcp_opened()) send_refusal(told);
    capture.credentials().forget();
    drop_link();
}

void give_up_waiting(void*) {
    if (undecided()) refuse_user("vpdnd did not decide in time");
}

void send_call() {
    MessageBuffer buffer;
    ipc::PluginMessageWriter call(buffer, PluginMessage::kCall);
    capture.describe(call);
    describe_line(call);
    const int fds[] = {glue_device_fd(), glue_channel_fd()};
    call_sent = is_daemons_line ? daemon_link.send(call) : daemon_link.send(call, fds);
    const int reason = errno;
    explicit_bzero(buffer, sizeof buffer);
    if (!call_sent) refuse_user(Line("the call cannot be passed to vpdnd: %s", std::strerror(reason)));
}

/// The user has answered: from here on pppd's own server is silent until the daemon has decided.
void ask_daemon() {
    glue_auth_stop();
    state = State::kAsked;
    if (capture.credentials().has_nul()) return refuse_user("a NUL in the user's name or password");
    if (daemon_link.ended()) drop_link();  // the daemon was started anew since LCP began
    if (!reach_daemon()) {
        refuse_user(Line("vpdnd cannot be reached at %s: %s", glue_option_socket, std::strerror(errno)));
        return;
    }
    glue_set_timer(give_up_waiting, kDecisionLimit, 0);
    if (is_daemons_line) send_call();  // its Welcome came before the line
    if (undecided()) poll_daemon(nullptr);
}

void serve_locally() {
    glue_info("the user is served here");
    glue_cancel_timer(give_up_waiting);
    state = State::kLocal;
    report_lcp_up(false, false, "");
    replay(capture.credentials());
}

/// The daemon hears of it before the user.
void judge_user() {
    const bool known = is_known_here(capture.credentials());
    report_judged(known);
    if (!known) refuse_user("he is not let in by this pppd's own means, which go before an LNS's", kUnknown);
}

/// pppd's channel descriptor becomes our end of the conversation: the daemon's close then looks to pppd like a hang-up of
/// the line, and nothing that pppd might write can reach the user. LCP goes down without a packet. Where nobody watches this
/// process it ends at once: the line looks hung up now.
void hand_over() {
    if (!(is_daemons_line ? glue_lose_channel() : glue_replace_channel(daemon_link.fd()))) {
        report_failed("the channel could not be released");
        glue_fatal("the channel could not be released");
    }
    stop_waiting();
    state = State::kParked;
    glue_lcp_lowerdown();
    capture.credentials().forget();
    MessageBuffer buffer;
    daemon_link.send(ipc::PluginMessageWriter(buffer, PluginMessage::kDetached));
    glue_info("the user's link is handed over to vpdnd");
}

void end_parked() {
    if (!glue_lose_channel()) glue_fatal("the parked pppd cannot be ended in order");
    drop_link();
}

void hang_up(const PluginMessageReader& message) {
    const auto how = message.u8(PluginTag::kHow);
    if (undecided()) {
        refuse_user("vpdnd ended the call");
        return;
    }
    raise(how && *how == static_cast<std::uint8_t>(ipc::HangUpHow::kTerminate) ? SIGTERM : SIGHUP);
}

void check_version(const PluginMessageReader& message) {
    const auto version = message.u32(PluginTag::kProtocolVersion);
    if (version && *version == ipc::kPluginProtocolVersion) {
        if (state == State::kAsked && !call_sent) send_call();
        return;
    }
    const Line text("vpdnd speaks version %u of the plugin protocol, this plugin %u", version ? *version : 0,
                    ipc::kPluginProtocolVersion);
    if (undecided())
        refuse_user(text);
    else
        drop_link();
}

void refused(const PluginMessageReader& message) {
    char text[200];
    copy_text(text, message.text(PluginTag::kText).value_or(""));
    if (undecided())
        refuse_user(text[0] != '\0' ? text : "vpdnd gives no reason");
    else
        drop_link();
}

void handle(const PluginMessageReader& message) {
    switch (message.type()) {
        case PluginMessage::kWelcome: check_version(message); break;
        case PluginMessage::kRefused:
        case PluginMessage::kReject: refused(message); break;
        case PluginMessage::kJudge:
            if (undecided()) judge_user();
            break;
        case PluginMessage::kForward:
            if (state == State::kAsked) state = State::kForwarding;
            break;
        case PluginMessage::kLocal:
            if (undecided()) serve_locally();
            break;
        case PluginMessage::kDetach:
            if (undecided()) hand_over();
            break;
        case PluginMessage::kHangUp: hang_up(message); break;
        default: break;  // Bridged, and what only other modes get
    }
}

void lose_daemon(const char* why) {
    if (undecided())
        refuse_user(why);
    else
        drop_link();
}

/// True: there may be more.
bool receive_once() {
    PluginMessageReader message;
    int descriptor = -1;
    const Received received = daemon_link.receive(message, descriptor);
    if (descriptor >= 0) close(descriptor);
    switch (received) {
        case Received::kNothing: return false;
        case Received::kMessage: handle(message); break;
        case Received::kEnd: lose_daemon("vpdnd closed the connection"); break;
        case Received::kBroken: lose_daemon("vpdnd sent a broken message"); break;
    }
    return daemon_link.is_open() && state != State::kParked;
}

void poll_daemon(void*) {
    while (receive_once()) {
    }
    if (!daemon_link.is_open() || state == State::kParked) return;
    if (state == State::kLocal) {
        // Without the daemon nobody ends the session of its line, and its id is given again.
        const auto gone = is_daemons_line ? DaemonGone::kEndsLink : DaemonGone::kChangesNothing;
        if (!watch_for_hang_up(gone)) glue_fatal("the connection to vpdnd cannot be watched");
        return;
    }
    glue_set_timer(poll_daemon, 0, kPoll);
}

/// The user is going, or the line is gone: nobody waits for a decision.
void stop_listening() {
    if (undecided()) glue_info("the user is gone: the call is withdrawn from vpdnd");
    stop_waiting();
    drop_link();
    capture.credentials().forget();
    state = State::kRefused;
}

/// LCP starts, for the first time or because the user wants it again: a decision under way is void. pppd is also in this
/// phase when LCP has gone down for good: by the user's Terminate-Request, or with the line.
void begin_listening() {
    static bool first = true;
    const bool over = !std::exchange(first, false) && (glue_hung_up() || !glue_lcp_opened());
    if (!undecided() && state != State::kListening) return;
    if (over) return stop_listening();
    if (undecided() && is_daemons_line) {
        refuse_user("he renegotiates LCP while vpdnd decides");
        raise(SIGHUP);
        return;
    }
    if (undecided()) {
        glue_info("the user renegotiates LCP: the call is withdrawn from vpdnd");
        stop_waiting();
        drop_link();
        state = State::kListening;
    }
    capture.restart();
    // Its Welcome is there when the user answers. A failure is told then, if it is still one.
    reach_daemon();
}

/// A host that has just got its session may not be ready to hear: what is sent to it before it speaks may be lost, and is sent
/// again after seconds only.
void speak_first(void*) {
    glue_lcp_silent(0);
    if (glue_lcp_stopped()) glue_lcp_restart();
}

void listen_first() {
    static bool done = false;
    if (!is_daemons_line || std::exchange(done, true)) return;
    glue_lcp_silent(1);
    glue_set_timer(speak_first, kUserSpeaksFirst, 0);
}

/// A user's answer in any state but Listening and Local is a repetition, or too late.
bool keep_from_pppd() { return state != State::kLocal; }

}  // namespace

int lac_take_option() {
    glue_ask_peer_only();
    return 1;
}

int lac_take_line() {
    is_daemons_line = true;
    return lac_take_option();
}

const char* lac_check_options() {
    if (glue_restarts_link()) return "vpdn-lac serves one user: the options persist and demand cannot be used with it";
    if (!glue_auth_required() || !glue_drop_eap())  // EAP has no proxy authentication, RFC 2661 section 4.4.5
        return "vpdn-lac needs a user who authenticates: give require-chap or require-pap";
    return nullptr;
}

void lac_phase(int phase) {
    if (state == State::kParked) {
        if (phase == kPhaseTerminate && !is_daemons_line) end_parked();
        return;
    }
    if (phase == kPhaseSerialConnection) glue_delay_interface();
    if (phase == kPhaseEstablish) {
        listen_first();
        begin_listening();
    }
    if (phase == kPhaseTerminate && (undecided() || state == State::kListening)) stop_listening();
    if (phase == kPhaseTerminate) note_closing();
    if (state != State::kLocal) return;
    report_phase(phase);
    if (phase == kPhaseDisconnect || phase == kPhaseDead) report_ended();
}

void lac_received(Bytes frame) {
    // Also while the daemon decides: a Configure-Request comes by here before LCP goes down for it.
    if (state != State::kParked && state != State::kLocal) capture.received(frame);
    if (state != State::kParked || frame.size() < 2) return;
    // Not a frame: pppd reads our conversation now, and puts address and control octets in front of it.
    PluginMessageReader message;
    if (message.parse(frame.subspan(2)) != ipc::PluginCodecError::kNone) return;
    if (message.type() == PluginMessage::kHangUp) end_parked();
}

void lac_sent(Bytes frame) {
    if (state == State::kListening) capture.sent(frame);
}

bool lac_pap(Bytes packet) {
    if (state == State::kListening && capture.take_pap(packet)) ask_daemon();
    return keep_from_pppd();
}

bool lac_chap(Bytes packet) {
    constexpr std::uint8_t kResponse = 2;
    if (packet.empty() || packet[0] != kResponse) return false;
    if (state == State::kListening && capture.take_chap(packet)) ask_daemon();
    return keep_from_pppd();
}

void lac_authorized() {
    if (state != State::kLocal) glue_fatal("a user came through without a decision of vpdnd");
}

bool lac_is_local() { return state == State::kLocal; }

}  // namespace plugin
