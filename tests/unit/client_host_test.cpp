// The client with real sockets on loopback: ports, names, ICMP errors, reloads. Servers are played by the test.
#include "radius/client_host.h"

#include "log/log.h"
#include "radius/client_plan.h"
#include "radius/radius_servers.h"
#include "support/catch.h"
#include "support/logged.h"
#include "support/played_radius.h"
#include "support/run_loop.h"

using namespace vpdnd;
using namespace radius::literals;
using namespace std::chrono_literals;
using radius::Outcome;

namespace {

using test::kRadiusSecret;
using test::PlayedServer;

RadiusServer server_at(std::uint16_t port, std::string host = "127.0.0.1") {
    RadiusServer out;
    out.address = std::move(host);
    out.auth_port = port;
    out.secret = kRadiusSecret;
    return out;
}

radius::Question question_of(const std::string& user) {
    radius::Question out;
    out.attributes.add("User-Name"_attr, user);
    out.attributes.add("User-Password"_attr, base::Secret("a-password-nobody-guesses"));
    return out;
}

struct Fixture {
    Radius config_of(std::vector<RadiusServer> servers) {
        Radius out;
        out.servers = std::move(servers);
        out.authorize_tunnels = true;
        return out;
    }
    void use(std::vector<RadiusServer> servers) {
        Config config;
        config.radius["isp"] = config_of(std::move(servers));
        all.use(config);
    }
    std::unique_ptr<RadiusWait> ask(const std::string& user) {
        auto wait = all.tunnels()->ask(question_of(user), [this](const radius::Answered& answer) { answers.push_back(answer); });
        REQUIRE(wait.has_value());
        return std::move(*wait);
    }
    bool until(const std::function<bool()>& done) { return test::LoopRunner(loop).until(done); }
    /// The loop sends what was asked: a name is looked up, a literal one as well, in turns of their own.
    void settle() { test::LoopRunner(loop).settle(); }
    const radius::ServerCounters counters(std::size_t server = 0) const { return all.all().at(0).client.servers().at(server).counters; }

