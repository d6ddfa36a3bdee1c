// Entry of vpdn.so: which of its modes this pppd is in, and which part of the plugin gets which event.
#include <span>

#include "address_question.h"
#include "agreed_options.h"
#include "agreed_terms.h"
#include "daemon_link.h"
#include "echo_quality.h"
#include "interface_setup.h"
#include "lac_handover.h"
#include "line_info.h"
#include "lns_channel.h"
#include "pppd_glue.h"
#include "report.h"
#include "text.h"
#include "user_verdict.h"

namespace plugin {
namespace {

enum class Mode { kNone, kLns, kLac, kLine, kCaller };
Mode mode = Mode::kNone;
const char* missing_symbol = nullptr;

Line symbol_is_missing() {
    return Line("this pppd (%s) has no symbol %s, which the plugin needs", glue_pppd_version(), missing_symbol);
}

bool choose(Mode wanted) {
    if (mode != Mode::kNone && mode != wanted) {
        glue_option_error("vpdn-fd and vpdn-lac exclude each other");
        return false;
    }
    if (missing_symbol == nullptr) {
        mode = wanted;
        return true;
    }
    glue_option_error(symbol_is_missing());
    return false;
}

int on_option_fd(int fd) {
    if (missing_symbol != nullptr && daemon_link.adopt(fd)) {
        report_hello(ipc::PluginMode::kLns);
        report_failed(Line("pppd %s has no symbol %s", glue_pppd_version(), missing_symbol).bytes);
    }
    return choose(Mode::kLns) && lns_take_socket(fd);
}

/// Two options make this mode: the channel of the one, the conversation of the other.
int on_option_line() {
    if (mode != Mode::kLns) {
        glue_option_error("vpdn-line is for a pppd that vpdnd starts: it comes after vpdn-fd");
        return 0;
    }
    mode = Mode::kLine;
    lns_take_line();
    return lac_take_line();
}

/// As in the LNS's mode, but the user is this side: the peer is not asked who it is, and no address is lent to it.
int on_option_caller() {
    if (mode != Mode::kLns) {
        glue_option_error("vpdn-caller is for a pppd that vpdnd starts: it comes after vpdn-fd");
        return 0;
    }
    mode = Mode::kCaller;
    lns_be_caller();
    report_as_user();
    return 1;
}

int on_option_wait() { return (mode == Mode::kLine || choose(Mode::kLns)) && lns_take_waiting(); }

int on_option_lac() { return choose(Mode::kLac) && lac_take_option(); }

int on_option_access_line(const char* text) {
    const char* error = note_access_line(text);
    if (error != nullptr) glue_option_error(Line("vpdn-access-line %s: %s", text, error));
    return error == nullptr;
}

int on_option_auth() { return choose(Mode::kLns) && take_auth_option(); }
int on_judge_user(const glue_user* user, char* message, int room) { return user_may_come_in(*user, message, room); }

/// One of L2TP that the daemon has given it: its PPP ends here.
bool has_session() { return mode == Mode::kLns || mode == Mode::kCaller; }
bool answers_user() { return mode == Mode::kLac || mode == Mode::kLine; }

const char* line_check_options() {
    const char* error = lns_check_options();
    return error != nullptr ? error : lac_check_options();
}

void on_options_done() {
    if (missing_symbol != nullptr) glue_fatal(symbol_is_missing());
    const char* error = nullptr;
    switch (mode) {
        case Mode::kNone: error = "give vpdn-lac to serve users of an L2TP access concentrator; vpdn-fd is given by vpdnd"; break;
        case Mode::kLns:
        case Mode::kCaller: error = lns_check_options(); break;
        case Mode::kLac: error = lac_check_options(); break;
        case Mode::kLine: error = line_check_options(); break;
    }
    if (error != nullptr) glue_fatal(error);
    glue_drop_early_multilink();
}

void on_network_phase(void*) {
    glue_settle_multilink();
    if (mode == Mode::kLns) set_up_interface();
}

void on_phase(int phase) {
    if (phase == kPhaseNetwork) glue_set_timer(on_network_phase, 0, 0);
    if (has_session()) lns_phase(phase);
    if (answers_user()) lac_phase(phase);
}

bool reports() { return has_session() || (answers_user() && lac_is_local()); }

void on_authorized() {
    if (answers_user()) lac_authorized();
    if (reports() && !nobody_let_him_in()) report_authenticated();
}
/// Of a call that ends here by the daemon's order. A LAC's pppd that serves the user itself has its own addresses.
int on_ask_address(const std::uint8_t* address, int origin) {
    return mode != Mode::kLns || daemon_grants_address(address, origin);
}
int on_lend_address(std::uint8_t* address) { return mode == Mode::kLns && daemon_lends_address(address); }
void on_no_address() {
    static constexpr char kWhy[] = "no address that the user may have is free";
    glue_error(kWhy);
    note_cause(kWhy, 0);
    glue_close_link(kWhy);
}
void on_ip_up() {
    if (reports()) report_ip_up();
    if (has_session()) report_terms(kProtocolIpcp);
}
void on_ip_down() {
    if (reports()) report_ip_down();
}
void on_ipv6_up() {
    if (!has_session()) return;
    interface_has_ipv6();
    report_terms(kProtocolIpv6cp);
}
void on_bundle_joined() {
    glue_bundle_is_named();
    if (mode == Mode::kLns) {
        join_interface();
        glue_limit_joined();
    }
    if (reports()) report_bundle_joined();
}
void on_exiting(int) {
    if (reports()) report_ended();
}

std::span<const std::uint8_t> bytes(const std::uint8_t* data, int length) {
    return {data, length > 0 ? static_cast<std::size_t>(length) : 0};
}

/// LCP Terminate-Request, code 5.
bool ends_link(std::span<const std::uint8_t> frame) {
    return frame.size() > 4 && frame[2] == 0xc0 && frame[3] == 0x21 && frame[4] == 5;
}

void on_received(const std::uint8_t* data, int length) {
    const auto frame = bytes(data, length);
    if (answers_user()) lac_received(frame);
    if (reports() && ends_link(frame)) note_terminated_by_user();
    if (!has_session()) return;
    quality_received(frame);
    terms_received(frame);
}
void on_sent(const std::uint8_t* data, int length) {
    const auto frame = bytes(data, length);
    if (answers_user()) lac_sent(frame);
    if (!has_session()) return;
    quality_sent(frame);
    terms_sent(frame);
}
int on_pap_input(const std::uint8_t* data, int length) { return answers_user() && lac_pap(bytes(data, length)); }
int on_chap_input(const std::uint8_t* data, int length) { return answers_user() && lac_chap(bytes(data, length)); }
int on_connect() { return lns_connect(); }
void on_disconnect() { lns_disconnect(); }

constexpr glue_events kEvents = {
    .option_fd = on_option_fd,
    .option_wait = on_option_wait,
    .option_lac = on_option_lac,
    .option_line = on_option_line,
    .option_caller = on_option_caller,
    .option_access_line = on_option_access_line,
    .option_auth = on_option_auth,
    .judge_user = on_judge_user,
    .options_done = on_options_done,
    .phase = on_phase,
    .authorized = on_authorized,
    .ask_address = on_ask_address,
    .lend_address = on_lend_address,
    .no_address = on_no_address,
    .ip_up = on_ip_up,
    .ip_down = on_ip_down,
    .ipv6_up = on_ipv6_up,
    .bundle_joined = on_bundle_joined,
    .exiting = on_exiting,
    .received = on_received,
    .sent = on_sent,
    .pap_input = on_pap_input,
    .chap_input = on_chap_input,
    .connect = on_connect,
    .disconnect = on_disconnect,
};

}  // namespace
}  // namespace plugin

/// Called by pppd once the plugin is loaded and its pppd_version was found to be pppd's own.
extern "C" __attribute__((visibility("default"))) void plugin_init(void) {
    plugin::missing_symbol = glue_missing_symbol();
    glue_install_options(&plugin::kEvents);
    if (plugin::missing_symbol == nullptr) glue_install_hooks();
}
