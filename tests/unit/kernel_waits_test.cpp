// Calls while the kernel lets its callers wait: nobody else notices.
#include "end/session_end.h"
#include "support/lns_calls.h"
#include "support/taken_over.h"

using namespace vpdnd;
using test::User;

namespace {

struct WaitingKernel : test::LnsAndLac {
    WaitingKernel() : LnsAndLac(true) { lac.plane.with_descriptor = true; }
    ~WaitingKernel() {
        lns.plane.gate->open();
        lac.plane.gate->open();
    }
    bool waits(test::Site& site, std::size_t count = 1) {
        return turn_until([&] { return site.plane.gate->waiting() == count; });
    }
    std::size_t established(const test::Site& site) const {
        std::size_t count = 0;
        for (const auto& session : site.endpoint.sessions()) count += session.state == l2tp::SessionState::kEstablished;
        return count;
    }
};

}  // namespace

TEST_CASE_METHOD(WaitingKernel, "A call goes on when the LNS's kernel has made its channel, and others do not wait for it",
                 "[call][workers]") {
    lns.plane.gate->close();
    User user(lac);
    user.calls();
    REQUIRE(waits(lns));
    // The loop turns: a tunnel of another group is opened meanwhile.
    const auto& policy = *lac.core.policy;
    const TunnelRequest request{.settings = policy.settings(*policy.config().group("wholesale")), .source = {}, .source_port = 0};
    const auto tunnel = lac.tunnels.open(test::Clock::now(), request, lns.listener(), true);
    REQUIRE(tunnel);
    REQUIRE(turn_until([&] { return lac.endpoint.tunnel(*tunnel)->state == l2tp::ShownTunnelState::kEstablished; }));
    CHECK(lns.plane.gate->waiting() == 1);
    CHECK(lac.plane.sessions == 0);  // no ICRP yet
    lns.plane.gate->open();
    user.is_forwarded();
    CHECK(lac.plane.bridged == 1);
}

TEST_CASE_METHOD(WaitingKernel, "A call goes on when the LAC's kernel has made its channel", "[call][workers]") {
    lac.plane.gate->close();
    User user(lac);
    user.calls();
    REQUIRE(waits(lac));
    CHECK(established(lns) == 0);  // no ICCN yet
    lac.plane.gate->open();
    user.is_forwarded();
    REQUIRE(turn_until([&] { return established(lns) == 1; }));
}

TEST_CASE_METHOD(WaitingKernel, "A user who leaves while the kernel makes a channel leaves nothing", "[call][workers]") {
    auto& slow = GENERATE(true, false) ? lns : lac;
    slow.plane.gate->close();
    User user(lac);
    user.calls();
    REQUIRE(waits(slow));
    user.plugin.leave();
    REQUIRE(turn_until([&] { return lac.calls.empty() && lac.endpoint.session_count() == 0; }));
    slow.plane.gate->open();
    REQUIRE(turn_until([&] { return slow.core.workers.outstanding() == 0; }));
    expect_nothing_left();
    CHECK(lac.plane.sessions == 0);
    User next(lac);
    next.calls();
    next.is_forwarded();
}

TEST_CASE_METHOD(WaitingKernel, "A kernel that makes no channel refuses the call at once", "[call][workers]") {
    lns.plane.bind_fails_with = ENOMEM;
    User user(lac);
    user.calls();
    CHECK(told() == "2 4 \"bind channel\" true");
    expect_nothing_left();
}

TEST_CASE_METHOD(WaitingKernel, "The id of a session is given again when the kernel is done with it and its process has gone",
                 "[call][workers]") {
    User user(lac);
    test::PlayedPlugin plugin(loop);
    user.calls();
    user.is_forwarded();
    const auto key = lns.endpoint.sessions().at(0).key;
    auto& host = lns.core.host;
    const auto pppd = started(plugin);
    test::connect_plugin(plugin);
    user.plugin.leave();
    REQUIRE(turn_until([&] { return lns.endpoint.session_count() == 0; }));
    CHECK_FALSE(host.session_id_free(key));  // the pppd may hold its socket
    CHECK(host.session_id_free({key.tunnel, l2tp::SessionId{static_cast<std::uint16_t>(key.session.value ^ 1)}}));
    pppd->ends({});
    REQUIRE(turn_until([&] { return lns.calls.empty(); }));
    CHECK(turn_until([&] { return host.session_id_free(key); }));
}
