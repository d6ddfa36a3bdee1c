// The file of the accounting spool: what was written is there, also when it could not be written for a while.
#include "accounting/sqlite_spool.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>

#include "accounting/spool_backlog.h"
#include "accounting/sqlite_file.h"
#include "support/spooled.h"

using namespace vpdnd;
using namespace test;
using radius::AccountingKind;

namespace {

/// A file and what is on its way there.
struct Written {
    void commit(std::vector<SpoolChange> changes, std::int64_t alive) {
        backlog.add(std::move(changes));
        REQUIRE(file.commit(backlog.take(), {.life = 8, .unix_time = alive, .steady = 9}));
        REQUIRE(backlog.settle(true));
    }
    SqliteFile file;
    SpoolBacklog backlog = {};
};

}  // namespace

TEST_CASE("Sessions and records come back from the file as they were, in order", "[accounting][spool]") {
    test::TemporaryDirectory directory;
    const auto path = directory.path("a.db");
    {
        Written written{.file = SqliteFile::open(path).value()};
        CHECK(written.file.read().value().records.empty());
        written.commit({session("s-1"), session("s-2"), record(9), record(10, AccountingKind::kStop)}, 1000);
        written.commit({record(3, AccountingKind::kInterim), DropSession{"isp", "s-2"}, DropSession{"other", "s-1"}}, 1234);
        auto changed = session("s-1");
        changed.usage.seconds = 99;
        written.commit({changed, DropRecord{record(9).key}}, 2345);
    }
    struct stat found{};
    REQUIRE(::stat(path.c_str(), &found) == 0);
    CHECK((found.st_mode & 0777) == 0600);
    const auto back = SqliteFile::open(path).value().read().value();
    auto first = session("s-1");
    first.usage.seconds = 99;
    CHECK(back.sessions == std::vector<OpenSession>{first});
    CHECK(back.records == std::vector<AccountingRecord>{record(10, AccountingKind::kStop), record(3, AccountingKind::kInterim)});
    CHECK(back.alive == SpoolTime{.life = 8, .unix_time = 2345, .steady = 9});
    CHECK(back.damaged == 0);
}

TEST_CASE("What is no database is told as damaged, and where there is no directory there is no file", "[accounting][spool]") {
    test::TemporaryDirectory directory;
    const auto path = directory.path("a.db");
    { std::ofstream(path) << std::string(4096, 'x'); }
    const auto damaged = SqliteFile::open(path);
    REQUIRE_FALSE(damaged);
    CHECK(damaged.error().damaged);
    CHECK_FALSE(SqliteFile::open(directory.path("")));
    CHECK_FALSE(SqliteFile::open(directory.path("none/a.db")));
}

TEST_CASE_METHOD(Spooled, "What was given to the spool is in its file, and what was taken back is not", "[accounting][spool]") {
    open(directory.path("made"));
    CHECK(found[0].records.empty());
    spool->write({record(1), record(2), session("s-1")});
    CHECK(until([](const SpoolStatus& status) { return status.unwritten == 0 && status.commits != 0; }));
    spool->write({DropRecord{record(1).key}});
    spool.reset();  // what is left is written
    found.clear();
    open(directory.path("made"));
    CHECK(found[0].records == std::vector<AccountingRecord>{record(2)});
    CHECK(found[0].sessions.size() == 1);
    CHECK(found[0].alive.life == 7);
    CHECK(found[0].alive.unix_time > 1'700'000'000);
}

TEST_CASE_METHOD(Spooled, "A disk that is full is told, and what waits is written when there is room", "[accounting][spool]") {
    ::signal(SIGXFSZ, SIG_IGN);
    open(directory.path(""));
    spool->write({record(1)});
    CHECK(until([](const SpoolStatus& status) { return status.commits != 0 && status.unwritten == 0; }));
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    const rlimit none{.rlim_cur = 0, .rlim_max = before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &none) == 0);
    spool->write({record(2), DropRecord{record(1).key}});
    CHECK(until([](const SpoolStatus& status) { return !status.error.empty(); }));
    CHECK(spool->status().unwritten == 2);
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    ::signal(SIGXFSZ, SIG_DFL);
    spool.reset();
    CHECK(contents().records == std::vector<AccountingRecord>{record(2)});
}

TEST_CASE_METHOD(Spooled, "Where the directory cannot be made nothing is found, and sessions go on", "[accounting][spool]") {
    const auto place = directory.path("file");
    { std::ofstream(place) << "in the way"; }
    open(place);
    CHECK(found[0].sessions.empty());
    CHECK_FALSE(spool->status().error.empty());
    spool->write({record(1)});
    CHECK(spool->status().unwritten == 1);
    std::remove(place.c_str());
    spool.reset();
    CHECK(SqliteFile::open(place + "/accounting.db").value().read().value().records.size() == 1);
}

