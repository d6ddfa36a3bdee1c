#include "pppd/exec_supervisor.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "log/log.h"
#include "os/descriptor_store.h"

namespace vpdnd {
namespace {

std::string text_of(const char* step, const std::string& what, int error) {
    return std::string(step) + " " + what + ": " + std::system_category().message(error);
}

}  // namespace

ExecSupervisor::ExecSupervisor(EventLoop& loop, std::unique_ptr<Spawner> first) : loop_(loop) {
    if (!first) return;
    if (const auto used = use(std::move(first)); !used)
        log::write(log::Level::kWarning, "the first call will start another spawner", {{"error", used.error()}});
}

ExecSupervisor::~ExecSupervisor() {
    // Whoever is being started gets the signal that its owner left for it.
    waiting_.clear();
    while (spawner_ && !asked_.empty())
        if (const auto answer = spawner_->answer(true)) take(*answer);
        else break;
    if (!asked_.empty()) kill_half_started();
    for (const auto& [pid, program] : running_) program->wait_if_killed();
}

tl::expected<void, std::string> ExecSupervisor::use(std::unique_ptr<Spawner> spawner) {
    auto watch = loop_.watch_readable(spawner->descriptor(), [this] { on_answers(); });
    if (!watch) return tl::make_unexpected("watch the process that starts programs: " + watch.error().message());
    watch_ = std::move(*watch);
    spawner_ = std::move(spawner);
    const auto children = children_of_this_process();
    older_children_ = {children.begin(), children.end()};
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
    auto order = order_program(loop_, argv, std::move(plugin_end), std::move(handlers));
    if (!order) return tl::make_unexpected(order.error());
    auto process = owned(order->program);
    if (const auto ordered = carry_out(std::move(*order)); !ordered) return tl::make_unexpected(ordered.error());
    return process;
}

tl::expected<void, std::string> ExecSupervisor::carry_out(ProgramOrder order) {
    if (const auto there = need_spawner(); !there) return tl::make_unexpected(there.error());
    const auto path = order.argv[0];
    waiting_.push_back(std::move(order));
    if (waiting_.size() > 1 || asked_.size() >= kMostAsked) return {};
    const int error = ask_for_first();
    if (error == 0) return {};
    waiting_.pop_front();
    return tl::make_unexpected(text_of("start", path, error));
}

tl::expected<std::unique_ptr<PppdProcess>, std::string> ExecSupervisor::adopt(const ProcessRecord& record,
                                                                             DescriptorStore& store, Handlers handlers) {
    const auto name = "process " + std::to_string(record.pid);
    auto pidfd = store.take(record.pidfd);
    auto program = std::make_shared<Program>(loop_, store.take(record.output), std::move(handlers));
    program->continue_line(record.unfinished_line);
    std::unique_ptr<ChildProcess> child;
    if (pidfd) child = std::make_unique<ChildProcess>(record.pid, std::move(pidfd));
    else if (is_our_child(record.pid)) child = std::make_unique<ChildProcess>(record.pid);
    else return tl::make_unexpected("take over: " + name + " is no child of this one, and has no pidfd");
    if (child->descriptor() < 0) return tl::make_unexpected(text_of("watch", name, errno));
    if (const auto watched = watch(program, child); !watched)
        return tl::make_unexpected(text_of("watch", name, watched.error().value()));
    return owned(std::move(program));
}

/// 0: it was asked for, or waits for the next answer, or for the next spawner if this one is dead (the loop will tell).
int ExecSupervisor::ask_for_first() {
    auto& first = waiting_.front();
    if (!first.program->has_owner()) {
        waiting_.pop_front();
        return 0;
    }
    const int error = spawner_->request(first.argv, first.plugin_end.get(), first.output.get());
    if (error == EAGAIN || error == EPIPE || error == ECONNRESET) return 0;
    if (error != 0) return error;
    asked_.push_back({first.argv[0], first.program});
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
        lost.program->failed(text_of("start", lost.argv[0], error));
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
    if (answer.error != 0) return asked.program->failed(text_of("start", asked.path, answer.error));
    auto child = std::make_unique<ChildProcess>(answer.pid);
    int error = child->descriptor() < 0 ? errno : 0;
    if (error == 0)
        if (const auto watched = watch(asked.program, child); !watched) error = watched.error().value();
    if (error == 0) return asked.program->runs();
    child->kill();
    asked.program->failed(text_of("watch", asked.path, error));
}

/// It is in the table while it runs. One that was let go before, and is adopted now, gives its place up.
tl::expected<void, std::error_code> ExecSupervisor::watch(const std::shared_ptr<Program>& program,
                                                         std::unique_ptr<ChildProcess>& child) {
    const pid_t pid = child->pid();
    const auto watched = program->started(child, [this](pid_t ended) { running_.erase(ended); });
    if (watched) running_.insert_or_assign(pid, program);
    return watched;
}

/// Running programs are not touched. What was being started may run or not: it is not worth keeping.
void ExecSupervisor::on_spawner_gone() {
    watch_.reset();
    const auto why = "the process that starts programs " + spawner_->how_it_ended();
    spawner_.reset();
    log::write(log::Level::kError, why, {{"starts-lost", std::to_string(asked_.size())}});
    if (!asked_.empty()) kill_half_started();
    // Only those: an owner that is told may start another program, which the next spawner is asked for.
    for (auto lost = asked_.size(); lost > 0; --lost) {
        const auto asked = std::move(asked_.front());
        asked_.pop_front();
        asked.program->failed(text_of("start", asked.path, ECANCELED) + " (" + why + ")");
    }
    if (waiting_.empty()) return;
    const auto there = need_spawner();
    if (there) return ask();
    for (auto lost = waiting_.size(); lost > 0 && !waiting_.empty(); --lost) {
        const auto program = std::move(waiting_.front().program);
        waiting_.pop_front();
        program->failed(there.error());
    }
}

std::vector<pid_t> ExecSupervisor::unknown_children() const {
    auto pids = children_of_this_process();
    std::erase_if(pids, [this](pid_t pid) { return running_.contains(pid) || older_children_.contains(pid); });
    return pids;
}

void ExecSupervisor::kill_half_started() const {
    for (const pid_t pid : unknown_children()) ChildProcess(pid).kill();
}

void ExecSupervisor::reap_unknown() {
    for (const pid_t pid : unknown_children()) {
        auto child = std::make_unique<ChildProcess>(pid);
        auto program = std::make_shared<Program>(loop_, UniqueFd(), PppdSupervisor::Handlers{});
        program->let_go();
        if (child->descriptor() >= 0) [[maybe_unused]] const auto watched = watch(program, child);
    }
}

}  // namespace vpdnd
