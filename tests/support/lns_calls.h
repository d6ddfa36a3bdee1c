// Calls of a LAC that end at an LNS, both on this machine; pppds and plugins are played by the test. Fixtures for Catch2.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "support/call_site.h"

namespace test {

inline void connect_plugin(PlayedPlugin& plugin) {
    plugin.hello(ipc::PluginMode::kLns);
    plugin.expect(ipc::PluginMessage::kWelcome);
    plugin.expect(ipc::PluginMessage::kConnect);
}

struct LnsAndLac {
    LnsAndLac() { lns.plane.with_descriptor = true; }

    vpdnd::EventLoop loop;
    Site lns{loop, config_of_lns()};
    Site lac{loop, config_of_lac({lns.listener()})};

    bool turn_until(const std::function<bool()>& done) { return run_until(loop, done); }
    /// The nth pppd (from 0) has been started; the test has the plugin's end.
    std::shared_ptr<StartedPppd> started(PlayedPlugin& plugin, std::size_t n = 0) {
        REQUIRE(turn_until([&] { return lns.supervisor.started.size() == n + 1; }));
        auto pppd = lns.supervisor.started[n];
        plugin.take(std::move(pppd->plugin_end));
        return pppd;
    }
    /// How the LAC saw its session end, when it does.
    std::string told() {
        REQUIRE(turn_until([&] { return !lac.down.empty(); }));
        return lac.down[0];
    }
    void expect_nothing_left() {
        CHECK(turn_until([&] { return lns.calls.empty(); }));
        CHECK(lns.plane.sessions == 0);
        CHECK(lns.leased("pool") == 0);
        CHECK(lns.endpoint.session_count() == 0);
    }
};

/// One call; its pppd is started, the plugin has not said hello.
struct StartedCall : LnsAndLac {
    StartedCall() {
        user.calls();
        user.is_forwarded();
        pppd = started(plugin);
    }
    User user{lac};
    PlayedPlugin plugin{loop};
    std::shared_ptr<StartedPppd> pppd;
};

/// One call; the plugin has the session.
struct ConnectedCall : StartedCall {
    ConnectedCall() { connect_plugin(plugin); }
    l2tp::SessionKey key() const { return lns.endpoint.sessions().at(0).key; }
    void plugin_tells_the_end(unsigned status, const std::string& text, unsigned cause) {
        plugin.send(ipc::PluginMessage::kEnded, [&](ipc::PluginMessageWriter& message) {
            message.put_u16(ipc::PluginTag::kExitStatus, static_cast<std::uint16_t>(status));
            message.put_text(ipc::PluginTag::kText, text);
            message.put_u16(ipc::PluginTag::kCauseCode, static_cast<std::uint16_t>(cause));
        });
    }
};

}  // namespace test
