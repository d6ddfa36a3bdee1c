// Everything that lives as long as the daemon, in the order in which it must be made and destroyed.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "call/call.h"
#include "call/call_table.h"
#include "call/farewell.h"
#include "call/waiting_plugins.h"
#include "control/control_server.h"
#include "daemon.h"
#include "control/daemon_model.h"
#include "dataplane/dataplane.h"
#include "effect_runner.h"
#include "tunnel/endpoint_host.h"
#include "l2tp/endpoint.h"
#include "os/event_loop.h"
#include "net/resolver.h"
#include "net/udp_sockets.h"
#include "policy/group_policy.h"
#include "policy/lns_choice.h"
#include "pool/pool_table.h"
#include "pppd/spawner.h"
#include "pppd/supervisor.h"
#include "event/trace_log.h"
#include "tunnel/tunnels.h"

namespace vpdnd {

class Daemon {
  public:
    /// Throws std::runtime_error or std::system_error: the daemon cannot start, and why.
    Daemon(Options options, std::shared_ptr<const Config> config, std::unique_ptr<DataPlane> dataplane,
           std::unique_ptr<Spawner> spawner);
    ~Daemon();
    void run();

    // For the model --------------------------------------------------------------------------------------------
    /// Carries out what the endpoint wants and arms the timer for its next deadline.
    void drain();
    control::ConfigReport reload();
    control::ConfigReport check_config() const;

    Options options;
    std::shared_ptr<const Config> config;
    std::shared_ptr<const GroupPolicy> policy;
    EventLoop loop;
    std::unique_ptr<DataPlane> dataplane;
    UdpSockets sockets;
    EndpointHost host;
    TraceLog tracer;
    l2tp::Endpoint endpoint;
    Tunnels tunnels;
    PoolTable pools;
    LnsChoice lns_choice;
    Resolver resolver;
    std::unique_ptr<PppdSupervisor> supervisor;
    CallParts parts;
    CallTable calls;
    WaitingPlugins waiting_plugins;
    Farewell farewell;
    EffectRunner runner;
    DaemonModel model;
    control::ControlServer control;
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();

  private:
    void use(std::shared_ptr<const Config> next);
    void on_signal(int number);
    void stop();
    void close_tunnels();
    void check_stopped();
    void tell_suppressed();
    void model_changed(const Call& call);
    void end_bundle(const PppStatus& owner);

    DaemonConfig started_with_;  ///< keys that need a restart are in force as they were then
    std::unique_ptr<EventLoop::Timer> endpoint_timer_, stop_timer_, exit_timer_, suppressed_timer_;
    l2tp::Time endpoint_timer_at_ = l2tp::Time::max();  ///< when endpoint_timer_ expires
    bool stopping_ = false, tunnels_closed_ = false;
    bool suppressed_due_ = false;  ///< suppressed_timer_ is armed
};

}  // namespace vpdnd
