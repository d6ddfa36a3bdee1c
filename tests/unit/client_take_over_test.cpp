// A client that is saved, let go and taken over by another object: its calls go on, and are placed again as they would have been.
#include <optional>

#include "support/client_site.h"
#include "support/taken_over.h"

using namespace vpdnd;
using namespace std::chrono_literals;
using ipc::PluginMessage;

namespace {

struct ClientTakenOver {
    explicit ClientTakenOver(RedialTimes redial = {}) : client(loop, config(redial)) {}

    std::shared_ptr<Config> config(RedialTimes redial) {
        lns.plane.with_descriptor = true;
        auto out = test::config_of_client({lns.listener()});
        out->groups.front().call->redial = redial;
        return out;
    }
    ClientCalls::Status office() { return client.core->client_calls.list().at(0); }
    bool comes_to(RedialState state) {
        return test::run_until(loop, [&] { return office().state == state; });
    }
    test::ClientPppd pppd(std::size_t n = 0) {
        REQUIRE(test::run_until(loop, [&] { return client.supervisor.started.size() == n + 1; }));
        return {loop, client.supervisor.started[n]};
    }

    EventLoop loop;
    test::Site lns{loop, test::config_of_lns()};
    test::Machine client;
};

}  // namespace

TEST_CASE("A call that is up goes on in the next object, and is ended by it", "[call][client]") {
    ClientTakenOver site;
    REQUIRE(site.client.core->client_calls.place("office", {}));
    auto pppd = site.pppd();
    SECTION("taken over before its plugin greets") { site.client.take_over(); }
    pppd.connects();
    SECTION("taken over when its plugin has the session") { site.client.take_over(); }
    pppd.is_up();
    REQUIRE(site.comes_to(RedialState::kUp));
    SECTION("taken over when it is up") { site.client.take_over(); }
    CHECK(site.office().call->facts().ppp.network().interface == "ppp3");
    CHECK(site.client.core->client_calls.end("office") == ClientCalls::Ended::kEnded);
    pppd.plugin.expect(PluginMessage::kHangUp);
    pppd.ends();
    CHECK(test::run_until(site.loop, [&] { return site.client.core->calls.empty(); }));
    CHECK(site.office().state == RedialState::kIdle);
    CHECK(test::run_until(site.loop, [&] { return site.lns.endpoint.session_count() == 0; }));
}

TEST_CASE("A call that is tried, or waits for its next try, is placed by the next object", "[call][client]") {
    ClientTakenOver site({100ms, 200ms});
    site.lns.plane.fails_with = ENOMEM;
    REQUIRE(site.client.core->client_calls.place("office", {}));
    SECTION("while it is tried") { site.client.take_over(); }
    SECTION("while it waits") {
        REQUIRE(site.comes_to(RedialState::kWaiting));
        const auto before = site.office();
        site.client.take_over();
        CHECK(site.office().next == before.next);
        CHECK(site.office().error == before.error);
    }
    site.lns.plane.fails_with = 0;
    auto pppd = site.pppd();
    pppd.connects();
    pppd.is_up();
    CHECK(site.comes_to(RedialState::kUp));
    pppd.ends();
}

TEST_CASE("The next object ends a call that its configuration has no more, and places one that is new in it", "[call][client]") {
    ClientTakenOver site;
    REQUIRE(site.client.core->client_calls.place("office", {}));
    auto pppd = site.pppd();
    pppd.connects();
    pppd.is_up();
    REQUIRE(site.comes_to(RedialState::kUp));
    auto next = site.config({});
    next->groups.front().call->name = "home";
    next->groups.front().call->start = CallStart::kBoot;
    site.client.config = next;
    site.client.take_over();
    pppd.plugin.expect(PluginMessage::kHangUp);
    pppd.ends();
    auto home = site.pppd(1);
    home.connects();
    home.is_up();
    REQUIRE(site.comes_to(RedialState::kUp));
    const auto calls = site.client.core->client_calls.list();
    REQUIRE(calls.size() == 1);
    CHECK(calls[0].name == "home");
    CHECK(test::run_until(site.loop, [&] { return site.lns.endpoint.session_count() == 1; }));
}
