// The file of the spool: sqlite3 in WAL mode, each commit on the disk before it returns (synchronous = FULL). Every call may wait for the
// disk: for a thread of its own. Errors are sqlite's, in words.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <tl/expected.hpp>

#include "accounting/spool_backlog.h"

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

    /// Makes it (mode 0600) if there is none. One that a later version has made is refused.
    static Result<SqliteFile> open(const std::string& path);

    Result<SpoolContents> read();
    /// All or nothing. `alive`: the time, for the next life to know how long this one was there.
    Result<void> commit(const SpoolBacklog::Batch& batch, std::int64_t alive);

  private:
    struct Close {
        void operator()(sqlite3* file) const;
    };
    explicit SqliteFile(sqlite3* file) : file_(file) {}
    Error error(const char* doing) const;
    Result<void> run(const char* sql);
    Result<void> prepare_tables();
    Result<void> write(const SpoolBacklog::Batch& batch);
    Result<void> read_sessions(SpoolContents& into);
    Result<void> read_records(SpoolContents& into);

    std::unique_ptr<sqlite3, Close> file_;
};

}  // namespace vpdnd
