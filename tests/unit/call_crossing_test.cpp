// What crosses in one turn of the loop: the endpoint has ended a session, or brought one forward, and its effects are
// carried out when the other end of the call has already changed its mind.
#include "support/call_site.h"

using namespace vpdnd;
using ipc::PluginMessage;
using test::Site;
using test::User;
using Tag = ipc::PluginTag;

namespace {

struct TwoTargets {
    EventLoop loop;
    Site first{loop, test::config_of_lns()};
    Site second{loop, test::config_of_lns()};
    Site lac{loop, test::config_of_lac({first.listener(), second.listener()})};

    bool turn_until(const std::function<bool()>& done) { return test::run_until(loop, done); }
    std::string target(const Site& lns) const { return "wholesale " + l2tp::to_string(lns.listener()); }
    bool dead(const Site& lns) const { return lac.core.targets.dead_until(target(lns), test::Clock::now()).has_value(); }
    l2tp::SessionState state_at_first() const {
        const auto sessions = first.endpoint.sessions();
        return sessions.empty() ? l2tp::SessionState::kIdle : sessions[0].state;
    }
    void expect_nothing_left() {
        CHECK(turn_until([&] { return lac.calls.empty(); }));
        CHECK(lac.plane.sessions == 0);
        CHECK(lac.endpoint.session_count() == 0);
        CHECK(lac.core.targets.sessions(target(first)) == 0);
        CHECK(lac.core.targets.sessions(target(second)) == 0);
    }
};

}  // namespace

TEST_CASE("A user who leaves in the turn of the ICRP is gone: the call ends, and no other LNS is asked", "[call]") {
    TwoTargets joint;
    User user(joint.lac);
    user.calls();
    REQUIRE(joint.turn_until([&] { return joint.state_at_first() == l2tp::SessionState::kWaitConnect; }));
    REQUIRE(joint.lac.endpoint.sessions().at(0).state == l2tp::SessionState::kWaitReply);  // the ICRP is on its way
    SECTION("his line hangs up") { user.plugin.leave(); }
    SECTION("his plugin fails") {
        user.plugin.send(PluginMessage::kFailed,
                         [](ipc::PluginMessageWriter& message) { message.put_text(Tag::kText, "self-check"); });
    }
    joint.expect_nothing_left();
    CHECK_FALSE(joint.dead(joint.first));
    CHECK(joint.second.endpoint.tunnel_count() == 0);
}

TEST_CASE("A channel that comes in the turn of the refusal it was for goes to the next LNS", "[call][rfc2661][7.4.1]") {
    TwoTargets joint;
    User user(joint.lac);
    user.calls();
    user.is_asked_to_detach();
    const auto now = test::Clock::now();
    const auto session = joint.first.endpoint.sessions().at(0).key;
    REQUIRE(joint.turn_until([&] { return joint.state_at_first() == l2tp::SessionState::kWaitConnect; }));
    SECTION("by CDN of the LNS") {
        joint.first.endpoint.close_session(now, session, l2tp::cdn_error(l2tp::ErrorCode::kTryAnother, "full"));
        joint.first.turn();
    }
    SECTION("by the loss of our own kernel session") {
        joint.lac.plane.losses.session(joint.lac.endpoint.sessions().at(0).key);
    }
    user.plugin.send(PluginMessage::kDetached);
    user.plugin.expect(PluginMessage::kBridged);
    REQUIRE(joint.turn_until([&] { return joint.second.supervisor.started.size() == 1; }));
    CHECK(joint.first.supervisor.started.empty());
    CHECK(joint.lac.plane.sessions == 1);
    CHECK_FALSE(joint.dead(joint.second));
    REQUIRE(user.call());
    CHECK(joint.turn_until([&] { return user.call()->record().state == CallState::kUp; }));
    user.plugin.leave();
    joint.expect_nothing_left();
}
