// A core that is saved, let go and taken over by another one, at every step of a call: nobody notices, neither the peer nor the
// user's pppd, and nothing is left when the call ends.
#include <csignal>
#include <optional>

#include "support/taken_over.h"

using namespace vpdnd;
using ipc::PluginMessage;
using test::Machine;
using test::PlayedPlugin;
using test::Site;
using Tag = ipc::PluginTag;

namespace {

/// An LNS that is taken over, and a LAC beside it.
struct LnsTakenOver {
    explicit LnsTakenOver(bool workers = false) : lns(loop, test::config_of_lns(), workers) {
        auto of_lac = test::config_of_lac({lns.core->sockets.listeners().front()});
        lac.emplace(loop, of_lac);
        user.emplace(*lac);
    }
    bool turn_until(const std::function<bool()>& done) { return test::run_until(loop, done); }
    void forward() {
        user->calls();
        user->is_forwarded();
        REQUIRE(turn_until([&] { return lns.supervisor.started.size() == 1; }));
        pppd = lns.supervisor.started[0];
        plugin.take(std::move(pppd->plugin_end));
    }
    void connect() {
        plugin.hello(ipc::PluginMode::kLns);
        plugin.expect(PluginMessage::kWelcome);
        plugin.expect(PluginMessage::kConnect);
    }
    void come_up() {
        plugin.send(PluginMessage::kIpUp, [](ipc::PluginMessageWriter& message) {
            message.put_text(Tag::kInterface, "ppp7");
            message.put_address(Tag::kPeerAddress, std::array<std::uint8_t, 4>{10, 10, 10, 11});
        });
        REQUIRE(turn_until([&] { return call() && call()->facts().ppp.network().interface == "ppp7"; }));
    }
    const Call* call() const {
        const auto sessions = lns.core->endpoint.sessions();
        return sessions.empty() ? nullptr : lns.core->calls.find(sessions.at(0).key);
    }
    std::uint64_t leased() const { return lns.core->pools.all().at("pool")->used(); }
    void expect_nothing_left() {
        CHECK(turn_until([&] { return lns.core->calls.empty() && lac->calls.empty(); }));
        CHECK(lns.core->endpoint.session_count() == 0);
        CHECK(leased() == 0);
    }

    EventLoop loop;
    Machine lns;
    std::optional<Site> lac;
    std::optional<test::User> user;
    PlayedPlugin plugin{loop};
    std::shared_ptr<test::StartedPppd> pppd;
};

}  // namespace

TEST_CASE("An LNS that is taken over while the kernel makes a channel asks the kernel again", "[core][call][workers]") {
    LnsTakenOver site(true);
    site.lns.plane->gate->close();
    site.user->calls();
    REQUIRE(site.turn_until([&] { return site.lns.plane->gate->waiting() == 1; }));
    site.lns.take_over();
    site.user->is_forwarded();
    REQUIRE(site.turn_until([&] { return site.lns.supervisor.started.size() == 1; }));
    site.user->plugin.leave();
    REQUIRE(site.turn_until([&] { return site.lns.supervisor.started[0]->signals.size() == 1; }));
    site.lns.supervisor.started[0]->ends({});
    site.expect_nothing_left();
}

TEST_CASE_METHOD(LnsTakenOver, "An LNS that is taken over goes on with its call, whatever it was at", "[core][call]") {
    const bool user_ends = GENERATE(true, false);
    forward();
    SECTION("pppd has said nothing yet") {
        lns.take_over();
        connect();
        come_up();
    }
    SECTION("pppd said hello, and nobody read it") {
        plugin.hello(ipc::PluginMode::kLns);
        lns.take_over();
        plugin.expect(PluginMessage::kWelcome);
        plugin.expect(PluginMessage::kConnect);
        come_up();
    }
    SECTION("PPP is negotiated") {
        connect();
        lns.take_over();
        come_up();
        CHECK(call()->record().state == CallState::kUp);
    }
    SECTION("the call is up") {
        connect();
        come_up();
        lns.take_over();
        REQUIRE(call());
        CHECK(call()->facts().ppp.network().interface == "ppp7");
        CHECK(call()->record().state == CallState::kUp);
    }
    SECTION("twice") {
        lns.take_over();
        connect();
        lns.take_over();
        come_up();
        lns.take_over();
    }
    CHECK(pppd->signals.empty());
    CHECK(pppd->alive);
    CHECK(leased() == 1);
    CHECK(lac->down.empty());
    if (user_ends) user->plugin.leave();
    else REQUIRE(lac->core.graceful_close.close_session(lac->endpoint.sessions().at(0).key));
    plugin.expect(PluginMessage::kHangUp);
    pppd->ends({});
    user->plugin.leave();
    expect_nothing_left();
}

TEST_CASE_METHOD(LnsTakenOver, "A bundle that is taken over is as old as it was", "[core][call][multilink]") {
    forward();
    connect();
    plugin.send(PluginMessage::kIpUp, [](ipc::PluginMessageWriter& message) {
        message.put_text(Tag::kInterface, "ppp7");
        message.put_text(Tag::kBundle, "user/1");
        message.put_u8(Tag::kMaster, 1);
    });
    REQUIRE(turn_until([&] { return lns.core->bundles.size() == 1; }));
    const auto since = [&] {
        SteadyTime out{};
        lns.core->bundles.for_each([&](const Bundle& one) { out = one.since; });
        return out;
    };
    const auto before = since();
    lns.take_over();
    CHECK(lns.core->bundles.size() == 1);
    CHECK(since() == before);
}

