#include "accounting/sqlite_file.h"

#include <fcntl.h>

#include <utility>

#include "accounting/sqlite_statement.h"
#include "os/unique_fd.h"
#include "radius/attribute_pack.h"

namespace vpdnd {
namespace {

constexpr int kVersion = 1;
constexpr int kBusyMs = 2000;  ///< another process lets it go

constexpr const char* kTables = R"(
CREATE TABLE IF NOT EXISTS session(
    radius TEXT NOT NULL, id TEXT NOT NULL, life INTEGER NOT NULL, boot TEXT NOT NULL, stop INTEGER NOT NULL,
    since INTEGER NOT NULL, known_until INTEGER NOT NULL, octets_in INTEGER NOT NULL, octets_out INTEGER NOT NULL,
    packets_in INTEGER NOT NULL, packets_out INTEGER NOT NULL, seconds INTEGER NOT NULL, attributes BLOB NOT NULL,
    PRIMARY KEY(radius, id));
CREATE TABLE IF NOT EXISTS record(
    life INTEGER NOT NULL, number INTEGER NOT NULL, radius TEXT NOT NULL, session TEXT NOT NULL, kind INTEGER NOT NULL,
    at INTEGER NOT NULL, attributes BLOB NOT NULL, PRIMARY KEY(life, number));
CREATE TABLE IF NOT EXISTS daemon(one INTEGER PRIMARY KEY CHECK(one = 1), alive INTEGER NOT NULL);
PRAGMA user_version = 1;
)";

constexpr const char* kPutSession =
    "INSERT INTO session VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(radius, id) DO UPDATE SET life = excluded.life, "
    "boot = excluded.boot, "
    "stop = excluded.stop, since = excluded.since, known_until = excluded.known_until, octets_in = excluded.octets_in, "
    "octets_out = excluded.octets_out, packets_in = excluded.packets_in, packets_out = excluded.packets_out, "
    "seconds = excluded.seconds, attributes = excluded.attributes";
// A record does not change. Its place in the order is that of its first writing.
constexpr const char* kPutRecord = "INSERT OR IGNORE INTO record VALUES(?,?,?,?,?,?,?)";

/// What cannot be packed cannot be sent either.
base::Bytes packed(const radius::AttributeList& attributes) { return radius::pack_attributes(attributes).value_or(base::Bytes()); }

std::uint32_t number_of(radius::AccountingKind kind) { return static_cast<std::uint32_t>(kind); }

void put_session(SqliteStatement& put, const OpenSession& one) {
    const auto attributes = packed(one.attributes);
    const auto& used = one.usage;
    put << one.set << one.id << one.life << one.boot << number_of(one.stop) << one.since << one.known_until;
    put << used.octets_in << used.octets_out << used.packets_in << used.packets_out << used.seconds << attributes;
    put.step();
}

void put_record(SqliteStatement& put, const AccountingRecord& one) {
    const auto attributes = packed(one.attributes);
    (put << one.key.life << one.key.number << one.set << one.session << number_of(one.kind) << one.at << attributes).step();
}

}  // namespace

void SqliteFile::Close::operator()(sqlite3* file) const { sqlite3_close_v2(file); }

SqliteFile::Error SqliteFile::error(const char* doing) const {
    const int code = sqlite3_errcode(file_.get());
    return {std::string(doing) + ": " + sqlite3_errmsg(file_.get()), code == SQLITE_CORRUPT || code == SQLITE_NOTADB};
}

