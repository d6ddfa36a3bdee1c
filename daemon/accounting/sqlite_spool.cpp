#include "accounting/sqlite_spool.h"

#include <pthread.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "accounting/spool_backlog.h"
#include "accounting/sqlite_file.h"
#include "log/log.h"

namespace vpdnd {
namespace {

using std::chrono::milliseconds, std::chrono::seconds;

constexpr milliseconds kGather{20};  ///< what comes meanwhile is the same commit
constexpr seconds kRetry{5};
constexpr seconds kAlive{60};  ///< so often at least the file knows that the daemon is there

std::int64_t unix_time() {
    return std::chrono::duration_cast<seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

/// What the loop and the thread both know.
struct SqliteSpool::Shared {
    std::mutex mutex;
    std::condition_variable changed;
    EventLoop* loop = nullptr;  ///< null: nobody wants to hear any more
    Found found;
    SpoolBacklog backlog;
    SpoolStatus status;
    bool stop = false;

    void tell(std::shared_ptr<Shared> self, SpoolContents contents) {
        if (!loop) return;
        loop->post([self = std::move(self), contents = std::move(contents)]() mutable {
            if (self->loop) self->found(std::move(contents));
        });
    }
};

/// The thread's own.
class SqliteSpool::Writer {
  public:
    Writer(std::shared_ptr<Shared> shared, std::string directory) : shared_(std::move(shared)), directory_(std::move(directory)) {}

    void run() {
        if (!ready()) tell({});
        for (bool last = false; !last;) {
            last = wait();
            if (ready()) commit();
        }
    }

  private:
    /// True: to stop, once all is written.
    bool wait() {
        std::unique_lock lock(shared_->mutex);
        const auto stop = [this] { return shared_->stop; };
        const bool failing = !shared_->status.error.empty();
        if (failing) {
            shared_->changed.wait_for(lock, kRetry, stop);
        } else if (shared_->changed.wait_for(lock, kAlive, [&] { return stop() || !shared_->backlog.empty(); })) {
            shared_->changed.wait_for(lock, kGather, stop);
        }
        return stop();
    }

    bool ready() {
        if (file_) return true;
        ::mkdir(directory_.c_str(), 0700);
        auto opened = SqliteFile::open(path());
        auto contents = opened ? opened->read() : tl::unexpected(opened.error());
        if (!contents) {
            set_aside(contents.error());
            note(contents.error().text);
            return false;
        }
        if (contents->damaged != 0)
            log::write(log::Level::kError, "entries of the accounting spool are damaged, and left where they are",
                       {{"file", path()}, {"entries", std::to_string(contents->damaged)}});
        file_ = std::move(*opened);
        tell(std::move(*contents));
        note({});
        return true;
    }

    /// For somebody who can read it by other means. The next try begins a new one.
    void set_aside(const SqliteFile::Error& error) {
        if (!error.damaged) return;
        const auto aside = path() + ".damaged-" + std::to_string(unix_time());
        if (std::rename(path().c_str(), aside.c_str()) != 0) return;
        std::rename((path() + "-wal").c_str(), (aside + "-wal").c_str());
        std::remove((path() + "-shm").c_str());
        log::write(log::Level::kError, "the accounting spool is damaged, and set aside: its records were not sent",
                   {{"file", aside}, {"error", error.text}});
    }

    void commit() {
        std::unique_lock lock(shared_->mutex);
        auto batch = shared_->backlog.take();
        lock.unlock();
        const auto done = file_->commit(batch, unix_time());
        lock.lock();
        if (done) {
            shared_->backlog.committed();
            ++shared_->status.commits;
        } else {
            shared_->backlog.failed(std::move(batch));
            ++shared_->status.failed_commits;
        }
        lock.unlock();
        note(done ? std::string() : done.error().text);
        if (!done) reopen_if_gone(done.error());
    }

    void reopen_if_gone(const SqliteFile::Error& error) {
        struct stat found{};
        if (error.damaged || ::stat(path().c_str(), &found) != 0) file_.reset();
    }

    void tell(SpoolContents contents) {
        const std::lock_guard lock(shared_->mutex);
        shared_->backlog.found(contents);
        shared_->tell(shared_, std::move(contents));
    }

    /// Told when it begins and when it ends.
    void note(const std::string& error) {
        std::string before;
        {
            const std::lock_guard lock(shared_->mutex);
            before = std::exchange(shared_->status.error, error);
        }
        if (before.empty() && !error.empty())
            log::write(log::Level::kError, "ALARM: accounting is not stored: what no server has taken is lost if vpdnd ends",
                       {{"file", path()}, {"error", error}});
        if (!before.empty() && error.empty()) log::write(log::Level::kNotice, "accounting is stored again", {{"file", path()}});
    }

    const std::string& path() const { return shared_->status.file; }  // does not change

    const std::shared_ptr<Shared> shared_;
    const std::string directory_;
    std::optional<SqliteFile> file_;
};

struct SqliteSpool::Thread {
    std::thread thread;
};

SqliteSpool::SqliteSpool(EventLoop& loop, const std::string& directory, Found found) : shared_(std::make_shared<Shared>()) {
    shared_->loop = &loop;
    shared_->found = std::move(found);
    shared_->status.file = directory + "/accounting.db";
    // Signals are the loop's.
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::make_unique<Thread>(Thread{std::thread([shared = shared_, directory] { Writer(shared, directory).run(); })});
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

SqliteSpool::~SqliteSpool() {
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->stop = true;
        shared_->loop = nullptr;
    }
    shared_->changed.notify_all();
    thread_->thread.join();
}

void SqliteSpool::write(std::vector<SpoolChange> changes) {
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->backlog.add(std::move(changes));
    }
    shared_->changed.notify_all();
}

SpoolStatus SqliteSpool::status() const {
    const std::lock_guard lock(shared_->mutex);
    auto out = shared_->status;
    out.unwritten = shared_->backlog.size();
    return out;
}

}  // namespace vpdnd
