#include "os/event_loop.h"

#include <fcntl.h>
#include <sys/epoll.h>

#include <utility>  // Asio of Boost 1.74 needs it first with -std=c++20

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cerrno>
#include <csignal>
#include <list>
#include <set>
#include <system_error>

#include "os/unique_fd.h"

namespace vpdnd {

namespace asio = boost::asio;
using boost::system::error_code;

struct EventLoop::Impl {
    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(io);
    asio::signal_set signals{io};
    std::function<void(int)> on_signal;
    std::list<std::function<void()>> turn_ends;
    std::set<int> watched;  ///< epoll takes a descriptor once; a second watch gets a duplicate
    UniqueFd probe = new_probe();
    bool refused = false;  ///< the kernel did not take the last one that was to be watched
    TurnTimes times;
    TurnTimes::Part* part = nullptr;  ///< whose turn it is
    SteadyTime began;
    TurnTimes::Duration slow = TurnTimes::Duration::max();
    std::function<void(const std::string&, TurnTimes::Duration)> tell_slow;

    void begin_turn(TurnTimes::Part& whose) {
        part = &whose;
        began = std::chrono::steady_clock::now();
    }
    void end_turn() {
        for (const auto& hook : turn_ends) hook();
        if (!part) return;
        const auto now = std::chrono::steady_clock::now();
        const TurnTimes::Duration took = now - began;
        times.add(*part, took);
        began = now;  // the rest of the handler, if it goes on
        if (took > slow) tell_slow(part->name, took);
    }

    void wait_signal() {
        signals.async_wait([this](const error_code& error, int number) {
            if (error) return;
            begin_turn(times.part_of("signals"));
            on_signal(number);
            wait_signal();
        });
    }

    static UniqueFd new_probe() {
        UniqueFd probe(::epoll_create1(EPOLL_CLOEXEC));
        if (!probe) throw std::system_error(errno, std::system_category(), "epoll_create1");
        return probe;
    }
    /// What Asio takes up for a descriptor it does not release if the kernel refuses that one: not to be tried again
    /// and again. 0, or errno.
    int would_refuse(int fd) const {
        epoll_event event{};
        if (::epoll_ctl(probe.get(), EPOLL_CTL_ADD, fd, &event) != 0) return errno == EPERM ? 0 : errno;  // Asio does files
        ::epoll_ctl(probe.get(), EPOLL_CTL_DEL, fd, &event);
        return 0;
    }
};

namespace {

using WaitType = asio::posix::stream_descriptor::wait_type;

/// Shared between the Watch and the pending wait, so that `ready` may destroy the Watch it was called for.
struct WatchState : std::enable_shared_from_this<WatchState> {
    WatchState(EventLoop::Impl& of, TurnTimes::Part& whose, WaitType what, std::function<void()> call)
        : loop(of), part(whose), descriptor(of.io), type(what), ready(std::move(call)) {}

    void wait() {
        descriptor.async_wait(type, [self = shared_from_this()](const error_code& error) {
            if (error || !self->alive) return;
            self->loop.begin_turn(self->part);
            self->ready();
            if (self->alive) self->wait();
        });
    }

    EventLoop::Impl& loop;
    TurnTimes::Part& part;
    asio::posix::stream_descriptor descriptor;
    WaitType type;
    std::function<void()> ready;
    bool alive = true;
};

class AsioWatch final : public EventLoop::Watch {
  public:
    static EventLoop::WatchResult make(EventLoop::Impl& loop, int fd, WaitType type, std::function<void()> ready, const char* where) {
        UniqueFd copy;
        if (loop.watched.contains(fd)) {
            copy.reset(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
            if (!copy) return failure(errno);
        }
        const int used = copy ? copy.get() : fd;
        if (loop.refused)
            if (const int error = loop.would_refuse(used); error != 0) return failure(error);
        auto state = std::make_shared<WatchState>(loop, loop.times.part_of(where), type, std::move(ready));
        error_code error;
        state->descriptor.assign(used, error);
        loop.refused = static_cast<bool>(error);
        if (error) return failure(error.value());
        return std::unique_ptr<EventLoop::Watch>(new AsioWatch(loop, std::move(state), used, std::move(copy)));
    }
    ~AsioWatch() override {
        state_->alive = false;
        // release() takes the descriptor out of epoll and cancels the wait without closing it.
        state_->descriptor.release();
        if (!copy_) loop_.watched.erase(fd_);
    }

  private:
    AsioWatch(EventLoop::Impl& loop, std::shared_ptr<WatchState> state, int fd, UniqueFd copy)
        : loop_(loop), fd_(fd), copy_(std::move(copy)), state_(std::move(state)) {
        if (!copy_) loop_.watched.insert(fd_);
        state_->wait();
    }
    static tl::unexpected<std::error_code> failure(int error) {
        return tl::make_unexpected(std::error_code(error, std::system_category()));
    }

    EventLoop::Impl& loop_;
    int fd_;
    UniqueFd copy_;  ///< ours, if fd_ is a duplicate
    std::shared_ptr<WatchState> state_;
};

struct TimerState : std::enable_shared_from_this<TimerState> {
    TimerState(EventLoop::Impl& of, TurnTimes::Part& whose, std::function<void()> call)
        : loop(of), part(whose), timer(of.io), expired(std::move(call)) {}

