// The file of the accounting spool: what was written is there, also when it could not be written for a while.
#include "accounting/sqlite_spool.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>

#include "accounting/spool_backlog.h"
#include "accounting/sqlite_file.h"
#include "support/accounting_world.h"
#include "support/run_loop.h"
#include "support/temporary_directory.h"

using namespace vpdnd;
using namespace test;
using radius::AccountingKind;

namespace {

AccountingRecord record(std::uint64_t number, AccountingKind kind = AccountingKind::kStart) {
    AccountingRecord out{
        .key = {0xffff'ffff'ffff'fff0, number}, .set = "isp", .session = "s-1", .kind = kind, .at = 1'764'500'000, .attributes = {}};
    out.attributes.add("Acct-Session-Id"_attr, "s-1");
    out.attributes.add("User-Name"_attr, "m\xc3\xbcller");
    return out;
}

OpenSession session(const std::string& id) {
    OpenSession out{.life = 7, .boot = "boot-1", .set = "isp", .id = id, .stop = AccountingKind::kLinkStop, .since = 1, .known_until = 2,
                    .usage = {.octets_in = 1ULL << 63, .octets_out = 2, .packets_in = 3, .packets_out = 4, .seconds = 5}, .attributes = {}};
    out.attributes.add("Acct-Session-Id"_attr, id);
    return out;
}

/// A file and what is on its way there.
struct Written {
    void commit(std::vector<SpoolChange> changes, std::int64_t alive) {
        backlog.add(std::move(changes));
        REQUIRE(file.commit(backlog.take(), alive));
        backlog.committed();
    }
    SqliteFile file;
    SpoolBacklog backlog = {};
};

/// A spool in a directory, and what it found.
struct Spooled {
    void open(const std::string& name) {
        spool.emplace(loop, name, [this](SpoolContents contents) { found.push_back(std::move(contents)); });
        REQUIRE(test::run_until(loop, [this] { return !found.empty(); }));
    }
    bool until(const std::function<bool(const SpoolStatus&)>& what) {
        return test::run_until(loop, [&] { return what(spool->status()); });
    }
    /// What another process would find.
    SpoolContents contents() const { return SqliteFile::open(file()).value().read().value(); }
    std::string file() const { return directory.path("accounting.db"); }

    test::TemporaryDirectory directory;
    EventLoop loop;
    std::vector<SpoolContents> found;
    std::optional<SqliteSpool> spool;
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
    CHECK(back.alive_until == 2345);
    CHECK(back.damaged == 0);
}

TEST_CASE("A file of a later version is refused, and one that is no database is told as damaged", "[accounting][spool]") {
    test::TemporaryDirectory directory;
    const auto path = directory.path("a.db");
    { std::ofstream(path) << std::string(4096, 'x'); }
    const auto damaged = SqliteFile::open(path);
    REQUIRE_FALSE(damaged);
    CHECK(damaged.error().damaged);
    CHECK_FALSE(SqliteFile::open(directory.path("")));
    CHECK_FALSE(SqliteFile::open(directory.path("none/a.db")));
}

TEST_CASE("What comes and goes before it was written is never written", "[accounting][spool]") {
    SpoolBacklog backlog;
    backlog.add({session("s-1"), record(1), record(2)});
    backlog.add({DropRecord{record(1).key}, DropSession{"isp", "s-1"}});
    CHECK(backlog.size() == 1);
    auto batch = backlog.take();
    CHECK(batch.size() == 1);
    CHECK(backlog.empty());
    SECTION("what goes while it is being written is dropped later") {
        backlog.add({DropRecord{record(2).key}});
        backlog.committed();
        batch = backlog.take();
        REQUIRE(batch.records.size() == 1);
        CHECK_FALSE(batch.records.begin()->second);
        backlog.committed();
        backlog.add({DropRecord{record(2).key}});
        CHECK(backlog.empty());
    }
    SECTION("if that failed there is nothing to drop") {
        backlog.add({DropRecord{record(2).key}, record(3)});
        backlog.failed(std::move(batch));
        CHECK(backlog.size() == 1);
    }
    SECTION("what failed is tried again, as it is by then") {
        backlog.failed(std::move(batch));
        CHECK(backlog.size() == 1);
        backlog.committed();
    }
    SECTION("what the file has is dropped, however often that fails") {
        backlog.committed();
        backlog.add({DropRecord{record(2).key}});
        for (int i = 0; i < 3; ++i) backlog.failed(backlog.take());
        CHECK(backlog.size() == 1);
    }
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
    CHECK(found[0].alive_until > 1'700'000'000);
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

TEST_CASE_METHOD(Spooled, "A damaged file is set aside, and a new one begun", "[accounting][spool]") {
    { std::ofstream(file()) << std::string(8192, 'x'); }
    open(directory.path(""));
    spool->write({record(1)});
    spool.reset();
    CHECK(contents().records.size() == 1);
}
