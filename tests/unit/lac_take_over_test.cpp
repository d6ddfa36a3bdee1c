// A LAC that is saved, let go and taken over, at every step of a call: neither the LNS nor the user's pppd notices.
#include <optional>

#include "support/refused_watches.h"
#include "support/taken_over.h"

using namespace vpdnd;
using ipc::PluginMessage;
using test::Machine;
using test::PlayedPlugin;
using test::Site;

namespace {

/// A LAC that is taken over, between a user's pppd and an LNS.
struct LacTakenOver {
    LacTakenOver() {
        lac.emplace(loop, test::config_of_lac({lns.listener()}));
        plugin.connect(lac->core->pending_plugins);
    }
    void calls() { plugin.calls("user@cisco.com"); }
    bool turn_until(const std::function<bool()>& done) { return test::run_until(loop, done); }
    bool forwarded() const {
        bool out = false;
        lac->core->calls.for_each([&](const Call& call) { out = out || call.record().state == CallState::kUp; });
        return out;
    }

    EventLoop loop;
    Site lns{loop, test::config_of_lns()};
    std::optional<Machine> lac;
    PlayedPlugin plugin{loop};
};

}  // namespace

TEST_CASE_METHOD(LacTakenOver, "A LAC that is taken over goes on with its call, whatever it was at", "[core][call]") {
    const int step = GENERATE(0, 1, 2, 3, 4);
    const bool user_ends = GENERATE(true, false);
    const auto at = [&](int place) {
        if (step == place) lac->take_over();
    };
    at(0);  // the user is being asked for his name
    calls();
    REQUIRE(turn_until([&] { return !lac->core->calls.empty(); }));
    at(1);  // the LNS is asked
    plugin.expect(PluginMessage::kForward);
    at(2);  // pppd lets its channel go
    plugin.expect(PluginMessage::kDetach);
    plugin.send(PluginMessage::kDetached);
    plugin.expect(PluginMessage::kBridged);
    REQUIRE(turn_until([&] { return forwarded() && lns.supervisor.started.size() == 1; }));
    at(3);  // the call is forwarded
    const auto target = "wholesale " + l2tp::to_string(lns.listener());
    CHECK(lac->core->targets.sessions(target) == 1);
    CHECK(lns.down.empty());
    if (user_ends) {
        plugin.leave();
    } else {
        lns.supervisor.started[0]->ends({.exit_status = 12, .signal = 0});
        plugin.expect_end();
    }
    at(4);  // the end is under way
    CHECK(turn_until([&] { return lac->core->calls.empty(); }));
    CHECK(lac->core->endpoint.session_count() == 0);
    CHECK(lac->core->targets.sessions(target) == 0);
    CHECK(turn_until([&] { return lns.down.size() == 1; }));
}

TEST_CASE("A line that cannot be watched when it is taken over costs its call, or the take-over, and nothing else", "[core][call]") {
    bool all_watched = false;
    for (unsigned watched = 0; !all_watched; ++watched) {
        LacTakenOver taken;
        taken.calls();
        taken.plugin.is_bridged();
        REQUIRE(taken.turn_until([&] { return taken.forwarded(); }));
        {
            const test::RefusedWatches refused(watched);
            try {
                taken.lac->take_over();
            } catch (const std::runtime_error&) {
                continue;  // a socket of the core itself
            }
            all_watched = refused.count() == 0;
        }
        if (all_watched)
            CHECK(taken.forwarded());
        else
            CHECK(taken.turn_until([&] { return taken.lac->core->calls.empty(); }));
    }
}
