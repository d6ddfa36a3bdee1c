// The parts that make a LAC and LNS of this machine, joined: everything but the control socket, signals and the order
// of a stop. The daemon has one; tests have several beside each other in one event loop.
//
// What handlers decide in a turn of the loop is carried out at its end: the endpoint's effects, then the timer for its
// next deadline. Nobody calls for it.
//
// Destroying it lets go: no session is ended, no process killed, nothing sent. save() and the second constructor are
// how another object, of this process or the next, goes on in its place.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "accounting/accounting_host.h"
#include "call/bundle_table.h"
#include "call/call_observer.h"
#include "call/call_table.h"
#include "call/client_calls.h"
#include "call/graceful_close.h"
#include "call/pending_plugins.h"
#include "call/user_index.h"
#include "config/config.h"
#include "dataplane/dataplane.h"
#include "dataplane/kernel_workers.h"
#include "effects.h"
#include "end/end_times.h"
#include "end/line_errors.h"
#include "end/session_directory.h"
#include "event/call_accounting.h"
#include "event/call_history.h"
#include "event/call_statistics.h"
#include "event/log_observer.h"
#include "event/monitor_feed.h"
#include "event/trace_log.h"
#include "event/tunnel_accounting.h"
#include "event/tunnel_peers.h"
#include "l2tp/endpoint.h"
#include "net/network_watch.h"
#include "net/resolver.h"
#include "net/udp_sockets.h"
#include "net/vrf_watch.h"
#include "os/event_loop.h"
#include "policy/file_router.h"
#include "policy/group_policy.h"
#include "policy/radius_router.h"
#include "policy/target_choice.h"
#include "pool/pool_table.h"
#include "pppd/pppd_supervisor.h"
#include "pppd/start_queue.h"
#include "pppoe/access_concentrators.h"
#include "radius/radius_servers.h"
#include "radius/tunnel_authorizer.h"
#include "radius/user_authenticator.h"
#include "tunnel/endpoint_host.h"
#include "tunnel/outside_ways.h"
#include "tunnel/tunnel_observer.h"
#include "tunnel/tunnels.h"

namespace vpdnd {

/// All of a core as plain data. Descriptors are in a store.
struct SavedCore {
    SwitchId switch_id{};
    l2tp::EndpointRecord endpoint;
    DataPlaneRecord dataplane;
    UdpSockets::Record sockets;
    std::vector<Tunnels::Record> tunnels;
    std::vector<PoolRecord> pools;
    TargetChoice::Record targets;
    GracefulClose::Record graceful_close;
    std::vector<BundleTable::Record> bundles;
    std::vector<SavedCall> calls;
    std::vector<ClientCalls::Record> client_calls;
    pppoe::DiscoveryRecord pppoe;
    std::vector<PluginLinkRecord> pending_plugins;
    AccountingLedger::Record accounting;
    CallAccounting::Record accounted_calls;
    TunnelAccounting::Record accounted_tunnels;
};

class Core {
  public:
    /// Nothing listens until use() was called. Loop, data plane, supervisor and line errors outlive it.
    Core(EventLoop& loop, DataPlane& plane, PppdSupervisor& supervisor, std::shared_ptr<const Config> config,
         const LineErrors& errors);
    /// Goes on where the one that saved this was. `plane` has adopted nothing yet. Throws std::runtime_error: a socket
    /// is missing.
    Core(EventLoop& loop, DataPlane& plane, PppdSupervisor& supervisor, std::shared_ptr<const Config> config,
         const LineErrors& errors, const SavedCore& saved, DescriptorStore& store);
    ~Core();
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;

    /// At the start and after a reload. Throws std::runtime_error, and nothing has changed: an address cannot be
    /// listened on.
    void use(std::shared_ptr<const Config> next);
    /// Plain data of everything; descriptors go into the store as duplicates. Error: none is left to duplicate.
    tl::expected<SavedCore, std::string> save(DescriptorStore& store) const;

    // The order of a stop --------------------------------------------------------------------------------------
    /// Nobody new is served, PPP links are terminated (LCP Terminate-Request).
    void stop_calls();
    bool terminating() const;  ///< a process of ours still terminates its PPP link
    /// StopCCN to all.
    void close_tunnels(const std::string& message);
    /// No time is left: processes are killed.
    void kill_calls();

    EventLoop& loop;
    DataPlane& dataplane;
    PppdSupervisor& supervisor;
    std::shared_ptr<const Config> config;
    std::shared_ptr<const GroupPolicy> policy;
    TunnelObservers tunnel_observers;
    TunnelPeers tunnel_peers;
    CallObservers call_observers;
    LogObserver log_observer;
    MonitorFeed monitor;
    CallStatistics statistics;
    UdpSockets sockets;
    EndpointHost host;
    TraceLog tracer;
    const std::unique_ptr<l2tp::Endpoint> owned_endpoint;
    l2tp::Endpoint& endpoint;
    Tunnels tunnels;
    PoolTable pools;
    VrfWatch vrf_watch;
    TargetChoice targets;
    Resolver resolver;
    const SwitchId switch_id;  ///< by which a call that comes back is known
    RadiusServers radius_servers;
    TunnelAuthorizer tunnel_authorizer;
    UserAuthenticator user_authenticator;
    FileRouter file_router;
    RadiusRouter router;
    EndTimes times;  ///< tests have less of it
    PppdProgram program;
    StartQueue starts;
    KernelWorkers workers;
    OutsideWays ways;
    pppoe::AccessConcentrators concentrators;
    SessionDirectory directory;
    CallTable calls;
    BundleTable bundles;
    UserIndex users;
    CallParts call_parts;
    PendingPlugins pending_plugins;
    ClientCalls client_calls;
    GracefulClose graceful_close;
    Effects effects;
    CallHistory history{tunnel_peers};
    AccountingHost accounting;
    CallAccounting call_accounting;
    TunnelAccounting tunnel_accounting;

  private:
    Core(EventLoop& loop, DataPlane& plane, PppdSupervisor& supervisor, std::shared_ptr<const Config> config,
         const LineErrors& errors, const SavedCore* saved);
    static l2tp::EndpointSettings endpoint_settings(const DaemonConfig& config);
    void use_radius();
    void use_accounting(const std::set<std::string>& sets);
    void use_concentrators();
    void use_client_calls();
    void watch_losses();
    void peer_unreachable(const l2tp::Path& path);
    void end_turn();

    std::unique_ptr<EventLoop::Timer> endpoint_timer_;
    l2tp::Time endpoint_timer_at_ = l2tp::Time::max();  ///< when it expires
    std::unique_ptr<EventLoop::TurnHook> turn_hook_;
    bool left_routes_removed_;  ///< those of a daemon that was killed; another object's that lets go are its calls' still
    std::unique_ptr<NetworkWatch> network_watch_;  ///< while the configuration has calls of our own
};

}  // namespace vpdnd
