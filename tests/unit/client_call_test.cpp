// A call of this machine's own: it asks an LNS for a session, gives it to a pppd that is the user, and is placed again.
#include <csignal>

#include "support/client_site.h"

using namespace vpdnd;
using namespace std::chrono_literals;
using ipc::PluginMessage;
using test::ClientAndLnss;
using Tag = ipc::PluginTag;

namespace {

constexpr RedialTimes kSoon{100ms, 200ms};

}  // namespace

TEST_CASE("A call is placed with ICRQ and ICCN, and its pppd gets the session as the user", "[call][client][rfc2661][7.4.1]") {
    ClientAndLnss site;
    site.place();
    auto pppd = site.pppd();
    CHECK(site.client->endpoint.sessions().at(0).state == l2tp::SessionState::kEstablished);
    const auto& argv = pppd.pppd->argv;
    CHECK(test::has_words(argv, {"vpdn-fd", "3", "nodetach", "noauth", "vpdn-caller"}));
    CHECK(test::has_words(argv, {"file", "/etc/office.options"}));
    CHECK(std::ranges::find(argv, "auth") == argv.end());
    CHECK(std::ranges::find(argv, "usepeerdns") == argv.end());
    CHECK(std::ranges::find(argv, "noauth") < std::ranges::find(argv, "file"));  // the file may ask for authentication
    pppd.plugin.hello(ipc::PluginMode::kCaller);
    pppd.plugin.expect(PluginMessage::kWelcome);
    const auto connect = pppd.plugin.next();
    REQUIRE(connect.type() == PluginMessage::kConnect);
    CHECK(connect.u16(Tag::kSessionId) == site.client->endpoint.sessions().at(0).key.session.value);
    CHECK(connect.text(Tag::kPeerHost) == "127.0.0.1");
    CHECK(connect.text(Tag::kGroup) == "vpn");
    CHECK_FALSE(connect.address(Tag::kPeerAddress));
    CHECK(connect.u8(Tag::kMultilink) == 0);
    CHECK_FALSE(site.placed);
    pppd.is_up();
    REQUIRE(site.turn_until([&] { return site.placed.has_value(); }));
    REQUIRE(*site.placed);
    CHECK((*site.placed)->state == RedialState::kUp);
    const auto* call = site.office().call;
    REQUIRE(call != nullptr);
    CHECK(call->facts().ppp.network().interface == "ppp3");
    CHECK(call->facts().ppp.network().address == "10.10.10.11");
    CHECK(call->record().pairing == Pairing::kClient);
    CHECK(call->record().group == "vpn");
}

TEST_CASE("A call that is told to end is hung up by PPP, and the LNS is told why", "[call][client]") {
    ClientAndLnss site;
    auto pppd = site.up();
    CHECK(site.calls().end("office") == ClientCalls::Ended::kEnded);
    CHECK(site.office().ending);
    const auto hang_up = pppd.plugin.next();
    CHECK(hang_up.type() == PluginMessage::kHangUp);
    CHECK(hang_up.u8(Tag::kHow) == static_cast<std::uint8_t>(ipc::HangUpHow::kLink));
    pppd.ends();
    site.expect_nothing_left();
    REQUIRE(site.turn_until([&] { return !site.first.down.empty(); }));
    CHECK(site.first.down[0].starts_with("3 0 "));
    CHECK(site.office().state == RedialState::kIdle);
    CHECK(site.calls().end("office") == ClientCalls::Ended::kNotPlaced);
    CHECK(site.calls().end("home") == ClientCalls::Ended::kUnknown);
    CHECK_FALSE(site.calls().place("home", {}));
}

TEST_CASE("An LNS that refuses is left for the next one at once, and no pppd is started for it", "[call][client]") {
    ClientAndLnss site;
    site.first.plane.fails_with = ENOMEM;  // CDN 2/4
    site.place();
    auto pppd = site.pppd();
    CHECK(site.second.endpoint.session_count() == 1);
    CHECK(site.client->supervisor.started.size() == 1);
    pppd.connects();
    pppd.is_up();
    CHECK(site.comes_to(RedialState::kUp));
    CHECK(site.office().failures == 0);
}

