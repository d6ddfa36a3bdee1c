#include "pppd/options_trial.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <set>

#include "os/unique_fd.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kPatience{10};
constexpr std::size_t kMostSaid = 4096;

// pppd(8), EXIT STATUS.
constexpr int kFatal = 1, kOptionError = 2;

struct Ended {
    int status = -1;   ///< exit status; -1: it was not started, or did not end
    std::string said;  ///< on standard error
};

/// Until the other end closes it, or too long.
std::string read_all(int fd) {
    std::string out;
    const auto until = Clock::now() + kPatience;
    std::array<char, 512> buffer;
    while (out.size() < kMostSaid) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
        pollfd ready{fd, POLLIN, 0};
        if (left <= 0 || ::poll(&ready, 1, static_cast<int>(left)) <= 0) break;
        const ssize_t got = ::read(fd, buffer.data(), buffer.size());
        if (got <= 0) break;
        out.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return out;
}

/// `auth`: of the peer, "auth" or "noauth", as on the command line of those who use the file.
Ended run(const std::string& pppd, const char* auth, const std::string& file) {
    std::string words[] = {pppd, "dryrun", "nodetach", "notty", auth, "file", file};
    std::array<char*, std::size(words) + 1> argv{};
    for (std::size_t i = 0; i < std::size(words); ++i) argv[i] = words[i].data();
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return {};
    UniqueFd mine(ends[0]), theirs(ends[1]);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDERR_FILENO);
    pid_t pid = 0;
    const int failed = ::posix_spawn(&pid, pppd.c_str(), &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    theirs.reset();
    if (failed != 0) return {};
    Ended out{-1, read_all(mine.get())};
    ::kill(pid, SIGKILL);  // if it has closed its standard error it is past all that it can say
    int status = 0;
    if (::waitpid(pid, &status, 0) == pid && WIFEXITED(status)) out.status = WEXITSTATUS(status);
    return out;
}

/// "unrecognized option 'x'" of "/usr/sbin/pppd: In file F: unrecognized option 'x'".
std::string first_line(const std::string& pppd, const std::string& file, const std::string& said) {
    std::size_t at = said.find_first_not_of("\r\n");
    if (at == std::string::npos) return "pppd refuses it and does not say why";
    std::string line = said.substr(at, said.find_first_of("\r\n", at) - at);
    for (const auto& front : {pppd + ": ", std::string("pppd: "), std::string("In file "), file + ": "}) {
        if (line.starts_with(front)) line.erase(0, front.size());
    }
    return line;
}

}  // namespace

OptionsTrial try_options(const Config& config) {
    OptionsTrial out;
    if (config.daemon.pppd == kNoPppd || ::geteuid() != 0) return out;
    std::vector<std::pair<const char*, std::string>> uses;
    for (const auto& group : config.groups) {
        if (group.accept_dialin) uses.emplace_back("auth", group.accept_dialin->ppp_options);
        if (group.call) uses.emplace_back("noauth", group.call->ppp_options);
    }
    for (const auto& [name, pppoe] : config.pppoe) uses.emplace_back("auth", pppoe.ppp_options);
    std::set<std::string> tried;
    for (const auto& [auth, file] : uses) {
        if (file.empty() || !tried.insert(auth + file).second) continue;
        const auto ended = run(config.daemon.pppd, auth, file);
        const std::string line = file + ": pppd says: " + first_line(config.daemon.pppd, file, ended.said);
        if (ended.status == kOptionError) out.errors.push_back(line);
        if (ended.status == kFatal) out.warnings.push_back(line);
    }
    return out;
}

}  // namespace vpdnd
