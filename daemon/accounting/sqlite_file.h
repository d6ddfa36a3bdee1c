// The file of the spool: sqlite3 in WAL mode, each commit on the disk before it returns (synchronous = FULL). Every call may wait for the
// disk: for a thread of its own. Errors are sqlite's, in words.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "accounting/spool_backlog.h"
#include "accounting/spool_place.h"

struct sqlite3;

namespace vpdnd {

class SqliteFile {
  public:
    struct Error {
        std::string text;
        bool damaged = false;  ///< it is no database, or not a whole one
    };
    template <class T>
    using Result = tl::expected<T, Error>;

    /// Makes it (mode 0600) if there is none. One that a later version has made is refused, and so is one that is not ours alone. Nothing
    /// is written to one that has its tables.
    static Result<SqliteFile> open(const std::string& path);
    /// Where nothing can be written: no room, a disk that is read-only.
    static Result<SqliteFile> open_to_read(const std::string& path);
    /// False: it was removed, or another one has its name.
    bool is_still(const std::string& path) const { return id_ && file_id(path) == id_; }

    Result<SpoolContents> read();
    /// All or nothing. `alive`: now, for the next life to know how long this one was there.
    Result<void> commit(const SpoolBacklog::Batch& batch, SpoolTime alive);

  private:
    struct Close {
        void operator()(sqlite3* file) const;
    };
    explicit SqliteFile(sqlite3* file) : file_(file) {}
    Error error(const char* doing) const;
    Result<void> run(const char* sql);
    Result<void> prepare_tables();
    Result<std::int64_t> version();
    Result<void> write(const SpoolBacklog::Batch& batch);
    Result<void> read_sessions(SpoolContents& into);
    Result<void> read_records(SpoolContents& into);

    std::unique_ptr<sqlite3, Close> file_;
    std::optional<FileId> id_;
};

}  // namespace vpdnd
