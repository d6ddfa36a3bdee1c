#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "pppd/child_process.h"
#include "pppd/command_line.h"
#include "pppd/supervisor.h"

namespace vpdnd {
namespace {

constexpr std::size_t kMaxLine = 1024;
constexpr int kReadsATurn = 16;  // 64 KiB, what a pipe holds

/// Descriptors and signals of the child: its end of the conversation, the output pipe, nothing else of ours.
class SpawnPlan {
  public:
    SpawnPlan(int plugin_end, int output) {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_adddup2(&actions_, output, 1);
        ::posix_spawn_file_actions_adddup2(&actions_, output, 2);
        ::posix_spawn_file_actions_adddup2(&actions_, plugin_end, kPluginDescriptor);
        // Ours are closed by exec; what our own parent left open is none of the program's business either.
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, kPluginDescriptor + 1);
        ::posix_spawnattr_init(&attributes_);
        sigset_t none, all;
        ::sigemptyset(&none);
        ::sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    }
    ~SpawnPlan() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;

    int spawn(pid_t* pid, char* const* argv) const {
        static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        char* environment[] = {path, nullptr};
        return ::posix_spawn(pid, argv[0], &actions_, &attributes_, argv, environment);
    }

  private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

class ExecProcess : public PppdProcess {
  public:
    ExecProcess(EventLoop& loop, std::unique_ptr<ChildProcess> child, UniqueFd output, PppdSupervisor::Handlers handlers)
        : child_(std::move(child)), output_(std::move(output)), handlers_(std::move(handlers)),
          end_watch_(loop.watch_readable(child_->descriptor(), [this] { on_end(); })),
          output_watch_(loop.watch_readable(output_.get(), [this] { on_output(); })) {}

    pid_t pid() const override { return child_->pid(); }
    void signal(int number) override { child_->signal(number); }

  private:
    void on_end() {
        const auto end = child_->reap();
        if (!end) return;
        end_watch_.reset();
        if (output_watch_) on_output();
        if (!line_.empty()) add_output('\n');
        const auto ended = std::move(handlers_.ended);
        ended(*end);
    }

    void on_output() {
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

    void add_output(char c) {
        if (c != '\n' && line_.size() < kMaxLine) line_ += c;
        if (c != '\n' || line_.empty()) return;
        handlers_.output(line_);
        line_.clear();
    }

    std::unique_ptr<ChildProcess> child_;
    UniqueFd output_;
    PppdSupervisor::Handlers handlers_;
    std::string line_;
    std::unique_ptr<EventLoop::Watch> end_watch_, output_watch_;
};

class ExecSupervisor : public PppdSupervisor {
  public:
    explicit ExecSupervisor(EventLoop& loop) : loop_(loop) {}

    tl::expected<std::unique_ptr<PppdProcess>, std::string> start(const std::vector<std::string>& argv,
                                                                 UniqueFd plugin_end, Handlers handlers) override {
        const auto failed = [&](const char* step, int error) {
            return tl::make_unexpected(std::string(step) + " " + argv[0] + ": " + std::system_category().message(error));
        };
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) return failed("make a pipe for", errno);
        UniqueFd read_end(ends[0]), write_end(ends[1]);
        ::fcntl(read_end.get(), F_SETFL, O_NONBLOCK);
        std::vector<char*> words;
        for (const auto& word : argv) words.push_back(const_cast<char*>(word.c_str()));
        words.push_back(nullptr);
        pid_t pid = 0;
        if (const int error = SpawnPlan(plugin_end.get(), write_end.get()).spawn(&pid, words.data()))
            return failed("start", error);
        auto child = std::make_unique<ChildProcess>(pid);
        if (child->descriptor() < 0) return failed("watch", errno);
        return std::make_unique<ExecProcess>(loop_, std::move(child), std::move(read_end), std::move(handlers));
    }

  private:
    EventLoop& loop_;
};

}  // namespace

std::unique_ptr<PppdSupervisor> make_exec_supervisor(EventLoop& loop) { return std::make_unique<ExecSupervisor>(loop); }

}  // namespace vpdnd
