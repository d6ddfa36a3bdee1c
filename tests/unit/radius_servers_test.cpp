// Which server a client asks, when it takes one for dead, and how many sockets and datagrams that takes.
#include <algorithm>
#include <vector>

#include "radius/client.h"
#include "radius/pace.h"
#include "radius/port_set.h"
#include "radius/repetition.h"
#include "support/catch.h"
#include "support/radius_ends.h"

using namespace radius;
using namespace radius::literals;
using namespace sim;

namespace {

std::vector<ServerNews> news_of(const RadiusWorld& world, std::size_t server) {
    std::vector<ServerNews> out;
    for (const auto& one : world.news)
        if (index_of(one.server) == server) out.push_back(one.news);
    return out;
}

base::Duration took(const RadiusWorld& world, RequestId id) { return world.ended.at(id) - world.asked.at(id); }

void kill_first(RadiusWorld& world) {
    world.servers[0].silent = true;
    world.ask_user("victim");
    world.run_until([&] { return !world.news.empty(); }, seconds(60));
    world.run_for(seconds(1));
    REQUIRE(world.client.servers()[0].state == ServerState::kDead);
}

}  // namespace

TEST_CASE("The server with the lowest priority number is asked, of equal ones the first", "[radius][client]") {
    auto settings = radius_settings(3);
    settings.servers[0].priority = 5;
    settings.servers[1].priority = settings.servers[2].priority = 2;
    RadiusWorld world(settings);
    for (int i = 0; i < 10; ++i) world.ask_user("user");
    world.run_for(seconds(1));
    CHECK(world.servers[0].datagrams == 0);
    CHECK(world.servers[1].datagrams == 10);
    CHECK(world.servers[2].datagrams == 0);
}

TEST_CASE("When a server has died, all who wait for it go to the next one at once", "[radius][client]") {
    RadiusWorld world(radius_settings(2));
    world.servers[0].silent = true;
    const auto first = world.ask_user("first");
    world.run_for(seconds(12));
    REQUIRE(world.results.empty());
    std::vector<RequestId> later;
    for (int i = 0; i < 300; ++i) later.push_back(world.ask_user("later"));
    world.run_for(seconds(10));
    CHECK(world.results.size() == 301);
    CHECK(world.results.at(first).server == ServerId{1});
    for (const auto id : later) {
        CHECK(world.results.at(id).outcome == Outcome::kAccepted);
        CHECK(took(world, id) < seconds(5));
    }
    CHECK(news_of(world, 0) == std::vector{ServerNews::kDead});
    CHECK(world.client.servers()[0].counters.deaths == 1);
}

TEST_CASE("A dead server is left alone, then one request finds out whether it is back", "[radius][client]") {
    RadiusWorld world(radius_settings(2));
    kill_first(world);
    const auto before = world.servers[0].datagrams;
    const auto early = world.ask_user("early");
    world.run_for(seconds(1));
    CHECK(world.results.at(early).server == ServerId{1});
    CHECK(world.servers[0].datagrams == before);
    world.run_for(seconds(60));
    std::vector<RequestId> ids;
    for (int i = 0; i < 20; ++i) ids.push_back(world.ask_user("later"));
    world.run_for(seconds(5));
    CHECK(world.servers[0].datagrams == before + 1);
    for (const auto id : ids) CHECK(took(world, id) < milliseconds(2300));
    CHECK(std::count_if(ids.begin(), ids.end(), [&](auto id) { return took(world, id) > milliseconds(100); }) == 1);
    CHECK(world.client.servers()[0].state == ServerState::kDead);
    CHECK(news_of(world, 0) == std::vector{ServerNews::kDead});
}

TEST_CASE("A server that is back is asked again", "[radius][client]") {
    RadiusWorld world(radius_settings(2));
    kill_first(world);
    world.servers[0].silent = false;
    world.run_for(seconds(60));
    const auto probe = world.ask_user("probe");
    world.run_for(seconds(1));
    CHECK(world.results.at(probe).server == ServerId{0});
    CHECK(news_of(world, 0) == std::vector{ServerNews::kDead, ServerNews::kBack});
    const auto next = world.ask_user("next");
    world.run_for(seconds(1));
    CHECK(world.results.at(next).server == ServerId{0});
}

