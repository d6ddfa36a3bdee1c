// How results, refusals and ends of calls stand in the log and in the events of `l2tpctl monitor`.
#include <deque>

#include "event/log_observer.h"
#include "event/trace_log.h"
#include "log/limited.h"
#include "support/lns_calls.h"
#include "support/logged.h"

using namespace vpdnd;
using Catch::Matchers::Contains;
using ipc::PluginMessage;
using ipc::PluginTag;
using test::User;

namespace {

struct Heard : MonitorSink {
    bool wanted() const override { return true; }
    void publish(std::string_view event, const ipc::Value::Object& fields) override {
        events.emplace_back(event, ipc::Value(fields));
    }
    const ipc::Value& one(std::string_view name) const {
        static const ipc::Value none;
        for (const auto& [event, fields] : events)
            if (event == name) return fields;
        return none;
    }
    auto count(std::string_view name) const {
        return std::ranges::count(events, name, [](const auto& event) { return std::string_view(event.first); });
    }
    std::deque<std::pair<std::string, ipc::Value>> events;  ///< references to them stay
};

std::string logged_by(const std::function<void(LogObserver&)>& tell) {
    LogObserver observer;
    return test::logged(log::Level::kInfo, [&] { tell(observer); });
}

void bring_up(test::PlayedPlugin& plugin) {
    plugin.send(PluginMessage::kAuthenticated, [](ipc::PluginMessageWriter& message) {
        message.put_text(PluginTag::kAuthName, "user@cisco.com");
    });
    plugin.send(PluginMessage::kIpUp, [](ipc::PluginMessageWriter& message) {
        message.put_text(PluginTag::kInterface, "ppp7");
        message.put_address(PluginTag::kPeerAddress, std::array<std::uint8_t, 4>{10, 9, 9, 1});
    });
}

}  // namespace

TEST_CASE("The log has results in one form: numbers with their names, the text, and who said it", "[event]") {
    const auto line = logged_by([](LogObserver& log) {
        log.tunnel_ended({.tunnel = l2tp::TunnelId{5},
                          .result = {2, 8, ""},
                          .by_peer = true,
                          .path = {{}, {{{192, 0, 2, 1}}, 1701}},
                          .peer_name = "LAC"});
    });
    CHECK_THAT(line, Contains("tunnel ended tunnel=5 peer=LAC address=192.0.2.1:1701 result=2 \"general error\" "
                              "error=8 \"unknown mandatory AVP\" message=\"\" by=peer"));
}

TEST_CASE("A call that a limit of ours refuses is not logged as an error by the peer", "[event]") {
    const auto line = logged_by([](LogObserver& log) {
        TunnelObservers observers;
        observers.add(log);
        TraceLog trace(observers);
        trace.call_refused(l2tp::TunnelId{5}, {{}, {{{192, 0, 2, 1}}, 1701}}, "LAC",
                           l2tp::cdn_result(l2tp::CdnResult::kNoFacilitiesTemporary, "session-limit of the group"));
    });
    CHECK_THAT(line, Contains("call refused tunnel=5 peer=LAC address=192.0.2.1:1701 result=4 \"no facilities (temporary)\" error=0 "
                              "message=\"session-limit of the group\" by=us"));
}

TEST_CASE_METHOD(test::ConnectedCall, "The line of an ended call says whose it was, how long, how much and why", "[event]") {
    bring_up(plugin);
    lns.plane.counters = SessionStatistics{.bytes_in = 1234, .bytes_out = 56789};
    const auto lines = test::logged(log::Level::kInfo, [&] {
        plugin_tells_the_end(0, "the user ended the call", 3);
        told();
    });
    CHECK_THAT(lines, Contains(" call ended session="));
    CHECK_THAT(lines, Contains(" user=user@cisco.com address=10.9.9.1 duration=0s octets-in=1234 octets-out=56789 "
                               "cause=ppp-ended result=3 \"administrative\" error=0 message=\"the user ended the call\" by=us"));
}

TEST_CASE_METHOD(test::LnsAndLac, "Events of sessions and tunnels say with whom and for whom", "[event]") {
    Heard heard;
    lns.core.monitor.publish_to(&heard);
    User user(lac);
    user.calls();
    user.is_forwarded();
    test::PlayedPlugin plugin(loop);
    const auto pppd = started(plugin);
    test::connect_plugin(plugin);
    bring_up(plugin);
    REQUIRE(turn_until([&] { return heard.count("session-ppp") > 0 && heard.events.back().second["ncp"] == ipc::Value("open"); }));
    const auto& up = heard.one("session-up");
    CHECK(up["user"] == ipc::Value("user@cisco.com"));
    CHECK(up["remote_address"] == ipc::Value("127.0.0.1"));
    CHECK_FALSE(up["remote_name"].text()->empty());
    lns.endpoint.close_tunnel(test::Clock::now(), lns.endpoint.tunnels().at(0).id,
                              l2tp::stop_result(l2tp::StopResult::kShuttingDown, "bye"));
    REQUIRE(turn_until([&] { return heard.count("tunnel-down") == 1; }));
    const auto& down = heard.one("session-down");
    CHECK(down["user"] == ipc::Value("user@cisco.com"));
    CHECK(down["peer_address"] == ipc::Value("10.9.9.1"));
    CHECK(down["remote_name"] == up["remote_name"]);
    CHECK(down["result"] == ipc::Value(3));
    CHECK(down["result_name"] == ipc::Value("administrative"));
    CHECK(heard.one("tunnel-down")["remote_name"] == up["remote_name"]);
    CHECK(heard.one("tunnel-down")["by"] == ipc::Value("us"));
    lns.core.monitor.publish_to(nullptr);
    pppd->ends({});
    expect_nothing_left();
}

