// The file of the accounting spool where something is wrong with it: another process has it, it is damaged, gone, not ours, or cannot be
// written. Nothing that is to be kept is lost, and nothing is taken twice.
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "accounting/spool_place.h"
#include "support/spooled.h"

using namespace vpdnd;
using namespace test;
namespace fs = std::filesystem;

namespace {

struct SpoolFile : Spooled {
    void make(std::vector<SpoolChange> changes) {
        open(directory.path(""));
        spool->write(std::move(changes));
        CHECK(until([](const SpoolStatus& status) { return status.commits != 0 && status.unwritten == 0; }));
        spool.reset();
        found.clear();
    }
    bool until_found(std::size_t times) {
        return run_until(loop, [&] { return found.size() == times; });
    }
    std::string in_database(const std::string& path, const std::string& sql) {
        sqlite3* database = nullptr;
        REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
        char* error = nullptr;
        sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &error);
        std::string out = error ? error : "";
        sqlite3_free(error);
        sqlite3_close(database);
        return out;
    }
};

/// Another process that has the lock until this is gone.
struct Holder {
    explicit Holder(const std::string& path) {
        int ready[2];
        REQUIRE(::pipe(ready) == 0);
        process = ::fork();
        if (process == 0) {
            struct flock all{};
            all.l_type = F_WRLCK;
            const int file = ::open(path.c_str(), O_RDWR | O_CREAT, 0600);
            if (::fcntl(file, F_SETLK, &all) == 0 && ::write(ready[1], "", 1) == 1) ::pause();
            ::_exit(1);
        }
        char octet = 0;
        REQUIRE(::read(ready[0], &octet, 1) == 1);
        ::close(ready[0]);
        ::close(ready[1]);
    }
    ~Holder() { let_go(); }
    void let_go() {
        if (process <= 0) return;
        ::kill(process, SIGKILL);
        ::waitpid(process, nullptr, 0);
        process = 0;
    }
    pid_t process = 0;
};

/// No file can grow.
struct FullDisk {
    FullDisk() {
        ::signal(SIGXFSZ, SIG_IGN);
        REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
        const rlimit none{.rlim_cur = 0, .rlim_max = before.rlim_max};
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &none) == 0);
    }
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before);
        ::signal(SIGXFSZ, SIG_DFL);
    }
    rlimit before{};
};

/// sqlite cannot open a file before it is let go.
struct HungDisk {
    HungDisk() {
        auto* real = sqlite3_vfs_find(nullptr);
        static sqlite3_vfs hung;
        hung = *real;
        hung.zName = "hung";
        hung.xOpen = [](sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
            hangs_now = true;
            while (!free) std::this_thread::yield();
            return sqlite3_vfs_find("unix")->xOpen(vfs, name, file, flags, out);
        };
        free = hangs_now = false;
        REQUIRE(sqlite3_vfs_register(&hung, 1) == SQLITE_OK);
    }
    ~HungDisk() {
        free = true;
        sqlite3_vfs_register(sqlite3_vfs_find("unix"), 1);
    }
    static inline std::atomic<bool> free, hangs_now;
};

}  // namespace

TEST_CASE_METHOD(SpoolFile, "A file that another process uses is not read, and which one is told", "[accounting][spool]") {
    make({session("s-1"), record(1)});
    Holder other(directory.path("accounting.lock"));
    spool.emplace(loop, directory.path(""), 8, [this](SpoolContents contents) { found.push_back(std::move(contents)); });
    CHECK(until([](const SpoolStatus& status) { return !status.error.empty(); }));
    CHECK(spool->status().error == "process " + std::to_string(other.process) + " uses it");
    CHECK(found.empty());
    spool->write({record(2)});
    other.let_go();
    CHECK(until_found(1));
    CHECK(found[0].records == std::vector<AccountingRecord>{record(1)});
    CHECK(until([](const SpoolStatus& status) { return status.error.empty() && status.unwritten == 0; }));
}

TEST_CASE_METHOD(SpoolFile, "A file of a later version is refused and stays as it is", "[accounting][spool]") {
    make({record(1)});
    CHECK(in_database(file(), "PRAGMA user_version = 2") == "");
    const auto later = SqliteFile::open(file());
    REQUIRE_FALSE(later);
    CHECK(later.error().text == "it was made by a later version of vpdnd");
    CHECK_FALSE(later.error().damaged);
    CHECK_FALSE(SqliteFile::open_to_read(file()));
    CHECK(in_database(file(), "SELECT * FROM record") == "");
}

