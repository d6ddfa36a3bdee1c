// What the plugin is told of a call's interface.
#include "end/ppp_reports.h"
#include "support/lns_calls.h"

using namespace vpdnd;
using Tag = ipc::PluginTag;

namespace {

struct Configured : test::LnsAndLac {
    explicit Configured(const std::function<void(Group&)>& change) {
        change(config->groups.at(0));
        lns.use(config);
        user.calls();
    }
    /// Connect of the call.
    ipc::PluginMessageReader connect() {
        user.is_forwarded();
        pppd = started(plugin);
        plugin.hello(ipc::PluginMode::kLns);
        plugin.expect(ipc::PluginMessage::kWelcome);
        return plugin.next();
    }
    void end() {
        pppd->ends({});
        expect_nothing_left();
    }

    std::shared_ptr<Config> config = test::config_of_lns();
    test::User user{lac};
    test::PlayedPlugin plugin{loop};
    std::shared_ptr<test::StartedPppd> pppd;
};

}  // namespace

TEST_CASE("The template has the session's ids when the plugin gets it; the user is PPP's to know", "[call][interface]") {
    Configured lns([](Group& group) { group.accept_dialin->interface = "v-%u%t-%s"; });
    const auto connect = lns.connect();
    const auto key = lns.lns.endpoint.sessions().at(0).key;
    CHECK(connect.text(Tag::kInterfaceName) == "v-%u" + std::to_string(key.tunnel.value) + "-" + std::to_string(key.session.value));
    CHECK_FALSE(connect.u32(Tag::kVrfIndex));
    CHECK_FALSE(connect.u16(Tag::kMtu));
    lns.end();
}

TEST_CASE("A session that may become a bundle's has room for a bundle's header", "[call][multilink]") {
    AcceptDialin settings;
    settings.multilink = false;
    CHECK(mtu_of_session(settings, 1462) == 1462);
    settings.multilink = true;
    CHECK(mtu_of_session(settings, 1462) == 1456);
    CHECK(mtu_of_session(settings, 0) == 0);  // nothing is known of the path
}

TEST_CASE("Nothing is said of an interface where the group says nothing", "[call][interface]") {
    Configured lns([](Group&) {});
    CHECK_FALSE(lns.connect().text(Tag::kInterfaceName));
    lns.end();
}

TEST_CASE("A call of a group whose VRF is gone is refused with CDN 4, and why is told", "[call][vrf]") {
    Configured lns([](Group& group) { group.accept_dialin->vrf = "no-such-vrf"; });
    CHECK(lns.told() == "4 0 \"there is no VRF \\\"no-such-vrf\\\"\" true");
    CHECK(lns.lns.core.history.rows().at(0).reason == "no-vrf");
    CHECK(lns.lns.supervisor.started.empty());
    lns.expect_nothing_left();
}
