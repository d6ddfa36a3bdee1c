#include "net/resolver.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <vector>

#include "support/catch.h"
#include "support/run_loop.h"

using vpdnd::EventLoop;
using vpdnd::Resolver;

namespace {

Resolver::Answer ask(const std::string& name) {
    EventLoop loop;
    test::LoopRunner runner(loop);
    Resolver resolver(loop);
    std::optional<Resolver::Answer> answer;
    const auto wait = resolver.resolve(name, 1701, [&](const Resolver::Answer& got) {
        answer = got;
    });
    CHECK_FALSE(answer);  // never from inside resolve()
    REQUIRE(runner.until([&] { return answer.has_value(); }));
    return *answer;
}

/// A DNS in which names that start with "hang" are answered when the test says so. Outlives the test: its threads do.
struct PlayedDns {
    Resolver::Answer look_up(const std::string& name, std::uint16_t port) {
        std::unique_lock lock(mutex);
        ++asked[name];
        changed.notify_all();
        changed.wait(lock, [&] { return released || !name.starts_with("hang"); });
        if (name == "broken") throw std::runtime_error("broken look-up");
        return {vpdnd::parse_literal("192.0.2.1", port), {}};
    }
    void wait_until_asked(const std::string& name) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return asked.contains(name); });
    }
    int times(const std::string& name) {
        std::lock_guard lock(mutex);
        return asked.contains(name) ? asked[name] : 0;
    }
    void release() {
        std::lock_guard lock(mutex);
        released = true;
        changed.notify_all();
    }

    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, int> asked;
    bool released = false;
};

struct PlayedSite {
    ~PlayedSite() { dns->release(); }

    Resolver::Means means() {
        return {.look_up = [dns = dns](const std::string& name, std::uint16_t port) { return dns->look_up(name, port); },
                .start_thread =
                    [this](std::function<void()> work) {
                        if (no_threads) throw std::system_error(EAGAIN, std::generic_category(), "thread");
                        ++threads;
                        std::thread(std::move(work)).detach();
                    }};
    }
    Resolver::Wait ask(const std::string& name, std::uint16_t port = 1701) {
        return resolver.resolve(name, port, [this, name](const Resolver::Answer& answer) {
            answers.emplace_back(name, answer);
        });
    }
    bool answered(std::size_t count) {
        return runner.until([&] { return answers.size() >= count; });
    }
    /// Holds all threads with names that hang.
    std::vector<Resolver::Wait> occupy() {
        std::vector<Resolver::Wait> out;
        for (std::size_t i = 0; i < Resolver::kMostThreads; ++i) {
            const auto name = "hang" + std::to_string(i);
            out.push_back(ask(name));
            dns->wait_until_asked(name);
        }
        return out;
    }

    std::shared_ptr<PlayedDns> dns = std::make_shared<PlayedDns>();
    bool no_threads = false;
    int threads = 0;
    std::vector<std::pair<std::string, Resolver::Answer>> answers;
    EventLoop loop;
    test::LoopRunner runner{loop};
    Resolver resolver{loop, means()};
};

}  // namespace

TEST_CASE("Literal addresses are answered as they are", "[resolver]") {
    auto v4 = ask("192.0.2.7");
    REQUIRE(v4.addresses.size() == 1);
    CHECK(l2tp::to_string(v4.addresses[0]) == "192.0.2.7:1701");
    auto v6 = ask("2001:db8::7");
    REQUIRE(v6.addresses.size() == 1);
    CHECK(l2tp::to_string(v6.addresses[0]) == "[2001:db8::7]:1701");
    CHECK(v6.error.empty());
}

TEST_CASE("A name is looked up and carries the port that was asked for", "[resolver]") {
    auto answer = ask("localhost");
    REQUIRE_FALSE(answer.addresses.empty());
    CHECK(std::all_of(answer.addresses.begin(), answer.addresses.end(), [](const auto& a) { return a.port == 1701; }));
}

TEST_CASE("A name that can not exist is answered with the reason", "[resolver]") {
    auto answer = ask("two..dots");
    CHECK(answer.addresses.empty());
    CHECK_FALSE(answer.error.empty());
}

TEST_CASE("A resolver that is gone calls nobody", "[resolver]") {
    EventLoop loop;
    test::LoopRunner runner(loop);
    bool called = false;
    {
        Resolver resolver(loop);
        resolver.resolve("127.0.0.1", 1701, [&](const Resolver::Answer&) { called = true; }).let_run();
        resolver.resolve("localhost", 1701, [&](const Resolver::Answer&) { called = true; }).let_run();
    }
    runner.settle();
    CHECK_FALSE(called);
}

TEST_CASE("Only literals are taken for literals", "[resolver]") {
    CHECK(vpdnd::parse_literal("localhost", 1).empty());
    CHECK(vpdnd::parse_literal("192.0.2.300", 1).empty());
    CHECK(vpdnd::parse_literal("", 1).empty());
    CHECK(vpdnd::parse_literal("::1", 1).size() == 1);
}

