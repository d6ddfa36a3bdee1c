#include "pppd/child_process.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>

#include "support/catch.h"

using vpdnd::ChildProcess;

namespace {

pid_t start_shell(const char* script) {
    const char* words[] = {"/bin/sh", "-c", script, nullptr};
    pid_t pid = 0;
    REQUIRE(::posix_spawn(&pid, words[0], nullptr, nullptr, const_cast<char* const*>(words), nullptr) == 0);
    return pid;
}

bool readable(int fd, int milliseconds) {
    pollfd waiting{fd, POLLIN, 0};
    return ::poll(&waiting, 1, milliseconds) == 1;
}

}  // namespace

TEST_CASE("A child's end is noticed and told, with a pidfd and without", "[pppd]") {
    const auto watch = GENERATE(ChildProcess::Watch::kBest, ChildProcess::Watch::kThread);
    SECTION("its own end") {
        ChildProcess child(start_shell("exit 7"), watch);
        REQUIRE(readable(child.descriptor(), 10000));
        const auto end = child.reap();
        REQUIRE(end);
        CHECK(end->exit_status == 7);
        CHECK(end->signal == 0);
    }
    SECTION("by a signal") {
        ChildProcess child(start_shell("exec sleep 100"), watch);
        CHECK_FALSE(readable(child.descriptor(), 0));
        CHECK_FALSE(child.reap());
        child.signal(SIGTERM);
        REQUIRE(readable(child.descriptor(), 10000));
        const auto end = child.reap();
        REQUIRE(end);
        CHECK(end->signal == SIGTERM);
    }
    SECTION("with its status lost to another") {
        const pid_t pid = start_shell("exit 7");
        ChildProcess child(pid, watch);
        REQUIRE(::waitpid(pid, nullptr, 0) == pid);
        REQUIRE(readable(child.descriptor(), 10000));
        const auto end = child.reap();
        REQUIRE(end);
        CHECK(end->unknown);
    }
    SECTION("nobody is left behind when it is given up") {
        pid_t pid = 0;
        {
            ChildProcess child(start_shell("exec sleep 100"), watch);
            pid = child.pid();
        }
        CHECK(::kill(pid, 0) != 0);
        CHECK(errno == ESRCH);
    }
}
