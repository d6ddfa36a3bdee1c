#include "core.h"

#include <chrono>
#include <stdexcept>
#include <utility>

#include "base/printable.h"
#include "end/session_end.h"
#include "log/log.h"
#include "os/descriptor_store.h"
#include "os/secure_random.h"
#include "radius/accounting_rule.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;

/// As random as it is, and the same as long as calls live.
std::string session_prefix(const SwitchId& id) { return base::hex_text(std::span(id).first<4>()); }

SwitchId new_switch_id() {
    SwitchId out;
    secure_random(out);
    return out;
}

}  // namespace

Core::Core(EventLoop& event_loop, DataPlane& plane, PppdSupervisor& pppds, std::shared_ptr<const Config> first,
           const LineErrors& errors, const SavedCore* saved)
    : loop(event_loop),
      dataplane(plane),
      supervisor(pppds),
      config(std::move(first)),
      policy(std::make_shared<GroupPolicy>(config)),
      sockets(
          loop,
          [this](const l2tp::Path& path, std::span<const std::uint8_t> bytes) {
              endpoint.receive(Clock::now(), path, bytes);
          },
          plane.needs_tunnel_socket() ? equal_four_tuples_of_running_kernel() : EqualFourTuples::kWork),
      host(sockets, plane),
      tracer(tunnel_observers),
      owned_endpoint(saved ? l2tp::Endpoint::adopt(saved->endpoint, host, &tracer)
                           : std::make_unique<l2tp::Endpoint>(endpoint_settings(config->daemon), host, &tracer)),
      endpoint(*owned_endpoint),
      tunnels(loop, endpoint, sockets, plane),
      vrf_watch(loop),
      resolver(loop),
      switch_id(saved ? saved->switch_id : new_switch_id()),
      radius_servers(loop, resolver),
      tunnel_authorizer(Clock::now),
      file_router(policy, switch_id),
      router(file_router, tunnel_authorizer, policy),
      starts(loop, starts_at_a_time()),
      workers(loop, plane.may_wait() ? config->daemon.kernel_workers : 0),
      ways(loop, workers),
      concentrators(loop, plane, workers),
      calls(loop, directory),
      bundles(calls),
      call_parts{.loop = loop,
                 .dataplane = plane,
                 .router = router,
                 .table = calls,
                 .bundles = bundles,
                 .users = users,
                 .observers = call_observers,
                 .times = times,
                 .sessions = {.loop = loop,
                              .endpoint = endpoint,
                              .dataplane = plane,
                              .workers = workers,
                              .tunnels = tunnels,
                              .directory = directory,
                              .resolver = resolver,
                              .targets = targets,
                              .ways = ways},
                 .pppds = {.loop = loop,
                           .workers = workers,
                           .supervisor = supervisor,
                           .starts = starts,
                           .pools = pools,
                           .users = user_authenticator,
                           .session_prefix = session_prefix(switch_id),
                           .vrfs = vrf_watch,
                           .ways = ways,
                           .program = program,
                           .times = times},
                 .lines = {.loop = loop, .dataplane = plane, .workers = workers, .errors = errors, .pools = pools, .times = times},
                 .pppoe = {.pppds = call_parts.pppds, .dataplane = dataplane, .concentrators = concentrators}},
      pending_plugins(call_parts, calls),
      client_calls(call_parts, secure_random_below),
      graceful_close(endpoint, calls, tunnels),
      effects(endpoint, sockets, tunnels, directory, calls, call_parts, graceful_close, tunnel_observers),
      accounting(loop, {.state = [this](const std::string& id) { return call_accounting.state(id); },
                        .unaccounted = [this](const std::string& id) { call_accounting.unaccounted(id); },
                        .sets_changed = [this] { use_radius(); }}),
      call_accounting({.ledger = accounting.ledger(),
                       .endpoint = endpoint,
                       .dataplane = plane,
                       .calls = calls,
                       .config = config,
                       .session_prefix = session_prefix(switch_id)}),
      tunnel_accounting({.ledger = accounting.ledger(),
                         .endpoint = endpoint,
                         .session_prefix = session_prefix(switch_id),
                         .set_of = [this](const std::string& group) { return tunnel_accounting_set(*config, group); },
                         .local_name = [this](const std::string& group) { return local_name(*config, group); }}),
      left_routes_removed_(saved != nullptr) {
    host.use(policy);
    host.session_ids([this](l2tp::SessionKey key) { return !workers.busy(key) && !directory.retired(key); });
    monitor.look_up_in(tunnel_peers, calls);
    tunnel_observers.add(tunnel_peers);
    tunnel_observers.add(log_observer);
    tunnel_observers.add(monitor);
    tunnel_observers.add(tunnel_accounting);
    call_observers.add(log_observer);
    call_observers.add(monitor);
    call_observers.add(statistics);
    call_observers.add(history);
    call_observers.add(call_accounting);
    call_observers.add(client_calls);
    calls.when_gone([this](CallId id) { client_calls.gone(id); });
    endpoint_timer_ = loop.make_timer([this] {
        endpoint_timer_at_ = l2tp::Time::max();
        endpoint.on_time(Clock::now());
    });
    sockets.on_unreachable([this](const l2tp::Path& path) { peer_unreachable(path); });
    turn_hook_ = loop.at_turn_end([this] { end_turn(); });
    concentrators.admit([this] { return starts.age(Clock::now()) <= program.max_start_delay; });
    concentrators.on_session([this](pppoe::NewSession session) { calls.add_pppoe(call_parts, std::move(session)); });
}

