// Who may start, and when: a few at a time, the others in their order, and nobody who has given up.
#include "pppd/start_queue.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "support/catch.h"
#include "support/run_loop.h"

using namespace vpdnd;
using std::chrono::milliseconds;

namespace {

struct Queue {
    std::unique_ptr<StartQueue::Place> enter(const std::string& who, int since = 0) {
        return queue.enter([this, who] { turns += who; }, at(since));
    }
    static SteadyTime at(int ms) { return SteadyTime{} + milliseconds(1000 + ms); }
    void settle() { test::LoopRunner(loop).settle(); }

    EventLoop loop;
    StartQueue queue{loop, 2};
    std::string turns;
};

}  // namespace

TEST_CASE_METHOD(Queue, "Only so many start at a time; the others get their turn in order, when one is through", "[start-queue]") {
    auto a = enter("a"), b = enter("b"), c = enter("c"), d = enter("d");
    CHECK(a->has_turn());
    CHECK(b->has_turn());
    CHECK_FALSE(c->has_turn());
    settle();
    CHECK(turns.empty());
    b.reset();
    CHECK(turns.empty());  // never from inside
    settle();
    CHECK(turns == "c");
    CHECK(c->has_turn());
    CHECK(queue.starting() == 2);
    a.reset();
    c.reset();
    settle();
    CHECK(turns == "cd");
    CHECK(queue.waiting() == 0);
}

TEST_CASE_METHOD(Queue, "Who has given up is passed over, and makes no room", "[start-queue]") {
    auto a = enter("a"), b = enter("b"), c = enter("c"), d = enter("d");
    c.reset();
    settle();
    CHECK(turns.empty());
    a.reset();
    settle();
    CHECK(turns == "d");
    CHECK(queue.starting() == 2);
}

TEST_CASE_METHOD(Queue, "A start that fails at once gives its turn to the next one, however many fail", "[start-queue]") {
    std::vector<std::unique_ptr<StartQueue::Place>> places(10'002);
    unsigned failed = 0;
    for (auto& place : places)
        place = queue.enter(
            [&] {
                ++failed;
                place.reset();
            },
            at(0));
    places[0].reset();
    settle();
    CHECK(failed == 10'000);
    CHECK(queue.starting() == 1);
}

TEST_CASE_METHOD(Queue, "The queue is as old as the one that waits longest; who was taken over waits where he waited before",
                 "[start-queue]") {
    auto a = enter("a"), b = enter("b");
    CHECK(queue.age(at(5000)) == milliseconds(0));
    auto later = enter("l", 300), sooner = enter("s", 100), last = enter("z", 300);
    CHECK(queue.age(at(1100)) == milliseconds(1000));
    b.reset();
    a.reset();
    settle();
    CHECK(turns == "sl");
    CHECK(queue.age(at(1100)) == milliseconds(800));
}

TEST_CASE("A queue that ends before its turn comes calls nobody", "[start-queue]") {
    EventLoop loop;
    bool called = false;
    {
        StartQueue queue(loop, 1);
        auto a = queue.enter([] {}, {}), b = queue.enter([&] { called = true; }, {});
        a.reset();
    }
    test::LoopRunner(loop).settle();
    CHECK_FALSE(called);
}
