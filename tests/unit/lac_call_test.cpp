// A user's call at the LAC: where it goes, and that nothing of it is left whichever way it ends.
#include "support/call_site.h"

using namespace vpdnd;
using ipc::PluginMessage;
using test::Site;
using test::User;
using Tag = ipc::PluginTag;

namespace {

/// Two LNSs on one address; the LAC tries `first` first.
struct Joint {
    EventLoop loop;
    Site first{loop, test::config_of_lns()};
    Site second{loop, test::config_of_lns()};
    Site lac{loop, test::config_of_lac({first.listener(), second.listener()})};

    bool turn_until(const std::function<bool()>& done) { return test::run_until(loop, done); }
    /// Of the first or second LNS.
    std::string target(std::size_t lns) const { return "wholesale " + l2tp::to_string((lns == 0 ? first : second).listener()); }
    bool dead(std::size_t lns) const { return lac.core.targets.dead_until(target(lns), test::Clock::now()).has_value(); }
    /// After is_asked_to_detach(): the first LNS has the session, without an ICCN yet.
    l2tp::SessionKey session_of_first() const { return first.endpoint.sessions().at(0).key; }
    /// The first LNS has lost the call: the second one gets the user's channel.
    void goes_to_second(User& user) {
        user.plugin.send(PluginMessage::kDetached);
        user.plugin.expect(PluginMessage::kBridged);
        REQUIRE(turn_until([&] { return second.supervisor.started.size() == 1; }));
        CHECK(first.supervisor.started.empty());
        CHECK(lac.plane.sessions == 1);
        CHECK_FALSE(dead(1));
        user.plugin.leave();
    }
    void expect_nothing_left() {
        CHECK(turn_until([&] { return lac.calls.empty(); }));
        CHECK(lac.plane.sessions == 0);
        CHECK(lac.endpoint.session_count() == 0);
        CHECK(lac.core.targets.sessions(target(0)) == 0);
        CHECK(lac.core.targets.sessions(target(1)) == 0);
    }
};

}  // namespace

TEST_CASE("A call is forwarded to the first LNS, detached before the session is connected", "[call][rfc2661][7.4.1]") {
    Joint joint;
    User user(joint.lac);
    user.calls();
    user.is_asked_to_detach();
    CHECK(joint.lac.endpoint.sessions().at(0).state == l2tp::SessionState::kPreparing);
    user.plugin.send(PluginMessage::kDetached);
    user.plugin.expect(PluginMessage::kBridged);
    REQUIRE(joint.turn_until([&] { return joint.first.supervisor.started.size() == 1; }));
    CHECK(joint.lac.core.targets.sessions(joint.target(0)) == 1);
    user.plugin.leave();
    joint.expect_nothing_left();
    REQUIRE(joint.turn_until([&] { return !joint.first.down.empty(); }));
    CHECK(joint.first.down[0] == "1 0 \"the user's link is gone\" true");
}

TEST_CASE("A call that no group serves stays local, and no tunnel is opened", "[call]") {
    Joint joint;
    User user(joint.lac);
    user.calls("user@elsewhere.org");
    user.plugin.expect(PluginMessage::kLocal);
    CHECK(joint.lac.endpoint.tunnel_count() == 0);
    user.plugin.leave();
    joint.expect_nothing_left();
}

TEST_CASE("An LNS that refuses gets its dead time, the next one takes the call", "[call]") {
    Joint joint;
    joint.first.plane.fails_with = ENOMEM;  // CDN 2/4
    User user(joint.lac);
    user.calls();
    user.is_forwarded();
    CHECK(joint.second.endpoint.session_count() == 1);
    CHECK(joint.dead(0));
    CHECK_FALSE(joint.dead(1));
    CHECK(joint.lac.core.targets.sessions(joint.target(0)) == 0);
    CHECK(joint.lac.core.targets.sessions(joint.target(1)) == 1);
    user.plugin.leave();
    joint.expect_nothing_left();
}

TEST_CASE("A call that no LNS takes is rejected with the last one's words", "[call]") {
    Joint joint;
    joint.first.plane.fails_with = joint.second.plane.fails_with = ENOMEM;
    User user(joint.lac);
    user.calls();
    const auto answer = user.plugin.next();
    REQUIRE(answer.type() == PluginMessage::kReject);
    CHECK(std::string(answer.text(Tag::kText).value()).find("create session") != std::string::npos);
    user.plugin.leave();
    joint.expect_nothing_left();
}

