#include "pppd/exec_supervisor.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "log/log.h"

namespace vpdnd {
namespace {

constexpr std::size_t kMaxLine = 1024;
constexpr int kReadsATurn = 16;  // 64 KiB, what a pipe holds

std::string text_of(const char* step, const std::string& program, int error) {
    return std::string(step) + " " + program + ": " + std::system_category().message(error);
}

}  // namespace

// The process -------------------------------------------------------------------------------------------------

ExecProcess::ExecProcess(ExecSupervisor& supervisor, EventLoop& loop, UniqueFd output, PppdSupervisor::Handlers handlers)
    : supervisor_(supervisor), loop_(loop), output_(std::move(output)), handlers_(std::move(handlers)) {}

ExecProcess::~ExecProcess() { supervisor_.forget(*this); }

void ExecProcess::signal(int number) {
    if (child_) return child_->signal(number);
    if (signal_when_started_ != SIGKILL) signal_when_started_ = number;
}

tl::expected<void, std::error_code> ExecProcess::started(std::unique_ptr<ChildProcess> child) {
    auto end_watch = loop_.watch_readable(child->descriptor(), [this] { on_end(); });
    if (!end_watch) return tl::make_unexpected(end_watch.error());
    auto output_watch = loop_.watch_readable(output_.get(), [this] { on_output(); });
    if (!output_watch) return tl::make_unexpected(output_watch.error());
    child_ = std::move(child);
    end_watch_ = std::move(*end_watch);
    output_watch_ = std::move(*output_watch);
    if (signal_when_started_ != 0) child_->signal(signal_when_started_);
    return {};
}

void ExecProcess::failed(std::string why) {
    log::write(log::Level::kError, "pppd did not start", {{"error", why}});
    tell({.not_started = std::move(why)});
}

void ExecProcess::on_end() {
    auto end = child_->reap();
    if (!end) return;
    end_watch_.reset();
    if (output_watch_) on_output();
    if (!line_.empty()) add_output('\n');
    tell(std::move(*end));
}

void ExecProcess::tell(ProcessEnd end) {
    const auto ended = std::move(handlers_.ended);
    ended(std::move(end));
}

void ExecProcess::on_output() {
    std::array<char, 4096> buffer;
    // Bounded: a program that never stops writing must not hold the loop up.
    for (int turn = 0; turn < kReadsATurn; ++turn) {
        const auto size = ::read(output_.get(), buffer.data(), buffer.size());
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (size <= 0) {
            output_watch_.reset();
            return;
        }
        for (const char c : std::string_view(buffer.data(), static_cast<std::size_t>(size))) add_output(c);
    }
}

void ExecProcess::add_output(char c) {
    if (c != '\n' && line_.size() < kMaxLine) line_ += c;
    if (c != '\n' || line_.empty()) return;
    handlers_.output(line_);
    line_.clear();
}

// The supervisor ----------------------------------------------------------------------------------------------

ExecSupervisor::ExecSupervisor(EventLoop& loop, std::unique_ptr<Spawner> first) : loop_(loop) {
    if (!first) return;
    if (const auto used = use(std::move(first)); !used)
        log::write(log::Level::kWarning, "the first call will start another spawner", {{"error", used.error()}});
}

ExecSupervisor::~ExecSupervisor() {
    // Whoever is being started was given up by now: it is killed as soon as its pid is known.
    waiting_.clear();
    while (spawner_ && !asked_.empty())
        if (const auto answer = spawner_->answer(true)) take(*answer);
        else break;
    if (!asked_.empty()) kill_unknown_children();
}

tl::expected<void, std::string> ExecSupervisor::use(std::unique_ptr<Spawner> spawner) {
    auto watch = loop_.watch_readable(spawner->descriptor(), [this] { on_answers(); });
    if (!watch) return tl::make_unexpected("watch the process that starts programs: " + watch.error().message());
    watch_ = std::move(*watch);
    spawner_ = std::move(spawner);
    return {};
}

tl::expected<void, std::string> ExecSupervisor::need_spawner() {
    if (spawner_) return {};
    auto forked = Spawner::fork();
    if (!forked) return tl::make_unexpected(forked.error());
    return use(std::move(*forked));
}

tl::expected<std::unique_ptr<PppdProcess>, std::string> ExecSupervisor::start(const std::vector<std::string>& argv,
                                                                             UniqueFd plugin_end, Handlers handlers) {
    if (const auto there = need_spawner(); !there) return tl::make_unexpected(there.error());
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return tl::make_unexpected(text_of("make a pipe for", argv[0], errno));
    UniqueFd read_end(ends[0]), write_end(ends[1]);
    auto process = std::make_unique<ExecProcess>(*this, loop_, std::move(read_end), std::move(handlers));
    waiting_.push_back({argv, std::move(plugin_end), std::move(write_end), process.get()});
    if (waiting_.size() > 1 || asked_.size() >= kMostAsked) return process;
    if (const int error = ask_for_first()) {
        waiting_.pop_front();
        return tl::make_unexpected(text_of("start", argv[0], error));
    }
    return process;
}

/// 0: it was asked for, or waits for the next answer, or for the next spawner if this one is dead (the loop will tell).
int ExecSupervisor::ask_for_first() {
    auto& first = waiting_.front();
    const int error = spawner_->request(first.argv, first.plugin_end.get(), first.output.get());
    if (error == EAGAIN || error == EPIPE || error == ECONNRESET) return 0;
    if (error != 0) return error;
    asked_.push_back({first.argv[0], first.process});
    waiting_.pop_front();
    return 0;
}

/// From the loop only: owners may be told.
void ExecSupervisor::ask() {
    while (spawner_ && !waiting_.empty() && asked_.size() < kMostAsked) {
        const auto before = waiting_.size();
        const int error = ask_for_first();
        if (error == 0 && waiting_.size() == before) return;
        if (error == 0) continue;
        const auto lost = std::move(waiting_.front());
        waiting_.pop_front();
        lost.process->failed(text_of("start", lost.argv[0], error));
    }
}

void ExecSupervisor::on_answers() {
    while (auto answer = spawner_->answer(false)) take(*answer);
    if (spawner_->gone()) on_spawner_gone();
    else ask();
}

void ExecSupervisor::take(const Spawner::Answer& answer) {
    if (asked_.empty()) return;
    const auto asked = std::move(asked_.front());
    asked_.pop_front();
    if (answer.error != 0) {
        if (asked.process) asked.process->failed(text_of("start", asked.program, answer.error));
        return;
    }
    auto child = std::make_unique<ChildProcess>(answer.pid);
    const int error = errno;
    if (!asked.process) return;  // the child is killed
    if (child->descriptor() < 0) return asked.process->failed(text_of("watch", asked.program, error));
    if (const auto watched = asked.process->started(std::move(child)); !watched)
        return asked.process->failed(text_of("watch", asked.program, watched.error().value()));
    running_.insert(answer.pid);
}

void ExecSupervisor::forget(ExecProcess& process) {
    // Called by its destructor.
    if (const pid_t pid = process.ExecProcess::pid(); pid != 0) running_.erase(pid);
    std::erase_if(waiting_, [&](const Waiting& waiting) { return waiting.process == &process; });
    for (auto& asked : asked_)
        if (asked.process == &process) asked.process = nullptr;
}

/// Running programs are not touched. What was being started may run or not: it is not worth keeping.
void ExecSupervisor::on_spawner_gone() {
    watch_.reset();
    const auto why = "the process that starts programs " + spawner_->how_it_ended();
    spawner_.reset();
    log::write(log::Level::kError, why, {{"starts-lost", std::to_string(asked_.size())}});
    if (!asked_.empty()) kill_unknown_children();
    // Only those: an owner that is told may start another program, which the next spawner is asked for.
    for (auto lost = asked_.size(); lost > 0; --lost) {
        const auto asked = std::move(asked_.front());
        asked_.pop_front();
        if (asked.process) asked.process->failed(text_of("start", asked.program, ECANCELED) + " (" + why + ")");
    }
    if (waiting_.empty()) return;
    const auto there = need_spawner();
    if (there) return ask();
    for (auto lost = waiting_.size(); lost > 0 && !waiting_.empty(); --lost) {
        auto* process = waiting_.front().process;
        waiting_.pop_front();
        process->failed(there.error());
    }
}

void ExecSupervisor::kill_unknown_children() const {
    for (const pid_t pid : children_of_this_process())
        if (!running_.contains(pid)) ChildProcess child(pid);
}

std::unique_ptr<PppdSupervisor> make_exec_supervisor(EventLoop& loop, std::unique_ptr<Spawner> first) {
    return std::make_unique<ExecSupervisor>(loop, std::move(first));
}

}  // namespace vpdnd
