// Where a call goes that no group matches: names in their order, and what becomes of it when no server knows it.
#include "policy/radius_router.h"

#include "radius/tunnel_sets.h"
#include "support/scripted_radius.h"

using namespace vpdnd;
using namespace radius::literals;
using radius::Outcome;
using Names = std::vector<std::string>;

namespace {

radius::AttributeList tunnel_to(const char* lns) {
    radius::AttributeList out;
    out.add("Cisco-AVPair"_attr, std::string("vpdn:ip-addresses=") + lns);
    return out;
}

struct Fixture {
    Fixture() {
        Group group;
        group.name = "local";
        group.tunnel.secret = "s";
        group.request_dialin.emplace().domains = {"in-file.example"};
        group.initiate_to = {{.address = "192.0.2.1"}};
        config->groups.push_back(group);
        config->daemon.search_order = {"dnis", "domain"};
        config->daemon.domain_delimiters = "@";
        config->daemon.hostname = "router";
        config->radius["isp"].authorize_tunnels = true;
        authorizer.use(&radius, {.password = "cisco", .identity = {}, .cache_lifetime = std::chrono::seconds(60)});
    }
    RadiusRouter& router() {
        if (!made) {
            policy = std::make_shared<const GroupPolicy>(config);
            file = std::make_unique<FileRouter>(policy);
            made = std::make_unique<RadiusRouter>(*file, authorizer, policy);
        }
        return *made;
    }
    std::unique_ptr<RouteTicket> ask(std::string user, std::string called = "") {
        return router().ask({.user = std::move(user), .calling_number = "1", .called_number = std::move(called)},
                            [this](Route route) { routes.push_back(std::move(route)); });
    }
    EndReason why() const {
        REQUIRE(routes.size() == 1);
        REQUIRE(std::holds_alternative<Reject>(routes[0]));
        return std::get<Reject>(routes[0]).why;
    }
    bool is_local() const { return routes.size() == 1 && std::holds_alternative<Local>(routes[0]); }

