// One machine of a call without a kernel: the daemon's joint of endpoint, sockets, calls and supervisor, on loopback
// and with the data plane "none" behind a switch. pppd and vpdn.so are played by the test. For Catch2 tests only.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "call/call_table.h"
#include "call/farewell.h"
#include "call/lac_call.h"
#include "effect_runner.h"
#include "tunnel/endpoint_host.h"
#include "ipc/plugin_codec.h"
#include "net/resolver.h"
#include "policy/lns_choice.h"
#include "pool/pool_table.h"
#include "pppd/supervisor.h"
#include "support/catch.h"
#include "support/run_loop.h"
#include "support/switched_plane.h"
#include "tunnel/tunnels.h"

namespace test {

using Clock = std::chrono::steady_clock;

/// What the test knows of one pppd that a call started.
struct StartedPppd {
    std::vector<std::string> argv;
    vpdnd::UniqueFd plugin_end;
    vpdnd::PppdSupervisor::Handlers handlers;
    std::vector<int> signals;
    bool alive = true;  ///< the daemon holds the process

    void ends(vpdnd::ProcessEnd end) {
        auto ended = handlers.ended;
        ended(end);
    }
};

class ScriptedSupervisor : public vpdnd::PppdSupervisor {
  public:
    tl::expected<std::unique_ptr<vpdnd::PppdProcess>, std::string> start(const std::vector<std::string>& argv,
                                                                        vpdnd::UniqueFd plugin_end,
                                                                        Handlers handlers) override;
    std::vector<std::shared_ptr<StartedPppd>> started;
    std::string fails_with;  ///< empty: does not
};

struct Site {
    Site(vpdnd::EventLoop& event_loop, std::shared_ptr<const vpdnd::Config> first);
    void use(std::shared_ptr<const vpdnd::Config> next);
    void drain();
    l2tp::Address listener() const { return sockets.listeners().front(); }
    unsigned leased(const std::string& pool) const { return static_cast<unsigned>(pools.all().at(pool)->used()); }
    bool turn_until(const std::function<bool()>& done) { return run_until(loop, done); }

    vpdnd::EventLoop& loop;
    std::shared_ptr<const vpdnd::GroupPolicy> policy;
    SwitchedPlane plane;
    vpdnd::UdpSockets sockets;
    vpdnd::EndpointHost host;
    l2tp::Endpoint endpoint;
    vpdnd::Tunnels tunnels;
    vpdnd::PoolTable pools;
    vpdnd::LnsChoice lns_choice;
    vpdnd::Resolver resolver;
    ScriptedSupervisor supervisor;
    vpdnd::CallParts parts;
    vpdnd::CallTable calls;
    vpdnd::Farewell farewell;
    std::vector<std::string> down;  ///< sessions that ended: "result/error by peer|us: message"
    vpdnd::EffectRunner runner;
    std::unique_ptr<vpdnd::EventLoop::Timer> timer;
};

/// The test as vpdn.so: the other end of a conversation.
class PlayedPlugin {
  public:
    explicit PlayedPlugin(vpdnd::EventLoop& loop) : loop_(loop) {}
    void take(vpdnd::UniqueFd end) { end_ = std::move(end); }
    void hello(ipc::PluginMode mode);
    using Fill = std::function<void(ipc::PluginMessageWriter&)>;
    void send(ipc::PluginMessage type, const Fill& fill = {}, std::span<const int> descriptors = {});
    /// Turns the loop until the next message is there; fails the test if there is none, or the end, within ten seconds.
    ipc::PluginMessageReader next();
    void expect(ipc::PluginMessage type) { CHECK(next().type() == type); }
    bool nothing_waits();
    void expect_end();
    void leave() { end_.reset(); }

  private:
    bool receive();

    vpdnd::EventLoop& loop_;
    vpdnd::UniqueFd end_;
    std::array<std::uint8_t, ipc::kMaxPluginMessage> packet_{};
    ssize_t size_ = -1;
};

/// A user of the LAC whose pppd carries vpdn.so.
struct User {
    explicit User(Site& lac);
    void calls(const std::string& name = "user@cisco.com");
    /// After calls(): an LNS was found, the plugin shall let its channel go.
    void is_asked_to_detach();
    /// After calls(): plays the plugin until the session is up. False: the daemon decided otherwise.
    void is_forwarded();

    Site& site;
    PlayedPlugin plugin;
    std::weak_ptr<vpdnd::LacCall> call;
};

std::shared_ptr<vpdnd::Config> config_of_lns();
/// `lns`: addresses in the order in which they shall be tried.
std::shared_ptr<vpdnd::Config> config_of_lac(const std::vector<l2tp::Address>& lns);

}  // namespace test
