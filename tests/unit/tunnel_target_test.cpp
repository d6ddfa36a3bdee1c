// ADDRESS of `l2tpctl tunnel open`.
#include "control/tunnel_opener.h"
#include "support/call_site.h"
#include "support/catch.h"
#include "support/udp_peer.h"

using vpdnd::parse_target;

TEST_CASE("a tunnel's target is a name or an address, with or without a port", "[control]") {
    struct Case {
        const char* text;
        const char* name;
        std::uint16_t port;
    };
    for (const auto& [text, name, port] : {Case{"lns.example.net", "lns.example.net", 1701}, Case{"192.0.2.1:65535", "192.0.2.1", 65535},
                                           Case{"2001:db8::1", "2001:db8::1", 1701}, Case{"[2001:db8::1]", "2001:db8::1", 1701},
                                           Case{"[2001:db8::1]:1", "2001:db8::1", 1}}) {
        INFO(text);
        const auto target = parse_target(text);
        REQUIRE(target);
        CHECK(target->name == name);
        CHECK(target->port == port);
    }
}

TEST_CASE("a target with a port that is none is refused", "[control]") {
    for (const char* text : {"lns:", "lns:0", "lns:65536", "lns:99999999999999999999", "lns:17x", "lns:-1", "[2001:db8::1]:"}) {
        INFO(text);
        CHECK_FALSE(parse_target(text));
    }
}

TEST_CASE("tunnel open calls the address with the lowest priority number first, and the others when it fails", "[control]") {
    using namespace vpdnd;
    EventLoop loop;
    test::Site refusing(loop, test::config_of_lns()), lns(loop, test::config_of_lns());
    refusing.core.host.stop();
    auto config = test::config_of_lac({lns.listener(), refusing.listener()});
    config->groups.front().initiate_to.at(0).priority = 2;
    config->groups.front().initiate_to.at(1).priority = 1;
    test::Site lac(loop, config);
    TunnelOpener opener(lac.core.config, lac.core.policy, lac.core.resolver, lac.tunnels);
    std::optional<tl::expected<l2tp::TunnelId, ipc::ControlError>> answer;
    opener.open(config->groups.front().name, {}, [&](const auto& opened) { answer = opened; });
    REQUIRE(lac.turn_until([&] { return answer.has_value(); }));
    REQUIRE(*answer);
    CHECK(lac.endpoint.tunnel(**answer)->path.remote == lns.listener());
    CHECK(refusing.endpoint.counters().datagrams_in > 0);
}

TEST_CASE("tunnel open leaves an LNS that is silent, or cannot be reached, for the next initiate-to, as calls do", "[control]") {
    using namespace vpdnd;
    EventLoop loop;
    test::Site lns(loop, test::config_of_lns());
    std::optional<test::UdpPeer> other(test::address("127.0.0.1", 0));
    auto config = test::config_of_lac({other->local(), lns.listener()});
    config->groups.front().initiate_to.at(0).priority = 1;
    config->groups.front().initiate_to.at(1).priority = 2;
    SECTION("silent") { config->groups.front().try_next_after = std::chrono::milliseconds(200); }
    SECTION("its port is closed") {
        config->groups.front().try_next_after = std::chrono::seconds(20);
        other.reset();
    }
    test::Site lac(loop, config);
    TunnelOpener opener(lac.core.config, lac.core.policy, lac.core.resolver, lac.tunnels);
    std::optional<tl::expected<l2tp::TunnelId, ipc::ControlError>> answer;
    const auto began = test::Clock::now();
    opener.open(config->groups.front().name, {}, [&](const auto& opened) { answer = opened; });
    REQUIRE(lac.turn_until([&] { return answer.has_value(); }));
    CHECK(test::Clock::now() - began < std::chrono::seconds(3));
    REQUIRE(*answer);
    CHECK(lac.endpoint.tunnel(**answer)->path.remote == lns.listener());
}
