// A call whose user RADIUS servers judge. Servers, pppds and plugins are played by the test. For Catch2 tests only.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "support/judged_users.h"
#include "support/lns_calls.h"
#include "support/scripted_radius.h"

namespace test {

/// An LNS whose group has `radius`, and a user whose LAC proxies PAP (or not).
struct Judged : LnsAndLac {
    explicit Judged(bool proxied = true, std::chrono::milliseconds answers_within = std::chrono::seconds(20)) {
        auto config = config_of_lns();
        config->groups[0].accept_dialin->radius = "isp";
        config->pools["gold"].ranges = {{0x0a141401, 0x0a141401}};
        lns.use(config);
        lns.core.user_authenticator.use({{"isp", {&radius, {.identifier = "lns1", .address = {}}, answers_within}}});
        if (proxied) user.also_says = says_lcp;
        user.calls();
        user.is_forwarded();
    }
    void expect_question(std::size_t count = 1) {
        REQUIRE(turn_until([&] { return radius.asked.size() == count; }));
    }
    void answer(radius::Outcome outcome, const radius::AttributeList& attributes = {}) {
        radius.answer(outcome, attributes);
        lns.turn();
    }
    /// The plugin has said hello; what the daemon tells it.
    ipc::PluginMessageReader connect() {
        pppd = started(plugin);
        plugin.hello(ipc::PluginMode::kLns);
        plugin.expect(ipc::PluginMessage::kWelcome);
        auto message = plugin.next();
        REQUIRE(message.type() == ipc::PluginMessage::kConnect);
        return message;
    }
    void plugin_asks(const std::string& name = "user@cisco.com", const std::string& password = "pap") {
        asks(plugin, name, password);
    }
    /// About a user who is in.
    void plugin_asks_again(const std::string& name = "user@cisco.com") { asks(plugin, name, "pap", true); }
    ipc::PluginMessageReader verdict() {
        auto message = plugin.next();
        REQUIRE(message.type() == ipc::PluginMessage::kVerdict);
        return message;
    }

    ScriptedRadius radius;
    User user{lac};
    PlayedPlugin plugin{loop};
    std::shared_ptr<StartedPppd> pppd;
};
struct AskedHere : Judged {
    AskedHere() : Judged(false) {}
};

inline radius::AttributeList accept_with_address(radius::Ipv4 address) {
    radius::AttributeList out;
    using namespace radius::literals;
    out.add("Framed-IP-Address"_attr, address);
    return out;
}

/// IpUp of a link that is in no bundle.
inline void is_up(PlayedPlugin& plugin, std::array<std::uint8_t, 4> address = {10, 9, 9, 9}) {
    plugin.send(ipc::PluginMessage::kIpUp, [&](ipc::PluginMessageWriter& message) {
        message.put_text(ipc::PluginTag::kInterface, "ppp0");
        message.put_address(ipc::PluginTag::kPeerAddress, address);
    });
}

/// AskAddress.
inline void wants_address(PlayedPlugin& plugin, std::array<std::uint8_t, 4> address, ipc::AddressOrigin origin) {
    plugin.send(ipc::PluginMessage::kAskAddress, [&](ipc::PluginMessageWriter& question) {
        question.put_address(ipc::PluginTag::kPeerAddress, address);
        question.put_u8(ipc::PluginTag::kOrigin, static_cast<std::uint8_t>(origin));
    });
}

}  // namespace test
