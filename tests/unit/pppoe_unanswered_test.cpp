// PPPoE calls whose route needs no user: forwarded before anybody here speaks PPP.
#include "support/call_site.h"
#include "support/pppoe_user.h"
#include "support/taken_over.h"

using namespace vpdnd;
using test::Machine;
using test::PppoeUser;
using test::Site;
using Order = std::vector<std::string>;

namespace {

std::shared_ptr<Config> by_service(const std::vector<l2tp::Address>& lns, Order order = {"dnis", "domain"}) {
    auto out = test::config_of_lac(lns);
    out->daemon.search_order = std::move(order);
    out->groups[0].request_dialin->dnis = {"isp"};
    return out;
}

bool is_up(const CallTable& calls) {
    return calls.any_of([](const Call& call) { return call.record().state == CallState::kUp; });
}

struct Joint {
    EventLoop loop;
    Site lns{loop, test::config_of_lns()};
    Site lac{loop, by_service({lns.listener()})};
    PppoeUser user{loop, lac.core, lac.supervisor};

    bool turn_until(const std::function<bool()>& done) { return test::run_until(loop, done); }
    void expect_nothing_left() {
        CHECK(turn_until([&] { return lac.calls.empty() && user.is_released(); }));
        CHECK(lac.plane.sessions == 0);
        CHECK(lac.endpoint.session_count() == 0);
        CHECK(lac.supervisor.started.empty());
    }
};

/// Who is answered here, of a LAC with this configuration?
bool is_answered_here(std::shared_ptr<Config> config, std::string service = "isp") {
    EventLoop loop;
    Site lac{loop, std::move(config)};
    PppoeUser user{loop, lac.core, lac.supervisor, std::move(service)};
    const bool answered = !lac.supervisor.started.empty();
    if (answered) user.pppd().ends({.not_started = "no such file"});
    CHECK(test::run_until(loop, [&] { return lac.calls.empty(); }));
    return answered;
}

}  // namespace

TEST_CASE("A PPPoE call whose service leads to an LNS is bridged to it without a pppd and without proxy AVPs", "[call][pppoe]") {
    Joint joint;
    REQUIRE(joint.turn_until([&] { return is_up(joint.lac.calls) && joint.lns.supervisor.started.size() == 1; }));
    CHECK(joint.lac.supervisor.started.empty());
    joint.lns.calls.for_each([](const Call& call) {
        const auto& facts = call.facts();
        CHECK(facts.called_number() == "isp");
        CHECK(facts.calling_number() == "slot 1/2");
        CHECK(facts.line.tx_speed == 16'000'000);
        CHECK(facts.ppp.user.empty());
        CHECK((!facts.proxied || (!facts.proxied->auth.type && !facts.proxied->lcp.last_sent && !facts.proxied->lcp.last_received)));
    });
    SECTION("the user's end is the end of his channel") { joint.user.channel.here.reset(); }
    SECTION("the LNS ends it") {
        joint.lns.calls.for_each([](Call& call) { call.close(); });
    }
    SECTION("the administrator ends it") {
        joint.lac.calls.for_each([](Call& call) { call.close(); });
    }
    joint.expect_nothing_left();
}

TEST_CASE("Where no LNS takes a PPPoE call that nobody has answered, its session is released", "[call][pppoe]") {
    Joint joint;
    SECTION("the LNS refuses") { joint.lns.plane.fails_with = ENOMEM; }
    SECTION("the user goes while the LNS is asked") { joint.user.channel.here.reset(); }
    SECTION("the daemon stops") { joint.lac.core.stop_calls(); }
    joint.expect_nothing_left();
}

TEST_CASE("A PPPoE user is answered here unless his call has a route without him", "[call][pppoe]") {
    CHECK_FALSE(is_answered_here(by_service({})));
    CHECK(is_answered_here(by_service({}), "another"));
    CHECK(is_answered_here(by_service({}, {"domain", "dnis"})));  // his domain goes before
    auto by_interface = by_service({}, {"interface"});
    CHECK(is_answered_here(by_interface));
    by_interface->groups[0].request_dialin->interfaces = {"eth*"};
    CHECK_FALSE(is_answered_here(by_interface));
    auto by_number = by_service({}, {"calling-number"});
    by_number->groups[0].request_dialin->calling_numbers = {"slot 1/*"};
    CHECK_FALSE(is_answered_here(by_number));
}

TEST_CASE("A LAC that is taken over goes on with a PPPoE call that nobody has answered", "[core][call][pppoe]") {
    const int step = GENERATE(0, 1);
    EventLoop loop;
    Site lns{loop, test::config_of_lns()};
    Machine lac(loop, by_service({lns.listener()}));
    PppoeUser user(loop, *lac.core, lac.supervisor);
    if (step == 0) lac.take_over();
    REQUIRE(test::run_until(loop, [&] { return is_up(lac.core->calls); }));
    if (step == 1) lac.take_over();
    CHECK(lac.supervisor.started.empty());
    CHECK_FALSE(user.device.is_loose());
    user.channel.here.reset();
    CHECK(test::run_until(loop, [&] { return lac.core->calls.empty() && user.device.is_loose(); }));
    REQUIRE(test::run_until(loop, [&] { return !lns.down.empty(); }));
    CHECK(lns.down[0].starts_with("1 0 "));
}