TEST_CASE("When the request that should find out is cancelled, the next one does", "[radius][client]") {
    RadiusWorld world(radius_settings(2));
    kill_first(world);
    world.servers[0].silent = false;
    world.run_for(seconds(60));
    const auto id = world.client.ask(world.now, {});
    world.client.cancel(world.now, *id);
    CHECK(world.client.servers()[0].state == ServerState::kDead);
    const auto next = world.ask_user("next");
    world.run_for(seconds(1));
    CHECK(world.results.at(next).server == ServerId{0});
}

TEST_CASE("With Status-Server no request is the one that finds out", "[radius][client][rfc5997]") {
    auto settings = radius_settings(2);
    settings.servers[0].status_server = true;
    RadiusWorld world(settings);
    kill_first(world);
    const auto before = world.servers[0].datagrams;
    world.run_for(seconds(70));
    CHECK(world.servers[0].datagrams > before);
    CHECK(world.client.idle());
    const auto id = world.ask_user("user");
    world.run_for(seconds(1));
    CHECK(took(world, id) < milliseconds(100));
    world.servers[0].silent = false;
    world.run_for(seconds(70));
    CHECK(news_of(world, 0) == std::vector{ServerNews::kDead, ServerNews::kBack});
    CHECK(world.servers[0].requests.back().code == Code::kStatusServer);
    CHECK(world.client.servers()[0].counters.accepts == 0);
}

TEST_CASE("Where all servers are dead they are tried all the same", "[radius][client]") {
    RadiusWorld world(radius_settings(2));
    world.servers[0].silent = world.servers[1].silent = true;
    const auto first = world.ask_user("first");
    world.run_for(seconds(40));
    CHECK(world.results.at(first).outcome == Outcome::kNoAnswer);
    CHECK(world.client.servers()[0].state == ServerState::kDead);
    CHECK(world.client.servers()[1].state == ServerState::kDead);
    world.servers[1].silent = false;
    const auto second = world.ask_user("second");
    world.run_for(seconds(30));
    CHECK(world.results.at(second).outcome == Outcome::kAccepted);
    CHECK(news_of(world, 1) == std::vector{ServerNews::kDead, ServerNews::kBack});
}

TEST_CASE("A server that answers others is not dead because one request gets no answer", "[radius][client]") {
    RadiusWorld world(radius_settings(2));
    world.servers[0].decides = [](const Packet& request) -> std::optional<RadiusReply> {
        if (request.attributes.text("User-Name"_attr) == "unlucky") return std::nullopt;
        return RadiusReply{Code::kAccessAccept};
    };
    const auto unlucky = world.ask_user("unlucky");
    for (int i = 0; i < 30; ++i) {
        world.ask_user("lucky");
        world.run_for(seconds(1));
    }
    CHECK(world.results.at(unlucky).server == ServerId{1});
    CHECK(world.news.empty());
    CHECK(world.client.servers()[0].counters.timeouts == 1);
}

TEST_CASE("All tries together take not longer than give_up_after", "[radius][client][rfc5080][2.2.1]") {
    auto settings = radius_settings(4);
    settings.give_up_after = seconds(20);
    RadiusWorld world(settings);
    for (auto& server : world.servers) server.silent = true;
    const auto id = world.ask_user("user");
    world.run_for(seconds(60));
    CHECK(took(world, id) == seconds(20));
    CHECK(world.results.at(id).outcome == Outcome::kNoAnswer);
}

TEST_CASE("Without a limit an Accounting-Request waits until its server is back", "[radius][client][rfc5080][2.2.1]") {
    auto settings = radius_settings(1);
    settings.give_up_after = base::Duration::zero();
    settings.tries = 1000;
    settings.dead_time = seconds(5);
    RadiusWorld world(settings);
    world.servers[0].silent = true;
    Question question;
    question.code = Code::kAccountingRequest;
    question.happened = world.now;
    const auto id = world.ask(question);
    world.run_for(std::chrono::hours(1));
    CHECK(world.results.empty());
    CHECK(world.servers[0].datagrams > 3600 / 18);
    CHECK(world.servers[0].datagrams < 3600 / 14);
    world.servers[0].silent = false;
    world.run_for(seconds(20));
    CHECK(world.results.at(id).outcome == Outcome::kRecorded);
    CHECK(world.servers[0].requests.back().attributes.integer("Acct-Delay-Time"_attr).value() >= 3580);
}

TEST_CASE("A server without a socket counts as dead, and is tried again later", "[radius][client]") {
    RadiusWorld world(radius_settings(1));
    world.ports_fail = true;
    const auto id = world.ask_user("user");
    world.run_for(seconds(10));
    CHECK(news_of(world, 0) == std::vector{ServerNews::kDead});
    CHECK(world.ports_asked >= 9);
    CHECK(world.ports_asked <= 12);  // once a second
    world.ports_fail = false;
    world.run_for(seconds(3));
    CHECK(world.results.at(id).outcome == Outcome::kAccepted);
}

