#include "dataplane/kernel_workers.h"

#include <pthread.h>

#include <utility>  // Asio of Boost 1.74 needs it first with -std=c++20

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <exception>
#include <mutex>
#include <vector>

#include "log/limited.h"

namespace vpdnd {
namespace {

/// Threads that are started meanwhile hear no signal: the loop's are its own.
class NoSignals {
  public:
    NoSignals() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~NoSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    NoSignals(const NoSignals&) = delete;
    NoSignals& operator=(const NoSignals&) = delete;

  private:
    sigset_t before_{};
};

}  // namespace

/// What threads and owner both know. Threads that are left alone outlive the owner.
struct KernelWorkers::Shared {
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t working = 0;
    EventLoop* loop = nullptr;  ///< null: nobody wants to hear any more

    void one_is_done(std::function<void()> tell) {
        const std::lock_guard lock(mutex);
        --working;
        if (loop) loop->post(std::move(tell));
        changed.notify_all();
    }
};

struct KernelWorkers::Threads {
    explicit Threads(std::size_t count) : pool(count) {}
    boost::asio::thread_pool pool;
};

KernelWorkers::KernelWorkers(EventLoop& loop, std::size_t threads)
    : threads_wanted_(threads), shared_(std::make_shared<Shared>()) {
    shared_->loop = &loop;
}

KernelWorkers::~KernelWorkers() {
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->loop = nullptr;
    }
    if (threads_) threads_->pool.join();
}

KernelWorkers::Wait KernelWorkers::run(l2tp::SessionKey key, std::function<void()> work, std::function<void()> done) {
    if (threads_wanted_ == 0) {
        work();
        done();
        return {};
    }
    auto shared = std::make_shared<std::function<void()>>(std::move(done));
    begin(key, std::move(work), shared);
    return Wait(std::move(shared));
}

void KernelWorkers::close(l2tp::SessionKey key, UniqueFd fd) {
    if (!fd || threads_wanted_ == 0) return;
    begin(key, [held = std::make_shared<UniqueFd>(std::move(fd))] { held->reset(); }, {});
}

bool KernelWorkers::have_threads() {
    if (threads_) return true;
    const NoSignals while_they_start;
    try {
        threads_ = std::make_unique<Threads>(threads_wanted_);
    } catch (const std::exception& error) {
        log::write_limited(log::Level::kError, "no threads for what waits in the kernel: everybody waits", {{"error", error.what()}});
    }
    return static_cast<bool>(threads_);
}

void KernelWorkers::begin(l2tp::SessionKey key, std::function<void()> work, std::weak_ptr<std::function<void()>> done) {
    ++by_session_[key];
    ++outstanding_;
    auto tell = [this, alive = std::weak_ptr(alive_), key, done = std::move(done)] {
        if (alive.expired()) return;
        finished(key);
        if (const auto wanted = done.lock()) (*wanted)();
    };
    {
        const std::lock_guard lock(shared_->mutex);
        ++shared_->working;
    }
    if (!have_threads()) {
        work();
        return shared_->one_is_done(std::move(tell));
    }
    boost::asio::post(threads_->pool, [shared = shared_, work = std::move(work), tell = std::move(tell)]() mutable {
        work();
        work = nullptr;  // what it held is let go before anybody is told
        shared->one_is_done(std::move(tell));
    });
}

void KernelWorkers::finished(l2tp::SessionKey key) {
    const auto found = by_session_.find(key);
    if (--found->second == 0) by_session_.erase(found);
    --outstanding_;
}

bool KernelWorkers::wait_at_most(std::chrono::milliseconds limit) {
    std::unique_lock lock(shared_->mutex);
    shared_->loop = nullptr;
    if (shared_->changed.wait_for(lock, limit, [this] { return shared_->working == 0; })) return true;
    // They end with the process: a thread that waits in the kernel cannot be stopped. What has not begun never will.
    threads_->pool.stop();
    static auto& left_alone = *new std::vector<std::unique_ptr<Threads>>;  // for as long as the process lives
    left_alone.push_back(std::move(threads_));
    return false;
}

}  // namespace vpdnd
