// Users whom the LAC has to let in by its own means before it forwards them (authenticate-before-forward).
#include "support/call_site.h"
#include "support/pppoe_user.h"
#include "support/scripted_radius.h"
#include "support/taken_over.h"

using namespace vpdnd;
using namespace radius::literals;
using ipc::PluginMessage;
using test::Machine;
using test::PppoeUser;
using test::Site;
using test::User;
using Tag = ipc::PluginTag;

namespace {

std::shared_ptr<Config> careful(const std::vector<l2tp::Address>& lns) {
    auto out = test::config_of_lac(lns);
    out->groups[0].request_dialin->authenticate_before_forward = true;
    return out;
}

void judge(test::PlayedPlugin& plugin, bool granted) {
    plugin.expect(PluginMessage::kJudge);
    plugin.send(PluginMessage::kJudged, [&](ipc::PluginMessageWriter& message) { message.put_u8(Tag::kGranted, granted ? 1 : 0); });
}

bool is_up(const CallTable& calls) {
    return calls.any_of([](const Call& call) { return call.record().state == CallState::kUp; });
}

struct Joint {
    EventLoop loop;
    Site lns{loop, test::config_of_lns()};
    Site lac{loop, careful({lns.listener()})};

    bool turn_until(const std::function<bool()>& done) { return test::run_until(loop, done); }
};

}  // namespace

TEST_CASE("A user of a line is forwarded when he was let in here", "[call]") {
    Joint joint;
    User user(joint.lac);
    user.calls();
    judge(user.plugin, true);
    user.plugin.is_bridged();
    CHECK(joint.turn_until([&] { return is_up(joint.lac.calls); }));
    REQUIRE(joint.turn_until([&] { return joint.lns.supervisor.started.size() == 1; }));
    joint.lns.calls.for_each([](const Call& call) { CHECK(call.facts().ppp.user == "user@cisco.com"); });
    user.plugin.leave();
    CHECK(joint.turn_until([&] { return joint.lac.calls.empty(); }));
}

TEST_CASE("No LNS hears of a user of a line who was not let in, nor of one who leaves while he is judged", "[call]") {
    Joint joint;
    User user(joint.lac);
    user.calls();
    SECTION("not let in") {
        judge(user.plugin, false);
        user.plugin.expect_end();
    }
    SECTION("gone") {
        user.plugin.expect(PluginMessage::kJudge);
        user.plugin.leave();
    }
    CHECK(joint.turn_until([&] { return joint.lac.calls.empty(); }));
    CHECK(joint.lac.endpoint.tunnel_count() == 0);
}

TEST_CASE("A user of no group stays here, and is judged by his pppd alone", "[call]") {
    Joint joint;
    User user(joint.lac);
    user.calls("user@elsewhere.org");
    user.plugin.expect(PluginMessage::kLocal);
    user.plugin.leave();
    CHECK(joint.turn_until([&] { return joint.lac.calls.empty(); }));
}

TEST_CASE("A PPPoE user is let in here, though his service alone leads to an LNS", "[call][pppoe]") {
    EventLoop loop;
    Site lns{loop, test::config_of_lns()};
    auto config = careful({lns.listener()});
    config->daemon.search_order = {"dnis"};
    config->groups[0].request_dialin->dnis = {"isp"};
    Machine lac(loop, config);
    PppoeUser user(loop, *lac.core, lac.supervisor);
    user.greets();
    user.calls();
    SECTION("he is known") {
        user.plugin.expect(PluginMessage::kJudge);
        lac.take_over();
        user.plugin.send(PluginMessage::kJudged, [](ipc::PluginMessageWriter& message) { message.put_u8(Tag::kGranted, 1); });
        user.detaches();
        CHECK(test::run_until(loop, [&] { return is_up(lac.core->calls); }));
        user.exits();
        user.channel.here.reset();
    }
    SECTION("he is not known") {
        judge(user.plugin, false);
        const auto ends = [](const Call& call) { return static_cast<bool>(call.record().reason); };
        REQUIRE(test::run_until(loop, [&] { return lac.core->calls.any_of(ends); }));
        CHECK(user.pppd().signals.empty());  // it tells him
        CHECK_FALSE(user.device.is_loose());
        user.exits({.exit_status = 11});
        CHECK(lns.endpoint.tunnel_count() == 0);
    }
    CHECK(test::run_until(loop, [&] { return lac.core->calls.empty() && user.device.is_loose(); }));
}

TEST_CASE("A plugin that judges without being asked has failed", "[call][pppoe]") {
    Joint joint;
    User user(joint.lac);
    user.calls("user@cisco.com");
    user.plugin.expect(PluginMessage::kJudge);
    for (int i = 0; i < 2; ++i)
        user.plugin.send(PluginMessage::kJudged, [](ipc::PluginMessageWriter& message) { message.put_u8(Tag::kGranted, 1); });
    CHECK(joint.turn_until([&] { return joint.lac.calls.empty(); }));
}

TEST_CASE("Servers are told who has authenticated a user that is forwarded: this machine, if he had to be let in here",
          "[accounting][call][rfc2866][5.6]") {
    const bool let_in_here = GENERATE(true, false);
    EventLoop loop;
    Site lns{loop, test::config_of_lns()};
    auto config = careful({lns.listener()});
    config->groups[0].request_dialin->authenticate_before_forward = let_in_here;
    config->groups[0].request_dialin->radius = "isp";
    config->groups[0].radius_accounting = Accounting::kYes;
    test::ScriptedRadius accounting;
    Site lac{loop, config};
    AccountingLedger::Servers servers{.service = &accounting, .identity = {}, .start_within = std::chrono::milliseconds(50)};
    lac.core.accounting.ledger().use({{"isp", servers}});
    accounting.answer(radius::Outcome::kRecorded);  // Accounting-On
    User user(lac);
    user.calls();
    if (let_in_here) judge(user.plugin, true);
    user.plugin.is_bridged();
    REQUIRE(test::run_until(loop, [&] { return accounting.asked.size() == 2; }));
    constexpr std::uint32_t kLocal = 2, kRemote = 3;
    CHECK(accounting.asked[1].integer("Acct-Authentic"_attr) == (let_in_here ? kLocal : kRemote));
    CHECK(accounting.asked[1].text("User-Name"_attr) == "user@cisco.com");
    user.plugin.leave();
    CHECK(test::run_until(loop, [&] { return lac.calls.empty(); }));
}