TEST_CASE("A plugin that leaves or fails at any step ends the call, and no other LNS is asked", "[call]") {
    Joint joint;
    User user(joint.lac);
    SECTION("before it asked") { user.plugin.leave(); }
    SECTION("while the LNS is asked") {
        user.calls();
        REQUIRE(joint.turn_until([&] { return joint.lac.endpoint.session_count() == 1; }));
        user.plugin.leave();
    }
    SECTION("failing while the LNS is asked") {
        user.calls();
        REQUIRE(joint.turn_until([&] { return joint.lac.endpoint.session_count() == 1; }));
        user.plugin.send(PluginMessage::kFailed,
                         [](ipc::PluginMessageWriter& message) { message.put_text(Tag::kText, "self-check"); });
        user.plugin.expect_end();
    }
    SECTION("asking twice") {
        user.calls();
        user.calls();
        REQUIRE(joint.turn_until([&] { return joint.lac.calls.empty(); }));
    }
    SECTION("when it was told to detach") {
        user.calls();
        user.plugin.expect(PluginMessage::kForward);
        user.plugin.leave();
    }
    SECTION("with words that make no sense") {
        user.calls();
        user.plugin.expect(PluginMessage::kForward);
        user.plugin.send(PluginMessage::kWelcome);
        user.plugin.send(PluginMessage::kDetached);
        user.plugin.send(PluginMessage::kDetached);
        user.plugin.leave();
    }
    joint.expect_nothing_left();
    CHECK(joint.second.endpoint.counters().sessions_opened == 0);
    CHECK_FALSE(joint.dead(1));
}

TEST_CASE("The LAC's own data plane fails: no session is left behind, and no LNS gets a dead time for it", "[call]") {
    Joint joint;
    SECTION("no kernel session") { joint.lac.plane.fails_with = ENOMEM; }
    SECTION("no kernel tunnel any more") { joint.lac.plane.fails_with = ENODEV; }
    SECTION("no kernel tunnel") { joint.lac.plane.tunnel_fails_with = EEXIST; }
    User user(joint.lac);
    user.calls();
    user.plugin.expect(PluginMessage::kReject);
    CHECK(joint.lac.down.size() == 2);  // each LNS was asked: the next one's tunnel might have been whole
    CHECK_FALSE(joint.dead(0));
    CHECK_FALSE(joint.dead(1));
    user.plugin.leave();
    joint.expect_nothing_left();
}

TEST_CASE("A user's channel that cannot be bridged: each LNS is asked, and no dead time begins", "[call]") {
    Joint joint;
    User user(joint.lac);
    SECTION("the session has no channel") {
        joint.lac.plane.channel_fails_with = ENXIO;
        user.calls();
        user.plugin.expect(PluginMessage::kReject);
        user.plugin.leave();
    }
    SECTION("the kernel refuses") {
        joint.lac.plane.bridge_fails_with = EINVAL;
        user.calls();
        user.is_asked_to_detach();
        user.plugin.send(PluginMessage::kDetached);
        user.plugin.expect_end();
    }
    CHECK(joint.lac.down.size() == 2);
    CHECK_FALSE(joint.dead(0));
    CHECK_FALSE(joint.dead(1));
    joint.expect_nothing_left();
}

TEST_CASE("A user who is gone when his channel is to be bridged is no failure: no other LNS is asked", "[call]") {
    Joint joint;
    joint.lac.plane.bridge_fails_with = ENXIO;
    joint.lac.plane.user_hung_up = true;
    User user(joint.lac);
    user.calls();
    user.is_asked_to_detach();
    user.plugin.send(PluginMessage::kDetached);
    user.plugin.expect_end();
    CHECK(joint.lac.down.size() == 1);
    CHECK(joint.second.endpoint.counters().sessions_opened == 0);
    joint.expect_nothing_left();
}

