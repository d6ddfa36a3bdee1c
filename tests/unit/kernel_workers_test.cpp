#include "dataplane/kernel_workers.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "support/catch.h"
#include "support/run_loop.h"
#include "support/switched_plane.h"

using namespace vpdnd;
using namespace std::chrono_literals;
using test::KernelGate;

namespace {

constexpr l2tp::SessionKey kOne{{7}, {1}}, kOther{{7}, {2}};

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }

}  // namespace

TEST_CASE("Work is done in other threads, several at a time, and told in the loop", "[dataplane][workers]") {
    EventLoop loop;
    KernelWorkers workers(loop, 4);
    KernelGate gate;
    gate.close();
    std::atomic<int> elsewhere = 0;
    int told = 0;
    const auto here = std::this_thread::get_id();
    std::vector<KernelWorkers::Wait> waits;
    for (int i = 0; i < 8; ++i)
        waits.push_back(workers.run(
            kOne,
            [&] {
                gate.pass();
                if (std::this_thread::get_id() != here) ++elsewhere;
            },
            [&] { told += std::this_thread::get_id() == here ? 1 : 100; }));
    REQUIRE(test::run_until(loop, [&] { return gate.waiting() == 4; }));
    CHECK(told == 0);
    CHECK(workers.outstanding() == 8);
    gate.open();
    REQUIRE(test::run_until(loop, [&] { return told == 8; }));
    CHECK(elsewhere == 8);
    CHECK(workers.outstanding() == 0);
}

TEST_CASE("A session is busy until the last of its work is done, and nobody else's", "[dataplane][workers]") {
    EventLoop loop;
    KernelWorkers workers(loop, 2);
    KernelGate gate;
    gate.close();
    bool told = false;
    const auto wait = workers.run(kOne, [&] { gate.pass(); }, [&] { told = true; });
    auto fd = test::some_descriptor();
    const int number = fd.get();
    workers.close(kOther, std::move(fd));
    REQUIRE(test::run_until(loop, [&] { return !workers.busy(kOther); }));
    CHECK_FALSE(is_open(number));
    CHECK(workers.busy(kOne));
    CHECK(workers.outstanding() == 1);
    gate.open();
    REQUIRE(test::run_until(loop, [&] { return workers.outstanding() == 0; }));
    CHECK(told);
    CHECK_FALSE(workers.busy(kOne));
    workers.close(kOne, {});
    CHECK_FALSE(workers.busy(kOne));
}

TEST_CASE("Who has left is told nothing, and the work is done all the same", "[dataplane][workers]") {
    EventLoop loop;
    KernelWorkers workers(loop, 1);
    KernelGate gate;
    gate.close();
    bool told = false;
    std::atomic<bool> done = false;
    auto wait = workers.run(
        kOne,
        [&] {
            gate.pass();
            done = true;
        },
        [&] { told = true; });
    wait = {};
    gate.open();
    REQUIRE(test::run_until(loop, [&] { return !workers.busy(kOne); }));
    CHECK(done);
    CHECK_FALSE(told);
}

TEST_CASE("What was begun is done before the workers are gone, and then nobody is told", "[dataplane][workers]") {
    EventLoop loop;
    std::atomic<int> done = 0;
    int told = 0;
    std::vector<KernelWorkers::Wait> waits;
    {
        KernelWorkers workers(loop, 2);
        for (int i = 0; i < 5; ++i) waits.push_back(workers.run(kOne, [&] { ++done; }, [&] { ++told; }));
    }
    CHECK(done == 5);
    loop.post([&] { loop.stop(); });
    loop.run();
    CHECK(told == 0);
}

TEST_CASE("The end of the program does not wait for a kernel that never answers", "[dataplane][workers]") {
    EventLoop loop;
    auto gate = std::make_shared<KernelGate>();
    gate->close();
    std::atomic<bool> entered = false, left = false;
    {
        KernelWorkers workers(loop, 1);
        const auto wait = workers.run(
            kOne,
            [gate, &entered, &left] {
                entered = true;
                gate->pass();
                left = true;
            },
            [] { FAIL("told"); });
        while (!entered) std::this_thread::yield();  // what has not begun is not done at all
        CHECK_FALSE(workers.wait_at_most(20ms));
    }
    gate->open();
    while (!left) std::this_thread::yield();
    KernelWorkers quick(loop, 1);
    quick.close(kOne, test::some_descriptor());
    CHECK(quick.wait_at_most(10s));
}

TEST_CASE("Without threads everything is done at once", "[dataplane][workers]") {
    EventLoop loop;
    KernelWorkers workers(loop, 0);
    int steps = 0;
    const auto wait = workers.run(kOne, [&] { steps = 1; }, [&] { steps = steps == 1 ? 2 : -1; });
    CHECK(steps == 2);
    CHECK_FALSE(workers.busy(kOne));
    auto fd = test::some_descriptor();
    const int number = fd.get();
    workers.close(kOne, std::move(fd));
    CHECK_FALSE(is_open(number));
}