TEST_CASE("More sockets are asked for as identifiers run out, and closed when they are idle", "[radius][client]") {
    RadiusWorld world(radius_settings(1));
    world.servers[0].thinks = milliseconds(500);
    for (int i = 0; i < 1000; ++i) world.ask_user("user");
    world.run_for(milliseconds(400));
    CHECK(world.ports_open[0] == 4);
    CHECK(world.servers[0].datagrams == 1000);
    world.run_for(seconds(5));
    CHECK(world.results.size() == 1000);
    CHECK(world.ports_open[0] == 4);
    world.run_for(seconds(60));
    CHECK(world.ports_open[0] == 1);
    CHECK_FALSE(world.client.next_deadline());
    CHECK(world.violations.empty());
}

TEST_CASE("64 datagrams go at once, then 16 in a millisecond", "[radius][client]") {
    RadiusWorld world(radius_settings(1));
    const auto start = world.now;
    for (int i = 0; i < 1024; ++i) world.ask_user("user");
    world.run_until([&] { return world.servers[0].datagrams == 64; }, seconds(1));
    CHECK(world.now - start == milliseconds(1));  // the network's delay
    world.run_until([&] { return world.servers[0].datagrams == 1024; }, seconds(1));
    CHECK(world.now - start == milliseconds(1 + (1024 - 64) / 16));
    CHECK(world.servers[0].most_in_a_millisecond == 64);
}

TEST_CASE("A pace gives back what was not used, and no more than its burst", "[radius]") {
    Pace pace(4, 2);
    base::Time now{seconds(10)};
    for (int i = 0; i < 4; ++i) {
        CHECK(pace.ready(now));
        pace.spend(now);
    }
    CHECK_FALSE(pace.ready(now));
    CHECK(pace.next() == now + milliseconds(1));
    now += milliseconds(1);
    CHECK(pace.ready(now));
    pace.spend(now);
    pace.spend(now);
    CHECK_FALSE(pace.ready(now));
    now += seconds(1);
    for (int i = 0; i < 4; ++i) {
        CHECK(pace.ready(now));
        pace.spend(now);
    }
    CHECK_FALSE(pace.ready(now));
}

TEST_CASE("Jitter is a tenth at the most, and doubling ends at the limit", "[radius][rfc5080][2.2.1]") {
    testing::SeededRandom random;
    base::Duration least = seconds(99), most{};
    for (int i = 0; i < 1000; ++i) {
        const auto time = first_timeout(seconds(2), random);
        least = std::min(least, time);
        most = std::max(most, time);
        const auto next = next_timeout(seconds(2), seconds(16), random);
        CHECK((next >= milliseconds(3800) && next <= milliseconds(4200)));
        const auto last = next_timeout(seconds(15), seconds(16), random);
        CHECK((last >= milliseconds(14400) && last <= milliseconds(17600)));
        CHECK(next_timeout(seconds(100), seconds(0), random) >= seconds(190));
    }
    CHECK((least >= milliseconds(1800) && least < milliseconds(1810)));
    CHECK((most <= milliseconds(2200) && most > milliseconds(2190)));
}

TEST_CASE("The identifier that was free for the longest time is used next", "[radius][rfc5080][2.2.2]") {
    PortSet ports(2);
    const base::Time now{};
    const auto port = ports.want_another();
    REQUIRE(port);
    CHECK_FALSE(ports.want_another());  // one at a time
    CHECK_FALSE(ports.take(RequestId{1}));
    ports.opened(now, *port);
    for (unsigned i = 0; i < 256; ++i) CHECK(ports.take(RequestId{i})->identifier == i);
    CHECK_FALSE(ports.take(RequestId{1}));
    ports.give_back(now, {*port, 200});
    ports.give_back(now, {*port, 200});
    ports.give_back(now, {*port, 3});
    CHECK(ports.holder({*port, 5}) == RequestId{5});
    CHECK_FALSE(ports.holder({*port, 200}));
    CHECK_FALSE(ports.holder({PortId{9}, 0}));
    CHECK(ports.take(RequestId{1})->identifier == 200);
    CHECK(ports.take(RequestId{1})->identifier == 3);
    CHECK(ports.want_another() == PortId{1});
    ports.failed(PortId{1});
    CHECK(ports.want_another() == PortId{1});
}
