#include "net/resolver.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "net/socket_address.h"

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

/// Lives until the last thread ends, which may be after the resolver: getaddrinfo() can not be interrupted.
struct Resolver::Threads {
    enum class Queued { kYes, kTooMany, kNoThread };

    Threads(EventLoop& event_loop, std::shared_ptr<Resolver*> resolver, Means our_means)
        : means(std::move(our_means)), loop(&event_loop), owner(std::move(resolver)) {}

    /// `no_thread` says why, if that is the answer.
    Queued put(const std::shared_ptr<Threads>& self, const Question& question, std::string& no_thread) {
        {
            std::lock_guard lock(mutex);
            if (questions.size() >= kMostQueued) return Queued::kTooMany;
            questions.push_back(question);
            if (questions.size() <= idle || count >= kMostThreads) {
                wake.notify_one();
                return Queued::kYes;
            }
            ++count;
        }
        try {
            means.start_thread([self] { self->work(); });
            return Queued::kYes;
        } catch (const std::system_error& error) {
            no_thread = error.what();
        }
        std::lock_guard lock(mutex);
        // Those that run will come to it.
        if (--count > 0) return Queued::kYes;
        questions.clear();
        return Queued::kNoThread;
    }

    /// False: a thread has it already, or had.
    bool take_back(const Question& question) {
        std::lock_guard lock(mutex);
        return std::erase(questions, question) > 0;
    }

    void stop() {
        std::lock_guard lock(mutex);
        loop = nullptr;
        questions.clear();
        wake.notify_all();
    }

    void work() {
        std::unique_lock lock(mutex);
        for (;;) {
            ++idle;
            wake.wait(lock, [this] { return loop == nullptr || !questions.empty(); });
            --idle;
            if (loop == nullptr) return;
            const Question question = std::move(questions.front());
            questions.pop_front();
            lock.unlock();
            auto answer = ask(question);
            lock.lock();
            if (loop != nullptr) post(question, std::move(answer));
        }
    }

    Answer ask(const Question& question) const {
        try {
            return means.look_up(question.name, question.port);
        } catch (const std::exception& error) {
            return {{}, error.what()};
        }
    }

    void post(const Question& question, Answer answer) {
        loop->post([resolver = owner, question, answer = std::move(answer)] {
            if (*resolver != nullptr) (*resolver)->answered(question, answer);
        });
    }

    const Means means;
    std::mutex mutex;  ///< guards all that follows
    std::condition_variable wake;
    std::deque<Question> questions;
    std::size_t count = 0, idle = 0;
    EventLoop* loop;                   ///< null: the resolver is gone
    std::shared_ptr<Resolver*> owner;  ///< looked into by the loop's thread only
};

Resolver::Means Resolver::system_means() {
    return {.look_up = [](const std::string& name, std::uint16_t port) { return look_up(name, port, 0); },
            .start_thread = [](std::function<void()> work) { std::thread(std::move(work)).detach(); }};
}

// Who waits ---------------------------------------------------------------------------------------------------

Resolver::Wait::Wait(Wait&& other) noexcept : resolver_(std::move(other.resolver_)), id_(other.id_) {}

Resolver::Wait& Resolver::Wait::operator=(Wait&& other) noexcept {
    if (this == &other) return *this;
    give_up();
    resolver_ = std::move(other.resolver_);
    id_ = other.id_;
    return *this;
}

void Resolver::Wait::give_up() {
    const auto resolver = std::exchange(resolver_, nullptr);
    if (resolver && *resolver != nullptr) (*resolver)->give_up(id_);
}

// The resolver ------------------------------------------------------------------------------------------------

Resolver::Resolver(EventLoop& loop, Means means)
    : loop_(loop), threads_(std::make_shared<Threads>(loop, self_, std::move(means))) {}

Resolver::~Resolver() {
    *self_ = nullptr;
    threads_->stop();
}

Resolver::Wait Resolver::resolve(const std::string& name, std::uint16_t port, Callback done) {
    const auto id = ++last_id_;
    const Question question{name, port};
    waiting_.emplace(id, Waiting{question, std::move(done)});
    Wait wait(self_, id);
    if (auto literal = parse_literal(name, port); !literal.empty()) {
        answer_later(id, {std::move(literal), {}});
        return wait;
    }
    if (const auto asked = asked_.find(question); asked != asked_.end()) {
        asked->second.push_back(id);
        return wait;
    }
    std::string no_thread;
    switch (threads_->put(threads_, question, no_thread)) {
        case Threads::Queued::kYes:
            asked_[question].push_back(id);
            break;
        case Threads::Queued::kTooMany:
            answer_later(id, {{}, "too many names wait for the DNS"});
            break;
        case Threads::Queued::kNoThread:
            answer_later(id, {{}, "no thread to look the name up in: " + no_thread});
            break;
    }
    return wait;
}

void Resolver::answer_later(std::uint64_t id, Answer answer) {
    loop_.post([self = self_, id, answer = std::move(answer)] {
        if (*self != nullptr) (*self)->answer_one(id, answer);
    });
}

void Resolver::answered(const Question& question, const Answer& answer) {
    const auto asked = asked_.extract(question);
    if (asked.empty()) return;
    // A callback may give others up, ask again, or destroy the resolver.
    const auto self = self_;
    for (const auto id : asked.mapped())
        if (*self != nullptr) answer_one(id, answer);
}

void Resolver::answer_one(std::uint64_t id, const Answer& answer) {
    const auto waiting = waiting_.extract(id);
    if (!waiting.empty()) waiting.mapped().done(answer);
}

void Resolver::give_up(std::uint64_t id) {
    const auto waiting = waiting_.extract(id);
    if (waiting.empty()) return;
    const auto& question = waiting.mapped().question;
    const auto asked = asked_.find(question);
    if (asked == asked_.end()) return;
    std::erase(asked->second, id);
    // One that is in work stays: who asks for it before it ends gets its answer.
    if (asked->second.empty() && threads_->take_back(question)) asked_.erase(asked);
}

}  // namespace vpdnd
