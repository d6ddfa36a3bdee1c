// Tunnels of a LAC as sessions of accounting: RFC 2867.
#include "event/tunnel_accounting.h"

#include "support/lns_calls.h"
#include "support/scripted_radius.h"
#include "support/taken_over.h"

using namespace vpdnd;
using namespace radius::literals;
using radius::Outcome;

namespace {

struct AccountedTunnels : test::LnsAndLac {
    AccountedTunnels() {
        use(false);
        accounting.answer(Outcome::kRecorded);  // Accounting-On
    }
    void use(bool tunnels) {
        auto config = test::config_of_lac({lns.listener()});
        config->groups[0].request_dialin->radius = "isp";
        config->groups[0].radius_tunnel_accounting = tunnels;
        lac.use(config);
        lac.core.accounting.ledger().use({{"isp", {.service = &accounting, .identity = {}}}});
    }
    /// A user comes, and then the tunnel is closed.
    void tunnel_comes_and_goes(const std::function<void()>& between = [] {}) {
        const auto before = lac.down.size();
        test::User user(lac);
        user.calls();
        user.is_forwarded();
        between();
        const auto tunnels = lac.endpoint.tunnels();
        REQUIRE(tunnels.size() == 1);
        lac.endpoint.close_tunnel(std::chrono::steady_clock::now(), tunnels[0].id, {});
        lac.turn();
        REQUIRE(turn_until([&] { return lac.down.size() > before && lac.calls.empty(); }));
    }
    std::vector<std::string> told(std::uint32_t kind) const {
        std::vector<std::string> out;
        for (const auto& one : accounting.asked)
            if (one.integer("Acct-Status-Type"_attr) == kind) out.emplace_back(one.text("Acct-Session-Id"_attr).value_or(""));
        return out;
    }
    test::ScriptedRadius accounting;
};

constexpr std::uint32_t kTunnelStart = 9, kTunnelStop = 10, kTunnelReject = 11, kLinkReject = 14;

}  // namespace

TEST_CASE_METHOD(AccountedTunnels, "Tunnels and links that were there when accounting was turned on are not told as rejected",
                 "[accounting][tunnel][rfc2867]") {
    tunnel_comes_and_goes([this] { use(true); });
    test::LoopRunner(loop).settle();
    CHECK(told(kTunnelReject).empty());
    CHECK(told(kLinkReject).empty());
    CHECK(told(kTunnelStop).empty());
}

TEST_CASE_METHOD(AccountedTunnels, "No two tunnels have the same Acct-Session-Id", "[accounting][tunnel][rfc2867]") {
    use(true);
    tunnel_comes_and_goes();
    tunnel_comes_and_goes();
    REQUIRE(turn_until([&] {
        accounting.answer_all(Outcome::kRecorded);
        return told(kTunnelStop).size() == 2;
    }));
    const auto starts = told(kTunnelStart);
    REQUIRE(starts.size() == 2);
    CHECK(starts[0] != starts[1]);
    CHECK(told(kTunnelStop) == starts);
}

TEST_CASE("For RADIUS servers a tunnel that was taken over is the same one", "[core][accounting][tunnel][rfc2867]") {
    EventLoop loop;
    test::Site lns{loop, test::config_of_lns()};
    auto config = test::config_of_lac({lns.listener()});
    config->groups[0].request_dialin->radius = "isp";
    config->groups[0].radius_tunnel_accounting = true;
    test::Machine lac(loop, config);
    test::PlayedPlugin plugin(loop);
    plugin.connect(lac.core->pending_plugins);
    plugin.calls("user@cisco.com");
    plugin.is_bridged();
    REQUIRE(test::run_until(loop, [&] { return lac.core->accounting.ledger().open() == 2; }));  // and a link of it
    lac.take_over();
    const auto tunnels = lac.core->endpoint.tunnels();
    REQUIRE(tunnels.size() == 1);
    lac.core->endpoint.close_tunnel(std::chrono::steady_clock::now(), tunnels[0].id, {});
    lac.turn();
    CHECK(test::run_until(loop, [&] { return lac.core->accounting.ledger().open() == 0; }));
    std::string started, stopped;
    for (const auto& record : lac.core->accounting.ledger().delivery().records()) {
        if (record.kind == radius::AccountingKind::kTunnelStart) started = record.session;
        if (record.kind == radius::AccountingKind::kTunnelStop) stopped = record.session;
    }
    CHECK_FALSE(started.empty());
    CHECK(stopped == started);
}
