#include "accounting/sqlite_spool.h"

#include <pthread.h>

#include <chrono>
#include <csignal>
#include <mutex>
#include <thread>
#include <utility>

#include "accounting/spool_writer.h"
#include "log/log.h"

namespace vpdnd {

using Clock = std::chrono::steady_clock;

struct SqliteSpool::Thread {
    std::thread thread;
};

SqliteSpool::SqliteSpool(EventLoop& loop, const std::string& directory, std::uint64_t life, Found found,
                         std::chrono::milliseconds last_write)
    : shared_(std::make_shared<SpoolShared>()), last_write_(last_write) {
    shared_->loop = &loop;
    shared_->found = std::move(found);
    shared_->status.file = directory + "/accounting.db";
    // Signals are the loop's.
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread thread([shared = shared_, directory, life] { SpoolWriter(shared, directory, life).run(); });
    thread_ = std::make_unique<Thread>(Thread{std::move(thread)});
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

/// A disk that does not answer must not hold up the end of the daemon: the thread is left to itself then.
SqliteSpool::~SqliteSpool() {
    std::unique_lock lock(shared_->mutex);
    shared_->stop = true;
    shared_->loop = nullptr;
    shared_->changed.notify_all();
    const bool over = shared_->changed.wait_for(lock, last_write_, [this] { return shared_->over; });
    if (const auto lost = shared_->backlog.size(); lost != 0)
        log::write(log::Level::kError, "accounting is lost: it was not stored before vpdnd ended",
                   {{"file", shared_->status.file},
                    {"changes", std::to_string(lost)},
                    {"error", over ? shared_->status.error : std::string("the disk does not answer")}});
    lock.unlock();
    if (over)
        thread_->thread.join();
    else
        thread_->thread.detach();
}

void SqliteSpool::write(std::vector<SpoolChange> changes) {
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->backlog.add(std::move(changes));
        if (!shared_->unwritten_since && !shared_->backlog.empty()) shared_->unwritten_since = Clock::now();
    }
    shared_->changed.notify_all();
}

SpoolStatus SqliteSpool::status() const {
    const std::lock_guard lock(shared_->mutex);
    auto out = shared_->status;
    out.unwritten = shared_->backlog.size();
    if (out.unwritten != 0 && shared_->unwritten_since)
        out.unwritten_for = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - *shared_->unwritten_since);
    return out;
}

}  // namespace vpdnd
