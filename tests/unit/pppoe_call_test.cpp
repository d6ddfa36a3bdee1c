// A PPPoE user's call at the LAC: his pppd is started, asked and let go; and nothing of it is left whichever way it ends.
#include <csignal>
#include <optional>

#include "support/call_site.h"
#include "support/pppoe_user.h"

using namespace vpdnd;
using ipc::PluginMessage;
using test::PppoeUser;
using test::Site;
using Tag = ipc::PluginTag;

namespace {

struct Joint {
    EventLoop loop;
    Site lns{loop, test::config_of_lns()};
    Site lac{loop, test::config_of_lac({lns.listener()})};
    PppoeUser user{loop, lac.core, lac.supervisor};

    bool turn_until(const std::function<bool()>& done) { return test::run_until(loop, done); }
    bool is_up() const {
        return lac.calls.any_of([](const Call& call) { return call.record().state == CallState::kUp; });
    }
    void is_forwarded() {
        user.greets();
        user.calls();
        user.detaches();
        REQUIRE(turn_until([&] { return is_up(); }));
        user.exits();
    }
    void expect_nothing_left() {
        CHECK(turn_until([&] { return lac.calls.empty() && user.is_released(); }));
        CHECK(lac.plane.sessions == 0);
        CHECK(lac.endpoint.session_count() == 0);
    }
    std::string told_lns() {
        REQUIRE(turn_until([&] { return !lns.down.empty(); }));
        return lns.down[0];
    }
};

}  // namespace

TEST_CASE("A PPPoE user is answered by a pppd of his concentrator's options, that takes its line from the daemon", "[call][pppoe]") {
    Joint joint;
    const auto& argv = joint.user.pppd().argv;
    const auto has = [&](std::string_view word) { return std::ranges::find(argv, word) != argv.end(); };
    CHECK(has("vpdn-line"));
    CHECK(has("/etc/users.options"));
    joint.user.greets();
    joint.user.exits();
    joint.expect_nothing_left();
}

TEST_CASE("A forwarded PPPoE call lives without its pppd, and tells the LNS what is known of the line", "[call][pppoe]") {
    Joint joint;
    joint.is_forwarded();
    REQUIRE(joint.turn_until([&] { return joint.lns.supervisor.started.size() == 1; }));
    CHECK(joint.is_up());
    joint.lac.calls.for_each([](const Call& call) { CHECK(call.facts().line.kind == ipc::LineKind::kPppoe); });
    joint.lns.calls.for_each([](const Call& call) {
        const auto& facts = call.facts();
        CHECK(facts.calling_number() == "slot 1/2");
        CHECK(facts.called_number() == "isp");
        CHECK(facts.line.tx_speed == 16'000'000);
        CHECK(facts.line.rx_speed == 1'000'000);
        REQUIRE(facts.line.names);
        CHECK(facts.line.names->access_line == std::vector<l2tp::VendorAvp>{{3561, 1, {'s'}}});
    });
    CHECK_FALSE(joint.user.is_released());
    joint.user.channel.here.reset();  // the interface, or the host's PADT
    CHECK(joint.told_lns().starts_with("1 0 "));
    CHECK(joint.turn_until([&] { return joint.lac.calls.empty(); }));
}

TEST_CASE("A service that is served but not offered by name is no called number", "[call][pppoe]") {
    EventLoop loop;
    Site lac{loop, test::config_of_lac({})};
    PppoeUser user{loop, lac.core, lac.supervisor, "6121"};
    unsigned calls = 0;
    lac.calls.for_each([&](const Call& call) {
        ++calls;
        CHECK(call.facts().calling_number() == "slot 1/2");
        CHECK(call.facts().called_number().empty());
    });
    CHECK(calls == 1);
    user.pppd().ends({.not_started = "no such file"});
    CHECK(test::run_until(loop, [&] { return lac.calls.empty(); }));
}

