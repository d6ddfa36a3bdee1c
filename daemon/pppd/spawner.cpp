#include "pppd/spawner.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <span>
#include <system_error>

#include "os/descriptor_passing.h"
#include "pppd/pppd_supervisor.h"
#include "pppd/spawning_process.h"

namespace vpdnd {
namespace {

tl::unexpected<std::string> failed(const char* step) {
    return tl::make_unexpected(std::string(step) + ": " + std::system_category().message(errno));
}

}  // namespace

tl::expected<std::unique_ptr<Spawner>, std::string> Spawner::fork() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return failed("make a socket for the spawner");
    UniqueFd mine(ends[0]), theirs(ends[1]);
    ::fcntl(mine.get(), F_SETFL, O_NONBLOCK);
    // Handlers of ours must not run in the child; it leaves signals blocked, so that only we tell it when to end.
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const pid_t pid = ::fork();
    if (pid == 0) run_spawning_process(theirs.get());
    const int error = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = error;
    if (pid < 0) return failed("fork the spawner");
    return std::unique_ptr<Spawner>(new Spawner(std::move(mine), pid));
}

Spawner::~Spawner() {
    socket_.reset();
    if (reaped_) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

int Spawner::request(const std::vector<std::string>& argv, int plugin_end, int output) {
    std::string words;
    for (const auto& word : argv) words.append(word.c_str(), word.size() + 1);
    if (words.size() > kMostSpawnOctets || argv.size() > kMostSpawnWords) return E2BIG;
    const std::array<int, 2> descriptors{output, plugin_end};
    const std::span packet(reinterpret_cast<const std::uint8_t*>(words.data()), words.size());
    const auto passed = std::span(descriptors).first(plugin_end >= 0 ? 2 : 1);
    return send_packet(socket_.get(), packet, passed, MSG_DONTWAIT) >= 0 ? 0 : errno;
}

std::optional<Spawner::Answer> Spawner::answer(bool wait) {
    SpawnAnswer answer{};
    while (!gone_) {
        const auto size = ::recv(socket_.get(), &answer, sizeof answer, 0);
        if (size == static_cast<ssize_t>(sizeof answer)) {
            if (answer.error == 0) return Answer{answer.pid, 0};
            if (answer.pid > 0) ::waitpid(answer.pid, nullptr, 0);  // it could not become the program: ended already
            return Answer{0, answer.error};
        }
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 && errno == EAGAIN) {
            if (!wait) return {};
            pollfd readable{socket_.get(), POLLIN, 0};
            ::poll(&readable, 1, -1);
            continue;
        }
        gone_ = true;
    }
    return {};
}

std::string Spawner::how_it_ended() {
    int status = 0;
    if (reaped_ || ::waitpid(pid_, &status, 0) != pid_) return "ended";
    reaped_ = true;
    if (WIFSIGNALED(status)) return vpdnd::how_it_ended({.signal = WTERMSIG(status)});
    return vpdnd::how_it_ended({.exit_status = WEXITSTATUS(status)});
}

std::vector<pid_t> children_of_this_process() {
    // Children of ours are those of the thread that forked the spawner: the only one that forks.
    std::ifstream file("/proc/thread-self/children");
    std::vector<pid_t> out;
    for (pid_t pid = 0; file >> pid;) out.push_back(pid);
    return out;
}

}  // namespace vpdnd
