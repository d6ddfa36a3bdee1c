// Tunnel switching: a call that a tunnel brought and another one takes on, in sessions without a kernel. What is told on,
// who is asked next, and how either end hears of the other's.
#include "support/switch_sites.h"

using namespace vpdnd;
using ipc::PluginMessage;
using test::Site;
using test::SwitchSites;
using test::User;
using Tag = ipc::PluginTag;

namespace {

void call_number(User& user, const std::string& number) {
    user.also_says = [number](ipc::PluginMessageWriter& message) { message.put_text(Tag::kCalledNumber, number); };
}

l2tp::SessionInfo session_of(const Site& site) { return site.endpoint.sessions().at(0); }

/// Of the switch, towards the LAC.
l2tp::SessionInfo session_with_lac(const Site& machine) {
    for (const auto& info : machine.endpoint.sessions())
        if (info.role == l2tp::Role::kLns) return info;
    return {};
}

}  // namespace

TEST_CASE("A call is switched by domain, number or peer: two sessions, one bridge, no pppd", "[switch]") {
    const int by = GENERATE(0, 1, 2);
    SwitchSites site(by == 0 ? test::by_domain() : by == 1 ? test::by_number() : test::by_peer());
    User user(site.lac);
    if (by == 1) call_number(user, "614629");
    user.calls();
    user.is_forwarded();
    REQUIRE(site.reaches(site.first));
    CHECK(site.machine.supervisor.started.empty());
    CHECK(site.machine.endpoint.session_count() == 2);
    REQUIRE(site.turn_until([&] { return site.call_of(site.machine)->record().state == CallState::kUp; }));
    CHECK(site.machine.plane.bridged == 1);
    const auto* call = site.call_of(site.machine);
    CHECK(call->record().pairing == Pairing::kSwitch);
    CHECK(call->record().group == "onward");
    CHECK_FALSE(call->facts().proxied);  // credentials are gone when they were told
    const auto* at_lns = site.call_of(site.first);
    REQUIRE(at_lns);
    CHECK(at_lns->facts().ppp.user == "user@cisco.com");
    CHECK(at_lns->facts().calling_number() == "2085730592");
    CHECK(at_lns->facts().line.tx_speed == 64000);
    CHECK(session_of(site.first).serial == session_of(site.lac).serial);
    user.plugin.leave();
    site.expect_nothing_left();
    CHECK(site.first.down.at(0) == "1 0 \"the user's link is gone\" true");
}

TEST_CASE("What no group takes ends at the switch, or is refused", "[switch]") {
    const bool always = GENERATE(true, false);
    SwitchSites site([&](Config& config) {
        test::by_domain("elsewhere.org")(config);
        if (always) config.groups[0].accept_dialin->forward = ForwardCalls::kAlways;
    });
    User user(site.lac);
    user.calls();
    user.is_asked_to_detach();
    user.plugin.send(PluginMessage::kDetached);
    user.plugin.expect(PluginMessage::kBridged);
    if (always) {
        CHECK(site.told() == "6 0 \"no group takes the call\" true");
        user.plugin.expect_end();
    } else {
        REQUIRE(site.reaches(site.machine));
        auto pppd = site.machine.supervisor.started[0];
        test::PlayedPlugin plugin(site.loop);
        plugin.take(std::move(pppd->plugin_end));
        plugin.hello(ipc::PluginMode::kLns);
        plugin.expect(PluginMessage::kWelcome);
        const auto connect = plugin.next();
        CHECK(connect.type() == PluginMessage::kConnect);
        CHECK(connect.bytes(Tag::kAuthName)->size() == std::string_view("user@cisco.com").size());
        CHECK(site.call_of(site.machine)->record().pairing == Pairing::kLns);
        user.plugin.leave();
        REQUIRE(site.turn_until([&] { return !site.machine.down.empty(); }));
        pppd->ends({});
    }
    CHECK(site.first.endpoint.tunnel_count() == 0);
    site.expect_nothing_left();
}

TEST_CASE("A switch asks the next LNS while the user's LAC waits", "[switch]") {
    const bool early = GENERATE(true, false);  // the LNS is asked before the LAC is answered, or after its ICCN
    SwitchSites site(early ? test::by_peer() : test::by_domain());
    site.first.plane.fails_with = ENOMEM;  // CDN 2/4
    User user(site.lac);
    user.calls();
    user.is_forwarded();
    REQUIRE(site.reaches(site.second));
    CHECK(site.machine.core.targets.dead_until("onward " + l2tp::to_string(site.first.listener()), test::Clock::now()));
    CHECK(site.lac.down.empty());
    user.plugin.leave();
    site.expect_nothing_left();
}

