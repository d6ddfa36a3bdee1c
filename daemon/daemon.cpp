#include "daemon.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "dataplane/logged_dataplane.h"
#include "log/limited.h"
#include "os/scheduling.h"
#include "os/service_notify.h"
#include "os/service_watchdog.h"
#include "tunnel/configured_listeners.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;

/// SIGTERM: all is over at the latest after this, acknowledged or not (a recorded exception to RFC 2661 section 5.8).
constexpr std::chrono::seconds kExitAtLatest{5};
constexpr std::chrono::seconds kKernelAtLatest{8};  ///< together less than the service manager waits
constexpr std::chrono::milliseconds kSlowTurn{50};

/// When the loop goes, which takes them, an impatient second one would turn a good end into death by a signal.
void hear_no_more_signals() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

void make_directory(const std::string& path) {
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST)
        throw std::system_error(errno, std::system_category(), "make directory " + path);
}

bool names_area(const DaemonConfig& config, log::Area area) {
    return std::ranges::find(config.debug, log::name_of(area)) != config.debug.end();
}

/// "192.0.2.1:1701,[::]:1701"; empty: nobody can call.
std::string addresses_of(const UdpSockets& sockets) {
    std::string out;
    for (const auto& address : sockets.listeners()) out += (out.empty() ? "" : ",") + l2tp::to_string(address);
    return out;
}

}  // namespace

Daemon::Daemon(Options run_options, const std::shared_ptr<const Config>& first, std::unique_ptr<DataPlane> plane,
               std::unique_ptr<Spawner> spawner)
    : options(std::move(run_options)),
      dataplane_(std::move(plane)),
      supervisor_(make_supervisor(loop_, std::move(spawner))),
      core(loop_, *dataplane_, *supervisor_, first, line_errors_),
      model_(make_daemon_model(*this)),
      control_(loop_, *model_),
      started_with_(first->daemon) {
    suppressed_timer_ = loop_.make_timer([this] { tell_suppressed(); });
    turn_hook_ = loop_.at_turn_end([this] { end_turn(); });
    loop_.on_slow_turn(kSlowTurn, [](const std::string& part, TurnTimes::Duration took) {
        log::write_limited(log::Level::kNotice, "everybody had to wait: a turn of the event loop was long",
                           {{"part", part}, {"ms", std::to_string(took / std::chrono::milliseconds(1))}});
    });
    core.monitor.publish_to(this);
    core.calls.when_empty([this] { check_stopped(); });
    make_directory(first->daemon.state_dir);
    core.use(first);
    use_log_settings(first->daemon, nullptr);
    control::SocketAccess access;
    if (first->daemon.control_group) access.group = *first->daemon.control_group;
    if (const auto listening = control_.listen(first->daemon.control_socket, access); !listening)
        throw std::runtime_error(listening.error());
    core.pending_plugins.listen(first->daemon.plugin_socket);
    loop_.on_signals({SIGTERM, SIGINT, SIGHUP}, [this](int number) { on_signal(number); });
}

Daemon::~Daemon() {
    core.kill_calls();
    core.monitor.publish_to(nullptr);
}

void Daemon::use(std::shared_ptr<const Config> next) {
    const auto before = core.config;
    core.use(std::move(next));
    use_log_settings(core.config->daemon, &before->daemon);
}

void Daemon::use_log_settings(const DaemonConfig& next, const DaemonConfig* before) {
    log::Level level{};
    if (log::parse_level(next.log_level, &level)) log::set_level(level);
    for (unsigned i = 0; i < static_cast<unsigned>(log::Area::kCount_); ++i) {
        const auto area = static_cast<log::Area>(i);
        // What `l2tpctl debug` has switched stays over a reload, unless the file now says something else than before.
        const bool on = names_area(next, area);
        if (!before || on != names_area(*before, area)) log::set_area(area, on);
    }
}

void Daemon::run() {
    warn_of_unprotected_ports(core.sockets.listeners());
    log::write(log::Level::kInfo, "vpdnd is ready",
               {{"version", PACKAGE_VERSION},
                {"dataplane", dataplane_->name()},
                {"groups", std::to_string(core.config->groups.size())},
                {"addresses", addresses_of(core.sockets)}});
    notify_ready();
    const ServiceWatchdog watchdog(loop_);
    loop_.run();
    core.pending_plugins.stop_listening();
    control_.stop_listening();
    // Else the kernel would close what is left one by one when the process ends.
    if (!core.workers.wait_at_most(kKernelAtLatest))
        log::write(log::Level::kWarning, "the kernel still closes sessions");
}

void Daemon::end_turn() {
    if (log::suppressed_pending() && !suppressed_due_) tell_suppressed();
    if (stopping_) check_stopped();
}