    std::shared_ptr<Config> config = std::make_shared<Config>();
    base::Time now{};
    test::ScriptedRadius radius;
    TunnelAuthorizer authorizer{[this] { return now; }};
    std::shared_ptr<const GroupPolicy> policy;
    std::unique_ptr<FileRouter> file;
    std::unique_ptr<RadiusRouter> made;
    std::vector<Route> routes;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "What a group matches is not asked for, nor what comes from a tunnel", "[policy][radius]") {
    CHECK_FALSE(ask("user@in-file.example"));
    REQUIRE(routes.size() == 1);
    CHECK(std::get<Forward>(routes[0]).group == "local");
    const RouteQuestion from_tunnel{.from = RouteQuestion::From::kTunnel, .user = "user@cisco.com", .tunnel_group = "local"};
    CHECK_FALSE(router().ask(from_tunnel, [](const Route&) {}));
    CHECK(radius.asked.empty());
}

TEST_CASE_METHOD(Fixture, "Nobody is asked about a line whose user has not answered", "[policy][radius]") {
    CHECK_FALSE(router().ask({.called_number = "614629", .user_told = false}, [this](Route route) { routes.push_back(std::move(route)); }));
    REQUIRE(routes.size() == 1);
    CHECK(std::holds_alternative<NeedsUser>(routes[0]));
    CHECK(radius.asked.empty());
}

TEST_CASE_METHOD(Fixture, "The server's tunnel becomes the call's route, later", "[policy][radius]") {
    const auto ticket = ask("user@cisco.com");
    REQUIRE(ticket);
    CHECK(radius.names() == Names{"cisco.com"});
    CHECK(routes.empty());
    radius.answer(Outcome::kAccepted, tunnel_to("192.0.2.7"));
    REQUIRE(routes.size() == 1);
    const auto& forward = std::get<Forward>(routes[0]);
    CHECK(forward.group == "radius:isp");
    CHECK(name_of(forward.targets.at(0)) == "192.0.2.7:1701");
}

TEST_CASE_METHOD(Fixture, "Names are asked for in the order of search-order, until one has a tunnel", "[policy][radius]") {
    config->daemon.search_order = {"domain", "dnis", "user"};
    const auto ticket = ask("user@cisco.com", "614629");
    CHECK(radius.names() == Names{"cisco.com"});
    radius.answer(Outcome::kRejected);
    CHECK(radius.names().back() == "dnis:614629");
    radius.answer(Outcome::kAccepted);  // says nothing of tunnels: as good as a rejection
    CHECK(radius.names().back() == "user@cisco.com");
    CHECK(routes.empty());
    radius.answer(Outcome::kAccepted, tunnel_to("192.0.2.7"));
    CHECK(std::holds_alternative<Forward>(routes.at(0)));
}

TEST_CASE_METHOD(Fixture, "A call without a name to ask for stays local", "[policy][radius]") {
    CHECK_FALSE(ask("user"));
    CHECK(is_local());
    CHECK(radius.asked.empty());
}

TEST_CASE_METHOD(Fixture, "A call that the server rejects stays local, or is refused", "[policy][radius]") {
    const auto refused = GENERATE(false, true);
    if (refused) config->radius["isp"].on_reject = Otherwise::kRefuse;
    const auto ticket = ask("user@cisco.com");
    radius.answer(Outcome::kRejected);
    CHECK(is_local() != refused);
    if (refused) CHECK(why().cause == EndCause::kRouteRejected);
}

TEST_CASE_METHOD(Fixture, "A call that nobody answers for is refused, or stays local", "[policy][radius]") {
    const auto local = GENERATE(false, true);
    if (local) config->radius["isp"].on_failure = Otherwise::kLocal;
    const auto ticket = ask("user@cisco.com", "614629");
    radius.answer(Outcome::kNoAnswer, {}, "no server answered");
    CHECK(radius.asked.size() == 1);  // nobody is there to be asked for the next name
    CHECK(is_local() == local);
    if (local) return;
    CHECK(why().cause == EndCause::kRouteUnanswered);
    CHECK(why().text == "no server answered");
}

TEST_CASE_METHOD(Fixture, "An answer that cannot be used refuses the call with what is wrong in it", "[policy][radius]") {
    const auto ticket = ask("user@cisco.com");
    radius.answer(Outcome::kAccepted, tunnel_to("300.0.0.1"));
    CHECK(why().cause == EndCause::kRouteUnusable);
    CHECK(why().text.find("the LNS is neither an IP address nor a host name") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "An accept whose hidden password is broken is no rejection", "[policy][radius]") {
    const auto ticket = ask("user@cisco.com", "614629");
    radius.answer(Outcome::kRejected, {}, "attribute 69 (Tunnel-Password) at octet 30: does not decrypt");
    CHECK(radius.asked.size() == 1);
    CHECK(why().cause == EndCause::kRouteUnusable);
}

TEST_CASE_METHOD(Fixture, "Answers that are kept give the route at once", "[policy][radius]") {
    const auto first = ask("user@cisco.com", "614629");
    radius.answer(Outcome::kRejected);
    radius.answer(Outcome::kAccepted, tunnel_to("192.0.2.7"));
    CHECK_FALSE(ask("other@cisco.com", "614629"));
    CHECK(routes.size() == 2);
    CHECK(radius.asked.size() == 2);
    // One is kept, the other one is asked for.
    const auto mixed = ask("user@example.net", "614629");
    REQUIRE(mixed);
    CHECK(radius.names().back() == "example.net");
}

TEST_CASE_METHOD(Fixture, "A call that is gone withdraws its question", "[policy][radius]") {
    auto ticket = ask("user@cisco.com");
    ticket.reset();
    CHECK(radius.waiting() == 0);
    CHECK(routes.empty());
}

TEST_CASE_METHOD(Fixture, "Whoever is told the route may let the question go", "[policy][radius]") {
    std::unique_ptr<RouteTicket> ticket;
    bool told = false;
    ticket = router().ask({.user = "user@cisco.com"}, [&](const Route&) {
        ticket.reset();
        told = true;
    });
    radius.answer(Outcome::kAccepted, tunnel_to("192.0.2.7"));
    CHECK(told);
}

TEST_CASE_METHOD(Fixture, "Without authorize-tunnels nobody is asked", "[policy][radius]") {
    authorizer.use(nullptr, {});
    CHECK_FALSE(ask("user@cisco.com"));
    CHECK(is_local());
}

TEST_CASE_METHOD(Fixture, "User names are as search-order says, and only those that the call has", "[policy][radius]") {
    config->daemon.search_order = {"user", "dnis", "domain"};
    const auto names = [&](std::string user, std::string called) {
        return tunnel_user_names(config->daemon, {.user = std::move(user), .called_number = std::move(called)});
    };
    CHECK(names("user@cisco.com", "1") == Names{"user@cisco.com", "dnis:1", "cisco.com"});
    CHECK(names("user", "") == Names{"user"});
    CHECK(names("", "1") == Names{"dnis:1"});
    CHECK(names("", "").empty());
    // A number is never what the user writes.
    CHECK(names("x@dnis:614629", "") == Names{"x@dnis:614629"});
    CHECK(names("dnis:614629", "").empty());
    config->daemon.search_order = {"domain"};
    CHECK(names("user@cisco.com", "1") == Names{"cisco.com"});
}
