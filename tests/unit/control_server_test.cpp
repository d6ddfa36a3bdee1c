// Too many control clients: who has to go.
#include "control/control_server.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <list>

#include "log/limited.h"
#include "os/unique_fd.h"
#include "support/catch.h"
#include "support/fake_control_model.h"
#include "support/logged.h"
#include "support/run_loop.h"
#include "support/temporary_directory.h"
#include "support/unix_client.h"

using namespace vpdnd;

namespace {

struct Client {
    UniqueFd fd;
    std::string said;
    bool ended = false;

    void hear() {
        std::array<char, 4096> buffer;
        const auto size = ::recv(fd.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (size > 0) said.append(buffer.data(), static_cast<std::size_t>(size));
        ended = ended || size == 0;
    }
};

/// A server with three places.
struct Joint {
    explicit Joint(std::chrono::milliseconds silence) : Joint({.clients = 3, .silence = silence}) {}
    explicit Joint(control::ServerLimits limits) : server(loop, model, limits) {
        REQUIRE(server.listen(path));
    }
    Client& connect() {
        auto& client = clients.emplace_back();
        client.fd = test::connect_to(path, SOCK_STREAM);
        REQUIRE(client.fd);
        return client;
    }
    /// The answer to a request.
    std::string ask(Client& client, const std::string& method) {
        client.said.clear();
        const auto request = "{\"id\":1,\"method\":\"" + method + "\"}\n";
        REQUIRE(::send(client.fd.get(), request.data(), request.size(), MSG_NOSIGNAL) == ssize_t(request.size()));
        REQUIRE(turn_until([&] { return client.ended || client.said.ends_with('\n'); }));
        return client.said;
    }
    bool turn_until(const std::function<bool()>& done) {
        return test::run_until(loop, [&] {
            for (auto& client : clients) client.hear();
            return done();
        });
    }

    test::TemporaryDirectory directory;
    const std::string path = directory.path("control.sock");
    EventLoop loop;
    FakeControlModel model;
    control::ControlServer server;
    std::list<Client> clients;
};

bool served(const std::string& answer) { return answer.find("\"result\"") != std::string::npos; }

}  // namespace

TEST_CASE("The control client that has been silent for longest makes room, a reader of events never", "[control]") {
    Joint joint(std::chrono::milliseconds(0));
    auto& reader = joint.connect();
    CHECK(served(joint.ask(reader, "events.subscribe")));
    auto& silent = joint.connect();
    auto& asking = joint.connect();
    REQUIRE(::send(silent.fd.get(), "{\"id\":1,", 8, MSG_NOSIGNAL) == 8);  // half a request is none
    CHECK(served(joint.ask(asking, "pool.list")));
    auto& third = joint.connect();
    CHECK(served(joint.ask(third, "pool.list")));
    REQUIRE(joint.turn_until([&] { return silent.ended; }));
    CHECK(silent.said.find("Too many control connections (3); this one was silent for longest.") != std::string::npos);
    CHECK(served(joint.ask(joint.connect(), "pool.list")));
    REQUIRE(joint.turn_until([&] { return asking.ended; }));
    CHECK_FALSE(reader.ended);
    CHECK_FALSE(third.ended);
    joint.server.publish("reload", {});
    CHECK(joint.turn_until([&] { return reader.said.find("\"event\":\"reload\"") != std::string::npos; }));
}

TEST_CASE("Replies that wait for a reader of events do not count as events", "[control]") {
    constexpr std::size_t kLimit = 64 * 1024;
    Joint joint({.clients = 3, .unsent_event_bytes = kLimit});
    joint.model.fill(3000);
    auto& reader = joint.connect();
    CHECK(served(joint.ask(reader, "events.subscribe")));
    const std::string request = "{\"id\":2,\"method\":\"session.list\"}\n";
    REQUIRE(::send(reader.fd.get(), request.data(), request.size(), MSG_NOSIGNAL) == ssize_t(request.size()));
    CHECK(served(joint.ask(joint.connect(), "pool.list")));  // so the other was read
    reader.said.clear();
    const auto heard = [&](const char* mark) { return reader.said.find(mark) != std::string::npos; };
    joint.server.publish("first", {});
    joint.server.publish("second", {});
    REQUIRE(joint.turn_until([&] { return reader.ended || (reader.said.ends_with('\n') && heard("\"event\":\"second\"")); }));
    CHECK_FALSE(reader.ended);
    CHECK(heard("\"event\":\"first\""));
    CHECK(reader.said.size() > 10 * kLimit);

    // What was read does not wait any more.
    for (int i = 0; i < 4; ++i) {
        reader.said.clear();
        joint.server.publish("long", {{"text", std::string(kLimit / 2, 'x')}});
        REQUIRE(joint.turn_until([&] { return reader.ended || reader.said.ends_with('\n'); }));
        CHECK_FALSE(reader.ended);
    }
}

TEST_CASE("Control clients fill the log with so many requests a second and no more", "[control][log]") {
    Joint joint(std::chrono::hours(1));
    auto& client = joint.connect();
    std::string requests;
    for (int i = 0; i < 1000; ++i) requests += "{\"id\":1,\"method\":\"tunnel.hello\",\"params\":{\"tunnel\":1}}\n";
    const auto lines = test::logged(log::Level::kInfo, [&] {
        std::size_t sent = 0, answers = 0;
        REQUIRE(joint.turn_until([&] {
            const auto size = ::send(client.fd.get(), requests.data() + sent, requests.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (size > 0) sent += static_cast<std::size_t>(size);
            answers = static_cast<std::size_t>(std::ranges::count(client.said, '\n'));
            return client.ended || answers == 1000;
        }));
        CHECK(answers == 1000);
    });
    std::size_t written = 0;
    for (auto at = lines.find("control request method="); at != lines.npos; at = lines.find("control request method=", at + 1)) ++written;
    CHECK(written >= 20);
    CHECK(written <= 20 * 10);  // more than a second may have passed
    CHECK((log::suppressed_pending() || lines.find("more lines like this suppressed") != lines.npos));
}

TEST_CASE("A control client for which nobody makes room is turned away", "[control]") {
    SECTION("all have asked something lately") {
        Joint joint(std::chrono::hours(1));
        for (int i = 0; i < 3; ++i) CHECK(served(joint.ask(joint.connect(), "pool.list")));
        CHECK(joint.ask(joint.connect(), "pool.list").find("(3); close one and try again.") != std::string::npos);
        for (int i = 0; i < 3; ++i, joint.clients.pop_front()) CHECK_FALSE(joint.clients.front().ended);
    }
    SECTION("all read events or wait for an answer") {
        Joint joint(std::chrono::milliseconds(0));
        for (int i = 0; i < 2; ++i) CHECK(served(joint.ask(joint.connect(), "events.subscribe")));
        auto& waiting = joint.connect();
        const std::string request = "{\"id\":7,\"method\":\"tunnel.open\",\"params\":{\"group\":\"later\"}}\n";
        REQUIRE(::send(waiting.fd.get(), request.data(), request.size(), MSG_NOSIGNAL) == ssize_t(request.size()));
        CHECK(served(joint.ask(waiting, "pool.list")));  // so the first one was read
        waiting.said.clear();
        CHECK(joint.ask(joint.connect(), "pool.list").find("(3); close one and try again.") != std::string::npos);
        joint.model.finish_open([] {});
        CHECK(joint.turn_until([&] { return served(waiting.said); }));
    }
}