TEST_CASE_METHOD(LnsTakenOver, "The pppd of a call that was taken over ends it as ever", "[core][call]") {
    forward();
    connect();
    come_up();
    lns.take_over();
    SECTION("by its plugin's word") {
        plugin.send(PluginMessage::kEnded, [](ipc::PluginMessageWriter& message) {
            message.put_u16(Tag::kExitStatus, 12);
            message.put_text(Tag::kText, "idle timeout");
        });
        REQUIRE(turn_until([&] { return !lac->down.empty(); }));
        pppd->ends({.exit_status = 12, .signal = 0});
    }
    SECTION("without a word") { pppd->ends({.exit_status = 12, .signal = 0}); }
    REQUIRE(turn_until([&] { return !lac->down.empty(); }));
    CHECK(lac->down[0] == "3 0 \"idle timeout\" true");
    user->plugin.leave();
    expect_nothing_left();
}

TEST_CASE_METHOD(LnsTakenOver, "An end that was under way is finished by who takes over", "[core][call]") {
    forward();
    connect();
    come_up();
    const auto key = lns.core->endpoint.sessions().at(0).key;
    SECTION("the user is being told") {
        REQUIRE(lns.core->graceful_close.close_session(key));
        plugin.expect(PluginMessage::kHangUp);
        lns.take_over();
        CHECK(lac->down.empty());
    }
    SECTION("the users of a tunnel are being told") {
        REQUIRE(lns.core->graceful_close.close_tunnel(key.tunnel));
        plugin.expect(PluginMessage::kHangUp);
        lns.take_over();
    }
    // Nobody answers: the deadline of the one that was let go is kept.
    REQUIRE(turn_until([&] { return !lac->down.empty(); }));
    CHECK(lac->down[0] == "3 0 \"closed by the administrator\" true");
    user->plugin.leave();
    REQUIRE(turn_until([&] { return lns.core->endpoint.session_count() == 0; }));
    lns.take_over();  // the session is over, the process is not
    CHECK(leased() == 1);
    pppd->ends({.exit_status = 5, .signal = 0});
    expect_nothing_left();
}

TEST_CASE_METHOD(LnsTakenOver, "A pppd that cannot be taken over ends its call", "[core][call]") {
    forward();
    connect();
    come_up();
    lns.supervisor.adoption_fails_with = "no such process";
    lns.take_over();
    REQUIRE(turn_until([&] { return !lac->down.empty(); }));
    CHECK(lac->down[0] == "2 6 \"pppd could not be taken over\" true");
    plugin.expect_end();
    user->plugin.leave();
    expect_nothing_left();
}

TEST_CASE_METHOD(LnsTakenOver, "The echo history of a link and what PPP agreed on are taken over", "[core][call][quality]") {
    forward();
    connect();
    plugin.send(PluginMessage::kLcpUp, [](ipc::PluginMessageWriter& message) {
        message.put_u8(Tag::kInjected, 1);
        message.put_u32(Tag::kEchoInterval, 10);
    });
    const auto report = [&](std::uint32_t bucket, std::uint32_t replies) {
        plugin.send(PluginMessage::kQuality, [&](ipc::PluginMessageWriter& message) {
            message.put_u32(Tag::kBucket, bucket);
            message.put_u32(Tag::kEchoRequests, 10);
            message.put_u32(Tag::kEchoReplies, replies);
            message.put_u64(Tag::kEchoTotal, std::uint64_t{2000} * replies);
            message.put_u32(Tag::kEchoLeast, 2000);
            message.put_u32(Tag::kEchoMost, 2000);
        });
    };
    plugin.send(PluginMessage::kNegotiated, [](ipc::PluginMessageWriter& message) {
        message.put_u16(Tag::kControlProtocol, 0xc021);
        message.put_bytes(Tag::kOwnOptions, std::array<std::uint8_t, 4>{1, 4, 5, 0xd4});
    });
    report(0, 10);
    come_up();
    lns.take_over();
    report(1, 5);
    REQUIRE(turn_until([&] { return call() && call()->facts().quality && call()->facts().quality->size() == 2; }));
    const auto& facts = call()->facts();
    CHECK(facts.echo_watch == EchoWatch::kOn);
    CHECK(facts.quality->total().requests == 20);
    CHECK(facts.quality->bucket(0)->loss_percent == 50);
    CHECK(facts.quality->bucket(1)->loss_percent == 0);
    REQUIRE(facts.terms);
    CHECK(facts.terms->lcp_taken_over);
    REQUIRE(facts.terms->proxied);
    CHECK(facts.terms->proxied->auth_name == "user@cisco.com");
    CHECK_FALSE(facts.proxied);
    REQUIRE(facts.terms->find(0xc021));
    CHECK(facts.terms->find(0xc021)->open);
    CHECK(facts.terms->find(0xc021)->ours == l2tp::Bytes{1, 4, 5, 0xd4});
}
