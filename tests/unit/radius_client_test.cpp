// A client by single steps; tests/scenario/radius_client_test.cpp has what comes of many requests and a bad network.
#include "radius/client.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "support/catch.h"
#include "support/radius_ends.h"

using namespace radius;
using namespace radius::literals;
using namespace sim;

namespace {

std::size_t count_news(const RadiusWorld& world, ServerNews news) {
    return static_cast<std::size_t>(
        std::count_if(world.news.begin(), world.news.end(), [news](const auto& one) { return one.news == news; }));
}

Question accounting(base::Time happened) {
    Question question;
    question.code = Code::kAccountingRequest;
    question.attributes.add("Acct-Session-Id"_attr, "1");
    question.happened = happened;
    return question;
}

RadiusReply accept_with(AttributeList attributes) { return {Code::kAccessAccept, std::move(attributes)}; }

}  // namespace

TEST_CASE("A login goes to the server with its password and comes back with attributes", "[radius][client]") {
    RadiusWorld world(radius_settings(1));
    world.servers[0].decides = [](const Packet& request) {
        AttributeList attributes;
        attributes.add("Reply-Message"_attr, *request.attributes.text("User-Name"_attr));
        attributes.add("Class"_attr, *request.attributes.octets("User-Password"_attr));
        return accept_with(attributes);
    };
    const auto id = world.ask_user("user");
    world.run_for(seconds(1));
    REQUIRE(world.results.contains(id));
    const auto& result = world.results.at(id);
    CHECK(result.outcome == Outcome::kAccepted);
    CHECK(result.attributes.text("Reply-Message"_attr) == "user");
    CHECK(as_text(*result.attributes.first("Class"_attr)) == "secret of user");
    CHECK(world.client.idle());
    CHECK_FALSE(world.client.next_deadline());
    CHECK(world.servers[0].requests[0].attributes.begin()->id == AttributeId{0, 80});
    CHECK(world.violations.empty());
}

TEST_CASE("Each answer has its outcome", "[radius][client][rfc2865]") {
    RadiusWorld world(radius_settings(1));
    for (const auto& [code, outcome] : {std::pair(Code::kAccessAccept, Outcome::kAccepted),
                                        std::pair(Code::kAccessReject, Outcome::kRejected),
                                        std::pair(Code::kAccessChallenge, Outcome::kChallenged)}) {
        world.servers[0].decides = [code = code](const Packet&) { return RadiusReply{code}; };
        const auto id = world.ask_user("user");
        world.run_for(seconds(1));
        CHECK(world.results.at(id).outcome == outcome);
    }
    world.servers[0].decides = nullptr;
    const auto id = world.ask(accounting(world.now));
    world.run_for(seconds(1));
    CHECK(world.results.at(id).outcome == Outcome::kRecorded);
}

TEST_CASE("A request is repeated as it is, after growing times", "[radius][client][rfc5080][2.2.1]") {
    RadiusWorld world(radius_settings(1));
    world.servers[0].silent = true;
    std::vector<base::Time> times;
    const auto start = world.now;
    const auto id = world.ask_user("user");
    world.run_until([&] {
        if (world.servers[0].datagrams > times.size()) times.push_back(world.servers[0].last_datagram);
        return world.results.contains(id);
    }, seconds(60));
    REQUIRE(times.size() == 3);
    const auto first = times[1] - times[0], second = times[2] - times[1];
    CHECK(first >= milliseconds(1800));
    CHECK(first <= milliseconds(2200));
    CHECK(second >= first * 19 / 10 - milliseconds(1));
    CHECK(second <= first * 21 / 10 + milliseconds(1));
    CHECK(world.results.at(id).outcome == Outcome::kNoAnswer);
    CHECK(world.results.at(id).why == "no server answered");
    CHECK(world.now - start >= milliseconds(3 * 1800));
    CHECK(world.client.servers()[0].counters.repetitions == 2);
    CHECK(count_news(world, ServerNews::kDead) == 1);
}

TEST_CASE("A repetition that the server has seen is answered as the first", "[radius][client]") {
    RadiusWorld world(radius_settings(1));
    world.servers[0].thinks = seconds(3);
    const auto id = world.ask_user("user");
    world.run_for(seconds(10));
    CHECK(world.results.at(id).outcome == Outcome::kAccepted);
    CHECK(world.servers[0].requests.size() == 1);
    CHECK(world.servers[0].repetitions == 1);
    CHECK(world.client.servers()[0].counters.unexpected == 1);  // the second answer
}

TEST_CASE("A repeated Accounting-Request tells the new Acct-Delay-Time under another identifier", "[radius][client][rfc2866][3]") {
    RadiusWorld world(radius_settings(1));
    world.servers[0].decides = [n = 0](const Packet&) mutable -> std::optional<RadiusReply> {
        if (++n < 3) return std::nullopt;
        return RadiusReply{Code::kAccountingResponse};
    };
    const auto id = world.ask(accounting(world.now - seconds(5)));
    world.run_for(seconds(20));
    CHECK(world.results.at(id).outcome == Outcome::kRecorded);
    const auto& seen = world.servers[0].requests;
    REQUIRE(seen.size() == 3);
    CHECK(seen[0].attributes.integer("Acct-Delay-Time"_attr) == 5);
    CHECK(seen[1].attributes.integer("Acct-Delay-Time"_attr).value() >= 6);
    CHECK(seen[2].attributes.integer("Acct-Delay-Time"_attr).value() >= 10);
    CHECK(seen[0].identifier != seen[1].identifier);
    CHECK(seen[1].identifier != seen[2].identifier);
}

