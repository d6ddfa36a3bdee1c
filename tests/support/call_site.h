// One machine of a call without a kernel: the daemon's core on loopback, with the data plane "none" behind
// switches. pppd and vpdn.so are played by the test. For Catch2 tests only.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "core.h"
#include "ipc/plugin_codec.h"
#include "support/catch.h"
#include "support/run_loop.h"
#include "support/scripted_supervisor.h"
#include "support/switched_plane.h"

namespace test {

using Clock = std::chrono::steady_clock;

/// How sessions ended, in the words of the result: "result error \"message\" by_peer".
class EndedSessions : public vpdnd::TunnelObserver {
  public:
    void session_ended(const l2tp::SessionDown& session) override;
    std::vector<std::string> rows;
    std::vector<l2tp::SessionDown> whole;
};

/// Errors of a line that the test counts; nothing unless it says so.
class PlayedErrors : public vpdnd::LineErrors {
  public:
    std::optional<l2tp::Wen> read(int device) const override { return counted ? counted(device) : std::nullopt; }
    std::function<std::optional<l2tp::Wen>(int)> counted;
};

/// The daemon's core on loopback, with a data plane and pppds that the test plays.
struct Site {
    Site(vpdnd::EventLoop& event_loop, std::shared_ptr<const vpdnd::Config> first, bool with_workers = false);
    void use(std::shared_ptr<const vpdnd::Config> next) { core.use(std::move(next)); }
    /// What was asked of the parts from outside the loop is carried out.
    void turn();
    l2tp::Address listener() const { return core.sockets.listeners().front(); }
    unsigned leased(const std::string& pool) const { return static_cast<unsigned>(core.pools.all().at(pool)->used()); }
    bool turn_until(const std::function<bool()>& done) { return run_until(loop, done); }

    vpdnd::EventLoop& loop;
    SwitchedPlane plane;
    ScriptedSupervisor supervisor;
    PlayedErrors line_errors;
    vpdnd::Core core;
    EndedSessions ended;
    l2tp::Endpoint& endpoint = core.endpoint;
    vpdnd::Tunnels& tunnels = core.tunnels;
    vpdnd::CallTable& calls = core.calls;
    std::vector<std::string>& down = ended.rows;
};

/// The test as vpdn.so: the other end of a conversation.
class PlayedPlugin {
  public:
    explicit PlayedPlugin(vpdnd::EventLoop& loop) : loop_(loop) {}
    void take(vpdnd::UniqueFd end) { end_ = std::move(end); }
    void hello(ipc::PluginMode mode);
    using Fill = std::function<void(ipc::PluginMessageWriter&)>;
    void send(ipc::PluginMessage type, const Fill& fill = {}, std::span<const int> descriptors = {});

    // The plugin of a user's line at a LAC.
    /// One that others started: it connects to these, and is welcomed.
    void connect(vpdnd::PendingPlugins& plugins);
    /// The user has named himself; `more`: what else the plugin says in its Call.
    void calls(const std::string& name, const Fill& more = {});
    /// After calls(): an LNS was found, the plugin shall let its channel go.
    void is_asked_to_detach();
    /// After calls(): does what it is asked, until its channel is bridged.
    void is_bridged();

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
    void is_asked_to_detach() { plugin.is_asked_to_detach(); }
    /// After calls(): plays the plugin until the session is up. False: the daemon decided otherwise.
    void is_forwarded();

    /// Null: over.
    vpdnd::Call* call() const { return site.calls.find(id); }

    Site& site;
    PlayedPlugin plugin;
    vpdnd::CallId id{};
    PlayedPlugin::Fill also_says;  ///< into the plugin's Call
};

std::shared_ptr<vpdnd::Config> config_of_lns();
/// `lns`: addresses in the order in which they shall be tried.
std::shared_ptr<vpdnd::Config> config_of_lac(const std::vector<l2tp::Address>& lns);

}  // namespace test
