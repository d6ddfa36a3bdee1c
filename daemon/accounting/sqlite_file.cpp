#include "accounting/sqlite_file.h"

#include <sys/stat.h>

#include <utility>

#include "accounting/sqlite_statement.h"
#include "radius/attribute_pack.h"

namespace vpdnd {
namespace {

constexpr int kVersion = 1;
constexpr int kBusyMs = 2000;  ///< another process lets it go

constexpr const char* kTables = R"(
CREATE TABLE IF NOT EXISTS session(
    radius TEXT NOT NULL, id TEXT NOT NULL, life INTEGER NOT NULL, boot TEXT NOT NULL, stop INTEGER NOT NULL,
    since INTEGER NOT NULL, began INTEGER NOT NULL,
    known_until INTEGER NOT NULL, octets_in INTEGER NOT NULL, octets_out INTEGER NOT NULL,
    packets_in INTEGER NOT NULL, packets_out INTEGER NOT NULL, seconds INTEGER NOT NULL, attributes BLOB NOT NULL,
    PRIMARY KEY(radius, id));
CREATE TABLE IF NOT EXISTS record(
    life INTEGER NOT NULL, number INTEGER NOT NULL, radius TEXT NOT NULL, session TEXT NOT NULL, kind INTEGER NOT NULL,
    at INTEGER NOT NULL, attributes BLOB NOT NULL, PRIMARY KEY(life, number));
CREATE TABLE IF NOT EXISTS daemon(one INTEGER PRIMARY KEY CHECK(one = 1), life INTEGER NOT NULL,
    alive INTEGER NOT NULL, steady INTEGER NOT NULL);
PRAGMA user_version = 1;
)";

constexpr const char* kPutSession =
    "INSERT INTO session VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(radius, id) DO UPDATE SET life = excluded.life, "
    "boot = excluded.boot, stop = excluded.stop, since = excluded.since, began = excluded.began, known_until = excluded.known_until, "
    "octets_in = excluded.octets_in, octets_out = excluded.octets_out, packets_in = excluded.packets_in, "
    "packets_out = excluded.packets_out, "
    "seconds = excluded.seconds, attributes = excluded.attributes";
// A record does not change. Its place in the order is that of its first writing.
constexpr const char* kPutRecord = "INSERT OR IGNORE INTO record VALUES(?,?,?,?,?,?,?)";

/// A path in a URI.
std::string escaped(const std::string& path) {
    std::string out;
    for (const char c : path) {
        if (c == '%') out += "%25";
        else if (c == '?') out += "%3f";
        else if (c == '#') out += "%23";
        else out += c;
    }
    return out;
}

/// What cannot be packed cannot be sent either.
base::Bytes packed(const radius::AttributeList& attributes) { return radius::pack_attributes(attributes).value_or(base::Bytes()); }

std::uint32_t number_of(radius::AccountingKind kind) { return static_cast<std::uint32_t>(kind); }

void put_session(SqliteStatement& put, const OpenSession& one) {
    const auto attributes = packed(one.attributes);
    const auto& used = one.usage;
    put << one.set << one.id << one.life << one.boot << number_of(one.stop) << one.since << one.began << one.known_until;
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
    // SQLITE_ERROR: it has not the tables that its version says.
    const bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR;
    return {std::string(doing) + ": " + sqlite3_errmsg(file_.get()), damaged};
}

SqliteFile::Result<void> SqliteFile::run(const char* sql) {
    if (sqlite3_exec(file_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
    return tl::unexpected(error(std::string(sql).substr(0, 20).c_str()));
}

SqliteFile::Result<SqliteFile> SqliteFile::open(const std::string& path) {
    if (auto good = make_private(path); !good) return tl::unexpected(Error{good.error()});
    sqlite3* made = nullptr;
    const int status = sqlite3_open_v2(path.c_str(), &made, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    SqliteFile out(made);
    if (!made) return tl::unexpected(Error{"no memory for sqlite3"});
    if (status != SQLITE_OK) return tl::unexpected(out.error("open"));
    out.id_ = file_id(path);
    sqlite3_busy_timeout(made, kBusyMs);
    if (auto done = out.prepare_tables(); !done) return tl::unexpected(std::move(done.error()));
    return out;
}

/// A log that was not carried over is read too, where there is one; else sqlite would want to make one.
SqliteFile::Result<SqliteFile> SqliteFile::open_to_read(const std::string& path) {
    struct stat log{};
    const bool has_log = ::stat((path + "-wal").c_str(), &log) == 0 && log.st_size != 0;
    sqlite3* made = nullptr;
    const auto name = "file:" + escaped(path) + (has_log ? "" : "?immutable=1");
    const int status = sqlite3_open_v2(name.c_str(), &made, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
    SqliteFile out(made);
    if (!made) return tl::unexpected(Error{"no memory for sqlite3"});
    if (status != SQLITE_OK) return tl::unexpected(out.error("open"));
    const auto version = out.version();
    if (!version) return tl::unexpected(version.error());
    if (*version == 0) return tl::unexpected(Error{"there is nothing in it yet"});
    return out;
}

SqliteFile::Result<std::int64_t> SqliteFile::version() {
    SqliteStatement version(file_.get(), "PRAGMA user_version");
    if (!version.step()) return tl::unexpected(error("read the version"));
    const auto found = version.number();
    if (found > kVersion) return tl::unexpected(Error{"it was made by a later version of vpdnd"});
    return found;
}

SqliteFile::Result<void> SqliteFile::prepare_tables() {
    const auto found = version();
    if (!found) return tl::unexpected(found.error());
    if (auto done = run("PRAGMA synchronous = FULL"); !done || *found == kVersion) return done;
    if (auto done = run("PRAGMA journal_mode = WAL"); !done) return done;
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
    SqliteStatement alive(file_.get(), "SELECT life, alive, steady FROM daemon");
    if (alive.step()) {
        out.alive.life = alive.unsigned_number();
        out.alive.unix_time = alive.number();
        out.alive.steady = alive.number();
    }
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
        one.began = rows.number();
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

SqliteFile::Result<void> SqliteFile::commit(const SpoolBacklog::Batch& batch, SpoolTime alive) {
    if (auto begun = run("BEGIN IMMEDIATE"); !begun) return begun;
    auto written = write(batch);
    if (written) {
        SqliteStatement put(file_.get(), "INSERT OR REPLACE INTO daemon VALUES(1,?,?,?)");
        (put << alive.life << alive.unix_time << alive.steady).step();
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
