// A call that ends here, from ICRQ to the last trace of its pppd: what is held, and that all of it is given back.
#include <csignal>

#include "support/lns_calls.h"

using namespace vpdnd;
using ipc::PluginMessage;
using test::connect_plugin;
using test::User;
using Tag = ipc::PluginTag;
using Joint = test::LnsAndLac;
using Started = test::StartedCall;
using Connected = test::ConnectedCall;

namespace {

void comes_up(test::PlayedPlugin& plugin, bool master) {
    plugin.send(PluginMessage::kIpUp, [&](ipc::PluginMessageWriter& message) {
        message.put_text(Tag::kInterface, "ppp0");
        message.put_text(Tag::kBundle, "user/1");
        message.put_u8(Tag::kMaster, master ? 1 : 0);
    });
}

/// Two calls of one user, both up: the first one's pppd owns the interface.
struct Bundle : Joint {
    Bundle() {
        first.calls();
        first.is_forwarded();
        owner_pppd = started(owner, 0);
        connect_plugin(owner);
        comes_up(owner, true);
        second.calls();
        second.is_forwarded();
        member_pppd = started(member, 1);
        connect_plugin(member);
        comes_up(member, false);
        REQUIRE(turn_until([&] {
            std::size_t in_bundle = 0;
            lns.calls.for_each([&](Call& call) { in_bundle += call.facts().ppp.network().bundle == "user/1"; });
            return in_bundle == 2;
        }));
    }
    User first{lac}, second{lac};
    test::PlayedPlugin owner{loop}, member{loop};
    std::shared_ptr<test::StartedPppd> owner_pppd, member_pppd;
};

bool has(const std::vector<std::string>& rows, const std::string& part) {
    return std::ranges::any_of(rows, [&](const std::string& row) { return row.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE_METHOD(Started, "The plugin gets ids, address and what the LAC proxied; nothing of it is in argv", "[call]") {
    plugin.hello(ipc::PluginMode::kLns);
    plugin.expect(PluginMessage::kWelcome);
    const auto connect = plugin.next();
    REQUIRE(connect.type() == PluginMessage::kConnect);
    const auto sessions = lns.endpoint.sessions();
    REQUIRE(sessions.size() == 1);
    CHECK(connect.u16(Tag::kSessionId) == sessions[0].key.session.value);
    CHECK(connect.address(Tag::kPeerAddress) == std::array<std::uint8_t, 4>{10, 10, 10, 11});
    CHECK(connect.text(Tag::kCallingNumber) == "2085730592");
    CHECK(connect.bytes(Tag::kAuthResponse)->size() == 3);
    CHECK_FALSE(has(pppd->argv, "user@cisco.com"));
}

TEST_CASE_METHOD(Connected, "The address is kept until the process is gone, though the session ended before", "[call]") {
    plugin_tells_the_end(0, "the user ended the call", 3);
    CHECK(told() == "3 0 \"the user ended the call\" true");
    CHECK(lns.plane.sessions == 0);
    CHECK(lns.leased("pool") == 1);
    pppd->ends({});
    CHECK_FALSE(pppd->alive);
    expect_nothing_left();
    CHECK(turn_until([&] { return lac.calls.empty(); }));
}

TEST_CASE_METHOD(Connected, "A pppd that has closed its link is left alone with its scripts", "[call]") {
    plugin_tells_the_end(0, "the user ended the call", 3);
    told();
    lns.calls.for_each([](Call& call) { call.stop(); });
    CHECK(plugin.nothing_waits());
    CHECK(pppd->signals.empty());
    pppd->ends({});
    expect_nothing_left();
}

TEST_CASE_METHOD(Connected, "When the session ends before pppd, the plugin learns that nobody is at the other end", "[call]") {
    SECTION("by the LAC") { user.plugin.leave(); }
    SECTION("by the kernel") { lns.plane.losses.session(key()); }
    const auto word = plugin.next();
    CHECK(word.type() == PluginMessage::kHangUp);
    CHECK(word.u8(Tag::kHow) == static_cast<std::uint8_t>(ipc::HangUpHow::kLineGone));
    CHECK(pppd->signals.empty());
    pppd->ends({});
    expect_nothing_left();
}

TEST_CASE("A call that cannot be served is refused with the reason, and nothing of it stays", "[call][rfc2661][4.4.2]") {
    Joint joint;
    std::string expected;
    SECTION("no address is free: CDN 4") {
        auto config = test::config_of_lns();
        config->pools["pool"].ranges = {};
        joint.lns.use(config);
        expected = "4 0 \"no address is free in the pool\" true";
    }
    SECTION("the kernel makes no session: CDN 2/4") {
        joint.lns.plane.fails_with = ENOMEM;
        expected = "2 4 \"create session\" true";
    }
    SECTION("the group is gone from the configuration: CDN 5") {
        const auto& policy = *joint.lac.core.policy;
        const TunnelRequest request{.settings = policy.settings(*policy.config().group("wholesale")), .source = {}, .source_port = 0};
        REQUIRE(joint.lac.tunnels.open(test::Clock::now(), request, joint.lns.listener(), true));
        REQUIRE(joint.turn_until([&] { return joint.lns.plane.tunnels == 1; }));
        auto config = test::config_of_lns();
        config->groups.clear();
        joint.lns.use(config);
        expected = "4 0 \"dial-in is not served any more\" true";
    }
    SECTION("pppd cannot be started: CDN 2/6") {
        joint.lns.supervisor.fails_with = "start /usr/sbin/pppd: No such file or directory";
        expected = "2 6 \"start /usr/sbin/pppd: No such file or directory\" true";
    }
    User user(joint.lac);
    user.calls();
    if (!joint.lns.supervisor.fails_with.empty()) user.is_forwarded();
    CHECK(joint.told() == expected);
    joint.expect_nothing_left();
}

TEST_CASE("A LAC that requires sequence numbers gets them from a session that was made without, or the call ends",
          "[call][rfc2661][4.4.4-10]") {
    Joint joint;
    joint.lns.plane.can_sequence = GENERATE(true, false);
    auto config = test::config_of_lac({joint.lns.listener()});
    config->groups.at(0).tunnel.sequencing = true;
    joint.lac.use(config);
    User user(joint.lac);
    test::PlayedPlugin plugin(joint.loop);
    user.calls();
    user.is_forwarded();
    if (joint.lns.plane.can_sequence) {
        const auto pppd = joint.started(plugin);
        CHECK(joint.lns.plane.sequenced == std::vector{joint.lns.endpoint.sessions().at(0).key});
        pppd->ends({});
    } else {
        CHECK(joint.told() == "2 6 \"number frames\" true");
        CHECK(joint.lns.supervisor.started.empty());
    }
    joint.expect_nothing_left();
}

TEST_CASE("A tunnel whose kernel side vanished is closed, not left half alive", "[call]") {
    Joint joint;
    joint.lns.plane.fails_with = ENODEV;
    User user(joint.lac);
    user.calls();
    REQUIRE(joint.turn_until([&] { return !joint.lns.down.empty() && joint.lns.plane.tunnels == 0; }));
    CHECK(joint.lac.plane.sessions == 0);
    joint.expect_nothing_left();
}

TEST_CASE_METHOD(Connected, "A kernel session or tunnel that somebody deletes ends the call with the reason", "[call]") {
    SECTION("the session") {
        lns.plane.losses.session(key());
        CHECK(told() == "2 6 \"another program deleted the kernel's session\" true");
        CHECK(lns.plane.tunnels == 1);
    }
    SECTION("the tunnel") {
        lns.plane.losses.tunnel(key().tunnel);
        CHECK(told() == "2 0 \"the tunnel ended: another program deleted the kernel's tunnel\" true");
        CHECK(lns.plane.tunnels == 0);
    }
    plugin.expect(PluginMessage::kHangUp);
    pppd->ends({.exit_status = 5, .signal = 0});
    expect_nothing_left();
}

TEST_CASE_METHOD(Started, "A pppd that dies without a word ends the call with its status", "[call]") {
    SECTION("before its plugin said hello") {}
    SECTION("while the call is up") { connect_plugin(plugin); }
    pppd->handlers.output("unrecognized option 'a-secret-put-in-the-wrong-place'");
    pppd->ends({.exit_status = 2, .signal = 0});
    CHECK(told() == "2 6 \"pppd refused its options\" true");  // the peer is not told what pppd wrote
    expect_nothing_left();
}

TEST_CASE_METHOD(Started, "A user who is gone before the plugin came gets no session, and pppd is ended by force", "[call]") {
    user.plugin.leave();
    plugin.expect(PluginMessage::kHangUp);
    plugin.hello(ipc::PluginMode::kLns);
    plugin.expect(PluginMessage::kWelcome);
    REQUIRE(turn_until([&] { return !pppd->signals.empty(); }));  // though the plugin is there, and does nothing
    CHECK(pppd->signals == std::vector{SIGTERM});
    CHECK(plugin.nothing_waits());
    pppd->ends({.exit_status = 5, .signal = 0});
    expect_nothing_left();
}

TEST_CASE_METHOD(Connected, "A plugin that leaves while its pppd stays does not keep the session", "[call]") {
    plugin.leave();
    CHECK(told() == "2 6 \"vpdn.so closed the connection, its pppd did not end\" true");
    REQUIRE(turn_until([&] { return !pppd->signals.empty(); }));
    pppd->ends({});
    expect_nothing_left();
}

TEST_CASE_METHOD(Bundle, "The owner of a bundle outlives its own link; killed, it takes the other links along", "[call][multilink]") {
    first.plugin.leave();
    CHECK(owner.next().u8(Tag::kHow) == static_cast<std::uint8_t>(ipc::HangUpHow::kLineGone));
    CHECK(lns.endpoint.session_count() == 1);
    CHECK(lns.leased("pool") == 1);
    owner_pppd->ends({.exit_status = 0, .signal = SIGKILL});
    member.expect(PluginMessage::kHangUp);
    member_pppd->ends({});
    expect_nothing_left();
}

TEST_CASE_METHOD(Bundle, "The turn that learns of the owner's death ends the other links, though the owner's own session was over",
                 "[call][multilink]") {
    first.plugin.leave();
    CHECK(owner.next().u8(Tag::kHow) == static_cast<std::uint8_t>(ipc::HangUpHow::kLineGone));
    REQUIRE(turn_until([&] { return lns.endpoint.session_count() == 1; }));
    bool told = false;
    loop.post([&] {
        owner_pppd->ends({.exit_status = 0, .signal = SIGKILL});
        told = true;
    });
    while (!told) REQUIRE(loop.turn());
    // Not with the next datagram or HELLO: nothing else happens any more.
    CHECK(lns.endpoint.session_count() == 0);
    CHECK(lns.plane.sessions == 0);
    member.expect(PluginMessage::kHangUp);
    member_pppd->ends({});
    expect_nothing_left();
}

TEST_CASE_METHOD(Bundle, "The owner of a bundle is killed: each link ends for its own reason", "[call][multilink]") {
    owner_pppd->ends({.exit_status = 0, .signal = SIGKILL});
    REQUIRE(turn_until([&] { return lac.down.size() == 2; }));
    CHECK(std::ranges::count(lac.down, "2 6 \"pppd was killed by signal 9\" true") == 1);
    CHECK(std::ranges::count(lac.down, "3 0 \"the bundle's interface is gone\" true") == 1);
    member_pppd->ends({});
    expect_nothing_left();
}

TEST_CASE_METHOD(Bundle, "A link of a bundle whose IP goes down is in no second bundle", "[call][multilink]") {
    member.send(PluginMessage::kIpDown);
    REQUIRE(turn_until([&] {
        std::size_t down = 0;
        lns.calls.for_each([&](Call& call) { down += !call.facts().ppp.ncp_open; });
        return down == 1;
    }));
    CHECK(lns.core.bundles.size() == 1);
    lns.core.bundles.for_each([](const vpdnd::Bundle& one) {
        CHECK(one.interface == "ppp0");
        CHECK(one.members.size() == 2);
    });
    member_pppd->ends({});
    owner_pppd->ends({});
    expect_nothing_left();
}

TEST_CASE_METHOD(Connected, "A daemon that stops ends its pppds and takes no more calls", "[call]") {
    lns.core.stop_calls();
    CHECK(pppd->signals == std::vector{SIGTERM});
    User late(lac);
    late.calls();
    CHECK(told() == "4 0 \"vpdnd is stopping\" true");
    CHECK(late.plugin.next().type() == PluginMessage::kReject);
    CHECK(lns.supervisor.started.size() == 1);
    pppd->ends({.exit_status = 5, .signal = 0});
    expect_nothing_left();
}
