// A switch that is saved, let go and taken over, at every step of a call: neither its peers nor the user notice.
#include <optional>

#include "support/switch_sites.h"
#include "support/taken_over.h"

using namespace vpdnd;
using ipc::PluginMessage;
using test::Machine;
using test::Site;
using test::User;

namespace {

struct SwitchTakenOver {
    explicit SwitchTakenOver(const std::function<void(Config&)>& change) {
        machine.emplace(loop, test::switch_at("127.0.0.2", {lns.listener()}, change));
        lns.plane.with_descriptor = true;
        lac.emplace(loop, test::lac_at("127.0.0.1", {machine->core->sockets.listeners().front()}));
    }
    bool turn_until(const std::function<bool()>& done) { return test::run_until(loop, done); }
    bool up() const {
        bool out = false;
        machine->core->calls.for_each([&](const Call& call) { out = out || call.record().state == CallState::kUp; });
        return out;
    }

    EventLoop loop;
    Site lns{loop, test::lns_at("127.0.0.3")};
    std::optional<Machine> machine;
    std::optional<Site> lac;
};

}  // namespace

TEST_CASE("A switch that is taken over goes on with its call, whatever it was at", "[core][switch]") {
    const bool by_domain = GENERATE(true, false);
    const int step = GENERATE(0, 1, 2, 3, 4);
    const bool user_ends = GENERATE(true, false);
    SwitchTakenOver site([&](Config& config) {
        (by_domain ? test::by_domain() : test::by_peer())(config);
        config.groups[0].reorder_timeout = std::chrono::milliseconds(150);
    });
    const auto at = [&](int place) {
        if (step == place) site.machine->take_over();
    };
    at(0);
    User user(*site.lac);
    user.calls();
    REQUIRE(site.turn_until([&] { return !site.machine->core->calls.empty(); }));
    at(1);  // it is asked for the call: it asks the LNS, or takes the call to learn who the user is
    user.is_asked_to_detach();
    at(2);  // the LAC has its ICRP
    user.plugin.send(PluginMessage::kDetached);
    user.plugin.expect(PluginMessage::kBridged);
    REQUIRE(site.turn_until([&] { return !site.lac->endpoint.sessions().empty() &&
                                         site.lac->endpoint.sessions()[0].state == l2tp::SessionState::kEstablished; }));
    at(3);  // its ICCN is sent
    REQUIRE(site.turn_until([&] { return site.up() && site.lns.supervisor.started.size() == 1; }));
    at(4);
    if (!by_domain && step < 2) CHECK(site.machine->plane->last_session.reorder_timeout_ms == 150);  // the LAC's session is made last
    CHECK(site.machine->core->targets.sessions("onward " + l2tp::to_string(site.lns.listener())) == 1);
    CHECK(site.machine->core->endpoint.session_count() == 2);
    CHECK(site.lns.down.empty());
    CHECK(site.lac->down.empty());
    if (user_ends) {
        user.plugin.leave();
    } else {
        site.lns.supervisor.started[0]->ends({.exit_status = 12, .signal = 0});
        REQUIRE(site.turn_until([&] { return !site.lac->down.empty(); }));
        CHECK(site.lac->down[0] == "3 0 \"idle timeout\" true");
        user.plugin.leave();
    }
    REQUIRE(site.turn_until([&] { return site.lns.endpoint.session_count() == 0; }));
    auto& pppd = *site.lns.supervisor.started[0];
    if (pppd.alive) pppd.ends({});
    CHECK(site.turn_until([&] { return site.machine->core->calls.empty() && site.lns.calls.empty() && site.lac->calls.empty(); }));
    CHECK(site.machine->plane->sessions == 0);
    CHECK(site.machine->core->targets.sessions("onward " + l2tp::to_string(site.lns.listener())) == 0);
}

TEST_CASE("A switch that is taken over still knows the calls that it has forwarded", "[core][switch]") {
    SwitchTakenOver site(test::by_domain());
    const auto id = site.machine->core->switch_id;
    site.machine->take_over();
    CHECK(site.machine->core->switch_id == id);
    SwitchTakenOver other(test::by_domain());
    CHECK(other.machine->core->switch_id != id);
}
