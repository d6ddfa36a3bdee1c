// The spool in a file of sqlite3, written by a thread of its own: what is given within a moment is one commit. While nothing can be written
// (disk full, read-only, no directory) it is tried again and again, and what is to be written is kept in memory; sessions go on, and
// status() says why. The file is one process's for as long as it lives: `accounting.lock` beside it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "accounting/accounting_spool.h"
#include "os/event_loop.h"

namespace vpdnd {

struct SpoolShared;

class SqliteSpool : public AccountingSpool {
  public:
    /// In the loop: what the file has; nothing, where it is certain that there is none, or it was damaged and set aside. Once more
    /// whenever it was opened anew: what is to be kept is to be written again then, for it may be another file.
    using Found = std::function<void(SpoolContents)>;

    /// `accounting.db` in this directory, which is made if it is not there. `life`: the daemon's, as in its records.
    /// The loop outlives the spool.
    SqliteSpool(EventLoop& loop, const std::string& directory, std::uint64_t life, Found found,
                std::chrono::milliseconds last_write = std::chrono::seconds(5));
    /// Tries once more to write what is left, and does not wait longer than `last_write` for the disk.
    ~SqliteSpool() override;
    SqliteSpool(const SqliteSpool&) = delete;
    SqliteSpool& operator=(const SqliteSpool&) = delete;

    void write(std::vector<SpoolChange> changes) override;
    SpoolStatus status() const;

  private:
    std::shared_ptr<SpoolShared> shared_;
    const std::chrono::milliseconds last_write_;
    struct Thread;
    std::unique_ptr<Thread> thread_;
};

}  // namespace vpdnd
