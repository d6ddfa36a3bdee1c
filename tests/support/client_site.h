// This machine as a client of two LNSs; pppds and plugins are played by the test. Fixtures for Catch2.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/call_site.h"

namespace test {

using Octets = std::array<std::uint8_t, 4>;

/// A group "vpn" with the call "office" to these LNSs, in the order in which they shall be tried.
inline std::shared_ptr<vpdnd::Config> config_of_client(const std::vector<l2tp::Address>& lns) {
    auto out = config_of_lac(lns);
    auto& group = out->groups.front();
    group.name = "vpn";
    group.request_dialin.reset();
    group.call = vpdnd::ClientCall{.name = "office", .ppp_options = "/etc/office.options", .redial = {}};
    return out;
}

/// Has a list of arguments these words, one behind the other?
inline bool has_words(const std::vector<std::string>& argv, const std::vector<std::string>& words) {
    return std::search(argv.begin(), argv.end(), words.begin(), words.end()) != argv.end();
}

/// The pppd of a call, played.
struct ClientPppd {
    ClientPppd(vpdnd::EventLoop& loop, std::shared_ptr<StartedPppd> started) : plugin(loop), pppd(std::move(started)) {
        plugin.take(std::move(pppd->plugin_end));
    }
    void connects() {
        plugin.hello(ipc::PluginMode::kCaller);
        plugin.expect(ipc::PluginMessage::kWelcome);
        plugin.expect(ipc::PluginMessage::kConnect);
    }
    void is_up(const Octets& own = {10, 10, 10, 11}, const Octets& peer = {10, 10, 10, 10}) {
        plugin.send(ipc::PluginMessage::kIpUp, [&](ipc::PluginMessageWriter& message) {
            message.put_text(ipc::PluginTag::kInterface, "ppp3");
            message.put_address(ipc::PluginTag::kLocalAddress, own);
            message.put_address(ipc::PluginTag::kPeerAddress, peer);
        });
    }
    /// PPP is over, and so is the process.
    void ends() {
        plugin.leave();
        pppd->ends({});
    }

    PlayedPlugin plugin;
    std::shared_ptr<StartedPppd> pppd;
};

struct ClientAndLnss {
    ClientAndLnss() : ClientAndLnss([](vpdnd::ClientCall&) {}) {}
    explicit ClientAndLnss(const std::function<void(vpdnd::ClientCall&)>& change)
        : config(config_of_client({first.listener(), second.listener()})) {
        change(*config->groups.front().call);
        first.plane.with_descriptor = second.plane.with_descriptor = true;
        client.emplace(loop, config);
        client->plane.with_descriptor = true;
    }

    vpdnd::ClientCalls& calls() { return client->core.client_calls; }
    vpdnd::ClientCalls::Status office() { return calls().list().at(0); }
    /// Places the call; what comes of it is in `placed`.
    void place() {
        REQUIRE(calls().place("office", [this](const auto& how) { placed = how; }));
    }
    bool turn_until(const std::function<bool()>& done) { return run_until(loop, done); }
    bool comes_to(vpdnd::RedialState state) {
        return turn_until([&] { return office().state == state; });
    }
    /// The nth pppd (from 0) of the client, when it is started.
    ClientPppd pppd(std::size_t n = 0) {
        REQUIRE(turn_until([&] { return client->supervisor.started.size() == n + 1; }));
        return {loop, client->supervisor.started[n]};
    }
    /// Places it and plays until it is up.
    ClientPppd up() {
        place();
        auto out = pppd();
        out.connects();
        out.is_up();
        REQUIRE(comes_to(vpdnd::RedialState::kUp));
        return out;
    }
    void expect_nothing_left() {
        CHECK(turn_until([&] { return client->calls.empty(); }));
        CHECK(client->plane.sessions == 0);
        CHECK(client->endpoint.session_count() == 0);
    }

    vpdnd::EventLoop loop;
    Site first{loop, config_of_lns()};
    Site second{loop, config_of_lns()};
    std::shared_ptr<vpdnd::Config> config;
    std::optional<Site> client;
    std::optional<tl::expected<vpdnd::ClientCalls::Status, std::string>> placed;
};

}  // namespace test
