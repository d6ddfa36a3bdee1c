// Which targets get a dead time for a call that they did not take: those whose fault it is, and no others.
#include <algorithm>
#include <functional>
#include <optional>
#include <set>

#include "l2tp/message_codec.h"
#include "policy/group_route.h"
#include "support/call_site.h"
#include "support/held_router.h"
#include "support/udp_peer.h"

using namespace vpdnd;
using ipc::PluginMessage;
using test::Site;
using Tag = ipc::PluginTag;

namespace {

/// A LAC whose calls go where the test says.
struct RoutedLac {
    RoutedLac(EventLoop& loop, const std::shared_ptr<const Config>& config) : lac(loop, config), plugin(loop) {
        const auto& own = lac.core.call_parts;
        parts.emplace(CallParts{.loop = own.loop, .dataplane = own.dataplane, .router = router, .table = own.table,
                                 .bundles = own.bundles, .users = own.users, .observers = own.observers, .times = own.times,
                                 .sessions = own.sessions, .pppds = own.pppds, .lines = own.lines, .pppoe = own.pppoe});
        plugins.emplace(*parts, lac.calls);
    }
    ~RoutedLac() {
        plugin.leave();
        CHECK(lac.turn_until([&] { return lac.calls.empty(); }));
    }
    /// As the group's own targets are, but for what `change` makes of them.
    void calls(const std::function<void(Target&)>& change = {}) {
        plugin.connect(*plugins);
        plugin.calls("user@cisco.com");
        REQUIRE(lac.turn_until([&] { return !router.waiting().empty(); }));
        const auto& group = lac.core.policy->config().groups.front();
        auto route = forward_to(group, lac.core.policy->settings(group), lac.core.policy->config().daemon);
        if (change) std::ranges::for_each(route.targets, change);
        REQUIRE(router.answer(std::move(route)));
    }
    bool dead(const l2tp::Address& lns) const {
        return lac.core.targets.dead_until("wholesale " + l2tp::to_string(lns), test::Clock::now()).has_value();
    }

    test::HeldRouter router;
    std::optional<CallParts> parts;  ///< calls refer to it
    Site lac;
    std::optional<PendingPlugins> plugins;
    test::PlayedPlugin plugin;
};

/// An LNS that has the framing type that users' lines do not have.
class AsyncOnly {
  public:
    const l2tp::Address& address() const { return peer_.local(); }
    /// Answers the request for a tunnel.
    void answers(const l2tp::Endpoint& lac) {
        const auto request = peer_.receive();
        REQUIRE(request.has_value());
        l2tp::Sccrp answer;
        answer.framing = l2tp::kFramingAsync;
        answer.host_name = "users";
        answer.assigned_tunnel = {1};
        const l2tp::ControlHeader header{.tunnel = lac.tunnels().at(0).id.value, .nr = 1};
        peer_.send(request->from, l2tp::encode_message(answer, header));
    }

  private:
    test::UdpPeer peer_{test::address("127.0.0.1", 0)};
};

}  // namespace

TEST_CASE("An LNS that does not have a call's framing type gets no dead time: it may have other calls'", "[rfc2661][call][4.4.3]") {
    EventLoop loop;
    AsyncOnly other;
    Site serving(loop, test::config_of_lns());
    Site lac(loop, test::config_of_lac({other.address(), serving.listener()}));
    test::User user(lac);
    user.calls();
    REQUIRE(lac.turn_until([&] { return lac.endpoint.tunnel_count() == 1; }));
    lac.turn();
    other.answers(lac.endpoint);
    user.is_forwarded();
    CHECK(serving.endpoint.session_count() == 1);
    REQUIRE(lac.down.size() == 1);
    CHECK(lac.down[0] == "5 0 \"the peer does not have this framing type\" false");
    CHECK(lac.core.targets.known(test::Clock::now()) == std::set{"wholesale " + l2tp::to_string(serving.listener())});
}

TEST_CASE("An LNS with another secret gets a dead time unless the secret is the call's own", "[rfc2661][call][5.1.1-02]") {
    EventLoop loop;
    auto other = test::config_of_lns();
    other->groups[0].authentication = true;
    other->groups[0].tunnel.secret = "another";
    Site lns(loop, other);
    auto mine = test::config_of_lac({lns.listener()});
    mine->groups[0].authentication = true;
    mine->groups[0].tunnel.secret = "mine";
    RoutedLac site(loop, mine);
    const bool own = GENERATE(true, false);  // RADIUS may give the next call another one
    site.calls([&](Target& target) { target.secret_of_its_own = own; });
    const auto answer = site.plugin.next();
    REQUIRE(answer.type() == PluginMessage::kReject);
    CHECK(std::string(answer.text(Tag::kText).value()).find("StopCCN 4: ") != std::string::npos);
    CHECK(site.dead(lns.listener()) == !own);
}