TEST_CASE("An LNS that leaves between its ICRP and the LAC's ICCN loses the call to the next one", "[switch]") {
    SwitchSites site(test::by_peer());
    User user(site.lac);
    user.calls();
    user.is_asked_to_detach();  // the LAC has the switch's ICRP: all three are prepared
    REQUIRE(site.turn_until([&] { return site.machine.plane.bridged == 1; }));
    const auto at_first = session_of(site.first).key;
    const bool iccn_first = GENERATE(true, false);
    if (iccn_first) {  // both in one turn: the ICCN may find the far end gone
        user.plugin.send(PluginMessage::kDetached);
        site.first.endpoint.close_session(test::Clock::now(), at_first, l2tp::cdn_error(l2tp::ErrorCode::kTryAnother, "full"));
        site.first.turn();
    } else {
        site.first.endpoint.close_session(test::Clock::now(), at_first, l2tp::cdn_error(l2tp::ErrorCode::kTryAnother, "full"));
        site.first.turn();
        REQUIRE(site.turn_until([&] { return site.machine.plane.bridged == 2; }));
        CHECK(session_of(site.lac).state == l2tp::SessionState::kPreparing);
        user.plugin.send(PluginMessage::kDetached);
    }
    user.plugin.expect(PluginMessage::kBridged);
    REQUIRE(site.reaches(site.second));
    CHECK(site.call_of(site.second)->facts().ppp.user == "user@cisco.com");
    user.plugin.leave();
    site.expect_nothing_left();
}

TEST_CASE("The LAC hears what the last LNS said, before it was answered or after", "[switch]") {
    const bool early = GENERATE(true, false);
    SwitchSites site(early ? test::by_peer() : test::by_domain());
    for (auto* lns : {&site.first, &site.second}) lns->core.effects.refuse_calls();  // CDN 4
    User user(site.lac);
    user.calls();
    if (!early) {
        user.is_asked_to_detach();
        user.plugin.send(PluginMessage::kDetached);
    }
    CHECK(site.told() == "4 0 \"vpdnd is stopping\" true");
    user.plugin.leave();
    site.expect_nothing_left();
}

TEST_CASE("Results and PPP causes are carried over in both directions", "[switch]") {
    SwitchSites site(test::by_domain());
    User user(site.lac);
    user.calls();
    user.is_forwarded();
    REQUIRE(site.reaches(site.first));
    const auto now = test::Clock::now();
    const l2tp::PppDisconnectCause cause{16, 0xc223, 1, "who are you"};
    const l2tp::Q931Cause q931{16, 1, "normal"};
    const auto bye = l2tp::stop_result(l2tp::StopResult::kShuttingDown, "bye");
    SECTION("from the LNS") {
        const auto result = l2tp::cdn_error(l2tp::ErrorCode::kVendorSpecific, "no");
        site.first.endpoint.close_session(now, session_of(site.first).key, result, cause, q931);
        site.first.turn();
        CHECK(site.told() == "2 6 \"no\" true");
        CHECK(site.lac.ended.whole[0].disconnect == cause);
        CHECK(site.lac.ended.whole[0].q931 == q931);
        user.plugin.expect_end();
    }
    SECTION("from the LAC") {
        const auto result = l2tp::cdn_result(l2tp::CdnResult::kBusy, "moved");
        site.lac.endpoint.close_session(now, session_of(site.lac).key, result, cause, q931);
        site.lac.turn();
        REQUIRE(site.turn_until([&] { return !site.first.down.empty(); }));
        CHECK(site.first.down[0] == "8 0 \"moved\" true");
        CHECK(site.first.ended.whole[0].disconnect == cause);
        CHECK(site.first.ended.whole[0].q931 == q931);
    }
    SECTION("an error of the conversation with the one is not the other's") {
        const auto result = l2tp::cdn_error(l2tp::ErrorCode::kUnknownMandatoryAvp, "");
        site.first.endpoint.close_session(now, session_of(site.first).key, result);
        site.first.turn();
        CHECK(site.told() == "2 6 \"unknown mandatory AVP\" true");
    }
    SECTION("the LNS's tunnel ends") {
        site.first.endpoint.close_tunnel(now, session_of(site.first).key.tunnel, bye);
        site.first.turn();
        CHECK(site.told() == "2 6 \"the tunnel ended: bye\" true");
    }
    SECTION("the LAC's tunnel ends: to the LNS the user's way is gone") {
        site.lac.endpoint.close_tunnel(now, session_of(site.lac).key.tunnel, bye);
        site.lac.turn();
        REQUIRE(site.turn_until([&] { return !site.first.down.empty(); }));
        CHECK(site.first.down[0] == "1 0 \"the tunnel that brought the call ended\" true");
    }
    SECTION("the administrator of the switch") {
        REQUIRE(site.machine.core.graceful_close.close_session(session_with_lac(site.machine).key));
        site.machine.turn();
        CHECK(site.told() == "3 0 \"closed by the administrator\" true");
        REQUIRE(site.turn_until([&] { return !site.first.down.empty(); }));
        CHECK(site.first.down[0] == "3 0 \"closed by the administrator\" true");
    }
    SECTION("somebody deletes a session of the switch in the kernel") {
        const bool towards_lac = GENERATE(true, false);
        for (const auto& info : site.machine.endpoint.sessions())
            if ((info.role == l2tp::Role::kLns) == towards_lac) site.machine.plane.losses.session(info.key);
        site.machine.turn();
        CHECK(site.told() == "2 6 \"another program deleted the kernel's session\" true");
        REQUIRE(site.turn_until([&] { return !site.first.down.empty(); }));
        CHECK(site.first.down[0] == "2 6 \"another program deleted the kernel's session\" true");
    }
    user.plugin.leave();
    site.expect_nothing_left();
}

