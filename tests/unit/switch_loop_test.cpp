// Tunnel switching: calls that would go in a circle are refused, by the marks of the machines that they have passed and by
// the addresses of peers and our own; and what peers with a dialect of results are told.
#include "support/switch_sites.h"

using namespace vpdnd;
using ipc::PluginMessage;
using test::Site;
using test::SwitchSites;
using test::User;

namespace {

std::shared_ptr<Config> onward_of(const Config& config, const std::vector<l2tp::Address>& targets) {
    auto out = std::make_shared<Config>(config);
    out->groups[1].initiate_to.clear();
    test::forward_to(out->groups[1], targets);
    return out;
}

/// Three switches; where each forwards to is set when all have their sockets.
struct Ring {
    EventLoop loop;
    std::shared_ptr<Config> configs[3] = {switch_of("127.0.0.2"), switch_of("127.0.0.3"), switch_of("127.0.0.4")};
    Site one{loop, configs[0]}, two{loop, configs[1]}, three{loop, configs[2]};
    Site lac{loop, test::lac_at("127.0.0.1", {one.listener()})};

    static std::shared_ptr<Config> switch_of(const std::string& address) {
        return test::switch_at(address, {}, test::by_domain());
    }
    /// A listener on port 0 has its number since the start: a reload must name it to keep it.
    static void leads(Site& from, const std::shared_ptr<Config>& config, const std::vector<l2tp::Address>& targets) {
        auto next = onward_of(*config, targets);
        next->daemon.listen = {from.listener()};
        from.use(next);
    }
    std::string told() {
        REQUIRE(test::run_until(loop, [&] { return !lac.down.empty(); }));
        return lac.down[0];
    }
    void expect_nothing_left() {
        for (auto* site : {&one, &two, &three, &lac}) {
            CHECK(test::run_until(loop, [&] { return site->calls.empty(); }));
            CHECK(site->endpoint.session_count() == 0);
        }
    }
    /// The user's call is forwarded to the first switch, which takes it to learn his name.
    void calls(User& user) {
        user.calls();
        user.is_asked_to_detach();
        user.plugin.send(PluginMessage::kDetached);
    }
};

}  // namespace

TEST_CASE("A call that comes back to a switch is refused there, and all the way back", "[switch]") {
    Ring ring;
    Ring::leads(ring.one, ring.configs[0], {ring.two.listener()});
    Ring::leads(ring.two, ring.configs[1], {ring.three.listener()});
    Ring::leads(ring.three, ring.configs[2], {ring.one.listener()});
    User user(ring.lac);
    ring.calls(user);
    CHECK(ring.told() == "3 0 \"the call has been here before\" true");
    // A circle is a property of the call: no LNS has a dead time for it.
    CHECK_FALSE(ring.one.core.targets.dead_until("onward " + l2tp::to_string(ring.two.listener()), test::Clock::now()));
    user.plugin.expect(PluginMessage::kBridged);
    user.plugin.expect_end();
    ring.expect_nothing_left();
}

TEST_CASE("A call is not sent back to the peer that brought it, nor to this machine", "[switch]") {
    Ring ring;
    const bool to_itself = GENERATE(true, false);
    const auto target = to_itself ? ring.one.listener() : l2tp::Address{ring.lac.listener().ip, 1701};
    Ring::leads(ring.one, ring.configs[0], {target});
    User user(ring.lac);
    ring.calls(user);
    const auto told = ring.told();
    CHECK(told.substr(0, 4) == "3 0 ");
    CHECK_THAT(told, Catch::Matchers::Contains(to_itself ? "is this machine" : "is the peer that brought the call"));
    CHECK(ring.one.endpoint.tunnel_count() == 1);
    user.plugin.leave();
    ring.expect_nothing_left();
}

TEST_CASE("A call may pass so many switches and no more", "[switch]") {
    const unsigned most = GENERATE(0u, 1u);
    Ring ring;
    Ring::leads(ring.one, ring.configs[0], {ring.two.listener()});
    auto limited = std::make_shared<Config>(*ring.configs[1]);
    limited->groups[0].accept_dialin->max_switches = most;
    Ring::leads(ring.two, limited, {ring.three.listener()});
    User user(ring.lac);
    ring.calls(user);
    const auto told = ring.told();
    if (most == 0) CHECK(told == "3 0 \"the call has passed more than 0 switches\" true");
    else CHECK(told == "4 0 \"every LNS of group onward is at its session limit or drained\" true");  // by the third one, which has none
    user.plugin.leave();
    ring.expect_nothing_left();
}

TEST_CASE("A peer is told other results in place of those that it does not know", "[switch]") {
    SwitchSites site([](Config& config) {
        test::by_peer()(config);
        auto& results = config.groups[0].replace_result.emplace().by_result;
        results[4] = 2;
        results[3] = 1;
    });
    User user(site.lac);
    SECTION("an LNS's") {
        for (auto* lns : {&site.first, &site.second}) lns->core.effects.refuse_calls();  // CDN 4
        user.calls();
        REQUIRE(site.turn_until([&] { return !site.lac.down.empty(); }));
        CHECK(site.lac.down[0] == "2 7 \"vpdnd is stopping\" true");
    }
    SECTION("our own") {
        user.calls();
        user.is_forwarded();
        REQUIRE(site.reaches(site.first));
        site.machine.calls.for_each([](Call& call) { call.close(); });
        site.machine.turn();
        CHECK(site.told() == "1 0 \"closed by the administrator\" true");
        REQUIRE(site.turn_until([&] { return !site.first.down.empty(); }));
        CHECK(site.first.down[0] == "3 0 \"closed by the administrator\" true");  // the LNS is of another group
    }
    user.plugin.leave();
    site.expect_nothing_left();
}
