// The thread that writes the spool's file: opens it, reads it once, writes what waits, begins anew where the file is damaged or gone.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "accounting/spool_backlog.h"
#include "accounting/sqlite_file.h"
#include "os/event_loop.h"
#include "os/unique_fd.h"

namespace vpdnd {

/// What the loop and the thread both know.
struct SpoolShared {
    std::mutex mutex;
    std::condition_variable changed;
    EventLoop* loop = nullptr;  ///< null: nobody wants to hear any more
    std::function<void(SpoolContents)> found;
    SpoolBacklog backlog;
    SpoolStatus status;
    std::optional<std::chrono::steady_clock::time_point> unwritten_since;
    unsigned untold = 0;  ///< files that were opened, and what is to be kept was not written to them yet
    bool wake = false, stop = false, over = false;

    /// To the loop. The lock is held.
    static void tell(const std::shared_ptr<SpoolShared>& self, SpoolContents contents);
};

class SpoolWriter {
  public:
    SpoolWriter(std::shared_ptr<SpoolShared> shared, std::string directory, std::uint64_t life)
        : shared_(std::move(shared)), directory_(std::move(directory)), life_(life) {}
    /// Until it is to stop, and has tried to write all.
    void run();

  private:
    bool wait();
    bool ready();
    bool lock();
    SqliteFile::Result<SpoolContents> open();
    bool cannot_open(const SqliteFile::Error& error);
    void read_only();
    bool set_aside(const SqliteFile::Error& error);
    void commit();
    void settle(bool written);
    void found_damaged(const SqliteFile::Error& error);
    void tell(SpoolContents contents);
    void note(const std::string& error);
    const std::string& path() const { return shared_->status.file; }  // does not change

    const std::shared_ptr<SpoolShared> shared_;
    const std::string directory_;
    const std::uint64_t life_;
    UniqueFd lock_;
    std::optional<SqliteFile> file_;
    bool damaged_ = false;  ///< the last commit has found that
    bool told_ = false;  ///< what there is, or that there is nothing
};

}  // namespace vpdnd