TEST_CASE("What a group does not let pass is dropped or made anew", "[switch]") {
    SwitchSites site([](Config& config) {
        test::by_domain()(config);
        test::set_action(config, "calling-number", AvpAction::kDrop);
        test::set_action(config, "connect-speed", AvpAction::kDrop);
        test::set_action(config, "proxy-auth", AvpAction::kDrop);
        test::set_action(config, "disconnect-cause", AvpAction::kDrop);
        test::set_action(config, "client-port", AvpAction::kRenew);
        test::set_action(config, "call-serial", AvpAction::kRenew);
    });
    // Serial numbers are counted from what each machine starts with.
    const auto place = [&](const std::string& port) {
        User user(site.lac);
        user.also_says = [port](ipc::PluginMessageWriter& message) { message.put_text(Tag::kPortName, port); };
        user.calls();
        user.is_forwarded();
        return user;
    };
    auto user = place("Virtual-Access3");
    REQUIRE(site.reaches(site.first));
    const auto& facts = site.call_of(site.first)->facts();
    CHECK(facts.calling_number().empty());
    CHECK(facts.line.tx_speed == 0);
    CHECK(facts.ppp.user.empty());
    const auto with_lac = session_with_lac(site.machine).key;
    REQUIRE(facts.line.names);
    CHECK(facts.line.names->port_name == std::to_string(with_lac.tunnel.value) + "/" + std::to_string(with_lac.session.value));
    const auto result = l2tp::cdn_result(l2tp::CdnResult::kAdministrative, "go");
    site.first.endpoint.close_session(test::Clock::now(), session_of(site.first).key, result, l2tp::PppDisconnectCause{3, 0, 2, "idle"});
    site.first.turn();
    CHECK(site.told() == "3 0 \"go\" true");
    CHECK_FALSE(site.lac.ended.whole[0].disconnect);
    user.plugin.leave();
    site.expect_nothing_left();
}

TEST_CASE("A LAC that gives up while the LNS is asked leaves nothing behind", "[switch]") {
    SwitchSites site(test::by_peer());
    User user(site.lac);
    user.calls();
    REQUIRE(site.turn_until([&] { return !site.machine.calls.empty(); }));
    user.plugin.leave();
    site.expect_nothing_left();
}

TEST_CASE("A channel that the kernel does not give ends a call, and the peer's fault it is not", "[switch]") {
    SwitchSites site(test::by_domain());
    site.machine.plane.channel_fails_with = ENXIO;
    User user(site.lac);
    user.calls();
    user.is_asked_to_detach();
    user.plugin.send(PluginMessage::kDetached);
    CHECK(site.told().substr(0, 2) == "2 ");
    CHECK_FALSE(site.machine.core.targets.dead_until("onward " + l2tp::to_string(site.first.listener()), test::Clock::now()));
    user.plugin.leave();
    site.expect_nothing_left();
}
