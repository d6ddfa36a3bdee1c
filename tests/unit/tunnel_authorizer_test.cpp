// Questions for tunnels: what is kept, what is asked once, and what servers do to it, in virtual time.
#include "radius/tunnel_authorizer.h"

#include "support/scripted_radius.h"

using namespace vpdnd;
using namespace radius::literals;
using namespace std::chrono_literals;
using Kind = TunnelAnswer::Kind;
using radius::Outcome;

namespace {

struct Fixture {
    Fixture() { use(60s); }
    void use(std::chrono::milliseconds lifetime) {
        authorizer.use(&radius, {.password = "cisco", .identity = {.identifier = "lac1", .address = {}}, .cache_lifetime = lifetime});
    }
    /// Answers go to `answers`.
    std::unique_ptr<TunnelAuthorizer::Ticket> ask(std::string name, std::string calling = "") {
        return authorizer.ask({.user_name = std::move(name), .calling_number = std::move(calling)},
                              [this](const TunnelAnswer& answer) { answers.push_back(answer); });
    }

    base::Time now{1h};
    test::ScriptedRadius radius;
    TunnelAuthorizer authorizer{[this] { return now; }};
    std::vector<TunnelAnswer> answers;
};

/// Real clients and servers behind it, with the world's clock.
struct Simulated {
    explicit Simulated(std::size_t count, std::chrono::milliseconds lifetime = 60s) : world(settings(count)), radius(world) {
        authorizer.use(&radius, {.password = "cisco", .identity = {.identifier = "lac1", .address = {}}, .cache_lifetime = lifetime});
        for (auto& server : world.servers)
            server.decides = [](const radius::Packet&) {
                radius::AttributeList accept;
                accept.add("Cisco-AVPair"_attr, "vpdn:ip-addresses=192.0.2.1");
                return sim::RadiusReply{radius::Code::kAccessAccept, accept};
            };
    }
    static radius::ClientSettings settings(std::size_t count) {
        auto out = sim::radius_settings(count);
        out.first_timeout = 1s;
        out.give_up_after = 20s;
        return out;
    }
    void ask(std::string name) {
        tickets.push_back(authorizer.ask({.user_name = std::move(name)},
                                         [this](const TunnelAnswer& answer) { answers.push_back(answer); }));
    }
    std::vector<Kind> kinds() const {
        std::vector<Kind> out;
        for (const auto& one : answers) out.push_back(one.kind);
        return out;
    }

    sim::RadiusWorld world;
    test::SimulatedRadius radius;
    TunnelAuthorizer authorizer{[this] { return world.now; }};
    std::vector<std::unique_ptr<TunnelAuthorizer::Ticket>> tickets;
    std::vector<TunnelAnswer> answers;
};

}  // namespace

TEST_CASE("A question for a tunnel says who asks, for whom, and on which line", "[radius]") {
    const TunnelQuestion question{.user_name = "dnis:614629", .calling_number = "2085730592", .called_number = "614629", .port = 7,
                                  .port_name = "Serial0:0", .line = ipc::LineKind::kSync};
    const auto request = tunnel_request(question, "cisco", {.identifier = "lac1", .address = l2tp::IpAddress{{10, 51, 6, 68}}});
    CHECK(request.text("User-Name"_attr) == "dnis:614629");
    CHECK(radius::as_text(*request.first("User-Password"_attr)) == "cisco");
    CHECK(request.integer("Service-Type"_attr) == 5);
    CHECK(request.text("NAS-Identifier"_attr) == "lac1");
    CHECK(request.address("NAS-IP-Address"_attr) == radius::Ipv4{10, 51, 6, 68});
    CHECK(request.integer("NAS-Port"_attr) == 7);
    CHECK(request.integer("NAS-Port-Type"_attr) == 1);
    CHECK(request.text("NAS-Port-Id"_attr) == "Serial0:0");
    CHECK(request.text("Cisco-NAS-Port"_attr) == "Serial0:0");
    CHECK(request.text("Called-Station-Id"_attr) == "614629");
    CHECK(request.text("Calling-Station-Id"_attr) == "2085730592");
    const auto bare = tunnel_request({.user_name = "cisco.com"}, "cisco", {.identifier = "lac1", .address = {}});
    CHECK(bare.integer("NAS-Port-Type"_attr) == 5);
    CHECK(bare.size() == 6);
    const TunnelQuestion pppoe{.user_name = "cisco.com", .calling_number = "line 7", .line = ipc::LineKind::kPppoe};
    CHECK(tunnel_request(pppoe, "cisco", {}).integer("NAS-Port-Type"_attr) == 32);
    // What a user's line is called by says nothing of what it is.
    const TunnelQuestion modem{.user_name = "cisco.com", .calling_number = "00:11:22:aa:bb:CC", .line = ipc::LineKind::kAsync};
    CHECK(tunnel_request(modem, "cisco", {}).integer("NAS-Port-Type"_attr) == 0);
}