SqliteFile::Result<void> SqliteFile::run(const char* sql) {
    if (sqlite3_exec(file_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
    return tl::unexpected(error(std::string(sql).substr(0, 20).c_str()));
}

SqliteFile::Result<SqliteFile> SqliteFile::open(const std::string& path) {
    // sqlite's own files beside it get the same mode: user names are in them.
    UniqueFd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    sqlite3* made = nullptr;
    const int status = sqlite3_open_v2(path.c_str(), &made, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    SqliteFile out(made);
    if (!made) return tl::unexpected(Error{"no memory for sqlite3"});
    if (status != SQLITE_OK) return tl::unexpected(out.error("open"));
    sqlite3_busy_timeout(made, kBusyMs);
    if (auto done = out.prepare_tables(); !done) return tl::unexpected(std::move(done.error()));
    return out;
}

SqliteFile::Result<void> SqliteFile::prepare_tables() {
    SqliteStatement version(file_.get(), "PRAGMA user_version");
    if (!version.step()) return tl::unexpected(error("read the version"));
    if (const auto found = version.number(); found > kVersion)
        return tl::unexpected(Error{"it was made by a later version of vpdnd"});
    version.step();
    if (auto done = run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"); !done) return done;
    if (auto done = run("BEGIN IMMEDIATE"); !done) return done;
    auto made = run(kTables);
    auto ended = run(made ? "COMMIT" : "ROLLBACK");
    return made ? ended : made;
}

// Reading ---------------------------------------------------------------------------------------------------------

SqliteFile::Result<SpoolContents> SqliteFile::read() {
    SpoolContents out;
    if (auto done = read_sessions(out); !done) return tl::unexpected(std::move(done.error()));
    if (auto done = read_records(out); !done) return tl::unexpected(std::move(done.error()));
    SqliteStatement alive(file_.get(), "SELECT alive FROM daemon");
    if (alive.step()) out.alive_until = alive.number();
    return out;
}

SqliteFile::Result<void> SqliteFile::read_sessions(SpoolContents& into) {
    SqliteStatement rows(file_.get(), "SELECT * FROM session ORDER BY rowid");
    while (rows.step()) {
        OpenSession one;
        one.set = rows.text();
        one.id = rows.text();
        one.life = rows.unsigned_number();
        one.boot = rows.text();
        one.stop = static_cast<radius::AccountingKind>(rows.number());
        one.since = rows.number();
        one.known_until = rows.number();
        one.usage.octets_in = rows.unsigned_number();
        one.usage.octets_out = rows.unsigned_number();
        one.usage.packets_in = rows.unsigned_number();
        one.usage.packets_out = rows.unsigned_number();
        one.usage.seconds = static_cast<std::uint32_t>(rows.number());
        auto attributes = radius::unpack_attributes(rows.blob());
        if (!attributes) {
            ++into.damaged;
            continue;
        }
        one.attributes = std::move(*attributes);
        into.sessions.push_back(std::move(one));
    }
    if (!rows.good()) return tl::unexpected(error("read sessions"));
    return {};
}

SqliteFile::Result<void> SqliteFile::read_records(SpoolContents& into) {
    SqliteStatement rows(file_.get(), "SELECT * FROM record ORDER BY rowid");
    while (rows.step()) {
        AccountingRecord one;
        one.key.life = rows.unsigned_number();
        one.key.number = rows.unsigned_number();
        one.set = rows.text();
        one.session = rows.text();
        one.kind = static_cast<radius::AccountingKind>(rows.number());
        one.at = rows.number();
        auto attributes = radius::unpack_attributes(rows.blob());
        if (!attributes) {
            ++into.damaged;
            continue;
        }
        one.attributes = std::move(*attributes);
        into.records.push_back(std::move(one));
    }
    if (!rows.good()) return tl::unexpected(error("read records"));
    return {};
}

// Writing ---------------------------------------------------------------------------------------------------------

SqliteFile::Result<void> SqliteFile::commit(const SpoolBacklog::Batch& batch, std::int64_t alive) {
    if (auto begun = run("BEGIN IMMEDIATE"); !begun) return begun;
    auto written = write(batch);
    if (written) {
        SqliteStatement put(file_.get(), "INSERT OR REPLACE INTO daemon VALUES(1,?)");
        (put << alive).step();
        if (!put.good()) written = tl::unexpected(error("write the time"));
    }
    if (written) written = run("COMMIT");
    if (!written && sqlite3_get_autocommit(file_.get()) == 0) sqlite3_exec(file_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    return written;
}

SqliteFile::Result<void> SqliteFile::write(const SpoolBacklog::Batch& batch) {
    SqliteStatement put(file_.get(), kPutSession), drop(file_.get(), "DELETE FROM session WHERE radius = ? AND id = ?");
    for (const auto& [key, one] : batch.sessions) {
        if (one)
            put_session(put, *one);
        else
            (drop << key.first << key.second).step();
        if (!put.good() || !drop.good()) return tl::unexpected(error("write a session"));
    }
    SqliteStatement add(file_.get(), kPutRecord), remove(file_.get(), "DELETE FROM record WHERE life = ? AND number = ?");
    for (const auto& [key, one] : batch.records) {
        if (one)
            put_record(add, *one);
        else
            (remove << key.life << key.number).step();
        if (!add.good() || !remove.good()) return tl::unexpected(error("write a record"));
    }
    return {};
}

}  // namespace vpdnd
