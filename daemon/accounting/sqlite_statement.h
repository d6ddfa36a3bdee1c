// One statement of sqlite3, prepared: values are bound and columns read from left to right. Not a layer for anything else than the spool.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "base/bytes.h"

namespace vpdnd {

class SqliteStatement {
  public:
    SqliteStatement(sqlite3* file, const char* sql) {
        sqlite3_stmt* made = nullptr;
        status_ = sqlite3_prepare_v2(file, sql, -1, &made, nullptr);
        statement_.reset(made);
    }
    bool good() const { return status_ == SQLITE_OK || status_ == SQLITE_ROW || status_ == SQLITE_DONE; }

    // Binding. A blob and a text must live until step().
    SqliteStatement& operator<<(std::int64_t number) { return bound(sqlite3_bind_int64(statement_.get(), ++bound_, number)); }
    SqliteStatement& operator<<(std::uint64_t number) { return *this << static_cast<std::int64_t>(number); }
    SqliteStatement& operator<<(std::uint32_t number) { return *this << static_cast<std::int64_t>(number); }
    SqliteStatement& operator<<(std::string_view text) {
        return bound(sqlite3_bind_text(statement_.get(), ++bound_, text.data(), static_cast<int>(text.size()), SQLITE_STATIC));
    }
    SqliteStatement& operator<<(const base::Bytes& octets) {
        const auto size = static_cast<int>(octets.size());
        return bound(size == 0 ? sqlite3_bind_zeroblob(statement_.get(), ++bound_, 0)
                               : sqlite3_bind_blob(statement_.get(), ++bound_, octets.data(), size, SQLITE_STATIC));
    }

    /// True: there is a row. The statement is ready to be bound again when it is false.
    bool step() {
        if (!good()) return false;
        status_ = sqlite3_step(statement_.get());
        column_ = 0;
        if (status_ == SQLITE_ROW) return true;
        const int ended = status_;
        sqlite3_reset(statement_.get());
        status_ = ended;
        bound_ = 0;
        return false;
    }

    // Columns of the row.
    std::int64_t number() { return sqlite3_column_int64(statement_.get(), column_++); }
    std::uint64_t unsigned_number() { return static_cast<std::uint64_t>(number()); }
    std::string text() {
        const auto octets = blob();
        return {reinterpret_cast<const char*>(octets.data()), octets.size()};
    }
    /// Valid until the next step().
    std::span<const std::uint8_t> blob() {
        const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column_));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column_++));
        return {data, size};
    }

  private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    SqliteStatement& bound(int status) {
        if (status != SQLITE_OK) status_ = status;
        return *this;
    }
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    int status_ = SQLITE_OK, bound_ = 0, column_ = 0;
};

}  // namespace vpdnd
