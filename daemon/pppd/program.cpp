#include "pppd/program.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

#include "log/limited.h"
#include "os/descriptor_store.h"

namespace vpdnd {
namespace {

constexpr std::size_t kMaxLine = 1024;
constexpr int kReadsATurn = 16;  // 64 KiB, what a pipe holds

class OwnedProgram : public PppdProcess {
  public:
    explicit OwnedProgram(std::shared_ptr<Program> program) : program_(std::move(program)) {}
    ~OwnedProgram() override { program_->let_go(); }
    OwnedProgram(const OwnedProgram&) = delete;
    OwnedProgram& operator=(const OwnedProgram&) = delete;

    pid_t pid() const override { return program_->pid(); }
    void signal(int number) override { program_->signal(number); }
    std::optional<ProcessRecord> save(DescriptorStore& store) override { return program_->save(store); }

  private:
    std::shared_ptr<Program> program_;
};

}  // namespace

std::unique_ptr<PppdProcess> owned(std::shared_ptr<Program> program) {
    return std::make_unique<OwnedProgram>(std::move(program));
}

tl::expected<ProgramOrder, std::string> order_program(EventLoop& loop, std::vector<std::string> argv, UniqueFd plugin_end,
                                                      PppdSupervisor::Handlers handlers) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return tl::make_unexpected("make a pipe for " + argv[0] + ": " + std::system_category().message(errno));
    UniqueFd read_end(ends[0]), write_end(ends[1]);
    auto program = std::make_shared<Program>(loop, std::move(read_end), std::move(handlers));
    return ProgramOrder{std::move(argv), std::move(plugin_end), std::move(write_end), std::move(program)};
}

Program::Program(EventLoop& loop, UniqueFd output, PppdSupervisor::Handlers handlers)
    : loop_(loop), output_(std::move(output)), handlers_(std::move(handlers)) {}

void Program::signal(int number) {
    if (number == SIGKILL) killed_ = true;
    if (child_) return child_->signal(number);
    if (pending_signal_ != SIGKILL) pending_signal_ = number;
}

std::optional<ProcessRecord> Program::save(DescriptorStore& store) {
    if (!end_watch_) return {};
    const auto name = "pppd-" + std::to_string(child_->pid());
    ProcessRecord record{.pid = child_->pid(), .pidfd = {}, .output = name + "-output", .unfinished_line = line_};
    auto pidfd = child_->pidfd();
    if (!pidfd && errno != 0) return {};
    auto output = output_.duplicate();
    if (!output && output_) return {};
    if (pidfd) store.put(record.pidfd = name + "-pidfd", std::move(pidfd));
    if (output) store.put(record.output, std::move(output));
    saved_ = true;
    return record;
}

void Program::let_go() {
    has_owner_ = false;
    handlers_ = {};
    if (saved_) stop_output();
}

tl::expected<void, std::error_code> Program::started(std::unique_ptr<ChildProcess>& child,
                                                     std::function<void(pid_t)> ended) {
    auto end_watch = loop_.watch_readable(child->descriptor(), [this] { on_end(); });
    if (!end_watch) return tl::make_unexpected(end_watch.error());
    if (output_) {
        auto output_watch = loop_.watch_readable(output_.get(), [this] { on_output(); });
        if (!output_watch) return tl::make_unexpected(output_watch.error());
        output_watch_ = std::move(*output_watch);
    }
    child_ = std::move(child);
    end_watch_ = std::move(*end_watch);
    ended_ = std::move(ended);
    if (pending_signal_ != 0) child_->signal(pending_signal_);
    return {};
}

void Program::runs() {
    const auto started = std::exchange(handlers_.started, {});
    if (started) started();
}

void Program::failed(std::string why) {
    log::write_limited(log::Level::kError, "pppd did not start", {{"error", why}});
    tell({.not_started = std::move(why)});
}

void Program::on_end() {
    auto end = child_->reap();
    if (!end) return;
    const auto self = shared_from_this();  // the supervisor and the owner may drop it
    end_watch_.reset();
    if (output_watch_) on_output();
    if (!line_.empty()) add_output('\n');
    stop_output();
    ended_(child_->pid());
    tell(std::move(*end));
}

void Program::tell(ProcessEnd end) {
    const auto ended = std::exchange(handlers_.ended, {});
    if (ended) ended(std::move(end));
}

void Program::on_output() {
    std::array<char, 4096> buffer;
    // Bounded: a program that never stops writing must not hold the loop up.
    for (int turn = 0; turn < kReadsATurn; ++turn) {
        const auto size = ::read(output_.get(), buffer.data(), buffer.size());
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (size <= 0) return output_watch_.reset();
        for (const char c : std::string_view(buffer.data(), static_cast<std::size_t>(size))) add_output(c);
    }
}

void Program::add_output(char c) {
    if (c != '\n' && line_.size() < kMaxLine) line_ += c;
    if (c != '\n' || line_.empty()) return;
    const auto line = std::exchange(line_, {});
    if (handlers_.output) handlers_.output(line);
}

void Program::stop_output() {
    output_watch_.reset();
    output_.reset();
}

void Program::wait_if_killed() {
    if (end_watch_ && killed_) child_->kill();
}

}  // namespace vpdnd