TEST_CASE("A LAC's kernel session that somebody deletes ends the call, or its attempt, with the reason", "[call]") {
    Joint joint;
    User user(joint.lac);
    user.calls();
    SECTION("the call is up") {
        user.is_forwarded();
        joint.lac.plane.losses.session(joint.lac.endpoint.sessions().at(0).key);
        user.plugin.expect_end();
        CHECK(joint.lac.down[0] == "2 6 \"another program deleted the kernel's session\" false");
        CHECK(joint.second.endpoint.tunnel_count() == 0);
    }
    SECTION("the call waits for pppd: the next LNS is asked") {
        user.is_asked_to_detach();
        joint.lac.plane.losses.session(joint.lac.endpoint.sessions().at(0).key);
        user.plugin.send(PluginMessage::kDetached);
        user.plugin.expect(PluginMessage::kBridged);
        user.plugin.leave();
    }
    CHECK_FALSE(joint.dead(0));
    joint.expect_nothing_left();
}

TEST_CASE("An administrator who closes the tunnel does not make the LNS a bad one", "[call]") {
    Joint joint;
    User user(joint.lac);
    user.calls();
    REQUIRE(joint.turn_until([&] { return joint.lac.endpoint.session_count() == 1; }));
    REQUIRE(joint.lac.core.graceful_close.close_tunnel(joint.lac.endpoint.tunnels().at(0).id));
    joint.lac.turn();
    user.is_forwarded();
    CHECK(joint.second.endpoint.session_count() == 1);
    CHECK_FALSE(joint.dead(0));
    user.plugin.leave();
    joint.expect_nothing_left();
}

TEST_CASE("An LNS that refuses behind its ICRP loses the call to the next one", "[call][rfc2661][7.4.1]") {
    Joint joint;
    User user(joint.lac);
    user.calls();
    user.is_asked_to_detach();
    const auto session = joint.session_of_first();
    REQUIRE(joint.turn_until([&] { return joint.first.endpoint.session(session)->state == l2tp::SessionState::kWaitConnect; }));
    const bool second_serves = GENERATE(true, false);
    if (!second_serves) joint.second.core.host.stop();
    const auto now = test::Clock::now();
    SECTION("by CDN") {
        joint.first.endpoint.close_session(now, session, l2tp::cdn_result(l2tp::CdnResult::kNoFacilitiesTemporary));
    }
    SECTION("by StopCCN") {
        joint.first.endpoint.close_tunnel(now, session.tunnel, l2tp::stop_result(l2tp::StopResult::kShuttingDown));
    }
    joint.first.turn();
    REQUIRE(joint.turn_until([&] { return joint.dead(0); }));
    if (!second_serves) {
        // Nobody is left: the parked pppd is hung up, its user's line with it.
        user.plugin.expect_end();
    } else {
        REQUIRE(joint.turn_until([&] { return joint.lac.plane.sessions == 1; }));
        joint.goes_to_second(user);
    }
    joint.expect_nothing_left();
}

TEST_CASE("A channel that pppd let go for an LNS that refused goes to the next one at once", "[call]") {
    Joint joint;
    User user(joint.lac);
    user.calls();
    user.is_asked_to_detach();
    joint.first.endpoint.close_session(test::Clock::now(), joint.session_of_first(), l2tp::cdn_error(l2tp::ErrorCode::kTryAnother, "full"));
    joint.first.turn();
    REQUIRE(joint.turn_until([&] { return joint.dead(0); }));
    joint.goes_to_second(user);  // before it has said anything
    joint.expect_nothing_left();
}

TEST_CASE("An established call that the LNS ends is over for the user: no second LNS", "[call]") {
    Joint joint;
    User user(joint.lac);
    user.calls();
    user.is_forwarded();
    REQUIRE(joint.turn_until([&] { return joint.first.supervisor.started.size() == 1; }));
    joint.first.supervisor.started[0]->ends({.exit_status = 12, .signal = 0});
    user.plugin.expect_end();
    joint.expect_nothing_left();
    REQUIRE(joint.lac.down.size() == 1);
    CHECK(joint.lac.down[0] == "3 0 \"idle timeout\" true");
    CHECK(joint.second.endpoint.tunnel_count() == 0);
}

TEST_CASE("A reload that removes the group does not touch a call under way", "[call]") {
    Joint joint;
    User user(joint.lac);
    user.calls();
    REQUIRE(joint.turn_until([&] { return joint.lac.endpoint.session_count() == 1; }));
    auto config = test::config_of_lac({});
    config->groups.clear();
    joint.lac.use(config);
    user.is_forwarded();
    CHECK(joint.first.endpoint.session_count() == 1);
}
