#include "pppd/child_process.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>

#include "support/catch.h"

using vpdnd::ChildProcess;
using vpdnd::UniqueFd;
using vpdnd::is_our_child;
using vpdnd::ProcessEnd;

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

ProcessEnd end_of(ChildProcess& child) {
    REQUIRE(readable(child.descriptor(), 60000));
    const auto end = child.reap();
    REQUIRE(end);
    return *end;
}

}  // namespace

TEST_CASE("A child's end is noticed and told, with a pidfd and without", "[pppd]") {
    const auto watch = GENERATE(ChildProcess::Watch::kBest, ChildProcess::Watch::kThread);
    SECTION("its own end") {
        ChildProcess child(start_shell("exit 7"), watch);
        const auto end = end_of(child);
        CHECK(end.exit_status == 7);
        CHECK(end.signal == 0);
    }
    SECTION("by a signal") {
        ChildProcess child(start_shell("exec sleep 100"), watch);
        CHECK_FALSE(readable(child.descriptor(), 0));
        CHECK_FALSE(child.reap());
        child.signal(SIGTERM);
        CHECK(end_of(child).signal == SIGTERM);
    }
    SECTION("with its status lost to another") {
        const pid_t pid = start_shell("exit 7");
        ChildProcess child(pid, watch);
        REQUIRE(::waitpid(pid, nullptr, 0) == pid);
        CHECK(end_of(child).unknown);
    }
    SECTION("by force, which is waited for") {
        ChildProcess child(start_shell("exec sleep 100"), watch);
        child.kill();
        CHECK(::kill(child.pid(), 0) != 0);
        CHECK(errno == ESRCH);
    }
    SECTION("after it was let go, by who takes it over by its pid") {
        const pid_t pid = start_shell("exec sleep 100");
        { ChildProcess first(pid, watch); }
        CHECK(is_our_child(pid));
        ChildProcess child(pid, watch);
        CHECK_FALSE(child.reap());
        child.signal(SIGTERM);
        CHECK(end_of(child).signal == SIGTERM);
        CHECK_FALSE(is_our_child(pid));
    }
}

TEST_CASE("A child is taken over by its pidfd; of one that another has reaped only the end is known", "[pppd]") {
    const pid_t pid = start_shell("exec sleep 100");
    UniqueFd pidfd;
    {
        const ChildProcess first(pid);
        pidfd = first.pidfd();
    }
    if (!pidfd) SUCCEED("this system has no pidfd");
    else {
        ChildProcess child(pid, std::move(pidfd));
        CHECK_FALSE(child.reap());
        child.signal(SIGTERM);
        REQUIRE(::waitpid(pid, nullptr, 0) == pid);
        CHECK(end_of(child).unknown);
    }
}