TEST_CASE("A call that no LNS takes is tried again until one does, and whoever placed it hears of the first try", "[call][client]") {
    ClientAndLnss site([](ClientCall& call) { call.redial = kSoon; });
    site.first.plane.fails_with = site.second.plane.fails_with = ENOMEM;
    site.place();
    REQUIRE(site.turn_until([&] { return site.placed.has_value(); }));
    REQUIRE_FALSE(*site.placed);
    CHECK(site.placed->error().find("no LNS took the call: ") == 0);
    CHECK(site.office().call == nullptr);
    CHECK(site.office().lns == l2tp::to_string(site.second.listener()));
    CHECK(site.placed->error().find("; the next try is in 1 s") != std::string::npos);
    REQUIRE(site.turn_until([&] { return site.office().failures >= 3; }));
    CHECK(site.client->supervisor.started.empty());
    site.second.plane.fails_with = 0;
    auto pppd = site.pppd();
    pppd.connects();
    pppd.is_up();
    CHECK(site.comes_to(RedialState::kUp));
    CHECK(site.office().error.empty());
}

TEST_CASE("A call that the LNS ends is placed again, but not before its old pppd is gone", "[call][client]") {
    ClientAndLnss site([](ClientCall& call) { call.redial = {0ms, 0ms}; });
    auto pppd = site.up();
    site.first.endpoint.close_session(test::Clock::now(), site.first.endpoint.sessions().at(0).key,
                                      l2tp::cdn_result(l2tp::CdnResult::kAdministrative, "maintenance"));
    const auto hang_up = pppd.plugin.next();
    CHECK(hang_up.u8(Tag::kHow) == static_cast<std::uint8_t>(ipc::HangUpHow::kLineGone));
    REQUIRE(site.comes_to(RedialState::kPlacing));
    CHECK(site.client->endpoint.session_count() == 0);
    CHECK(site.office().call == nullptr);
    pppd.ends();
    auto next = site.pppd(1);
    next.connects();
    next.is_up();
    CHECK(site.comes_to(RedialState::kUp));
}

TEST_CASE("The end of PPP ends the session, and the call is placed again", "[call][client]") {
    ClientAndLnss site([](ClientCall& call) { call.redial = kSoon; });
    auto pppd = site.up();
    pppd.plugin.send(PluginMessage::kEnded, [](ipc::PluginMessageWriter& message) {
        message.put_u16(Tag::kExitStatus, 15);
        message.put_text(Tag::kText, "the peer does not answer LCP echo requests");
    });
    REQUIRE(site.comes_to(RedialState::kWaiting));
    CHECK(site.office().error == "the peer does not answer LCP echo requests");
    REQUIRE(site.turn_until([&] { return !site.first.down.empty(); }));
    pppd.ends();
    site.pppd(1);
}

TEST_CASE("An administrator who closes the session ends the call for good", "[call][client]") {
    ClientAndLnss site([](ClientCall& call) { call.redial = {0ms, 0ms}; });
    auto pppd = site.up();
    CHECK(site.client->core.graceful_close.close_session(site.client->endpoint.sessions().at(0).key));
    pppd.plugin.expect(PluginMessage::kHangUp);
    pppd.ends();
    site.expect_nothing_left();
    CHECK(site.office().state == RedialState::kIdle);
}

TEST_CASE("A call that is asked for while it is hung up is placed when that is over, and not said to be up before", "[call][client]") {
    ClientAndLnss site([](ClientCall& call) { call.redial = {10min, 10min}; });
    auto pppd = site.up();
    SECTION("by command") { CHECK(site.calls().end("office") == ClientCalls::Ended::kEnded); }
    SECTION("with its session") {
        CHECK(site.client->core.graceful_close.close_session(site.client->endpoint.sessions().at(0).key));
    }
    site.placed.reset();
    site.place();
    CHECK_FALSE(site.placed);
    CHECK(site.office().ending);
    pppd.plugin.expect(PluginMessage::kHangUp);
    pppd.ends();
    auto next = site.pppd(1);
    next.connects();
    next.is_up();
    REQUIRE(site.turn_until([&] { return site.placed.has_value(); }));
    CHECK(*site.placed);
    CHECK(site.office().state == RedialState::kUp);
}