/// Now, as far as the seconds are over, and once a second while there is more.
void Daemon::tell_suppressed() {
    suppressed_due_ = log::tell_suppressed();
    if (suppressed_due_) suppressed_timer_->arm(Clock::now() + std::chrono::seconds(1));
}

control::ConfigReport Daemon::check_config() const {
    control::ConfigReport report{.file = options.config_file, .errors = {}, .notes = {}};
    try {
        const auto next = load_config(options.config_file, &report.notes);
        for (const auto& key : restart_needed(started_with_, next->daemon))
            report.notes.push_back(key + ": takes effect after a restart");
    } catch (const ConfigErrors& errors) {
        report.errors = errors.lines;
    }
    return report;
}

control::ConfigReport Daemon::reload() {
    // READY=1 after STOPPING=1 would tell the service manager a lie.
    if (stopping_) return {.file = options.config_file, .errors = {"vpdnd is stopping"}, .notes = {}};
    notify_reloading();
    auto report = check_config();
    try {
        if (report.errors.empty()) use(load_config(options.config_file));
    } catch (const ConfigErrors& errors) {
        report.errors = errors.lines;
    } catch (const std::exception& error) {
        report.errors.emplace_back(error.what());
    }
    // Clients of the control socket can ask for it as often as they like.
    constexpr auto kRate = log::Rate::kRequests;
    for (const auto& line : report.errors)
        log::write_limited(log::Level::kError, "configuration not changed", {{"error", line}}, kRate);
    for (const auto& line : report.notes) log::write_limited(log::Level::kNotice, "note on the configuration", {{"note", line}}, kRate);
    if (report.errors.empty()) log::write_limited(log::Level::kInfo, "configuration reloaded", {}, kRate);
    notify_ready();
    publish("reload", {{"errors", report.errors.size()}, {"notes", report.notes.size()}});
    return report;
}

void Daemon::on_signal(int number) {
    if (number == SIGHUP) {
        if (!stopping_) reload();
        return;
    }
    if (stopping_) return loop_.stop();  // asked twice: at once
    stop();
}

void Daemon::stop() {
    log::write(log::Level::kInfo, "stopping");
    notify_stopping();
    stopping_ = true;
    core.stop_calls();
    stop_timer_ = loop_.make_timer([this] { close_tunnels(); });
    stop_timer_->arm(Clock::now() + kGracefulTime);
    exit_timer_ = loop_.make_timer([this] { loop_.stop(); });
    exit_timer_->arm(Clock::now() + kExitAtLatest);
}

void Daemon::close_tunnels() {
    if (!std::exchange(tunnels_closed_, true)) core.close_tunnels("vpdnd is stopping");
}

void Daemon::check_stopped() {
    if (!stopping_) return;
    // Asked first: all calls are looked at to answer the other question.
    if (tunnels_closed_ && !all_is_told()) return;
    if (core.terminating()) return;
    if (!tunnels_closed_) {
        close_tunnels();
        core.effects.carry_out();  // this turn ends with us
    }
    if (all_is_told()) loop_.stop();
}

/// To peers, and to RADIUS servers when the last session is over: peers that do not acknowledge its end keep no record back. What
/// neither takes in time is left, records in the spool.
bool Daemon::all_is_told() {
    const bool accounted = core.endpoint.session_count() == 0 && core.accounting.stopped();
    return accounted && core.endpoint.idle();
}

int run_daemon(const Options& options, std::shared_ptr<const Config> config) {
    log::Level level = log::Level::kInfo;
    log::parse_level(config->daemon.log_level, &level);
    // Before there are threads and descriptors.
    auto spawner = Spawner::fork();
    log::start(options.foreground, level);
    if (!apply_nice_to_session())
        log::write(log::Level::kNotice, "the nice value does not count against other sessions: /proc/self/autogroup refused it");
    int status = 0;
    const char* step = "cannot start";
    try {
        if (!spawner) throw std::runtime_error(spawner.error());
        auto plane = make_data_plane(config->daemon.dataplane);
        if (!plane) throw std::runtime_error(plane.error().text);
        Daemon daemon(options, config, std::make_unique<LoggedDataPlane>(std::move(*plane)), std::move(*spawner));
        config.reset();  // after a reload nothing may keep the secrets of this one
        step = "stopped by an error";
        daemon.run();
        hear_no_more_signals();
        log::write(log::Level::kInfo, "stopped");
    } catch (const std::exception& error) {
        log::write(log::Level::kError, std::string(step) + ": " + error.what());
        status = kExitFailed;
    }
    log::stop();
    return status;
}

}  // namespace vpdnd
