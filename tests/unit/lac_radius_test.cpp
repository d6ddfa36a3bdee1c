// A user's call whose tunnel RADIUS names, in a whole core.
#include <optional>

#include "support/played_radius.h"
#include "support/taken_over.h"

using namespace vpdnd;
using namespace radius::literals;
using ipc::PluginMessage;
using Tag = ipc::PluginTag;

namespace {

struct Asking {
    explicit Asking(Otherwise on_reject = Otherwise::kLocal) {
        auto config = test::config_of_lac({lns.listener()});
        auto& set = config->radius["isp"];
        set.authorize_tunnels = true;
        set.on_reject = on_reject;
        RadiusServer one;
        one.address = "127.0.0.1";
        one.auth_port = server.port();
        one.secret = test::kRadiusSecret;
        set.servers = {one};
        lac.emplace(loop, config);
    }
    bool turn_until(const std::function<bool()>& done) { return test::run_until(loop, done); }
    void calls(const test::PlayedPlugin::Fill& more = {}) {
        plugin.connect(lac->core->pending_plugins);
        plugin.calls("user@elsewhere.example", more);
    }
    std::size_t requests() const { return lac->core->radius_servers.all().at(0).client.servers().at(0).counters.requests; }
    radius::Packet asked() {
        REQUIRE(turn_until([&] { return requests() == 1; }));
        return server.next();
    }
    void names_the_group(const radius::Packet& request) {
        radius::AttributeList accept;
        accept.add("Cisco-AVPair"_attr, "vpdn:vpdn-group=wholesale");
        server.answer(request, radius::Code::kAccessAccept, test::kRadiusSecret, accept);
    }

    EventLoop loop;
    test::PlayedServer server;
    test::Site lns{loop, test::config_of_lns()};
    std::optional<test::Machine> lac;
    test::PlayedPlugin plugin{loop};
};

}  // namespace

TEST_CASE("A call waits for the RADIUS server's answer, and goes where that says", "[call][radius]") {
    Asking site;
    site.calls();
    const auto request = site.asked();
    CHECK(request.attributes.text("User-Name"_attr) == "elsewhere.example");
    CHECK(request.attributes.text("NAS-Identifier"_attr) == "wholesale");  // the host name of that configuration
    CHECK(site.lac->core->endpoint.session_count() == 0);
    site.names_the_group(request);
    site.plugin.is_bridged();
    CHECK(site.lac->core->endpoint.sessions().size() == 1);
}

TEST_CASE("The server hears what kind of line the plugin has", "[call][radius]") {
    struct Row {
        std::optional<std::uint8_t> told;
        std::uint32_t port_type;  // RFC 2865 section 5.41
    };
    const auto row = GENERATE(values<Row>({{{}, 5}, {0, 5}, {1, 0}, {2, 1}, {3, 32}, {200, 5}}));
    Asking site;
    site.calls([&](ipc::PluginMessageWriter& message) {
        if (row.told) message.put_u8(Tag::kLineKind, *row.told);
    });
    CHECK(site.asked().attributes.integer("NAS-Port-Type"_attr) == row.port_type);
}

TEST_CASE("A call that the server knows nothing of stays local, or is refused", "[call][radius]") {
    const bool refused = GENERATE(false, true);
    Asking site(refused ? Otherwise::kRefuse : Otherwise::kLocal);
    site.calls();
    site.server.answer(site.asked(), radius::Code::kAccessReject);
    site.plugin.expect(refused ? PluginMessage::kReject : PluginMessage::kLocal);
}

TEST_CASE("A question that was open when the core was taken over is asked again", "[core][call][radius]") {
    Asking site;
    site.calls();
    const auto lost = site.asked();
    site.lac->take_over();
    const auto again = site.asked();
    CHECK(again.authenticator != lost.authenticator);
    site.names_the_group(lost);  // proves nothing any more
    site.names_the_group(again);
    site.plugin.is_bridged();
}

TEST_CASE("An LNS with another secret is told as what it is, and has its dead time", "[rfc2661][call][5.1.1-02]") {
    EventLoop loop;
    auto other = test::config_of_lns();
    other->groups[0].authentication = true;
    other->groups[0].tunnel.secret = "another";
    test::Site lns(loop, other);
    auto mine = test::config_of_lac({lns.listener()});
    mine->groups[0].authentication = true;
    mine->groups[0].tunnel.secret = "mine";
    test::Site lac(loop, mine);
    test::User user(lac);
    user.calls();
    const auto answer = user.plugin.next();
    REQUIRE(answer.type() == PluginMessage::kReject);
    const std::string text(answer.text(Tag::kText).value());
    CHECK(text.find("StopCCN 4: the tunnel ended: ") != std::string::npos);
    CHECK(text.find("tunnel authentication failed") != std::string::npos);
    // Its secret is its group's: other calls have no better one.
    CHECK(lac.core.targets.dead_until("wholesale " + l2tp::to_string(lns.listener()), test::Clock::now()));
    REQUIRE(lac.core.history.rows().size() == 1);
    CHECK(lac.core.history.rows()[0].reason == "tunnel-not-authorized");
}
