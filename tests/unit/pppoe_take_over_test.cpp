// PPPoE sessions and their pppds when another object takes the place of the one that had them.
#include <fcntl.h>

#include "os/descriptor_store.h"
#include "pppoe/access_concentrators.h"
#include "support/pppoe_user.h"
#include "support/taken_over.h"

using namespace vpdnd;
using ipc::PluginMessage;
using test::Machine;
using test::PppoeUser;
using test::Site;

TEST_CASE("A LAC that is taken over goes on with a PPPoE call, whatever it was at", "[core][call][pppoe]") {
    const int step = GENERATE(0, 1, 2, 3, 4);
    EventLoop loop;
    Site lns{loop, test::config_of_lns()};
    Machine lac(loop, test::config_of_lac({lns.listener()}));
    PppoeUser user(loop, *lac.core, lac.supervisor);
    const auto at = [&](int place) {
        if (step == place) lac.take_over();
    };
    at(0);
    user.greets();
    at(1);
    user.calls();
    user.plugin.expect(PluginMessage::kForward);
    user.plugin.expect(PluginMessage::kDetach);
    at(2);
    user.plugin.send(PluginMessage::kDetached);
    REQUIRE(test::run_until(loop, [&] {
        return lac.core->calls.any_of([](const Call& call) { return call.record().state == CallState::kUp; });
    }));
    at(3);
    user.exits();
    at(4);
    user.channel.here.reset();
    CHECK(test::run_until(loop, [&] { return lac.core->calls.empty() && user.device.is_loose(); }));
    REQUIRE(test::run_until(loop, [&] { return !lns.down.empty(); }));
    CHECK(lns.down[0].starts_with("1 0 "));
}

TEST_CASE("Who takes a PPPoE user over that waits for the next LNS notices when he is gone", "[core][call][pppoe]") {
    EventLoop loop, another;
    Site first{loop, test::config_of_lns()};
    Site silent{another, test::config_of_lns()};  // its loop does not turn
    Machine lac(loop, test::config_of_lac({first.listener(), silent.listener()}));
    PppoeUser user(loop, *lac.core, lac.supervisor);
    user.greets();
    user.calls();
    user.plugin.expect(PluginMessage::kForward);
    user.plugin.expect(PluginMessage::kDetach);
    first.endpoint.close_session(test::Clock::now(), first.endpoint.sessions().at(0).key,
                                 l2tp::cdn_error(l2tp::ErrorCode::kTryAnother, "full"));
    first.turn();
    REQUIRE(test::run_until(loop, [&] { return lac.core->endpoint.tunnel_count() == 2; }));
    user.plugin.send(PluginMessage::kDetached);
    REQUIRE(test::run_until(loop, [&] {
        DescriptorStore store;
        const auto saved = lac.core->calls.save(store);
        return std::get<PppoeRecord>(saved.at(0).access).detached;
    }));
    user.exits();
    lac.take_over();
    CHECK_FALSE(lac.core->calls.empty());
    user.channel.here.reset();
    CHECK(test::run_until(loop, [&] { return lac.core->calls.empty() && user.device.is_loose(); }));
    const auto ended = lac.core->history.rows();
    REQUIRE(ended.size() == 1);
    CHECK(ended[0].reason == row_of(EndCause::kUserGone).name);  // not when the LNS has proved dead
}

TEST_CASE("A PPPoE session is not given back before a pppd that could not be taken over has ended", "[core][call][pppoe]") {
    EventLoop loop;
    Site lns{loop, test::config_of_lns()};
    Machine lac(loop, test::config_of_lac({lns.listener()}));
    PppoeUser user(loop, *lac.core, lac.supervisor);
    user.greets();
    SECTION("while the user is asked") {}
    SECTION("while it is to let go") {
        user.calls();
        user.plugin.expect(PluginMessage::kForward);
        user.plugin.expect(PluginMessage::kDetach);
    }
    lac.supervisor.adoption_fails_with = "no right to it";
    lac.take_over();
    user.plugin.expect_end();
    CHECK_FALSE(user.device.is_loose());
    CHECK_FALSE(lac.core->calls.empty());
    user.plugin.leave();
    CHECK(test::run_until(loop, [&] { return lac.core->calls.empty() && user.is_released(); }));
}

TEST_CASE("A pppd that was ordered but did not run at a take-over is served when it comes, and lost when it does not",
          "[core][call][pppoe]") {
    EventLoop loop;
    Site lns{loop, test::config_of_lns()};
    Machine lac(loop, test::config_of_lac({lns.listener()}));
    lac.supervisor.run_at_once = false;
    PppoeUser user(loop, *lac.core, lac.supervisor);
    user.pppd().runs = false;
    lac.take_over();
    CHECK_FALSE(lac.core->calls.empty());
    SECTION("it does not come") { user.pppd().plugin_end.reset(); }
    SECTION("it comes") {
        user.greets();
        user.calls();
        user.detaches();
        REQUIRE(test::run_until(loop, [&] {
            return lac.core->calls.any_of([](const Call& call) { return call.record().state == CallState::kUp; });
        }));
        user.plugin.leave();
        user.channel.here.reset();
    }
    CHECK(test::run_until(loop, [&] { return lac.core->calls.empty() && user.device.is_loose(); }));
}

TEST_CASE("Sessions that nobody holds after a take-over are over, and burnt ids stay burnt with their sockets", "[core][pppoe]") {
    struct Holder : pppoe::SessionHolder {
        void session_over(pppoe::SessionEnd) override {}
    };
    const pppoe::Session session{.host = {{2, 0, 0, 0, 0, 9}}, .own = {{2, 0, 0, 0, 0, 1}}, .state = pppoe::SessionState::kUp,
                                 .since = {}, .concentrator = "access"};
    pppoe::DiscoveryRecord record;
    record.sessions = {{{3, 7}, session}, {{3, 8}, session}};
    record.burnt = {{3, 9}};
    DescriptorStore store;
    store.put("pppoe-burnt/3/9", UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC)));
    EventLoop loop;
    test::SwitchedPlane plane;
    KernelWorkers workers(loop, 0);
    pppoe::AccessConcentrators concentrators(loop, plane, workers);
    concentrators.adopt(record, store);
    CHECK(store.empty());
    Holder holder;
    concentrators.hold({3, 7}, holder);
    concentrators.end_adoption();
    REQUIRE(concentrators.discovery().sessions().all().size() == 1);
    CHECK(concentrators.discovery().sessions().find({3, 7}) != nullptr);
    DescriptorStore next;
    CHECK(concentrators.save(next).burnt == record.burnt);
    CHECK(static_cast<bool>(next.take("pppoe-burnt/3/9")));
}
