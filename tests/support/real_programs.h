// Programs that a supervisor really starts, and what their owner hears. For Catch2 tests only.
#pragma once

#include <signal.h>
#include <sys/socket.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pppd/pppd_supervisor.h"
#include "pppd/spawner.h"
#include "support/catch.h"
#include "support/run_loop.h"

namespace test {

struct ProgramSite {
    vpdnd::EventLoop loop;
    std::unique_ptr<vpdnd::PppdSupervisor> supervisor = vpdnd::make_supervisor(loop);

    bool turn_until(const std::function<bool()>& done) { return run_until(loop, done); }
};

/// One program, what it wrote and how it ended.
struct TestProgram {
    TestProgram() = default;
    TestProgram(const TestProgram&) = delete;
    TestProgram& operator=(const TestProgram&) = delete;
    /// Nobody is left behind by a test that fails.
    ~TestProgram() {
        if (process && !end) process->signal(SIGKILL);
    }
    TestProgram(ProgramSite& site, const std::vector<std::string>& argv, bool with_plugin = true) {
        int ends[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
        conversation.reset(ends[0]);
        vpdnd::UniqueFd theirs(ends[1]);
        own(site.supervisor->start(argv, with_plugin ? std::move(theirs) : vpdnd::UniqueFd(), handlers()));
    }
    TestProgram(ProgramSite& site, const char* script) : TestProgram(site, {"/bin/sh", "-c", script}) {}

    void adopt(ProgramSite& site, const vpdnd::ProcessRecord& record, vpdnd::DescriptorStore& store) {
        own(site.supervisor->adopt(record, store, handlers()));
    }
    vpdnd::PppdSupervisor::Handlers handlers() {
        return {.started = [this] { ran = process && process->pid() != 0; },
                .ended = [this](const vpdnd::ProcessEnd& how) { end = how; },
                .output = [this](const std::string& line) { lines.push_back(line); }};
    }
    void own(tl::expected<std::unique_ptr<vpdnd::PppdProcess>, std::string> started) {
        REQUIRE(started);
        process = std::move(*started);
    }

    vpdnd::UniqueFd conversation;
    std::unique_ptr<vpdnd::PppdProcess> process;
    bool ran = false;  ///< it was told that it runs, and it did
    std::optional<vpdnd::ProcessEnd> end;
    std::vector<std::string> lines;
};

inline bool exists(pid_t pid) { return ::kill(pid, 0) == 0; }

}  // namespace test
