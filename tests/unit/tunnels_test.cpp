// Which tunnels are opened, and what is told when none is.
#include "tunnel/tunnels.h"

#include <cerrno>

#include "support/call_site.h"
#include "support/udp_peer.h"

using namespace vpdnd;
using test::address;

namespace {

/// A LAC and an LNS, and an opening of the LAC.
struct Opening {
    using Answer = tl::expected<l2tp::TunnelId, std::string>;

    const Group& group() const { return config->groups.front(); }
    /// What became of it.
    Answer open(std::vector<l2tp::Address> addresses) {
        std::vector<Answer> answers;
        const auto& policy = *lac.core.policy;
        const TunnelRequest request{.settings = policy.settings(policy.config().groups.front()), .source = group().source,
                                    .source_port = group().source_port};
        const Tunnels::Candidates candidates{.addresses = std::move(addresses), .try_next_after = try_next_after};
        lac.tunnels.open_first(request, candidates, [&](const Answer& answer) { answers.push_back(answer); });
        REQUIRE(lac.turn_until([&] { return !answers.empty(); }));
        REQUIRE(answers.size() == 1);
        return answers.front();
    }

    std::chrono::milliseconds try_next_after{0};
    EventLoop loop;
    test::Site lns{loop, test::config_of_lns()};
    std::shared_ptr<Config> config = test::config_of_lac({lns.listener()});
    test::Site lac{loop, config};
};

}  // namespace

TEST_CASE_METHOD(Opening, "A name's next address is tried when no tunnel can be opened to one", "[tunnels]") {
    test::Site refusing(loop, test::config_of_lns());
    refusing.core.host.stop();
    const auto unreachable = address("::1", 1701);  // not from an IPv4 source
    config->groups.front().source = lac.listener().ip;
    const auto opened = open({unreachable, refusing.listener(), lns.listener()});
    REQUIRE(opened);
    const auto info = lac.endpoint.tunnel(*opened);
    REQUIRE(info);
    CHECK(info->state == l2tp::ShownTunnelState::kEstablished);
    CHECK(info->path.remote == lns.listener());
}

TEST_CASE_METHOD(Opening, "A name's next address is tried at once when an ICMP error says that one is unreachable", "[tunnels]") {
    const auto closed = test::UdpPeer(address("127.0.0.1", 0)).local();  // nobody is there any more
    const auto began = test::Clock::now();
    const auto opened = open({closed, lns.listener()});
    REQUIRE(opened);
    CHECK(test::Clock::now() - began < std::chrono::seconds(1));
    CHECK(lac.core.sockets.counters().icmp_errors == 1);
    CHECK(lac.endpoint.tunnel_count() == 1);
}

TEST_CASE_METHOD(Opening, "A name's next address is tried after try-next-after of silence, and the last one has its time", "[tunnels]") {
    test::UdpPeer silent(address("127.0.0.1", 0));
    try_next_after = std::chrono::milliseconds(100);
    const auto opened = open({silent.local(), lns.listener()});
    REQUIRE(opened);
    CHECK(lac.endpoint.tunnel(*opened)->path.remote == lns.listener());
    CHECK(lac.endpoint.tunnels().size() == 2);  // the StopCCN to the other one is not acknowledged
    const auto& policy = *lac.core.policy;
    const TunnelRequest request{.settings = policy.settings(policy.config().groups.front()), .source = {}, .source_port = 0};
    bool over = false;
    const auto began = test::Clock::now();
    lac.tunnels.open_first(request, {.addresses = {silent.local()}, .try_next_after = try_next_after}, [&](const auto&) { over = true; });
    lac.turn_until([&] { return over || test::Clock::now() - began > 3 * try_next_after; });
    CHECK_FALSE(over);
}

TEST_CASE_METHOD(Opening, "When no address of a name works, each is told with its reason", "[tunnels]") {
    config->groups.front().source = lac.listener().ip;
    lac.plane.tunnel_fails_with = ENOMEM;
    const auto opened = open({address("::1", 1701), lns.listener()});
    REQUIRE_FALSE(opened);
    CHECK(opened.error() == "[::1]:1701 was not opened: send from 127.0.0.1 to [::1]:1701: Address family not supported by protocol; to " +
                                l2tp::to_string(lns.listener()) + ": create tunnel");
}

TEST_CASE_METHOD(Opening, "Why a tunnel is not opened is told as it is", "[tunnels]") {
    const auto refused = [&] { return open({lns.listener()}).error(); };
    const auto start = l2tp::to_string(lns.listener()) + " was not opened: ";
    SECTION("too many") {
        lac.endpoint.change_settings({.max_tunnels = 0});
        CHECK(refused() == start + "max-tunnels is reached");
    }
    SECTION("shutting down") {
        lac.endpoint.shutdown(test::Clock::now(), "over");
        CHECK(refused() == start + "shutting down");
    }
}

TEST_CASE_METHOD(Opening, "Calls of another assignment get another tunnel to the same LNS", "[tunnels][rfc2868]") {
    const auto& policy = *lac.core.policy;
    const auto tunnel = [&](const char* assignment) {
        auto settings = *policy.settings(policy.config().groups.front());
        settings.assignment = assignment;
        const TunnelRequest request{.settings = std::make_shared<const l2tp::TunnelSettings>(settings), .source = {}, .source_port = 0};
        const auto id = lac.tunnels.find_or_open(test::Clock::now(), request, lns.listener());
        REQUIRE(id);
        return *id;
    };
    const auto a = tunnel("a"), none = tunnel("");
    CHECK(a != none);
    CHECK(tunnel("a") == a);
    CHECK(tunnel("") == none);
    CHECK(tunnel("b") != a);
    REQUIRE(lac.turn_until([&] {
        const auto info = lac.endpoint.tunnel(a);
        return info && info->state == l2tp::ShownTunnelState::kEstablished;
    }));
    CHECK(tunnel("a") == a);
}
