#include "os/event_loop.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <thread>
#include <vector>

#include "os/unique_fd.h"
#include "support/catch.h"
#include "support/run_loop.h"

using vpdnd::EventLoop;
using vpdnd::UniqueFd;
using Clock = std::chrono::steady_clock;

namespace {

struct SocketPair {
    SocketPair() {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) < 0)
            throw std::runtime_error("socketpair");
        a.reset(ends[0]);
        b.reset(ends[1]);
    }
    void write_b(const char* text, std::size_t size) { REQUIRE(::write(b.get(), text, size) == ssize_t(size)); }
    UniqueFd a, b;
};

char read_one(int fd) {
    char c = 0;
    REQUIRE(::read(fd, &c, 1) == 1);
    return c;
}

}  // namespace

TEST_CASE("A watch is called again until everything was read", "[event_loop]") {
    EventLoop loop;
    test::LoopRunner runner(loop);
    SocketPair pair;
    std::string got;
    auto watch = loop.watch_readable(pair.a.get(), [&] {
        got += read_one(pair.a.get());
    }).value();
    pair.write_b("abc", 3);
    REQUIRE(runner.until([&] { return got.size() == 3; }));
    CHECK(got == "abc");
}

TEST_CASE("A watch may be destroyed in its own handler and leaves the descriptor open", "[event_loop]") {
    EventLoop loop;
    test::LoopRunner runner(loop);
    SocketPair pair;
    int calls = 0;
    std::unique_ptr<EventLoop::Watch> watch;
    watch = loop.watch_readable(pair.a.get(), [&] {
        ++calls;
        watch.reset();
    }).value();
    pair.write_b("xy", 2);
    REQUIRE(runner.until([&] { return calls > 0; }));
    runner.settle();
    CHECK(calls == 1);
    CHECK(read_one(pair.a.get()) == 'x');
}

TEST_CASE("One descriptor can be watched for reading and for writing", "[event_loop]") {
    EventLoop loop;
    test::LoopRunner runner(loop);
    SocketPair pair;
    bool readable = false, writable = false;
    std::unique_ptr<EventLoop::Watch> reader, writer;
    reader = loop.watch_readable(pair.a.get(), [&] {
        readable = true;
        reader.reset();
    }).value();
    writer = loop.watch_writable(pair.a.get(), [&] {
        writable = true;
        writer.reset();
    }).value();
    pair.write_b("x", 1);
    CHECK(runner.until([&] { return readable && writable; }));
}

TEST_CASE("The end of a stream makes it readable", "[event_loop]") {
    EventLoop loop;
    test::LoopRunner runner(loop);
    SocketPair pair;
    bool ended = false;
    std::unique_ptr<EventLoop::Watch> watch;
    watch = loop.watch_readable(pair.a.get(), [&] {
        char c = 0;
        ended = ::read(pair.a.get(), &c, 1) == 0;
        watch.reset();
    }).value();
    pair.b.reset();
    CHECK(runner.until([&] { return ended; }));
}

TEST_CASE("A watch for hang-ups sleeps over data that waits, and wakes for the end", "[event_loop]") {
    EventLoop loop;
    SocketPair pair;
    int called = 0;
    std::unique_ptr<EventLoop::Watch> watch;
    watch = loop.watch_hang_up(pair.a.get(), [&] {
        ++called;
        watch.reset();
        loop.stop();
    }).value();
    const auto turns_until_quiet = [&] {
        bool quiet = false;
        const auto timer = loop.make_timer([&] { quiet = true; });
        timer->arm(Clock::now() + std::chrono::milliseconds(5));
        int turns = 0;
        while (!quiet) {
            loop.turn();
            ++turns;
        }
        return turns;
    };
    pair.write_b("abc", 3);
    CHECK(turns_until_quiet() < 5);  // a watch that the data wakes is called as often as the loop can
    CHECK(called == 0);
    pair.b.reset();
    loop.run();
    CHECK(called == 1);
}

TEST_CASE("Timers expire in the order of their deadlines", "[event_loop]") {
    EventLoop loop;
    test::LoopRunner runner(loop);
    std::vector<int> order;
    auto late = loop.make_timer([&] {
        order.push_back(2);
    });
    auto early = loop.make_timer([&] {
        order.push_back(1);
    });
    auto now = Clock::now();
    late->arm(now + std::chrono::milliseconds(20));
    early->arm(now - std::chrono::seconds(1));
    REQUIRE(runner.until([&] { return order.size() == 2; }));
    CHECK(order == std::vector<int>{1, 2});
    CHECK(Clock::now() >= now + std::chrono::milliseconds(20));
}