TEST_CASE_METHOD(SpoolFile, "A damaged file is set aside as it was, and a new one begun", "[accounting][spool]") {
    const std::string damaged(8192, 'x');
    { std::ofstream(file()) << damaged; }
    open(directory.path(""));
    CHECK(found[0].records.empty());
    spool->write({record(1)});
    CHECK(until([](const SpoolStatus& status) { return status.commits != 0 && status.unwritten == 0; }));
    spool.reset();
    CHECK(contents().records.size() == 1);
    std::size_t aside = 0;
    for (const auto& one : fs::directory_iterator(directory.path(""))) {
        if (one.path().string().find(".damaged-") == std::string::npos) continue;
        ++aside;
        std::ifstream stream(one.path());
        CHECK(std::string(std::istreambuf_iterator<char>(stream), {}) == damaged);
    }
    CHECK(aside == 1);
}

TEST_CASE_METHOD(SpoolFile, "A file that is removed or replaced is noticed, and all is written to the new one", "[accounting][spool]") {
    open(directory.path(""));
    spool->write({record(1)});
    CHECK(until([](const SpoolStatus& status) { return status.commits != 0 && status.unwritten == 0; }));
    REQUIRE(std::remove(file().c_str()) == 0);
    spool->write({record(2)});
    CHECK(until_found(2));
    CHECK(found[1].records.empty());
    spool->write({record(1), record(2)});
    CHECK(until([](const SpoolStatus& status) { return status.unwritten == 0 && status.error.empty(); }));
    spool.reset();
    CHECK(contents().records.size() == 2);
}

TEST_CASE_METHOD(SpoolFile, "A file that is found damaged when it is written is begun anew", "[accounting][spool]") {
    open(directory.path(""));
    spool->write({record(1)});
    CHECK(until([](const SpoolStatus& status) { return status.commits != 0 && status.unwritten == 0; }));
    // Its tables are gone; the number of its version is not.
    CHECK(in_database(file(), "DROP TABLE record") == "");
    spool->write({record(2)});
    CHECK(until_found(2));
    CHECK(found[1].records.empty());
    spool->write({record(1), record(2)});
    CHECK(until([](const SpoolStatus& status) { return status.unwritten == 0 && status.error.empty(); }));
    CHECK(spool->status().failed_commits == 1);
    spool.reset();
    CHECK(contents().records.size() == 2);
}

TEST_CASE_METHOD(SpoolFile, "Where nothing can be written at the start what is owed is read all the same", "[accounting][spool]") {
    make({session("s-1"), record(1)});
    {
        const FullDisk full;
        open(directory.path(""));
        CHECK(found[0].records == std::vector<AccountingRecord>{record(1)});
        CHECK(found[0].sessions.size() == 1);
        spool->write({DropRecord{record(1).key}, record(2)});
        CHECK(until([](const SpoolStatus& status) { return !status.error.empty(); }));
    }
    spool.reset();
    CHECK(contents().records == std::vector<AccountingRecord>{record(2)});
}

TEST_CASE_METHOD(SpoolFile, "Where nothing can be written at the first start of all it is told that nothing is owed",
                 "[accounting][spool]") {
    const FullDisk full;
    open(directory.path(""));
    CHECK(found[0].records.empty());
    CHECK(found[0].sessions.empty());
    CHECK(until([](const SpoolStatus& status) { return !status.error.empty(); }));
}

TEST_CASE_METHOD(SpoolFile, "What is not a file of ours alone is refused", "[accounting][spool]") {
    make({record(1)});
    SECTION("a symbolic link") {
        fs::rename(file(), directory.path("elsewhere"));
        fs::create_symlink(directory.path("elsewhere"), file());
        CHECK_FALSE(SqliteFile::open(file()));
    }
    SECTION("a file with another name") {
        fs::create_hard_link(file(), directory.path("elsewhere"));
        CHECK_FALSE(SqliteFile::open(file()));
    }
    SECTION("a link where sqlite has its log") {
        { std::ofstream stream(directory.path("elsewhere")); }
        fs::create_symlink(directory.path("elsewhere"), file() + "-wal");
        CHECK_FALSE(SqliteFile::open(file()));
        CHECK(fs::file_size(directory.path("elsewhere")) == 0);
    }
    SECTION("a mode that lets others read is mended") {
        REQUIRE(::chmod(file().c_str(), 0644) == 0);
        CHECK(SqliteFile::open(file()));
        struct stat found_now{};
        REQUIRE(::stat(file().c_str(), &found_now) == 0);
        CHECK((found_now.st_mode & 0777) == 0600);
    }
}

TEST_CASE_METHOD(SpoolFile, "A disk that does not answer is seen, and does not hold up the end", "[accounting][spool]") {
    const HungDisk hung;
    spool.emplace(loop, directory.path(""), 7, [this](SpoolContents contents) { found.push_back(std::move(contents)); },
                  std::chrono::milliseconds(10));
    CHECK(run_until(loop, [] { return HungDisk::hangs_now.load(); }));
    spool->write({record(1)});
    CHECK(until([](const SpoolStatus& status) { return status.unwritten_for >= std::chrono::seconds(1); }));
    CHECK(found.empty());
    spool.reset();
}
