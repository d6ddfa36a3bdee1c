// The daemon: a core with its control socket, signals, and the order of start, reload and stop.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "control/control_server.h"
#include "core.h"
#include "daemon_model.h"
#include "event/monitor_sink.h"
#include "options.h"
#include "pppd/spawner.h"

namespace vpdnd {

class Daemon : private MonitorSink {
  public:
    /// Throws std::runtime_error or std::system_error: the daemon cannot start, and why.
    Daemon(Options options, const std::shared_ptr<const Config>& config, std::unique_ptr<DataPlane> dataplane,
           std::unique_ptr<Spawner> spawner);
    ~Daemon() override;
    void run();

    // For the model --------------------------------------------------------------------------------------------
    control::ConfigReport reload();
    control::ConfigReport check_config() const;

    const Options options;
    const std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();

  private:
    EventLoop loop_;
    std::unique_ptr<DataPlane> dataplane_;
    std::unique_ptr<PppdSupervisor> supervisor_;
    LineErrors line_errors_;

  public:
    Core core;

  private:
    bool wanted() const override { return control_.has_subscribers(); }
    void publish(std::string_view event, const ipc::Value::Object& fields) override { control_.publish(event, fields); }

    void use(std::shared_ptr<const Config> next);
    void use_log_settings(const DaemonConfig& next, const DaemonConfig* before);
    void on_signal(int number);
    void stop();
    void close_tunnels();
    void end_turn();
    void check_stopped();
    bool all_is_told();
    void tell_suppressed();

    std::unique_ptr<control::ControlModel> model_;
    control::ControlServer control_;
    DaemonConfig started_with_;  ///< keys that need a restart are in force as they were then
    std::unique_ptr<EventLoop::Timer> stop_timer_, exit_timer_, suppressed_timer_;
    std::unique_ptr<EventLoop::TurnHook> turn_hook_;
    bool stopping_ = false, tunnels_closed_ = false;
    bool suppressed_due_ = false;  ///< suppressed_timer_ is armed
};

/// Runs until SIGTERM or SIGINT. Returns the exit status: kExitGood after an orderly end, kExitFailed if it could not
/// start (the reason is in the log).
int run_daemon(const Options& options, std::shared_ptr<const Config> config);

}  // namespace vpdnd