Core::Core(EventLoop& event_loop, DataPlane& plane, PppdSupervisor& pppds, std::shared_ptr<const Config> first,
           const LineErrors& errors)
    : Core(event_loop, plane, pppds, std::move(first), errors, nullptr) {
    watch_losses();
}

/// From the ground up: what stands above asks what stands below.
Core::Core(EventLoop& event_loop, DataPlane& plane, PppdSupervisor& pppds, std::shared_ptr<const Config> first,
           const LineErrors& errors, const SavedCore& saved, DescriptorStore& store)
    : Core(event_loop, plane, pppds, std::move(first), errors, &saved) {
    if (const auto taken = dataplane.adopt(saved.dataplane, store); !taken)
        throw std::runtime_error(taken.error().text);
    if (const auto taken = sockets.adopt(saved.sockets, store); !taken) throw std::runtime_error(taken.error().text);
    tunnels.adopt(saved.tunnels);
    targets.adopt(saved.targets);
    graceful_close.adopt(saved.graceful_close);
    concentrators.adopt(saved.pppoe, store);
    accounting.ledger().adopt(saved.accounting);
    client_calls.adopt(saved.client_calls);
    use(config);
    pools.adopt(saved.pools);
    bundles.adopt(saved.bundles);
    calls.adopt(call_parts, saved.calls, store);
    call_accounting.adopt(saved.accounted_calls);
    tunnel_accounting.adopt(saved.accounted_tunnels);
    use_radius();  // for those of the calls, too
    bundles.end_adoption();
    concentrators.end_adoption();
    pending_plugins.adopt(saved.pending_plugins, store);
    pools.end_adoption();
    watch_losses();
    calls.resume();
    client_calls.resume(*config);
    end_turn();
}

Core::~Core() = default;

tl::expected<SavedCore, std::string> Core::save(DescriptorStore& store) const {
    auto saved_sockets = sockets.save(store);
    if (!saved_sockets) return tl::make_unexpected(saved_sockets.error().text);
    auto saved_plane = dataplane.save(store);
    if (!saved_plane) return tl::make_unexpected(saved_plane.error().text);
    return SavedCore{.switch_id = switch_id,
                     .endpoint = endpoint.save(),
                     .dataplane = std::move(*saved_plane),
                     .sockets = std::move(*saved_sockets),
                     .tunnels = tunnels.save(),
                     .pools = pools.save(),
                     .targets = targets.save(),
                     .graceful_close = graceful_close.save(),
                     .bundles = bundles.save(),
                     .calls = calls.save(store),
                     .client_calls = client_calls.save(),
                     .pppoe = concentrators.save(store),
                     .pending_plugins = pending_plugins.save(store),
                     .accounting = accounting.ledger().save(),
                     .accounted_calls = call_accounting.save(),
                     .accounted_tunnels = tunnel_accounting.save()};
}

/// What the kernel lost is torn down with a reason, never left half alive.
void Core::watch_losses() {
    const auto watched = dataplane.watch_losses(
        loop, {.tunnel = [this](l2tp::TunnelId id) { tunnels.kernel_tunnel_lost(Clock::now(), id); },
               .session =
                   [this](l2tp::SessionKey key) {
                       if (auto* session = directory.find(key)) session->kernel_session_lost();
                   }});
    if (!watched)
        log::write(log::Level::kWarning, "sessions deleted in the kernel by other programs will not be detected",
                   {{"error", watched.error().text}});
}

/// Only calls that have another LNS take the hint; an established tunnel is never touched by it.
void Core::peer_unreachable(const l2tp::Path& path) {
    for (const auto tunnel : tunnels.opening_on(path)) {
        for (const auto& key : endpoint.sessions_of(tunnel))
            if (auto* session = directory.find(key)) session->peer_unreachable();
        tunnels.try_next_address(Clock::now(), tunnel);
    }
}

void Core::end_turn() {
    // The ends of sessions of the one kind are told to those of the other.
    do effects.carry_out();
    while (concentrators.carry_out());
    // Most deadlines are put off by the next datagram: the timer is only ever brought forward, and finds out when it
    // expires whether there is something to do. Arming it costs a system call.
    if (const auto next = endpoint.next_deadline(); next && *next < endpoint_timer_at_) {
        endpoint_timer_at_ = *next;
        endpoint_timer_->arm(*next);
    }
    accounting.end_turn();
}

void Core::stop_calls() {
    host.stop();
    call_accounting.stopping();
    client_calls.stop();
    effects.refuse_calls();
    concentrators.stop();
    pending_plugins.stop_listening();
    calls.for_each([](Call& call) { call.stop(); });
}

bool Core::terminating() const {
    return calls.any_of([](const Call& call) { return call.terminating(); });
}

void Core::close_tunnels(const std::string& message) {
    endpoint.shutdown(Clock::now(), message);
}

void Core::kill_calls() {
    calls.for_each([](Call& call) { call.kill(); });
    concentrators.carry_out();
}

}  // namespace vpdnd
