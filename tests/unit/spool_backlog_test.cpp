// Changes on their way to the file of the accounting spool.
#include "accounting/spool_backlog.h"

#include "support/spooled.h"

using namespace vpdnd;
using test::record;
using test::session;

namespace {

void settle(SpoolBacklog& backlog, bool written) {
    while (!backlog.settle(written)) continue;
}

}  // namespace

TEST_CASE("What comes and goes before it was written is never written", "[accounting][spool]") {
    SpoolBacklog backlog;
    backlog.add({session("s-1"), record(1), record(2)});
    backlog.add({DropRecord{record(1).key}, DropSession{"isp", "s-1"}});
    CHECK(backlog.size() == 1);
    CHECK(backlog.take().size() == 1);
    SECTION("what goes while it is being written is dropped later") {
        backlog.add({DropRecord{record(2).key}});
        settle(backlog, true);
        const auto& batch = backlog.take();
        REQUIRE(batch.records.size() == 1);
        CHECK_FALSE(batch.records.begin()->second);
        settle(backlog, true);
        backlog.add({DropRecord{record(2).key}});
        CHECK(backlog.empty());
    }
    SECTION("if that failed there is nothing to drop") {
        backlog.add({DropRecord{record(2).key}, record(3)});
        settle(backlog, false);
        CHECK(backlog.size() == 1);
        CHECK(backlog.take().records.begin()->first == record(3).key);
    }
    SECTION("what failed is tried again, as it is by then") {
        settle(backlog, false);
        CHECK(backlog.size() == 1);
        CHECK(backlog.take().records.begin()->second);
    }
    SECTION("what the file has is dropped, however often that fails") {
        settle(backlog, true);
        backlog.add({DropRecord{record(2).key}});
        for (int i = 0; i < 3; ++i) {
            backlog.take();
            settle(backlog, false);
        }
        CHECK(backlog.size() == 1);
    }
}

TEST_CASE("Another file has nothing of what was written to the one before", "[accounting][spool]") {
    SpoolBacklog backlog;
    backlog.add({record(1)});
    backlog.take();
    settle(backlog, true);
    SpoolBacklog::Picture empty;
    backlog.found(empty);
    CHECK(empty.records.size() == 1);
    backlog.add({DropRecord{record(1).key}});
    CHECK(backlog.empty());
    backlog.add({record(1)});
    CHECK(backlog.size() == 1);
}

TEST_CASE("However much was written no call takes longer than a few entries need", "[accounting][spool]") {
    SpoolBacklog backlog;
    constexpr std::size_t kMany = 10 * SpoolBacklog::kAtOnce;
    for (std::size_t i = 0; i < kMany; ++i) backlog.add({record(i)});
    const bool written = GENERATE(true, false);
    CHECK(backlog.take().size() == kMany);
    CHECK_FALSE(backlog.settle(written));
    // What is not settled yet is on its way still: it is dropped later.
    backlog.add({DropRecord{record(kMany - 1).key}});
    settle(backlog, written);
    CHECK(backlog.size() == (written ? 1 : kMany - 1));
}
