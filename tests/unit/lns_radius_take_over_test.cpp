// An LNS that is taken over by another object, or whose servers a reload takes away, while RADIUS judges and accounts a user.
#include <optional>

#include "support/judged_users.h"
#include "support/played_radius.h"
#include "support/taken_over.h"

using namespace vpdnd;
using namespace radius::literals;
using ipc::PluginMessage;
using Tag = ipc::PluginTag;

namespace {

/// An LNS whose users a server on a socket judges.
struct TakenOver {
    explicit TakenOver(bool proxied, Accounting accounting = Accounting::kNo) {
        auto config = test::config_of_lns();
        config->groups[0].accept_dialin->radius = "isp";
        config->groups[0].radius_accounting = accounting;
        RadiusServer one;
        one.address = "127.0.0.1";
        one.auth_port = server.port();
        one.secret = test::kRadiusSecret;
        config->radius["isp"].servers = {one};
        config->radius["isp"].nas_identifier = "lns1";
        lns.emplace(loop, config);
        lac.emplace(loop, test::config_of_lac({lns->core->sockets.listeners().front()}));
        user.emplace(*lac);
        if (proxied) user->also_says = test::says_lcp;
        user->calls();
        user->is_forwarded();
    }
    bool turn_until(const std::function<bool()>& done) { return test::run_until(loop, done); }
    radius::Packet asked() {
        REQUIRE(turn_until([&] { return lns->core->radius_servers.all().at(0).client.servers().at(0).counters.requests == 1; }));
        return server.next();
    }
    /// The question is not answered before another object is there, which asks again.
    radius::Packet asked_again() {
        const auto first = asked();
        lns->take_over();
        auto second = asked();
        CHECK(second.attributes.text("Acct-Session-Id"_attr) == first.attributes.text("Acct-Session-Id"_attr));
        CHECK(second.attributes.text("User-Name"_attr) == first.attributes.text("User-Name"_attr));
        return second;
    }
    void accept(const radius::Packet& request) {
        radius::AttributeList attributes;
        attributes.add("Session-Timeout"_attr, 60u);
        server.answer(request, radius::Code::kAccessAccept, test::kRadiusSecret, attributes);
    }
    void plugin_connects() {
        REQUIRE(turn_until([&] { return lns->supervisor.started.size() == 1; }));
        plugin.take(std::move(lns->supervisor.started[0]->plugin_end));
        plugin.hello(ipc::PluginMode::kLns);
        plugin.expect(PluginMessage::kWelcome);
    }

    EventLoop loop;
    test::PlayedServer server;
    std::optional<test::Machine> lns;
    std::optional<test::Site> lac;
    std::optional<test::User> user;
    test::PlayedPlugin plugin{loop};
};

}  // namespace

TEST_CASE("Who takes an LNS over asks again about proxied credentials that were not judged", "[core][call][radius]") {
    TakenOver site(true);
    site.accept(site.asked_again());
    site.plugin_connects();
    const auto connect = site.plugin.next();
    CHECK(connect.u8(Tag::kGranted) == 1);
    CHECK(connect.u32(Tag::kSessionTimeout) == 60);
}

TEST_CASE("Who takes an LNS over while a pppd waits for its verdict asks again, and the pppd gets it", "[core][call][radius]") {
    TakenOver site(false);
    site.plugin_connects();
    site.plugin.expect(PluginMessage::kConnect);
    test::asks(site.plugin, "user", "password");
    site.accept(site.asked_again());
    const auto verdict = site.plugin.next();
    REQUIRE(verdict.type() == PluginMessage::kVerdict);
    CHECK(verdict.u8(Tag::kGranted) == 1);
    CHECK(verdict.u32(Tag::kSessionTimeout) == 60);
}

TEST_CASE("What was judged before a take-over is told to the plugin after it", "[core][call][radius]") {
    TakenOver site(true);
    site.accept(site.asked());
    REQUIRE(site.turn_until([&] { return site.lns->supervisor.started.size() == 1; }));
    site.lns->take_over();
    site.plugin_connects();
    const auto connect = site.plugin.next();
    CHECK(connect.u8(Tag::kGranted) == 1);
    CHECK(connect.u32(Tag::kSessionTimeout) == 60);
}

TEST_CASE("A call that has its route is told of as it was to be when a reload names the servers no more", "[core][call][accounting]") {
    TakenOver site(true, Accounting::kRequired);
    site.accept(site.asked());
    site.plugin_connects();
    site.plugin.expect(PluginMessage::kConnect);
    auto next = std::make_shared<Config>(*site.lns->config);
    next->groups[0].accept_dialin->radius.clear();
    next->groups[0].radius_accounting = Accounting::kNo;
    next->radius.clear();
    auto& core = *site.lns->core;
    core.use(next);
    const auto* servers = core.accounting.ledger().servers("isp");
    REQUIRE(servers != nullptr);
    CHECK(servers->service == core.radius_servers.accounting("isp"));
    CHECK(servers->identity.text("NAS-Identifier"_attr) == "lns1");
    CHECK(servers->start_within == std::chrono::seconds(10));
    CHECK_FALSE(servers->announce);
}

TEST_CASE("Whether a call is told of was decided with its route, whatever the next object has for a configuration",
          "[core][call][accounting]") {
    TakenOver site(true, Accounting::kYes);
    site.accept(site.asked());
    site.plugin_connects();
    site.plugin.expect(PluginMessage::kConnect);
    auto next = std::make_shared<Config>(*site.lns->config);
    next->groups[0].radius_accounting = Accounting::kNo;
    site.lns->config = next;
    site.lns->take_over();
    CHECK(site.lns->core->accounting.ledger().open() == 0);
    site.plugin.send(PluginMessage::kIpUp, [](ipc::PluginMessageWriter& message) {
        message.put_text(Tag::kInterface, "ppp0");
        message.put_address(Tag::kPeerAddress, {10, 10, 10, 11});
    });
    CHECK(site.turn_until([&] { return site.lns->core->accounting.ledger().open() == 1; }));
}