TEST_CASE("Arming a timer again replaces its deadline", "[event_loop]") {
    EventLoop loop;
    test::LoopRunner runner(loop);
    int expired = 0;
    auto timer = loop.make_timer([&] {
        ++expired;
    });
    timer->arm(Clock::now());
    timer->arm(Clock::now() + std::chrono::milliseconds(5));
    REQUIRE(runner.until([&] { return expired > 0; }));
    runner.settle();
    CHECK(expired == 1);
}

TEST_CASE("A timer that is cancelled when it is already due does not call", "[event_loop]") {
    EventLoop loop;
    test::LoopRunner runner(loop);
    int calls = 0;
    std::unique_ptr<EventLoop::Timer> first, second;
    // Both are due before the loop looks: whichever comes first cancels the other.
    first = loop.make_timer([&] {
        ++calls;
        second->cancel();
    });
    second = loop.make_timer([&] {
        ++calls;
        first->cancel();
    });
    first->arm(Clock::now() - std::chrono::seconds(1));
    second->arm(Clock::now() - std::chrono::seconds(1));
    runner.settle();
    CHECK(calls == 1);
}

TEST_CASE("Tasks posted by other threads run in the loop's thread", "[event_loop]") {
    EventLoop loop;
    test::LoopRunner runner(loop);
    int done = 0;
    bool same_thread = true;
    auto here = std::this_thread::get_id();
    std::vector<std::thread> workers;
    for (int i = 0; i < 4; ++i)
        workers.emplace_back([&] {
            for (int j = 0; j < 100; ++j)
                loop.post([&] {
                    same_thread = same_thread && std::this_thread::get_id() == here;
                    ++done;
                });
        });
    bool all = runner.until([&] { return done == 400; });
    for (auto& worker : workers) worker.join();
    CHECK(all);
    CHECK(same_thread);
}

TEST_CASE("Each signal is reported from the loop", "[event_loop]") {
    EventLoop loop;
    test::LoopRunner runner(loop);
    std::vector<int> signals;
    loop.on_signals({SIGUSR1, SIGUSR2}, [&](int number) {
        signals.push_back(number);
    });
    ::raise(SIGUSR1);
    CHECK(signals.empty());
    REQUIRE(runner.until([&] { return signals.size() == 1; }));
    ::raise(SIGUSR2);
    REQUIRE(runner.until([&] { return signals.size() == 2; }));
    CHECK(signals == std::vector<int>{SIGUSR1, SIGUSR2});
}

TEST_CASE("A stop before the run is not lost, and the loop can run again", "[event_loop]") {
    EventLoop loop;
    test::LoopRunner runner(loop);
    loop.stop();
    loop.run();
    bool ran = false;
    loop.post([&] {
        ran = true;
    });
    CHECK(runner.until([&] { return ran; }));
}

TEST_CASE("Each handler is a turn, with an end of its own", "[event_loop]") {
    EventLoop loop;
    std::string order;
    SocketPair first, second;
    auto reads = [&](SocketPair& pair) {
        return loop.watch_readable(pair.a.get(), [&] { order += read_one(pair.a.get()); }).value();
    };
    auto watches = std::array{reads(first), reads(second)};
    auto hook = loop.at_turn_end([&] { order += '|'; });
    first.write_b("x", 1);
    second.write_b("x", 1);
    CHECK(loop.turn());
    CHECK(order == "x|");
    CHECK(loop.turn());
    CHECK(order == "x|x|");
    hook.reset();
    first.write_b("y", 1);
    CHECK(loop.turn());
    CHECK(order == "x|x|y");
}

TEST_CASE("What the end of a turn posts runs in the next turn", "[event_loop]") {
    EventLoop loop;
    std::string order;
    auto hook = loop.at_turn_end([&] {
        order += '|';
        if (order.size() < 6) loop.post([&] { order += 'b'; });
    });
    loop.post([&] { order += 'a'; });
    CHECK(loop.turn());
    CHECK(order == "a|");
    CHECK(loop.turn());
    CHECK(order == "a|b|");
}

TEST_CASE("A turn in which the loop is stopped has an end, too, and leaves the rest to the next", "[event_loop]") {
    EventLoop loop;
    std::string order;
    auto hook = loop.at_turn_end([&] { order += '|'; });
    loop.post([&] {
        order += 's';
        loop.stop();
    });
    loop.post([&] { order += 'n'; });
    loop.run();
    CHECK(order == "s|");
    CHECK(loop.turn());
    CHECK(order == "s|n|");
}