    EventLoop loop;
    /// Knows no name.
    Resolver resolver{loop, {.look_up = [](const std::string&, std::uint16_t) { return Resolver::Answer{{}, "there is no such name"}; },
                             .start_thread = Resolver::system_means().start_thread}};
    RadiusServers all{loop, resolver};
    std::vector<radius::Answered> answers;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "A question goes to the server and its answer comes back", "[radius]") {
    PlayedServer server;
    use({server_at(server.port())});
    const auto wait = ask("cisco.com");
    settle();
    const auto request = server.next();
    CHECK(request.attributes.text("User-Name"_attr) == "cisco.com");
    server.answer(request, radius::Code::kAccessAccept);
    REQUIRE(until([&] { return !answers.empty(); }));
    CHECK(answers[0].outcome == Outcome::kAccepted);
    CHECK(all.all().at(0).client.outstanding() == 0);
}

TEST_CASE_METHOD(Fixture, "IPv6, and an address of ours that requests come from", "[radius]") {
    PlayedServer server("::1");
    use({server_at(server.port(), "::1")});
    const auto wait = ask("cisco.com");
    settle();
    server.answer(server.next(), radius::Code::kAccessReject);
    REQUIRE(until([&] { return !answers.empty(); }));
    CHECK(answers[0].outcome == Outcome::kRejected);

    PlayedServer other;
    auto from_there = server_at(other.port());
    from_there.source = test::address("127.0.0.9", 0).ip;
    use({from_there});
    const auto second = ask("cisco.com");
    settle();
    other.next();
    CHECK(l2tp::to_string(other.from().ip) == "127.0.0.9");
}

TEST_CASE_METHOD(Fixture, "Where nobody listens, an ICMP error leads to the next server at once", "[radius]") {
    const auto closed = PlayedServer().port();  // nobody is there any more
    PlayedServer server;
    use({server_at(closed), server_at(server.port())});
    const auto began = std::chrono::steady_clock::now();
    const auto wait = ask("cisco.com");
    REQUIRE(until([&] { return counters(1).requests == 1; }));
    server.answer(server.next(), radius::Code::kAccessAccept);
    REQUIRE(until([&] { return !answers.empty(); }));
    CHECK(std::chrono::steady_clock::now() - began < 900ms);
    CHECK(counters(0).port_errors == 1);
    CHECK(counters(0).deaths == 0);  // anybody could have forged it
}

TEST_CASE_METHOD(Fixture, "An answer of another secret is dropped, and told once", "[radius]") {
    PlayedServer server;
    use({server_at(server.port())});
    const auto wait = ask("cisco.com");
    settle();
    const auto request = server.next();
    const auto told = test::logged(log::Level::kInfo, [&] {
        server.answer(request, radius::Code::kAccessAccept, "another secret");
        server.answer(request, radius::Code::kAccessAccept, "another secret");
        CHECK(until([&] { return counters().not_authentic == 2; }));
    });
    CHECK(answers.empty());
    CHECK(told.find("they are not made with our secret") != std::string::npos);
    CHECK(told.find("they are not made with our secret") == told.rfind("they are not made with our secret"));
    server.answer(request, radius::Code::kAccessAccept);
    CHECK(until([&] { return answers.size() == 1; }));
}

TEST_CASE_METHOD(Fixture, "Whoever gives up is not called, and the request is forgotten", "[radius]") {
    PlayedServer server;
    use({server_at(server.port())});
    auto wait = ask("cisco.com");
    settle();
    const auto request = server.next();
    wait.reset();
    server.answer(request, radius::Code::kAccessAccept);
    CHECK(until([&] { return counters().unexpected == 1; }));
    CHECK(answers.empty());
}

TEST_CASE_METHOD(Fixture, "More than 256 questions take another socket", "[radius]") {
    PlayedServer server;
    use({server_at(server.port())});
    std::vector<std::unique_ptr<RadiusWait>> waits;
    for (int i = 0; i < 300; ++i) waits.push_back(ask(std::to_string(i)));
    CHECK(until([&] { return counters().requests == 300; }));
    CHECK(all.all().at(0).client.servers().at(0).ports == 2);
}

TEST_CASE_METHOD(Fixture, "A name that is not known leaves its server to the others", "[radius]") {
    PlayedServer server;
    use({server_at(1812, "radius.example.net"), server_at(server.port())});
    const auto wait = ask("cisco.com");
    REQUIRE(until([&] { return counters(1).requests == 1; }));
    server.answer(server.next(), radius::Code::kAccessAccept);
    CHECK(until([&] { return answers.size() == 1; }));
}

TEST_CASE_METHOD(Fixture, "After a reload the old servers still answer what they were asked", "[radius]") {
    PlayedServer before, after;
    use({server_at(before.port())});
    const auto old_wait = ask("old");
    settle();
    const auto old_request = before.next();
    use({server_at(after.port())});
    const auto new_wait = ask("new");
    settle();
    const auto new_request = after.next();
    CHECK(new_request.attributes.text("User-Name"_attr) == "new");
    before.answer(old_request, radius::Code::kAccessReject);
    REQUIRE(until([&] { return answers.size() == 1; }));
    after.answer(new_request, radius::Code::kAccessAccept);
    REQUIRE(until([&] { return answers.size() == 2; }));
    CHECK(answers[0].outcome == Outcome::kRejected);
    CHECK(answers[1].outcome == Outcome::kAccepted);
}

TEST_CASE_METHOD(Fixture, "A reload that changes nothing keeps what is known of the servers", "[radius]") {
    PlayedServer server;
    use({server_at(server.port())});
    const auto wait = ask("cisco.com");
    settle();
    server.answer(server.next(), radius::Code::kAccessAccept);
    REQUIRE(until([&] { return !answers.empty(); }));
    use({server_at(server.port())});
    CHECK(counters().accepts == 1);
    auto changed = server_at(server.port());
    changed.secret = "another";
    use({changed});
    CHECK(counters().accepts == 0);
    all.use({});
    CHECK(all.tunnels() == nullptr);
    settle();
}

TEST_CASE_METHOD(Fixture, "debug radius shows packets by attribute, without secrets", "[radius]") {
    PlayedServer server;
    use({server_at(server.port())});
    log::set_area(log::Area::kRadius, true);
    std::unique_ptr<RadiusWait> wait;
    const auto told = test::logged(log::Level::kDebug, [&] {
        wait = ask("cisco.com");
        settle();
        const auto request = server.next();
        server.answer(request, radius::Code::kAccessAccept, "another secret");
        server.answer(request, radius::Code::kAccessAccept);
        CHECK(until([&] { return !answers.empty(); }));
    });
    log::set_area(log::Area::kRadius, false);
    CHECK(told.find("O Access-Request identifier") != std::string::npos);
    CHECK(told.find("1 User-Name, length 11: \"cisco.com\"") != std::string::npos);
    CHECK(told.find("(dropped: not-authentic)") != std::string::npos);
    CHECK(told.find("I Access-Accept identifier") != std::string::npos);
    CHECK(told.find("a-password-nobody-guesses") == std::string::npos);
}

TEST_CASE("A plan has all that the configuration says of servers", "[radius][config]") {
    Radius config;
    config.timeout = 500ms;
    config.tries = 5;
    config.give_up_after = 7s;
    config.dead_time = 8s;
    config.max_outstanding = 1000;
    auto first = server_at(1812), second = server_at(1645, "2001:db8::1");
    second.priority = 2;
    second.require_message_authenticator = RequireSignature::kAuto;
    config.servers = {first, second};
    const auto plan = authentication_plan(config);
    CHECK(plan.settings.first_timeout == 500ms);
    CHECK(plan.settings.tries == 5);
    CHECK(plan.settings.give_up_after == 7s);
    CHECK(plan.settings.dead_time == 8s);
    CHECK(plan.settings.most_outstanding == 1000);
    CHECK(plan.settings.most_ports == 4);
    REQUIRE(plan.settings.servers.size() == 2);
    CHECK(plan.settings.servers[0].name == "127.0.0.1:1812");
    CHECK(plan.settings.servers[0].signature == radius::SignatureRule::kRequired);
    CHECK(plan.settings.servers[1].name == "[2001:db8::1]:1645");
    CHECK(plan.settings.servers[1].signature == radius::SignatureRule::kAuto);
    CHECK(plan.settings.servers[1].priority == 2);
    CHECK(plan.servers[1].port == 1645);
    CHECK(nas_identity(config, "router").identifier == "router");
    config.nas_address = test::address("192.0.2.1", 0).ip;
    CHECK(nas_identity(config, "router").identifier.empty());
    config.nas_identifier = "lns1";
    CHECK(nas_identity(config, "router").identifier == "lns1");
}

TEST_CASE_METHOD(Fixture, "Servers of users who are up stay after a reload that names them no more", "[radius]") {
    PlayedServer server;
    Config config;
    config.radius["isp"] = config_of({server_at(server.port())});
    config.radius["isp"].authorize_tunnels = false;
    config.groups.resize(1);
    config.groups[0].accept_dialin.emplace().radius = "isp";
    all.use(config);
    REQUIRE(all.users("isp"));
    auto next = config;
    SECTION("no group does") { next.groups.clear(); }
    SECTION("there is no such table") {
        next.groups.clear();
        next.radius.clear();
    }
    all.use(next, {"isp"});
    REQUIRE(all.users("isp"));
    const auto wait = all.users("isp")->ask(question_of("user"), [this](const radius::Answered& answer) { answers.push_back(answer); });
    REQUIRE(wait.has_value());
    settle();
    server.answer(server.next(), radius::Code::kAccessAccept);
    REQUIRE(until([&] { return !answers.empty(); }));
    all.use(next);
    CHECK_FALSE(all.users("isp"));
}
