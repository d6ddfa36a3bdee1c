// Thousands of requests, a network that loses, doubles and reorders, servers that come and go: in virtual time.
#include <algorithm>

#include "radius/client.h"
#include "support/catch.h"
#include "support/radius_ends.h"

using namespace radius;
using namespace radius::literals;
using namespace sim;

namespace {

base::Duration longest(const RadiusWorld& world) {
    base::Duration out{};
    for (const auto& [id, at] : world.ended) out = std::max(out, at - world.asked.at(id));
    return out;
}

std::size_t with(const RadiusWorld& world, Outcome outcome) {
    return static_cast<std::size_t>(
        std::count_if(world.results.begin(), world.results.end(), [&](const auto& one) { return one.second.outcome == outcome; }));
}

/// Half of them accounting.
void ask_many(RadiusWorld& world, int count, base::Duration apart) {
    for (int i = 0; i < count; ++i) {
        if (i % 2 == 0) {
            world.ask_user("user" + std::to_string(i));
        } else {
            Question question;
            question.code = Code::kAccountingRequest;
            question.attributes.add("Acct-Session-Id"_attr, std::to_string(i));
            question.happened = world.now;
            world.ask(std::move(question));
        }
        world.run_for(apart);
    }
}

}  // namespace

TEST_CASE("Every request ends once, whatever the network does", "[radius][client]") {
    const auto seed = GENERATE(range<std::uint64_t>(1, 9));
    auto settings = radius_settings(2);
    settings.tries = 8;
    settings.give_up_after = base::Duration::zero();
    RadiusWorld world(settings, seed);
    world.network = {0.2, 0.1, milliseconds(1), milliseconds(300)};
    ask_many(world, 1000, milliseconds(3));
    CHECK(world.run_until([&] { return world.client.idle(); }, seconds(400)));
    CHECK(world.results.size() == 1000);
    CHECK(with(world, Outcome::kAccepted) == 500);
    CHECK(with(world, Outcome::kRecorded) == 500);
    CHECK(world.violations.empty());
    CHECK(std::ranges::count(world.verdicts, ReplyVerdict::kAnswer) == 1000);
    CHECK(world.servers[0].refused == 0);
}

TEST_CASE("4,000 requests are outstanding at a slow server, and none is lost", "[radius][client]") {
    RadiusWorld world(radius_settings(1));
    world.servers[0].thinks = seconds(5);
    for (int i = 0; i < 4000; ++i) world.ask_user("user");
    world.run_for(seconds(1));
    CHECK(world.client.outstanding() == 4000);
    CHECK(world.ports_open[0] == 16);
    CHECK(world.run_until([&] { return world.client.idle(); }, seconds(30)));
    CHECK(with(world, Outcome::kAccepted) == 4000);
    CHECK(world.servers[0].requests.size() == 4000);
    CHECK(longest(world) < milliseconds(5500));
    CHECK(world.violations.empty());
}

TEST_CASE("A server that is silent for 40 s fails no request where there is another", "[radius][client]") {
    RadiusWorld world(radius_settings(2));
    world.network = {0.005, 0, milliseconds(1), milliseconds(20)};
    ask_many(world, 1000, milliseconds(10));
    world.servers[0].silent = true;
    ask_many(world, 4000, milliseconds(10));
    world.servers[0].silent = false;
    ask_many(world, 9000, milliseconds(10));
    CHECK(world.run_until([&] { return world.client.idle(); }, seconds(60)));
    CHECK(world.results.size() == 14000);
    CHECK(with(world, Outcome::kNoAnswer) == 0);
    CHECK(longest(world) < seconds(25));
    CHECK(std::ranges::count_if(world.ended, [&](const auto& one) { return one.second - world.asked.at(one.first) > seconds(5); }) < 1400);
    CHECK(world.client.servers()[0].state == ServerState::kAlive);
    CHECK(world.servers[1].requests.size() > 2000);
    CHECK(world.violations.empty());
}

TEST_CASE("A flood of forged answers ends nothing, and the true ones still count", "[radius][client]") {
    RadiusWorld world(radius_settings(1));
    world.servers[0].thinks = milliseconds(500);
    std::vector<RequestId> ids;
    for (int i = 0; i < 200; ++i) ids.push_back(world.ask_user("user"));
    world.run_for(milliseconds(100));
    for (unsigned i = 0; i < 20000; ++i) {
        // Framing right, code right, one identifier after the other: what a stranger can make.
        base::Bytes forged(20);
        world.random.fill(forged);
        forged[0] = 2;
        forged[1] = static_cast<std::uint8_t>(i);
        forged[2] = 0;
        forged[3] = 20;
        CHECK(world.client.receive(world.now, ServerId{0}, PortId{0}, forged) != ReplyVerdict::kAnswer);
    }
    world.run_for(seconds(2));
    for (const auto id : ids) CHECK(world.results.at(id).outcome == Outcome::kAccepted);
    const auto counters = world.client.servers()[0].counters;
    CHECK(counters.not_authentic + counters.unexpected == 20000);
    CHECK(world.news.size() == 1);
}

TEST_CASE("The same seed gives the same run", "[radius][client]") {
    const auto run = [] {
        RadiusWorld world(radius_settings(2), 7);
        world.network = {0.3, 0.1, milliseconds(1), milliseconds(100)};
        ask_many(world, 200, milliseconds(5));
        world.run_for(seconds(60));
        std::vector<base::Time> ends;
        for (const auto& [id, at] : world.ended) ends.push_back(at);
        return ends;
    };
    const auto once = run();
    CHECK(once.size() == 200);
    CHECK(once == run());
}
