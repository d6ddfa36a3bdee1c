#include "accounting/spool_writer.h"

#include <sys/stat.h>

#include <cstdio>
#include <utility>

#include "accounting/spool_place.h"
#include "log/log.h"

namespace vpdnd {
namespace {

using std::chrono::milliseconds, std::chrono::seconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kGather{20};  ///< what comes meanwhile is the same commit
constexpr seconds kRetry{5};
constexpr seconds kFirstRetry{1};  ///< while it is not known what the file has: Accounting-On waits for that
constexpr seconds kAlive{60};      ///< so often at least the file knows that the daemon is there

SpoolTime now(std::uint64_t life) {
    return {.life = life,
            .unix_time = std::chrono::duration_cast<seconds>(std::chrono::system_clock::now().time_since_epoch()).count(),
            .steady = std::chrono::duration_cast<seconds>(Clock::now().time_since_epoch()).count()};
}

}  // namespace

void SpoolShared::tell(const std::shared_ptr<SpoolShared>& self, SpoolContents contents) {
    if (!self->loop) return;
    ++self->untold;
    self->loop->post([self, contents = std::move(contents)]() mutable {
        if (!self->loop) return;
        self->found(std::move(contents));
        const std::lock_guard lock(self->mutex);
        --self->untold;
        self->wake = true;
        self->changed.notify_all();
    });
}

void SpoolWriter::run() {
    ready();
    for (bool last = false; !last;) {
        last = wait();
        if (ready()) commit();
    }
    file_.reset();
    const std::lock_guard lock(shared_->mutex);
    shared_->over = true;
    shared_->changed.notify_all();
}

/// True: to stop, once all is written.
bool SpoolWriter::wait() {
    std::unique_lock lock(shared_->mutex);
    const auto stop = [this] { return shared_->stop; };
    const bool failing = !shared_->status.error.empty();
    if (failing) {
        shared_->changed.wait_for(lock, told_ ? kRetry : kFirstRetry, [&] { return stop() || shared_->wake; });
    } else if (shared_->changed.wait_for(lock, kAlive, [&] { return stop() || !shared_->backlog.empty(); })) {
        shared_->changed.wait_for(lock, kGather, stop);
    }
    shared_->wake = false;
    return stop();
}

// Opening ---------------------------------------------------------------------------------------------------------

/// It is "stored again" only when all that is to be kept is in the file: commit() says so.
bool SpoolWriter::ready() {
    if (file_ && !file_->is_still(path())) {
        file_.reset();
        note("it was removed, or another file was put in its place");
    }
    if (file_) return true;
    ::mkdir(directory_.c_str(), 0700);
    if (!lock_ && !lock()) return false;
    auto contents = open();
    if (!contents && set_aside(contents.error())) contents = open();
    if (!contents) return cannot_open(contents.error());
    if (contents->damaged != 0)
        log::write(log::Level::kError, "entries of the accounting spool are damaged, and left where they are",
                   {{"file", path()}, {"entries", std::to_string(contents->damaged)}});
    tell(std::move(*contents));
    return true;
}

/// What another process uses is not ours to read: its sessions go on.
bool SpoolWriter::lock() {
    auto locked = lock_for_life(directory_ + "/accounting.lock");
    if (locked) {
        lock_ = std::move(*locked);
        return true;
    }
    if (locked.error().in_use)
        note(locked.error().text);
    else
        cannot_open({locked.error().text});
    return false;
}

SqliteFile::Result<SpoolContents> SpoolWriter::open() {
    auto opened = SqliteFile::open(path());
    if (!opened) return tl::unexpected(std::move(opened.error()));
    auto contents = opened->read();
    if (contents) file_ = std::move(*opened);
    return contents;
}

bool SpoolWriter::cannot_open(const SqliteFile::Error& error) {
    note(error.text);
    if (!told_) read_only();
    return false;
}

/// So that what is owed is sent. What was sent and cannot be taken out now is sent again if the daemon ends before.
void SpoolWriter::read_only() {
    if (is_blank(path())) return tell({});
    auto opened = SqliteFile::open_to_read(path());
    if (!opened) return;
    if (auto contents = opened->read()) tell(std::move(*contents));
}

/// For somebody who can read it by other means. True: the next try begins a new one.
bool SpoolWriter::set_aside(const SqliteFile::Error& error) {
    if (!error.damaged) return false;
    const auto aside = path() + ".damaged-" + std::to_string(now(life_).unix_time);
    if (std::rename(path().c_str(), aside.c_str()) != 0) return false;
    std::rename((path() + "-wal").c_str(), (aside + "-wal").c_str());
    std::remove((path() + "-shm").c_str());
    log::write(log::Level::kError, "the accounting spool is damaged, and set aside: what was only there was not sent",
               {{"file", aside}, {"error", error.text}});
    return true;
}

// Writing ---------------------------------------------------------------------------------------------------------

void SpoolWriter::commit() {
    std::unique_lock lock(shared_->mutex);
    const auto& batch = shared_->backlog.take();
    const bool complete = shared_->untold == 0;
    const auto taken = Clock::now();
    lock.unlock();
    const auto done = file_->commit(batch, now(life_));
    settle(done.has_value());
    lock.lock();
    ++(done ? shared_->status.commits : shared_->status.failed_commits);
    if (shared_->backlog.empty()) shared_->unwritten_since.reset();
    else if (done) shared_->unwritten_since = taken;
    lock.unlock();
    if (!done || complete) note(done ? std::string() : done.error().text);
    if (done) damaged_ = false;
    else if (done.error().damaged) found_damaged(done.error());
}

/// Opened anew at once; what can be read, but again not written, is set aside.
void SpoolWriter::found_damaged(const SqliteFile::Error& error) {
    file_.reset();
    if (std::exchange(damaged_, true)) {
        set_aside(error);
        return;
    }
    const std::lock_guard lock(shared_->mutex);
    shared_->wake = true;
}

/// The loop can write in between.
void SpoolWriter::settle(bool written) {
    for (bool all = false; !all;) {
        const std::lock_guard lock(shared_->mutex);
        all = shared_->backlog.settle(written);
    }
}

// Telling ---------------------------------------------------------------------------------------------------------

void SpoolWriter::tell(SpoolContents contents) {
    told_ = true;
    SpoolBacklog::Picture picture(contents);
    const std::lock_guard lock(shared_->mutex);
    shared_->backlog.found(picture);
    SpoolShared::tell(shared_, std::move(contents));
}

/// Told when it begins and when it ends.
void SpoolWriter::note(const std::string& error) {
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

}  // namespace vpdnd