TEST_CASE("The answer to an earlier Acct-Delay-Time ends the request too", "[radius][client][rfc2866]") {
    RadiusWorld world(radius_settings(1));
    world.servers[0].thinks = milliseconds(2500);
    const auto id = world.ask(accounting(world.now));
    world.run_for(milliseconds(2600));
    REQUIRE(world.results.contains(id));
    CHECK(world.results.at(id).outcome == Outcome::kRecorded);
    CHECK(world.servers[0].requests.size() == 2);
}

TEST_CASE("With renew_delay off, an Accounting-Request is repeated as it is", "[radius][client]") {
    auto settings = radius_settings(1);
    settings.renew_delay = false;
    RadiusWorld world(settings);
    world.servers[0].thinks = milliseconds(2500);
    world.ask(accounting(world.now));
    world.run_for(seconds(5));
    CHECK(world.servers[0].requests.size() == 1);
    CHECK(world.servers[0].repetitions == 1);
}

TEST_CASE("What cannot be sent is refused when it is asked", "[radius][client]") {
    RadiusWorld world(radius_settings(1));
    const auto refused = [&world](Question question) {
        const auto id = world.client.ask(world.now, std::move(question));
        return id ? std::string("taken") : id.error();
    };
    Question long_password;
    long_password.attributes.add("User-Password"_attr, base::Secret(std::string(129, 'p')));
    CHECK(refused(long_password) == "attribute 2 (User-Password): 129 octets, where 0 to 128 are right");
    Question twice;
    twice.attributes.add("User-Name"_attr, "a");
    twice.attributes.add("User-Name"_attr, "b");
    CHECK(refused(twice) == "attribute 1 (User-Name): occurs a second time");
    Question much;
    for (int i = 0; i < 17; ++i) much.attributes.add("Class"_attr, base::Bytes(253, 1));
    CHECK(refused(much) == "attribute 25 (Class): makes the packet longer than 4096 octets");
    Question odd;
    odd.code = Code::kCoaRequest;
    CHECK(refused(odd) == "a CoA-Request is not asked by a client");
    CHECK(RadiusWorld(radius_settings(0)).client.ask(world.now, {}).error() == "no RADIUS server is configured");
    CHECK(world.client.idle());
}

TEST_CASE("Beyond max-outstanding a request is refused at once", "[radius][client]") {
    auto settings = radius_settings(1);
    settings.most_outstanding = 10;
    RadiusWorld world(settings);
    for (int i = 0; i < 10; ++i) world.ask_user("user");
    CHECK(world.client.ask(world.now, {}).error() == "too many RADIUS requests are outstanding");
    CHECK(world.client.refused() == 1);
    world.run_for(seconds(1));
    CHECK(world.results.size() == 10);
    CHECK(world.client.ask(world.now, {}));
}

TEST_CASE("A request that nobody wants any more is forgotten, and its identifier is free", "[radius][client]") {
    auto settings = radius_settings(1);
    settings.most_ports = 1;
    RadiusWorld world(settings);
    world.servers[0].silent = true;
    std::vector<RequestId> ids;
    for (int i = 0; i < 257; ++i) ids.push_back(world.ask_user("user"));
    world.run_for(milliseconds(100));
    CHECK(world.servers[0].datagrams == 256);
    world.client.cancel(world.now, ids[7]);
    world.client.cancel(world.now, ids[7]);
    world.run_for(milliseconds(100));
    CHECK(world.servers[0].datagrams == 257);
    for (const auto id : ids) world.client.cancel(world.now, id);
    CHECK(world.client.idle());
    world.run_for(seconds(60));
    CHECK(world.results.empty());
}

TEST_CASE("ICMP errors are counted, and end nothing", "[radius][client]") {
    RadiusWorld world(radius_settings(1));
    const auto id = world.ask_user("user");
    world.client.port_error(world.now, ServerId{0}, PortId{0});
    world.run_for(seconds(1));
    CHECK(world.client.servers()[0].counters.port_errors == 1);
    CHECK(world.results.at(id).outcome == Outcome::kAccepted);
}

TEST_CASE("An ICMP error sends what waits there to another server, and makes none dead", "[radius][client]") {
    RadiusWorld world(radius_settings(2));
    world.servers[0].silent = true;
    const auto first = world.ask_user("first"), second = world.ask_user("second");
    world.run_for(milliseconds(10));
    world.client.port_error(world.now, ServerId{0}, PortId{0});
    world.run_for(milliseconds(100));
    CHECK(world.results.at(first).outcome == Outcome::kAccepted);
    CHECK(world.results.at(second).outcome == Outcome::kAccepted);
    CHECK(world.servers[1].requests.size() == 2);
    CHECK(world.client.servers()[0].state == ServerState::kAlive);
    CHECK(world.client.servers()[0].counters.deaths == 0);
    // The next one is asked for there again.
    world.ask_user("third");
    world.run_for(milliseconds(100));
    CHECK(world.client.servers()[0].counters.requests == 3);
}

TEST_CASE("An ICMP error for a port that nobody waits at, or of a server unknown, is harmless", "[radius][client]") {
    RadiusWorld world(radius_settings(2));
    world.client.port_error(world.now, ServerId{0}, PortId{9});
    world.client.port_error(world.now, ServerId{7}, PortId{0});
    const auto id = world.ask_user("user");
    world.run_for(milliseconds(100));
    CHECK(world.results.at(id).outcome == Outcome::kAccepted);
    CHECK(world.servers[0].requests.size() == 1);
}
