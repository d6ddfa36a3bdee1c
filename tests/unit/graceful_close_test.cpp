// What the administrator ends: users are told by PPP first, then the peer, and nobody waits for ever.
#include "call/graceful_close.h"

#include <csignal>

#include "support/lns_calls.h"

using namespace vpdnd;
using ipc::PluginMessage;
using test::User;
using Tag = ipc::PluginTag;
using Started = test::StartedCall;
using Connected = test::ConnectedCall;

namespace {

constexpr const char* kClosed = "3 0 \"closed by the administrator\" true";
constexpr std::chrono::milliseconds kSoon{50}, kNever{3'600'000};

void expect_hang_up(test::PlayedPlugin& plugin, ipc::HangUpHow how = ipc::HangUpHow::kLink) {
    const auto message = plugin.next();
    CHECK(message.type() == PluginMessage::kHangUp);
    CHECK(message.u8(Tag::kHow) == static_cast<std::uint8_t>(how));
}

/// One call, whose user has so long to answer.
struct OneCall : Connected {
    explicit OneCall(std::chrono::milliseconds grace = kNever) {
        lns.core.times.graceful = grace;
        lns.core.times.exit_delay = kNever;
    }
};
struct OneHastyCall : OneCall {
    OneHastyCall() : OneCall(kSoon) {}
};

/// Both calls of a tunnel that is being closed.
struct TwoCalls : OneCall {
    explicit TwoCalls(std::chrono::milliseconds grace = kNever) : OneCall(grace) {
        second.calls();
        second.is_forwarded();
        second_pppd = started(second_plugin, 1);
        test::connect_plugin(second_plugin);
        tunnel = key().tunnel;
        REQUIRE(lns.core.graceful_close.close_tunnel(tunnel));
        lns.turn();
        expect_hang_up(plugin);
        expect_hang_up(second_plugin);
    }
    std::string tunnel_state() const {
        const auto info = lns.endpoint.tunnel(tunnel);
        return info ? std::string(name_of(info->state)) : "gone";
    }
    void expect_both_closed() {
        REQUIRE(turn_until([&] { return lac.down.size() == 2; }));
        REQUIRE(turn_until([&] { return lns.plane.tunnels == 0 && lac.plane.tunnels == 0; }));
        CHECK_FALSE(lns.core.graceful_close.close_tunnel(tunnel));
        for (auto* one : {pppd.get(), second_pppd.get()})
            if (one->alive) one->ends({.exit_status = 5, .signal = 0});
        expect_nothing_left();
    }
    User second{lac};
    test::PlayedPlugin second_plugin{loop};
    std::shared_ptr<test::StartedPppd> second_pppd;
    l2tp::TunnelId tunnel;
};
struct TwoHastyCalls : TwoCalls {
    TwoHastyCalls() : TwoCalls(kSoon) {}
};

}  // namespace

TEST_CASE_METHOD(OneCall, "A session that is closed by command ends in PPP first, then goes the CDN", "[call]") {
    REQUIRE(lns.core.graceful_close.close_session(key()));
    REQUIRE(lns.core.graceful_close.close_session(key()));  // an impatient administrator changes nothing
    lns.turn();
    expect_hang_up(plugin);
    CHECK(lns.plane.sessions == 1);  // the Terminate-Request needs it
    SECTION("the user agrees") { plugin_tells_the_end(5, "closed by the administrator", 1); }
    SECTION("the user hangs up at the same time") { plugin_tells_the_end(0, "the user ended the call", 3); }
    SECTION("pppd ends without a word") { pppd->ends({.exit_status = 5, .signal = 0}); }
    CHECK(told() == kClosed);
    if (pppd->alive) pppd->ends({.exit_status = 5, .signal = 0});
    expect_nothing_left();
}

TEST_CASE_METHOD(OneHastyCall, "A session that is closed by command waits for its user only so long", "[call]") {
    REQUIRE(lns.core.graceful_close.close_session(key()));
    lns.turn();
    SECTION("the user does not answer") {}
    SECTION("the plugin leaves, its pppd does not end") { plugin.leave(); }  // without a grace it had exit_delay
    CHECK(told() == kClosed);
    pppd->ends({.exit_status = 5, .signal = 0});
    expect_nothing_left();
}

TEST_CASE_METHOD(Started, "A session whose pppd has not begun is closed at once", "[call]") {
    REQUIRE(lns.core.graceful_close.close_session(lns.endpoint.sessions().at(0).key));
    lns.turn();
    CHECK(lns.endpoint.session_count() == 0);
    CHECK(told() == kClosed);
    pppd->ends({.exit_status = 5, .signal = 0});
    expect_nothing_left();
}

TEST_CASE_METHOD(TwoCalls, "A tunnel that is closed by command waits for the users of all its calls", "[call]") {
    CHECK(lns.core.graceful_close.close_tunnel(tunnel));
    plugin_tells_the_end(5, "closed by the administrator", 1);
    CHECK(told() == kClosed);
    CHECK(tunnel_state() == "established");
    SECTION("which are told") { second_pppd->ends({.exit_status = 5, .signal = 0}); }
    SECTION("or end it all themselves") {
        const auto info = lac.endpoint.sessions().at(0).key.tunnel;
        lac.endpoint.close_tunnel(test::Clock::now(), info, l2tp::stop_result(l2tp::StopResult::kGeneralRequest));
        lac.turn();
    }
    expect_both_closed();
}

TEST_CASE_METHOD(TwoHastyCalls, "A tunnel that is closed by command waits for users only so long", "[call]") {
    expect_both_closed();
    CHECK(lac.down[0] == kClosed);
    CHECK(lac.down[1] == kClosed);
}

TEST_CASE_METHOD(TwoCalls, "A tunnel that is being closed takes no more calls", "[call][rfc2661][4.4.2]") {
    User late(lac);
    late.calls();
    CHECK(told() == "4 0 \"the tunnel is being closed\" true");
    CHECK(late.plugin.next().type() == PluginMessage::kReject);
    CHECK(lns.supervisor.started.size() == 2);
}

TEST_CASE_METHOD(Connected, "A LAC closes its session at once: the user's PPP is the LNS's", "[call]") {
    CHECK_FALSE(lac.core.graceful_close.close_session({{1}, {1}}));
    CHECK_FALSE(lac.core.graceful_close.close_tunnel({1}));
    REQUIRE(lac.core.graceful_close.close_session(lac.endpoint.sessions().at(0).key));
    lac.turn();
    user.plugin.expect_end();
    expect_hang_up(plugin, ipc::HangUpHow::kLineGone);
    REQUIRE(lns.down.size() == 1);
    CHECK(lns.down[0] == kClosed);
}
