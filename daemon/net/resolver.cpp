#include "net/resolver.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>

#include "net/sockaddr.h"

namespace vpdnd {
namespace {

Resolver::Answer look_up(const std::string& name, std::uint16_t port, int flags) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    hints.ai_flags = flags;
    addrinfo* found = nullptr;
    Resolver::Answer answer;
    if (int error = ::getaddrinfo(name.c_str(), nullptr, &hints, &found); error != 0) {
        answer.error = error == EAI_SYSTEM ? std::system_category().message(errno) : ::gai_strerror(error);
        return answer;
    }
    for (auto* entry = found; entry != nullptr; entry = entry->ai_next) {
        auto address = from_sockaddr(entry->ai_addr);
        if (!address) continue;
        address->port = port;
        bool known = std::find(answer.addresses.begin(), answer.addresses.end(), *address) != answer.addresses.end();
        if (!known) answer.addresses.push_back(*address);
    }
    ::freeaddrinfo(found);
    if (answer.addresses.empty()) answer.error = "no IPv4 or IPv6 address";
    return answer;
}

}  // namespace

std::vector<l2tp::Address> parse_literal(const std::string& text, std::uint16_t port) {
    return look_up(text, port, AI_NUMERICHOST).addresses;
}

/// Lives until its thread ends, which may be after the resolver: getaddrinfo() can not be interrupted.
struct Resolver::Worker {
    struct Job {
        std::uint64_t id = 0;
        std::string name;
        std::uint16_t port = 0;
    };

    Worker(EventLoop& event_loop, std::shared_ptr<Resolver*> resolver)
        : loop(&event_loop), owner(std::move(resolver)) {}

    void work() {
        std::unique_lock lock(mutex);
        for (;;) {
            wake.wait(lock, [this] { return loop == nullptr || !jobs.empty(); });
            if (loop == nullptr) return;
            Job job = std::move(jobs.front());
            jobs.pop_front();
            lock.unlock();
            auto answer = look_up(job.name, job.port, 0);
            lock.lock();
            if (loop != nullptr) post(job.id, std::move(answer));
        }
    }

    void post(std::uint64_t id, Answer answer) {
        loop->post([resolver = owner, id, answer = std::move(answer)]() mutable {
            if (*resolver != nullptr) (*resolver)->answered(id, std::move(answer));
        });
    }

    std::mutex mutex;  ///< guards all members
    std::condition_variable wake;
    std::deque<Job> jobs;
    EventLoop* loop;                   ///< null: the resolver is gone
    std::shared_ptr<Resolver*> owner;  ///< looked into by the loop's thread only
};

Resolver::Resolver(EventLoop& loop) : loop_(loop) {}

Resolver::~Resolver() {
    *self_ = nullptr;
    if (!worker_) return;
    {
        std::lock_guard lock(worker_->mutex);
        worker_->loop = nullptr;
    }
    worker_->wake.notify_one();
}

void Resolver::resolve(const std::string& name, std::uint16_t port, Callback done) {
    auto id = ++last_id_;
    waiting_.emplace(id, std::move(done));
    if (auto literal = parse_literal(name, port); !literal.empty()) {
        loop_.post([self = self_, id, answer = Answer{std::move(literal), {}}]() mutable {
            if (*self != nullptr) (*self)->answered(id, std::move(answer));
        });
        return;
    }
    if (!worker_) {
        worker_ = std::make_shared<Worker>(loop_, self_);
        std::thread([worker = worker_] { worker->work(); }).detach();
    }
    {
        std::lock_guard lock(worker_->mutex);
        worker_->jobs.push_back({id, name, port});
    }
    worker_->wake.notify_one();
}

void Resolver::answered(std::uint64_t id, Answer answer) {
    auto found = waiting_.find(id);
    if (found == waiting_.end()) return;
    auto done = std::move(found->second);
    waiting_.erase(found);
    done(std::move(answer));
}

}  // namespace vpdnd
