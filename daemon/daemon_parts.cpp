#include "daemon_parts.h"

#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <stdexcept>
#include <system_error>

#include "call/kernel_losses.h"
#include "tunnel/configured_listeners.h"
#include "dataplane/logged_dataplane.h"
#include "log/limited.h"
#include "os/service_notify.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;

/// SIGTERM: all is over at the latest after this, acknowledged or not (a recorded exception to RFC 2661 section 5.8).
constexpr std::chrono::seconds kExitAtLatest{5};

/// When the loop goes, which takes them, an impatient second one would turn a good end into death by a signal.
void hear_no_more_signals() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

l2tp::EndpointSettings endpoint_settings(const DaemonConfig& config) {
    l2tp::EndpointSettings out;
    out.max_tunnels = config.max_tunnels;
    out.max_sessions = config.max_sessions;
    out.max_half_open = config.max_half_open;
    out.max_half_open_per_address = config.max_half_open_per_address;
    out.sccrq_per_second_per_address = config.max_sccrq_per_second_per_address;
    return out;
}

void make_directory(const std::string& path) {
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST)
        throw std::system_error(errno, std::system_category(), "make directory " + path);
}

bool names_area(const DaemonConfig& config, log::Area area) {
    return std::ranges::find(config.debug, log::name_of(area)) != config.debug.end();
}

}  // namespace

Daemon::Daemon(Options run_options, std::shared_ptr<const Config> first, std::unique_ptr<DataPlane> plane,
               std::unique_ptr<Spawner> spawner)
    : options(std::move(run_options)), dataplane(std::move(plane)),
      sockets(loop, [this](const l2tp::Path& path, std::span<const std::uint8_t> bytes) {
          endpoint.receive(Clock::now(), path, bytes);
          drain();
      }, dataplane->needs_tunnel_socket() ? equal_paths_of_running_kernel() : EqualPaths::kWork),
      host(sockets, *dataplane), endpoint(endpoint_settings(first->daemon), host, &tracer),
      tunnels(endpoint, sockets, *dataplane), resolver(loop), supervisor(make_exec_supervisor(loop, std::move(spawner))),
      parts{.loop = loop, .endpoint = endpoint, .dataplane = *dataplane, .supervisor = *supervisor, .pools = pools,
            .lns_choice = lns_choice, .resolver = resolver, .tunnels = tunnels, .policy = [this] { return policy; },
            .drain = [this] { drain(); },
            .bind = [this](l2tp::SessionKey key, Call& call) { calls.bind(key, call); },
            .finished = [this](Call& call) { calls.remove_later(call); },
            .changed = [this](const Call& call) { model_changed(call); },
            .bundle_gone = [this](const PppStatus& owner) { end_bundle(owner); }},
      calls(loop), waiting_plugins(parts, calls), farewell(endpoint, calls, tunnels),
      runner(endpoint, sockets, tunnels, calls, parts,
             [this](std::string_view event, const ipc::Value::Object& fields) { control.publish(event, fields); },
             [this] { return control.has_subscribers(); }),
      model(*this), control(loop, model) {
    endpoint_timer_ = loop.make_timer([this] {
        endpoint_timer_at_ = l2tp::Time::max();
        endpoint.on_time(Clock::now());
        drain();
    });
    suppressed_timer_ = loop.make_timer([this] { tell_suppressed(); });
    tracer.publish_to([this](std::string_view event, const ipc::Value::Object& fields) { control.publish(event, fields); },
                      [this] { return control.has_subscribers(); });
    calls.when_empty([this] { check_stopped(); });
    watch_kernel_losses(parts, calls);
    make_directory(first->daemon.state_dir);
    started_with_ = first->daemon;
    use(std::move(first));
    control::SocketAccess access;
    if (config->daemon.control_group) access.group = *config->daemon.control_group;
    if (const auto listening = control.listen(config->daemon.control_socket, access); !listening)
        throw std::runtime_error(listening.error());
    waiting_plugins.listen(config->daemon.plugin_socket);
    loop.on_signals({SIGTERM, SIGINT, SIGHUP}, [this](int number) { on_signal(number); });
}

Daemon::~Daemon() {
    // All at once, so that the destructors, which wait for them one after the other, need not wait long.
    calls.for_each([](Call& call) { call.kill_ppp(); });
}

void Daemon::use(std::shared_ptr<const Config> next) {
    const auto opened = open_configured_listeners(sockets, *next);
    if (!opened) throw std::runtime_error(opened.error().text);
    const auto before = std::exchange(config, std::move(next));
    policy = std::make_shared<GroupPolicy>(config);
    host.use(policy);
    endpoint.change_settings(endpoint_settings(config->daemon));
    pools.configure(*config);
    log::Level level{};
    if (log::parse_level(config->daemon.log_level, &level)) log::set_level(level);
    for (unsigned i = 0; i < static_cast<unsigned>(log::Area::kCount_); ++i) {
        const auto area = static_cast<log::Area>(i);
        // What `l2tpctl debug` has switched stays over a reload, unless the file now says something else than before.
        const bool on = names_area(config->daemon, area);
        if (!before || on != names_area(before->daemon, area)) log::set_area(area, on);
    }
}