TEST_CASE_METHOD(Fixture, "An answer holds for its lifetime, a rejection too", "[radius]") {
    for (const auto outcome : {Outcome::kAccepted, Outcome::kRejected}) {
        const std::string name = outcome == Outcome::kAccepted ? "good" : "bad";
        answers.clear();
        radius.asked.clear();
        const auto first = ask(name);
        REQUIRE(first);
        radius.answer(outcome);
        now += 59s;
        CHECK_FALSE(ask(name, "another caller"));
        REQUIRE(answers.size() == 2);
        CHECK(answers[0].kind == answers[1].kind);
        CHECK(radius.asked.size() == 1);
        now += 1s;
        const auto again = ask(name);
        CHECK(again);
        CHECK(radius.asked.size() == 2);
    }
    CHECK(authorizer.counters().kept == 2);
}

TEST_CASE_METHOD(Fixture, "That nobody answered is not kept", "[radius]") {
    const auto first = ask("cisco.com");
    radius.answer(Outcome::kNoAnswer, {}, "no server answered");
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].kind == Kind::kFailed);
    CHECK(answers[0].why == "no server answered");
    const auto second = ask("cisco.com");
    CHECK(second);
    CHECK(radius.asked.size() == 2);
}

TEST_CASE_METHOD(Fixture, "A challenge is a rejection, a broken answer is told as such", "[radius]") {
    const auto first = ask("a");
    radius.answer(Outcome::kChallenged);
    const auto second = ask("b");
    radius.answer(Outcome::kRejected, {}, "attribute 69: does not decrypt");
    REQUIRE(answers.size() == 2);
    CHECK(answers[0].kind == Kind::kRejected);
    CHECK(answers[1].kind == Kind::kUnusable);
    CHECK(answers[1].why == "attribute 69: does not decrypt");
}

TEST_CASE_METHOD(Fixture, "Who asks the same at the same time gets the same answer, and the servers are asked once", "[radius]") {
    std::vector<std::unique_ptr<TunnelAuthorizer::Ticket>> tickets;
    for (int i = 0; i < 100; ++i) tickets.push_back(ask("cisco.com", std::to_string(i)));
    const auto other = ask("example.net");
    CHECK(radius.names() == std::vector<std::string>{"cisco.com", "example.net"});
    tickets[7].reset();
    tickets[0].reset();
    radius.asked.pop_back();
    radius.answer(Outcome::kAccepted);
    CHECK(answers.size() == 98);
    CHECK(authorizer.counters().joined == 99);
    CHECK(radius.waiting() == 1);
}

TEST_CASE_METHOD(Fixture, "Without a lifetime only what is the same to the last attribute is asked once", "[radius]") {
    use(0s);
    const auto first = ask("cisco.com", "1");
    const auto same = ask("cisco.com", "1");
    const auto other = ask("cisco.com", "2");
    CHECK(radius.asked.size() == 2);
    radius.answer(Outcome::kAccepted);
    CHECK(answers.size() == 1);
    CHECK(authorizer.kept() == 0);
    const auto again = ask("cisco.com", "2");
    CHECK(again);
}

TEST_CASE_METHOD(Fixture, "A question that nobody waits for any more is withdrawn", "[radius]") {
    auto first = ask("cisco.com"), second = ask("cisco.com");
    first.reset();
    CHECK(radius.waiting() == 1);
    second.reset();
    CHECK(radius.waiting() == 0);
    CHECK(answers.empty());
}

TEST_CASE_METHOD(Fixture, "A reload forgets what was kept, and what is asked of the old servers is not kept", "[radius]") {
    const auto first = ask("cisco.com");
    radius.answer(Outcome::kAccepted);
    use(60s);
    const auto second = ask("cisco.com");
    REQUIRE(second);
    use(60s);
    radius.answer(Outcome::kRejected);
    CHECK(answers.back().kind == Kind::kRejected);
    CHECK(authorizer.kept() == 0);
    authorizer.use(nullptr, {});
    CHECK_FALSE(ask("cisco.com"));
    CHECK(answers.back().kind == Kind::kFailed);
}

