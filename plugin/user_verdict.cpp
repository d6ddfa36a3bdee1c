#include "user_verdict.h"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <ctime>

#include "daemon_link.h"
#include "hang_up_watch.h"
#include "report.h"
#include "text.h"

namespace plugin {
namespace {

using ipc::PluginMessageReader;
using ipc::PluginTag;

constexpr std::size_t kAddressSize = 4;
constexpr time_t kUsualLimit = 30;  // seconds

/// A message that says yes or no. It may hold keys: it goes as soon as it was read.
struct Kept {
    std::uint8_t bytes[ipc::kMaxPluginMessage];
    volatile std::sig_atomic_t length = 0;

    void keep(std::span<const std::uint8_t> packet) {
        forget();
        if (packet.size() > sizeof bytes) return;
        std::memcpy(bytes, packet.data(), packet.size());
        length = static_cast<int>(packet.size());
    }
    void forget() {
        if (length > 0) explicit_bzero(bytes, static_cast<std::size_t>(length));
        length = 0;
    }
    std::span<const std::uint8_t> packet() const { return {bytes, static_cast<std::size_t>(length)}; }
};
Kept of_connect, of_daemon;

bool judges = false, proxied_now = false, let_in = false;
int phase_now = kPhaseDead;
time_t limit_after = kUsualLimit;
char name_let_in[kMaxName];
std::size_t name_length = 0;

time_t now() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

/// Else it is a later challenge of a link that is up, which only asks whether he is still welcome.
bool is_login() { return phase_now == kPhaseAuthenticate; }

// What a yes brings -------------------------------------------------------------------------------------------

int read_servers(const PluginMessageReader& verdict, PluginTag tag, std::uint32_t (&into)[kMaxServers]) {
    const auto value = verdict.bytes(tag);
    if (!value) return 0;
    const std::size_t count = std::min<std::size_t>(value->size() / kAddressSize, kMaxServers);
    std::memcpy(into, value->data(), count * kAddressSize);
    return static_cast<int>(count);
}

/// Of the last login, so that the next user does not have them.
constexpr std::size_t kMostVariables = 32, kLongestVariable = 63;
struct {
    char names[kMostVariables][kLongestVariable + 1];
    std::size_t count = 0;
} told_to_scripts;

void unset_script_variables() {
    while (told_to_scripts.count > 0) glue_unset_script_variable(told_to_scripts.names[--told_to_scripts.count]);
}

/// Lines of NAME=VALUE.
void set_script_variables(std::string_view lines) {
    char value[kMaxName + 1];
    while (!lines.empty() && told_to_scripts.count < kMostVariables) {
        const std::string_view line(lines.data(), std::min(lines.find('\n'), lines.size()));
        lines.remove_prefix(std::min(line.size() + 1, lines.size()));
        const auto equals = line.find('=');
        if (equals == line.npos) continue;
        if (equals > kLongestVariable) continue;
        auto& name = told_to_scripts.names[told_to_scripts.count++];
        copy_text(name, {line.data(), equals});  // substr() may throw
        copy_text(value, {line.data() + equals + 1, line.size() - equals - 1});
        glue_set_script_variable(name, value);
    }
}

/// False: he must not come in without encryption, and pppd cannot have it.
bool apply(const PluginMessageReader& verdict) {
    glue_profile profile{};
    profile.mtu = verdict.u16(PluginTag::kFramedMtu).value_or(0);
    profile.session_timeout = verdict.u32(PluginTag::kSessionTimeout).value_or(0);
    profile.idle_timeout = verdict.u32(PluginTag::kIdleTimeout).value_or(0);
    profile.dns_count = read_servers(verdict, PluginTag::kDnsServers, profile.dns);
    profile.wins_count = read_servers(verdict, PluginTag::kWinsServers, profile.wins);
    if (const auto keys = verdict.bytes(PluginTag::kMppeKeys)) {
        profile.keys = keys->data();
        profile.keys_length = static_cast<int>(keys->size());
    }
    profile.mppe_policy = verdict.u8(PluginTag::kMppePolicy).value_or(0);
    profile.mppe_types = verdict.u8(PluginTag::kMppeTypes).value_or(0);
    if (!glue_apply_profile(&profile)) return false;
    const auto address = verdict.address(PluginTag::kFramedAddress);
    glue_set_server_addresses(address ? address->data() : nullptr, verdict.u8(PluginTag::kUserAddress).value_or(0) != 0,
                              verdict.u8(PluginTag::kAddressLater).value_or(0) != 0);
    unset_script_variables();
    if (const auto lines = verdict.text(PluginTag::kScriptVariables)) set_script_variables(*lines);
    return true;
}

/// pppd takes the message for a text: a NUL ends it.
void tell(const PluginMessageReader& verdict, char* message, int room) {
    copy_text({message, static_cast<std::size_t>(room)}, verdict.text(PluginTag::kAuthMessage).value_or(""));
}

void note_name(const glue_user& user) {
    name_length = std::min<std::size_t>(static_cast<std::size_t>(user.name_length), sizeof name_let_in);
    std::memcpy(name_let_in, user.name, name_length);
}

bool obey(Kept& kept, const glue_user& user, char* message, int room) {
    PluginMessageReader verdict;
    const bool read = verdict.parse(kept.packet()) == ipc::PluginCodecError::kNone;
    bool granted = read && verdict.u8(PluginTag::kGranted).value_or(0) != 0;
    if (read) tell(verdict, message, room);
    if (granted && is_login()) {
        granted = let_in = apply(verdict);
        note_name(user);
        if (!granted) {
            glue_error("the server requires MPPE, for which this pppd has no keys or no CCP");
            copy_text({message, static_cast<std::size_t>(room)}, "Authentication failed");
        }
    }
    kept.forget();
    return granted;
}

/// pppd does nothing else meanwhile. Its signals wait, ours too: one that means the end ends the waiting.
bool wait_for_verdict(const glue_user& user) {
    const WatchHeld held;
    of_daemon.forget();
    report_user(user, !is_login());
    for (const time_t limit = now() + limit_after; now() < limit;) {
        look_for_messages();
        if (of_daemon.length > 0) return true;
        if (daemon_is_gone() || held.signal_waits() || glue_signal_pending()) return false;
        daemon_link.wait(200);
    }
    glue_warn("no verdict of vpdnd about the user in time");
    return false;
}

}  // namespace

int take_auth_option() {
    judges = true;
    glue_judge_users();
    return 1;
}

bool daemon_judges_users() { return judges; }

const char* verdict_check_options() {
    if (judges && !glue_judge_is_in_charge()) return "users are judged by RADIUS through vpdnd: give no plugin that judges them, too";
    if (!judges || glue_drop_eap()) return nullptr;
    return "users that vpdnd judges by RADIUS answer to PAP or CHAP: give no require-eap alone";
}

void keep_connect_verdict(const PluginMessageReader& connect, std::span<const std::uint8_t> packet) {
    if (const auto seconds = connect.u16(PluginTag::kAuthTimeout)) limit_after = *seconds;
    if (connect.u8(PluginTag::kGranted).value_or(0) != 0) of_connect.keep(packet);
}

ProxiedAreJudged::ProxiedAreJudged() { proxied_now = true; }
ProxiedAreJudged::~ProxiedAreJudged() {
    proxied_now = false;
    of_connect.forget();
}
void forget_connect_verdict() { of_connect.forget(); }

void take_verdict(std::span<const std::uint8_t> packet) { of_daemon.keep(packet); }

bool user_may_come_in(const glue_user& user, char* message, int room) {
    if (proxied_now && of_connect.length > 0) return obey(of_connect, user, message, room);
    if (std::memchr(user.name, 0, static_cast<std::size_t>(user.name_length)) != nullptr) return false;
    if (wait_for_verdict(user)) return obey(of_daemon, user, message, room);
    copy_text({message, static_cast<std::size_t>(room)}, "Authentication failed");
    return false;
}

void verdict_phase(int phase) {
    phase_now = phase;
    if (phase == kPhaseRunning) glue_limit_session();
    // LCP of a link in a bundle comes up again without the first of these.
    if (phase != kPhaseEstablish && phase != kPhaseAuthenticate) return;
    name_length = 0;
    let_in = false;
}

bool nobody_let_him_in() { return judges && !let_in; }

bool refuse_who_was_not_judged() {
    if (!nobody_let_him_in()) return false;
    glue_refuse_user();
    return true;
}

std::string_view judged_name() { return {name_let_in, name_length}; }

}  // namespace plugin