void Daemon::run() {
    log::write(log::Level::kInfo, "vpdnd is ready",
               {{"version", PACKAGE_VERSION}, {"dataplane", dataplane->name()},
                {"groups", std::to_string(config->groups.size())}});
    notify_ready();
    drain();
    loop.run();
    waiting_plugins.stop_listening();
    control.stop_listening();
}

void Daemon::drain() {
    runner.drain();
    // Most deadlines are put off by the next datagram: the timer is only ever brought forward, and finds out when it
    // expires whether there is something to do. Arming it costs a system call.
    if (const auto next = endpoint.next_deadline(); next && *next < endpoint_timer_at_) {
        endpoint_timer_at_ = *next;
        endpoint_timer_->arm(*next);
    }
    if (log::suppressed_pending() && !suppressed_due_) tell_suppressed();
    if (stopping_) check_stopped();
}

/// Now, as far as the seconds are over, and once a second while there is more.
void Daemon::tell_suppressed() {
    suppressed_due_ = log::tell_suppressed();
    if (suppressed_due_) suppressed_timer_->arm(Clock::now() + std::chrono::seconds(1));
}

void Daemon::model_changed(const Call& call) {
    if (!control.has_subscribers() || !call.key()) return;
    const auto& ppp = call.ppp();
    control.publish("session-ppp", {{"tunnel_id", call.key()->tunnel.value}, {"local_id", call.key()->session.value},
                                    {"user", ppp.user}, {"stage", ppp.stage}, {"interface", ppp.interface},
                                    {"address", ppp.address}, {"peer_address", ppp.peer_address}});
}

void Daemon::end_bundle(const PppStatus& owner) {
    calls.for_each([&](Call& call) {
        if (call.ppp().bundle == owner.bundle && call.ppp().interface == owner.interface) call.bundle_gone();
    });
}

control::ConfigReport Daemon::check_config() const {
    control::ConfigReport report{.file = options.config_file, .errors = {}, .notes = {}};
    try {
        const auto next = load_config(options.config_file, &report.notes);
        for (const auto& key : restart_needed(started_with_, next->daemon)) report.notes.push_back(key + ": takes effect after a restart");
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
    for (const auto& line : report.errors) log::write(log::Level::kError, "configuration not changed: " + line);
    for (const auto& line : report.notes) log::write(log::Level::kNotice, line);
    if (report.errors.empty()) log::write(log::Level::kInfo, "configuration reloaded");
    notify_ready();
    drain();
    control.publish("reload", {{"errors", report.errors.size()}, {"notes", report.notes.size()}});
    return report;
}

void Daemon::on_signal(int number) {
    if (number == SIGHUP) {
        if (!stopping_) reload();
        return;
    }
    if (stopping_) return loop.stop();  // asked twice: at once
    stop();
}

void Daemon::stop() {
    log::write(log::Level::kInfo, "stopping");
    notify_stopping();
    stopping_ = true;
    host.stop();
    runner.refuse_calls();
    waiting_plugins.stop_listening();
    calls.for_each([](Call& call) { call.stop_ppp(); });
    stop_timer_ = loop.make_timer([this] { close_tunnels(); });
    stop_timer_->arm(Clock::now() + kGoodbye);
    exit_timer_ = loop.make_timer([this] { loop.stop(); });
    exit_timer_->arm(Clock::now() + kExitAtLatest);
    check_stopped();
}

void Daemon::close_tunnels() {
    if (std::exchange(tunnels_closed_, true)) return;
    endpoint.shutdown(Clock::now(), "vpdnd is stopping");
    drain();
}

void Daemon::check_stopped() {
    if (!stopping_) return;
    const bool terminating = calls.any_of([](const Call& call) { return call.terminating(); });
    if (!terminating && !tunnels_closed_) close_tunnels();
    if (tunnels_closed_ && endpoint.idle() && !terminating) loop.stop();
}

int run_daemon(const Options& options, std::shared_ptr<const Config> config) {
    log::Level level = log::Level::kInfo;
    log::parse_level(config->daemon.log_level, &level);
    // Before there are threads and descriptors.
    auto spawner = Spawner::fork();
    log::start(options.foreground, level);
    int status = 0;
    const char* step = "cannot start";
    try {
        if (!spawner) throw std::runtime_error(spawner.error());
        auto plane = make_data_plane(config->daemon.dataplane);
        if (!plane) throw std::runtime_error(plane.error().text);
        Daemon daemon(options, std::move(config), std::make_unique<LoggedDataPlane>(std::move(*plane)), std::move(*spawner));
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