TEST_CASE("A call that is told to end while it is tried leaves nothing", "[call][client]") {
    ClientAndLnss site;
    site.place();
    SECTION("before its tunnel is there") {}
    SECTION("with its tunnel") { REQUIRE(site.turn_until([&] { return site.client->endpoint.session_count() == 1; })); }
    SECTION("with its pppd") {
        auto pppd = site.pppd();
        CHECK(site.calls().end("office") == ClientCalls::Ended::kEnded);
        pppd.ends();
    }
    site.calls().end("office");
    site.expect_nothing_left();
    CHECK(site.office().state == RedialState::kIdle);
    REQUIRE(site.placed);
    CHECK_FALSE(*site.placed);
}

TEST_CASE("A call of the LNS's address is no user's: nobody's address is taken for it", "[call][client]") {
    ClientAndLnss site;
    auto pppd = site.up();
    CHECK(site.office().call->addresses().empty());
    CHECK(site.office().call->facts().ppp.network().peer_address == "10.10.10.10");
}

TEST_CASE("An LNS that proves who it is is no user of the call's group", "[call][client]") {
    ClientAndLnss site;
    site.place();
    auto pppd = site.pppd();
    pppd.connects();
    pppd.plugin.send(PluginMessage::kAuthenticated, [](ipc::PluginMessageWriter& message) {
        message.put_bytes(Tag::kAuthName, std::vector<std::uint8_t>{'l', 'n', 's'});
    });
    pppd.is_up();
    REQUIRE(site.comes_to(RedialState::kUp));
    CHECK(site.office().call->facts().ppp.user == "lns");
    CHECK(site.client->core.users.size() == 0);  // nothing that it would be replaced for, or counted with
}

TEST_CASE("A call that starts at boot is placed without a command; a reload that has it no more ends it", "[call][client]") {
    ClientAndLnss site([](ClientCall& call) {
        call.start = CallStart::kBoot;
        call.usepeerdns = true;
    });
    auto pppd = site.pppd();
    CHECK(std::ranges::find(pppd.pppd->argv, "usepeerdns") != pppd.pppd->argv.end());
    pppd.connects();
    pppd.is_up();
    REQUIRE(site.comes_to(RedialState::kUp));
    site.client->use(site.config);  // nothing has changed
    CHECK(site.office().state == RedialState::kUp);
    auto without = std::make_shared<Config>(*site.config);
    without->groups.front().call.reset();
    site.client->use(without);
    CHECK(site.calls().list().empty());
    pppd.plugin.expect(PluginMessage::kHangUp);
    pppd.ends();
    site.expect_nothing_left();
}

TEST_CASE("A daemon that stops places no call any more", "[call][client]") {
    ClientAndLnss site([](ClientCall& call) { call.redial = {0ms, 0ms}; });
    auto pppd = site.up();
    site.client->core.stop_calls();
    CHECK(pppd.pppd->signals == std::vector<int>{SIGTERM});
    pppd.ends();
    site.expect_nothing_left();
    CHECK(site.office().state == RedialState::kIdle);
}

TEST_CASE("A plugin of another mode does not get the session of a call", "[call][client]") {
    ClientAndLnss site;
    site.place();
    auto pppd = site.pppd();
    pppd.plugin.hello(ipc::PluginMode::kLns);
    pppd.plugin.expect(PluginMessage::kWelcome);
    REQUIRE(site.comes_to(RedialState::kWaiting));
    CHECK(site.office().error == "the spawned pppd runs vpdn.so in another mode");
    pppd.ends();
}