TEST_CASE_METHOD(test::ConnectedCall, "A state that has not changed is not published again", "[event]") {
    Heard heard;
    lns.core.monitor.publish_to(&heard);
    for (int i = 0; i < 3; ++i) bring_up(plugin);
    plugin.send(PluginMessage::kIpDown);
    REQUIRE(turn_until([&] { return !heard.events.empty() && heard.events.back().second["ncp"] == ipc::Value("closed"); }));
    CHECK(heard.count("session-ppp") == 2);  // the network, its end; the name was known before
    lns.core.monitor.publish_to(nullptr);
}

TEST_CASE_METHOD(test::LnsAndLac, "A refused call is an event at both ends", "[event]") {
    Heard at_lns, at_lac;
    lns.core.monitor.publish_to(&at_lns);
    lac.core.monitor.publish_to(&at_lac);
    auto config = test::config_of_lns();
    config->groups.at(0).tunnel.session_limit = 0;
    lns.use(config);
    User user(lac);
    user.calls();
    REQUIRE(turn_until([&] { return at_lac.count("call-refused") == 1; }));
    CHECK(at_lac.one("call-refused")["user"] == ipc::Value("user@cisco.com"));
    REQUIRE(at_lns.count("call-refused") == 1);
    CHECK_FALSE(at_lns.one("call-refused")["remote_name"].text()->empty());
    CHECK(at_lns.one("call-refused")["result"] == ipc::Value(4));
    CHECK(at_lns.one("call-refused")["by"] == ipc::Value("us"));
    lac.core.monitor.publish_to(nullptr);
    lns.core.monitor.publish_to(nullptr);
}

TEST_CASE_METHOD(test::LnsAndLac, "A stranger is not told why no group serves him, a known address is", "[event][rfc2661][4.4.2]") {
    auto config = test::config_of_lns();
    config->groups.at(0).terminate_from = {"somebody-else"};
    const bool known = GENERATE(false, true);
    config->groups.at(0).peers.clear();
    if (known) config->groups.at(0).peers = {{{{127}}, 8}};
    lns.use(config);
    Heard heard;
    lac.core.monitor.publish_to(&heard);
    const auto& policy = *lac.core.policy;
    const TunnelRequest request{.settings = policy.settings(*policy.config().group("wholesale")), .source = {}, .source_port = 0};
    const auto lines = test::logged(log::Level::kInfo, [&] {
        REQUIRE(lac.tunnels.open(test::Clock::now(), request, lns.listener(), true));
        REQUIRE(turn_until([&] { return heard.count("tunnel-down") == 1; }));
    });
    const auto& told = *heard.one("tunnel-down")["message"].text();
    CHECK(told == (known ? "no group serves this host name" : "not authorized"));
    CHECK_THAT(lines, Contains("tunnel refused peer="));
    CHECK_THAT(lines, Contains(known ? "message=\"no group serves this host name\"" : "reason=\"no group serves this host name\""));
    lac.core.monitor.publish_to(nullptr);
}

TEST_CASE("What is tolerated of a peer is logged once for each peer and kind, and escaped", "[event][tolerance]") {
    const auto lines = test::logged(log::Level::kInfo, [] {
        TunnelObservers observers;
        TraceLog trace(observers);
        const auto from = [](std::uint8_t last, std::uint16_t port) { return l2tp::Path{{}, {{{192, 0, 2, last}}, port}}; };
        for (int i = 0; i < 5; ++i) {
            trace.tolerated(from(1, static_cast<std::uint16_t>(1701 + i)), "a second SCCRP");
            trace.tolerated(from(1, 1701), "two\nlines \033[2J");
            trace.tolerated(from(2, 1701), "a second SCCRP");
        }
    });
    const std::string start = "is served all the same; told once peer=";
    CHECK_THAT(lines, Contains(start + "192.0.2.1 what=\"a second SCCRP\""));
    CHECK_THAT(lines, Contains(start + "192.0.2.2 what=\"a second SCCRP\""));
    CHECK_THAT(lines, Contains(start + "192.0.2.1 what=\"two"));
    CHECK(std::ranges::count(lines, '\n') == 3);
    CHECK(lines.find('\033') == std::string::npos);
}

TEST_CASE("The log has the LNS that did not take a call in the same form, with the numbers", "[event]") {
    EventLoop loop;
    test::Site refusing(loop, test::config_of_lns()), lac(loop, test::config_of_lac({refusing.listener()}));
    const auto target = "wholesale " + l2tp::to_string(refusing.listener());
    refusing.plane.fails_with = ENOMEM;
    User user(lac);
    const auto lines = test::logged(log::Level::kInfo, [&] {
        user.calls();
        CHECK(test::run_until(loop, [&] { return lac.core.targets.dead_until(target, test::Clock::now()).has_value(); }));
    });
    CHECK_THAT(lines, Contains("LNS dead time begins group=wholesale lns=") && Contains(" result=2 \"general error\" error=4 "));
    CHECK_THAT(lines, Contains(" by=peer"));
    CHECK_THAT(lines, !Contains("error=\"general error"));
    user.plugin.leave();
    CHECK(test::run_until(loop, [&] { return lac.calls.empty(); }));
}
