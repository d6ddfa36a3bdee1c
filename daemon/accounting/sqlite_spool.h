// The spool in a file of sqlite3, written by a thread of its own: what is given within a moment is one commit. While nothing can be written
// (disk full, read-only, no directory) it is tried again and again, and what is to be written is kept in memory; sessions go on, and
// status() says why.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "accounting/accounting_spool.h"
#include "os/event_loop.h"

namespace vpdnd {

class SqliteSpool : public AccountingSpool {
  public:
    /// In the loop: what the file has. Where it cannot be read at first, nothing; and once more when it can be.
    using Found = std::function<void(SpoolContents)>;

    /// `accounting.db` in this directory, which is made if it is not there. The loop outlives the spool.
    SqliteSpool(EventLoop& loop, const std::string& directory, Found found);
    /// Tries once more to write what is left.
    ~SqliteSpool() override;
    SqliteSpool(const SqliteSpool&) = delete;
    SqliteSpool& operator=(const SqliteSpool&) = delete;

    void write(std::vector<SpoolChange> changes) override;
    SpoolStatus status() const;

  private:
    struct Shared;
    class Writer;
    std::shared_ptr<Shared> shared_;
    struct Thread;
    std::unique_ptr<Thread> thread_;
};

}  // namespace vpdnd