TEST_CASE("A PPPoE user who vanishes before his call is bridged has hung up", "[call][pppoe]") {
    Joint joint;
    joint.user.greets();
    joint.user.calls();
    SECTION("while the LNS is asked") {
        REQUIRE(joint.turn_until([&] { return joint.lns.endpoint.session_count() == 1; }));
        joint.lac.plane.user_hung_up = true;
        joint.user.exits({.exit_status = 1});
    }
    SECTION("when his channel is to be bridged") {
        joint.lac.plane.user_hung_up = true;
        joint.lac.plane.bridge_fails_with = ENXIO;
        joint.user.detaches();
        REQUIRE(joint.turn_until([&] { return !joint.lns.down.empty(); }));
        joint.user.exits();
    }
    SECTION("when his pppd has let him go") {
        joint.user.detaches();
        joint.user.channel.here.reset();
        REQUIRE(joint.turn_until([&] { return !joint.lns.down.empty(); }));
        joint.user.exits();
    }
    CHECK(joint.told_lns().starts_with("1 0 "));
    joint.expect_nothing_left();
}

TEST_CASE("When the LNS ends the call the PPPoE session is released", "[call][pppoe]") {
    Joint joint;
    joint.is_forwarded();
    REQUIRE(joint.turn_until([&] { return joint.lns.endpoint.session_count() == 1; }));
    joint.lns.calls.for_each([](Call& call) { call.close(); });
    joint.expect_nothing_left();
}

TEST_CASE("A PPPoE user of no group is served by his pppd, which lives on", "[call][pppoe]") {
    Joint joint;
    joint.user.greets();
    joint.user.calls("user@elsewhere.org");
    joint.user.plugin.expect(PluginMessage::kLocal);
    REQUIRE(joint.turn_until([&] { return joint.is_up(); }));
    CHECK(joint.lac.endpoint.tunnel_count() == 0);
    SECTION("until he hangs up") {
        joint.user.plugin.send(PluginMessage::kEnded, [](ipc::PluginMessageWriter& message) { message.put_u16(Tag::kExitStatus, 0); });
        REQUIRE(joint.turn_until([&] { return !joint.is_up(); }));
        CHECK(joint.user.pppd().signals.empty());  // its scripts run
        CHECK_FALSE(joint.user.is_released());
    }
    SECTION("until the administrator ends it") {
        joint.lac.calls.for_each([](Call& call) { call.close(); });
        CHECK(joint.user.pppd().signals == std::vector<int>{SIGTERM});
    }
    SECTION("until the daemon stops") {
        joint.lac.core.stop_calls();
        CHECK(joint.user.pppd().signals == std::vector<int>{SIGTERM});
        CHECK(joint.lac.core.terminating());
    }
    joint.user.exits({.exit_status = 5});
    joint.expect_nothing_left();
}

TEST_CASE("A PPPoE user whose LNS refuses is told by his pppd", "[call][pppoe]") {
    Joint joint;
    joint.lns.plane.fails_with = ENOMEM;
    joint.user.greets();
    joint.user.calls();
    joint.user.plugin.expect(PluginMessage::kReject);
    CHECK_FALSE(joint.user.is_released());  // he has to hear of it
    joint.user.exits({.exit_status = 11});
    joint.expect_nothing_left();
}

TEST_CASE("A PPPoE call whose pppd or plugin fails at any step ends, and leaves nothing", "[call][pppoe]") {
    Joint joint;
    auto& user = joint.user;
    SECTION("not started") { user.pppd().ends({.not_started = "no such file"}); }
    SECTION("another mode") {
        user.plugin.take(std::move(user.pppd().plugin_end));
        user.plugin.hello(ipc::PluginMode::kLns);
        REQUIRE(joint.turn_until([&] { return !user.pppd().signals.empty(); }));
        user.exits();
    }
    SECTION("dead before the user has answered") {
        user.greets();
        user.exits({.signal = SIGKILL});
    }
    SECTION("dead while the LNS is asked") {
        user.greets();
        user.calls();
        REQUIRE(joint.turn_until([&] { return joint.lac.endpoint.session_count() == 1; }));
        user.exits({.signal = SIGKILL});
    }
    SECTION("dead when it was told to let go") {
        user.greets();
        user.calls();
        user.plugin.expect(PluginMessage::kForward);
        user.plugin.expect(PluginMessage::kDetach);
        user.exits({.signal = SIGKILL});
    }
    SECTION("calling twice") {
        user.greets();
        user.calls();
        user.calls();
        REQUIRE(joint.turn_until([&] { return !user.pppd().signals.empty(); }));
        user.exits();
    }
    SECTION("letting go without being told") {
        user.greets();
        user.plugin.send(PluginMessage::kDetached);
        REQUIRE(joint.turn_until([&] { return !user.pppd().signals.empty(); }));
        user.exits();
    }
    joint.expect_nothing_left();
}
