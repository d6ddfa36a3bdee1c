// Calls of a LAC that end at an LNS, both on this machine; pppds and plugins are played by the test. Fixtures for Catch2.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "support/call_site.h"

namespace test {

inline void connect_plugin(PlayedPlugin& plugin) {
    plugin.hello(ipc::PluginMode::kLns);
    plugin.expect(ipc::PluginMessage::kWelcome);
    plugin.expect(ipc::PluginMessage::kConnect);
}

struct LnsAndLac {
    explicit LnsAndLac(bool with_workers = false)
        : lns(loop, config_of_lns(), with_workers), lac(loop, config_of_lac({lns.listener()}), with_workers) {
        lns.plane.with_descriptor = true;
    }

    vpdnd::EventLoop loop;
    Site lns, lac;

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

/// One user whose pppd has the session.
struct Caller {
    Caller(LnsAndLac& site, std::size_t n) : user(site.lac), plugin(site.loop) {
        user.calls();
        user.is_forwarded();
        pppd = site.started(plugin, n);
        plugin.hello(ipc::PluginMode::kLns);
        plugin.expect(ipc::PluginMessage::kWelcome);
        const auto connect = plugin.next();
        lent = connect.address(ipc::PluginTag::kPeerAddress);
        lends_later = connect.u8(ipc::PluginTag::kAddressLater) == 1;
    }
    void asks(const std::array<std::uint8_t, 4>& address, ipc::AddressOrigin origin) {
        plugin.send(ipc::PluginMessage::kAskAddress, [&](ipc::PluginMessageWriter& message) {
            message.put_address(ipc::PluginTag::kPeerAddress, address);
            message.put_u8(ipc::PluginTag::kOrigin, static_cast<std::uint8_t>(origin));
        });
    }
    bool is_granted(const std::array<std::uint8_t, 4>& address) {
        const auto answer = plugin.next();
        REQUIRE(answer.type() == ipc::PluginMessage::kAddress);
        CHECK(answer.address(ipc::PluginTag::kPeerAddress) == address);
        return answer.u8(ipc::PluginTag::kGranted) == 1;
    }
    bool gets(const std::array<std::uint8_t, 4>& address, ipc::AddressOrigin origin) {
        asks(address, origin);
        return is_granted(address);
    }
    void is_authenticated(const std::string& name, bool may_join = false) {
        plugin.send(ipc::PluginMessage::kAuthenticated, [&](ipc::PluginMessageWriter& message) {
            message.put_bytes(ipc::PluginTag::kAuthName, {reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
            message.put_u8(ipc::PluginTag::kMultilink, may_join ? 1 : 0);
        });
    }
    void is_up_with(const std::array<std::uint8_t, 4>& address) {
        plugin.send(ipc::PluginMessage::kIpUp, [&](ipc::PluginMessageWriter& message) {
            message.put_text(ipc::PluginTag::kInterface, "ppp0");
            message.put_address(ipc::PluginTag::kPeerAddress, address);
        });
    }
    /// Of a bundle, on the interface that its first link made.
    void joins(const std::string& bundle, bool first, const std::string& interface = "ppp0", std::uint32_t unit = 0) {
        plugin.send(ipc::PluginMessage::kIpUp, [&](ipc::PluginMessageWriter& message) {
            message.put_text(ipc::PluginTag::kInterface, interface);
            message.put_u32(ipc::PluginTag::kUnit, unit);
            message.put_text(ipc::PluginTag::kBundle, bundle);
            message.put_u8(ipc::PluginTag::kMaster, first ? 1 : 0);
        });
    }
    void tells_the_end() {
        plugin.send(ipc::PluginMessage::kEnded, [](ipc::PluginMessageWriter& message) {
            message.put_u16(ipc::PluginTag::kExitStatus, 0);
            message.put_text(ipc::PluginTag::kText, "the link was closed");
        });
    }

    User user;
    PlayedPlugin plugin;
    std::shared_ptr<StartedPppd> pppd;
    std::optional<std::array<std::uint8_t, 4>> lent;
    bool lends_later = false;
};

}  // namespace test