TEST_CASE("A name whose look-up hangs holds up no other name and no literal", "[resolver]") {
    PlayedSite site;
    const auto hanging = site.ask("hang");
    site.dns->wait_until_asked("hang");
    const auto other = site.ask("quick"), literal = site.ask("192.0.2.7");
    REQUIRE(site.answered(2));
    for (const auto& [name, answer] : site.answers) {
        CHECK(name != "hang");
        CHECK(answer.error.empty());
    }
    site.dns->release();
    REQUIRE(site.answered(3));
    CHECK(site.answers[2].first == "hang");
}

TEST_CASE("A literal is answered while all threads hang", "[resolver]") {
    PlayedSite site;
    const auto hanging = site.occupy();
    const auto literal = site.ask("192.0.2.7");
    REQUIRE(site.answered(1));
    CHECK(site.answers[0].first == "192.0.2.7");
    CHECK(site.threads == int(Resolver::kMostThreads));
}

TEST_CASE("Who asks for the same name and port shares one look-up", "[resolver]") {
    PlayedSite site;
    const auto first = site.ask("hang");
    site.dns->wait_until_asked("hang");
    std::vector<Resolver::Wait> more;
    for (int i = 0; i < 9; ++i) more.push_back(site.ask("hang"));
    const auto other_port = site.ask("hang", 1702);
    site.dns->release();
    REQUIRE(site.answered(11));
    CHECK(site.dns->times("hang") == 2);
    CHECK(site.threads == 2);
    CHECK(std::count_if(site.answers.begin(), site.answers.end(),
                        [](const auto& got) { return got.second.addresses.at(0).port == 1702; }) == 1);
}

TEST_CASE("A look-up that nobody waits for any more is not begun", "[resolver]") {
    PlayedSite site;
    const auto hanging = site.occupy();
    auto gone = site.ask("gone"), shared = site.ask("shared"), leaves = site.ask("shared");
    gone.give_up();
    leaves.give_up();
    gone.give_up();  // once more does no harm
    const auto last = site.ask("last");
    site.dns->release();
    REQUIRE(site.answered(Resolver::kMostThreads + 2));
    site.runner.settle();
    CHECK(site.answers.size() == Resolver::kMostThreads + 2);
    CHECK(site.dns->times("gone") == 0);
    CHECK(site.dns->times("shared") == 1);
    CHECK(site.dns->times("last") == 1);
}

TEST_CASE("A look-up that was given up in work answers who asks for it next", "[resolver]") {
    PlayedSite site;
    auto gone = site.ask("hang");
    site.dns->wait_until_asked("hang");
    gone.give_up();
    const auto again = site.ask("hang");
    site.dns->release();
    REQUIRE(site.answered(1));
    site.runner.settle();
    CHECK(site.answers.size() == 1);
}

TEST_CASE("Names beyond the limit of the queue are refused at once", "[resolver]") {
    PlayedSite site;
    const auto hanging = site.occupy();
    std::vector<Resolver::Wait> queued;
    for (std::size_t i = 0; i < Resolver::kMostQueued; ++i) queued.push_back(site.ask("name" + std::to_string(i)));
    auto refused = site.ask("refused");
    REQUIRE(site.answered(1));
    CHECK(site.answers[0].first == "refused");
    CHECK(site.answers[0].second.error == "too many names wait for the DNS");
    queued.pop_back();  // makes room
    const auto taken = site.ask("taken");
    site.dns->release();
    REQUIRE(site.answered(1 + Resolver::kMostThreads + Resolver::kMostQueued));
    CHECK(site.dns->times("taken") == 1);
    CHECK(site.dns->times("refused") == 0);
}

TEST_CASE("A thread that can not be started is an answer, and the next question tries again", "[resolver]") {
    PlayedSite site;
    site.no_threads = true;
    const auto failed = site.ask("name");
    CHECK(site.answers.empty());  // never from inside resolve()
    REQUIRE(site.answered(1));
    CHECK(site.answers[0].second.addresses.empty());
    CHECK(site.answers[0].second.error.starts_with("no thread to look the name up in: "));
    site.no_threads = false;
    const auto good = site.ask("name");
    REQUIRE(site.answered(2));
    CHECK(site.answers[1].second.error.empty());
}

TEST_CASE("Without a second thread the first does all the work", "[resolver]") {
    PlayedSite site;
    const auto first = site.ask("hang");
    site.dns->wait_until_asked("hang");
    site.no_threads = true;
    const auto second = site.ask("second");
    site.dns->release();
    REQUIRE(site.answered(2));
    CHECK(site.answers[1].second.error.empty());
    CHECK(site.threads == 1);
}

TEST_CASE("An exception of a look-up is its answer", "[resolver]") {
    PlayedSite site;
    const auto broken = site.ask("broken"), good = site.ask("good");
    REQUIRE(site.answered(2));
    for (const auto& [name, answer] : site.answers) CHECK(answer.error == (name == "broken" ? "broken look-up" : ""));
}
