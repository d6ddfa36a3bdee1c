// Tunnel switching: what each side is told of the user's line while the call is up.
#include "support/switch_sites.h"

using namespace vpdnd;
using ipc::PluginMessage;
using test::SwitchSites;
using test::User;

namespace {

l2tp::SessionInfo session_of(const test::Site& site) { return site.endpoint.sessions().at(0); }

}  // namespace

TEST_CASE("Errors of the line and the ACCM go through, where they may", "[switch]") {
    const bool pass = GENERATE(true, false);
    SwitchSites site([&](Config& config) {
        test::by_domain()(config);
        if (pass) return;
        test::set_action(config, "call-errors", AvpAction::kDrop);
        test::set_action(config, "accm", AvpAction::kDrop);
    });
    User user(site.lac);
    user.calls();
    user.is_forwarded();
    REQUIRE(site.reaches(site.first));
    const auto now = test::Clock::now();
    site.first.endpoint.send_sli(now, session_of(site.first).key, {0x000a0000, 0xffffffff});
    site.first.turn();
    CHECK(site.lac.endpoint.send_wen(now, session_of(site.lac).key, {.crc = 7}));
    site.lac.turn();
    const auto heard = [&] {
        const auto& facts = site.call_of(site.machine)->facts();
        return facts.wan_errors && facts.line.accm;
    };
    REQUIRE(site.turn_until(heard));
    if (pass) {
        REQUIRE(site.turn_until([&] { return site.lac.plane.accms.size() == 1 && site.call_of(site.first)->facts().wan_errors; }));
        CHECK(site.lac.plane.accms[0].send_accm == 0x000a0000);
        CHECK(site.call_of(site.first)->facts().wan_errors->crc == 7);
    }
    user.plugin.leave();
    site.expect_nothing_left();
    if (!pass) CHECK(site.lac.plane.accms.empty());
}

TEST_CASE("Errors of the line that came before the LNS had the call are told when it has", "[switch]") {
    SwitchSites site(test::by_domain());
    User user(site.lac);
    user.calls();
    user.is_forwarded();  // by its LAC; the switch has not seen the ICCN yet, nor asked an LNS
    CHECK(site.lac.endpoint.send_wen(test::Clock::now(), session_of(site.lac).key, {.crc = 7}));
    site.lac.turn();
    REQUIRE(site.reaches(site.first));
    REQUIRE(site.turn_until([&] { return static_cast<bool>(site.call_of(site.first)->facts().wan_errors); }));
    CHECK(site.call_of(site.first)->facts().wan_errors->crc == 7);
    user.plugin.leave();
    site.expect_nothing_left();
}