    void arm(SteadyTime when) {
        auto armed = ++generation;  // an expiry that is queued already can not be cancelled, only recognised
        timer.expires_at(when);
        timer.async_wait([self = shared_from_this(), armed](const error_code& error) {
            if (error || armed != self->generation) return;
            self->loop.begin_turn(self->part);
            self->expired();
        });
    }
    void cancel() {
        ++generation;
        timer.cancel();
    }

    EventLoop::Impl& loop;
    TurnTimes::Part& part;
    asio::steady_timer timer;
    std::function<void()> expired;
    std::uint64_t generation = 0;
};

class ListedHook : public EventLoop::TurnHook {
  public:
    ListedHook(std::list<std::function<void()>>& hooks, std::function<void()> hook)
        : hooks_(hooks), place_(hooks.insert(hooks.end(), std::move(hook))) {}
    ~ListedHook() override { hooks_.erase(place_); }

  private:
    std::list<std::function<void()>>& hooks_;
    std::list<std::function<void()>>::iterator place_;
};

class AsioTimer final : public EventLoop::Timer {
  public:
    AsioTimer(EventLoop::Impl& loop, std::function<void()> expired, const char* where)
        : state_(std::make_shared<TimerState>(loop, loop.times.part_of(where), std::move(expired))) {}
    ~AsioTimer() override { state_->cancel(); }  // NOLINT(bugprone-exception-escape): an allocation at most
    void arm(SteadyTime when) override { state_->arm(when); }
    void cancel() override { state_->cancel(); }

  private:
    std::shared_ptr<TimerState> state_;
};

}  // namespace

EventLoop::EventLoop() : impl_(std::make_unique<Impl>()) {}
EventLoop::~EventLoop() = default;

EventLoop::WatchResult EventLoop::watch_readable(int fd, std::function<void()> ready, const char* where) {
    return AsioWatch::make(*impl_, fd, WaitType::wait_read, std::move(ready), where);
}

EventLoop::WatchResult EventLoop::watch_writable(int fd, std::function<void()> ready, const char* where) {
    return AsioWatch::make(*impl_, fd, WaitType::wait_write, std::move(ready), where);
}

EventLoop::WatchResult EventLoop::watch_hang_up(int fd, std::function<void()> ready, const char* where) {
    return AsioWatch::make(*impl_, fd, WaitType::wait_error, std::move(ready), where);
}

std::unique_ptr<EventLoop::Timer> EventLoop::make_timer(std::function<void()> expired, const char* where) {
    return std::make_unique<AsioTimer>(*impl_, std::move(expired), where);
}

void EventLoop::on_signals(std::initializer_list<int> signals, std::function<void(int)> handler) {
    impl_->on_signal = std::move(handler);
    for (int number : signals) impl_->signals.add(number);
    impl_->wait_signal();
}

void EventLoop::post(std::function<void()> task, const char* where) {
    asio::post(impl_->io, [impl = impl_.get(), where, task = std::move(task)] {
        impl->begin_turn(impl->times.part_of(where));
        task();
    });
}

std::unique_ptr<EventLoop::TurnHook> EventLoop::at_turn_end(std::function<void()> hook) {
    return std::make_unique<ListedHook>(impl_->turn_ends, std::move(hook));
}

void EventLoop::run() {
    while (turn()) {
    }
}

void EventLoop::end_turn() { impl_->end_turn(); }

const TurnTimes& EventLoop::turn_times() const { return impl_->times; }

void EventLoop::on_slow_turn(TurnTimes::Duration limit, std::function<void(const std::string&, TurnTimes::Duration)> tell) {
    impl_->slow = limit;
    impl_->tell_slow = std::move(tell);
}

bool EventLoop::turn() {
    auto& io = impl_->io;
    impl_->part = nullptr;  // Asio has handlers of its own
    if (io.run_one() != 0) end_turn();
    if (!io.stopped()) return true;
    io.restart();  // so that the loop may turn again, and a stop() before run() is not lost
    return false;
}

void EventLoop::stop() { impl_->io.stop(); }

}  // namespace vpdnd
