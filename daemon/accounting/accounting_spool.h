// Where open sessions and records wait that must outlive the daemon. An interface: the one with a file is SqliteSpool, and what is
// written and when can be tried without one.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "accounting/accounting_record.h"

namespace vpdnd {

struct DropSession {
    std::string set, id;
};
struct DropRecord {
    RecordKey key;
};
/// One change. A session or record that is there already is replaced.
using SpoolChange = std::variant<OpenSession, AccountingRecord, DropSession, DropRecord>;

/// A moment, by both clocks.
struct SpoolTime {
    std::uint64_t life = 0;  ///< of the daemon that was there
    std::int64_t unix_time = 0;  ///< seconds since 1970; 0: not known
    std::int64_t steady = 0;     ///< seconds since the machine started, never set
    bool operator==(const SpoolTime&) const = default;
};

/// What was found. In the order in which it was written.
struct SpoolContents {
    std::vector<OpenSession> sessions;
    std::vector<AccountingRecord> records;
    SpoolTime alive;  ///< the daemon was there then, and so were its open sessions
    std::size_t damaged = 0;  ///< entries that could not be read, and are left where they are
};

class AccountingSpool {
  public:
    virtual ~AccountingSpool() = default;
    /// All of it is there after a crash, or nothing. Never blocks and never fails: what cannot be written now is kept and written
    /// later.
    virtual void write(std::vector<SpoolChange> changes) = 0;
};

/// For tables and alarms.
struct SpoolStatus {
    std::string file;
    std::string error;              ///< why it cannot be written now, in words; empty: it can
    std::uint64_t commits = 0, failed_commits = 0;
    std::size_t unwritten = 0;      ///< changes that are not in the file yet
    std::chrono::seconds unwritten_for{};  ///< the oldest of them
};

}  // namespace vpdnd