TEST_CASE_METHOD(Fixture, "What cannot be asked fails at once, with the reason", "[radius]") {
    radius.refuses = "too many RADIUS requests are outstanding";
    CHECK_FALSE(ask("cisco.com"));
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].why == "too many RADIUS requests are outstanding");
}

TEST_CASE_METHOD(Fixture, "Only so many answers are kept, the latest ones", "[radius]") {
    for (std::size_t i = 0; i <= TunnelAuthorizer::kMostKept; ++i) {
        const auto ticket = ask(std::to_string(i));
        radius.answer(Outcome::kRejected);
    }
    CHECK(authorizer.kept() == TunnelAuthorizer::kMostKept);
    CHECK(ask("0"));
    CHECK_FALSE(ask("1"));
}

TEST_CASE_METHOD(Fixture, "Whoever is answered may give up others, and ask again", "[radius]") {
    std::unique_ptr<TunnelAuthorizer::Ticket> second, again;
    const auto first = authorizer.ask({.user_name = "cisco.com"}, [&](const TunnelAnswer&) {
        second.reset();
        again = ask("other");
    });
    second = ask("cisco.com");
    radius.answer(Outcome::kAccepted);
    CHECK(answers.empty());
    CHECK(again);
    CHECK(radius.names().back() == "other");
}

TEST_CASE("Tickets may outlive the authorizer, and so does a question", "[radius]") {
    test::ScriptedRadius radius;
    auto authorizer = std::make_unique<TunnelAuthorizer>([] { return base::Time{}; });
    authorizer->use(&radius, {.password = "cisco", .identity = {}, .cache_lifetime = {}});
    const auto ticket = authorizer->ask({.user_name = "cisco.com"}, [](const TunnelAnswer&) { FAIL("nobody is there any more"); });
    authorizer.reset();
    CHECK(radius.waiting() == 0);
}

TEST_CASE("A dead server costs the first call its tries, and later ones nothing", "[radius][client]") {
    Simulated site(2, 0s);
    site.world.servers[0].silent = true;
    site.ask("cisco.com");
    site.radius.run_for(6s);
    CHECK(site.answers.empty());
    site.radius.run_for(3s);
    CHECK(site.kinds() == std::vector{Kind::kAccepted});
    site.ask("cisco.com");
    site.radius.run_for(100ms);
    CHECK(site.kinds() == std::vector{Kind::kAccepted, Kind::kAccepted});
}

TEST_CASE("Where no server answers, it is said in time", "[radius][client]") {
    Simulated site(3);
    for (auto& server : site.world.servers) server.silent = true;
    site.ask("cisco.com");
    site.radius.run_for(21s);
    REQUIRE(site.kinds() == std::vector{Kind::kFailed});
    CHECK(site.answers[0].why.find("no server answered") != std::string::npos);
    CHECK(site.authorizer.kept() == 0);
    for (auto& server : site.world.servers) server.silent = false;
    site.ask("cisco.com");
    site.radius.run_for(10s);
    CHECK(site.kinds().back() == Kind::kAccepted);
}

TEST_CASE("Garbage and answers of another secret are as if nobody answered; another server is asked", "[radius][client]") {
    Simulated site(2, 0s);
    const bool garbage = GENERATE(true, false);
    if (garbage) site.world.servers[0].answers_with = [](base::Bytes) { return std::vector<base::Bytes>{{2, 1, 0, 0xff}, {}}; };
    else site.world.servers[0].secret = base::Secret("another");
    site.ask("cisco.com");
    site.radius.run_for(9s);
    CHECK(site.kinds() == std::vector{Kind::kAccepted});
    const auto counters = site.world.client.servers()[0].counters;
    CHECK(counters.accepts == 0);
    CHECK((garbage ? counters.malformed : counters.timeouts) > 0);
}

TEST_CASE("A thousand calls of ten domains are ten questions", "[radius][client]") {
    Simulated site(1);
    for (int i = 0; i < 1000; ++i) site.ask("domain" + std::to_string(i % 10));
    site.radius.run_for(100ms);
    CHECK(site.answers.size() == 1000);
    CHECK(site.world.servers[0].requests.size() == 10);
    site.ask("domain3");
    CHECK(site.answers.size() == 1001);
    CHECK(site.world.servers[0].requests.size() == 10);
}
