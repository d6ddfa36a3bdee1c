#include "pppd/exec_supervisor.h"

#include <signal.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "pppd/child_process.h"
#include "pppd/command_line.h"
#include "support/catch.h"
#include "support/real_programs.h"

using namespace vpdnd;
using test::exists;
using test::ProgramSite;
using test::TestProgram;

namespace {

/// The process that starts programs: the only child that a supervisor without programs has.
pid_t the_spawner(const std::vector<pid_t>& others = {}) {
    for (const pid_t pid : children_of_this_process())
        if (std::find(others.begin(), others.end(), pid) == others.end()) return pid;
    return 0;
}

}  // namespace

TEST_CASE("A spawned program finds its conversation at the fixed descriptor and its end is reported", "[pppd]") {
    ProgramSite site;
    TestProgram program(site, "printf hello >&3; ls /proc/self/fd | tr '\\n' ' '; echo; exit 7");
    REQUIRE(site.turn_until([&] { return program.end.has_value(); }));
    CHECK(program.ran);
    CHECK(program.end->exit_status == 7);
    CHECK(program.end->signal == 0);
    CHECK(program.end->not_started.empty());
    std::array<char, 16> buffer{};
    CHECK(::recv(program.conversation.get(), buffer.data(), buffer.size(), 0) == 5);
    // 0, 1, 2, 3 and the descriptor of /proc/self/fd itself: nothing else of ours.
    REQUIRE(program.lines.size() == 1);
    CHECK(program.lines[0] == "0 1 2 3 4 ");
}

TEST_CASE("A program inherits no descriptor, blocked or ignored signal, or variable of ours, and has a session of its own",
          "[pppd]") {
    const auto before = ::signal(SIGPIPE, SIG_IGN);
    ProgramSite site;
    TestProgram shell(site,
                  "env | grep -v -e ^PWD= -e ^SHLVL= -e ^_=; "
                  "readlink /proc/$$/fd/0; cut -d' ' -f6 /proc/$$/stat | grep -x $$ >/dev/null && echo leader");
    TestProgram itself(site, {"/bin/grep", "-e", "^SigBlk", "-e", "^SigIgn", "/proc/self/status"});
    REQUIRE(site.turn_until([&] { return shell.end.has_value() && itself.end.has_value(); }));
    ::signal(SIGPIPE, before);
    CHECK(shell.lines == std::vector<std::string>{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                                                  "/dev/null", "leader"});
    CHECK(itself.lines == std::vector<std::string>{"SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000"});
}

TEST_CASE("A program that does not exist is reported as not started, and leaves no process", "[pppd]") {
    ProgramSite site;
    TestProgram missing(site, {"/nonexistent/pppd"}, false);
    CHECK(missing.process->pid() == 0);
    REQUIRE(site.turn_until([&] { return missing.end.has_value(); }));
    CHECK(missing.end->not_started == "start /nonexistent/pppd: No such file or directory");
    CHECK(children_of_this_process().size() == 1);  // the spawner
    missing.process->signal(SIGTERM);               // harmless
}

TEST_CASE("A command line that is too long is an error at once", "[pppd]") {
    ProgramSite site;
    const auto started = site.supervisor->start({"/bin/true", std::string(20000, 'x')}, {}, {});
    REQUIRE_FALSE(started);
    CHECK(started.error().find("start /bin/true: Argument list too long") != std::string::npos);
}

TEST_CASE("A program that is let go lives, what it writes goes nowhere, and its supervisor reaps it", "[pppd]") {
    ProgramSite site;
    CHECK(the_spawner() == 0);  // the first start forks it
    UniqueFd conversation;
    pid_t pid = 0;
    {
        // More than a pipe holds, then a word on the descriptor of its own; the last echo needs a reader of the pipe.
        TestProgram program(site, "read word <&3; head -c 200000 /dev/zero | tr '\\0' x; echo; echo; printf done >&3; read word <&3");
        REQUIRE(site.turn_until([&] { return program.process->pid() != 0; }));
        pid = program.process->pid();
        conversation = std::move(program.conversation);
        program.process.reset();
    }
    CHECK(exists(pid));
    REQUIRE(::send(conversation.get(), "\n", 1, 0) == 1);
    std::array<char, 16> buffer{};
    ssize_t said = -1;
    REQUIRE(site.turn_until([&] {
        if (said < 0) said = ::recv(conversation.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        return said == 4;
    }));
    CHECK(exists(pid));
    REQUIRE(::send(conversation.get(), "\n", 1, 0) == 1);
    REQUIRE(site.turn_until([&] { return !exists(pid); }));
    CHECK(children_of_this_process().size() == 1);  // the spawner
}

TEST_CASE("A program that is let go while it is being started gets the signal that its owner left for it", "[pppd]") {
    ProgramSite site;
    {
        TestProgram sleeper(site, "exec sleep 1000");
        sleeper.process->signal(SIGKILL);
    }
    SECTION("as it starts") {
        // The answer comes after that of the one before it.
        TestProgram next(site, "exit 0");
        REQUIRE(site.turn_until([&] { return next.end.has_value() && children_of_this_process().size() == 1; }));
    }
    SECTION("as the supervisor goes") {
        site.supervisor.reset();
        CHECK(children_of_this_process().empty());
    }
}

TEST_CASE("A supervisor that goes waits for those that were killed, and lets the others go", "[pppd]") {
    ProgramSite site;
    auto killed = std::make_unique<TestProgram>(site, "exec sleep 1000");
    auto kept = std::make_unique<TestProgram>(site, "exec sleep 1000");
    REQUIRE(site.turn_until([&] { return killed->process->pid() != 0 && kept->process->pid() != 0; }));
    const pid_t pid = kept->process->pid();
    killed->process->signal(SIGKILL);
    killed->process.reset();
    kept->process.reset();
    site.supervisor.reset();
    CHECK(children_of_this_process() == std::vector{pid});
    ChildProcess(pid).kill();
}

TEST_CASE("A signal to a program that is being started reaches it", "[pppd]") {
    ProgramSite site;
    TestProgram sleeper(site, "exec sleep 1000");
    sleeper.process->signal(SIGKILL);
    sleeper.process->signal(SIGTERM);
    REQUIRE(site.turn_until([&] { return sleeper.end.has_value(); }));
    CHECK(sleeper.end->signal == SIGKILL);
}

TEST_CASE("More programs than the spawner is asked for at once all start", "[pppd]") {
    ProgramSite site;
    std::vector<std::unique_ptr<TestProgram>> programs;
    for (int i = 0; i < 100; ++i) programs.push_back(std::make_unique<TestProgram>(site, "exit 3"));
    REQUIRE(site.turn_until([&] {
        return std::all_of(programs.begin(), programs.end(), [](const auto& program) { return program->end.has_value(); });
    }));
    for (const auto& program : programs) CHECK(program->end->exit_status == 3);
}

TEST_CASE("The spawner's death ends no running program; its starts fail, the next start gets a new one", "[pppd]") {
    ProgramSite site;
    TestProgram running(site, "exec sleep 1000");
    REQUIRE(site.turn_until([&] { return running.process->pid() != 0; }));
    const pid_t spawner = the_spawner({running.process->pid()});
    REQUIRE(spawner > 0);
    ::kill(spawner, SIGSTOP);  // so that what is asked now is under way when it dies
    std::vector<std::unique_ptr<TestProgram>> programs;
    for (int i = 0; i < 20; ++i) programs.push_back(std::make_unique<TestProgram>(site, "exec sleep 1000"));
    ::kill(spawner, SIGKILL);
    REQUIRE(site.turn_until([&] { return programs[15]->end.has_value() && programs[19]->process->pid() != 0; }));
    for (int i = 0; i < 16; ++i)
        CHECK(programs[static_cast<std::size_t>(i)]->end->not_started.find("was killed by signal 9") != std::string::npos);
    CHECK_FALSE(running.end);
    CHECK(exists(running.process->pid()));
    // The four that had to wait, the first one, and the new spawner: nothing that nobody knows of.
    CHECK(children_of_this_process().size() == 6);
    running.process->signal(SIGTERM);
    REQUIRE(site.turn_until([&] { return running.end.has_value(); }));
    CHECK(running.end->signal == SIGTERM);
}

TEST_CASE("The spawner ends when nobody is left who could ask it", "[pppd]") {
    auto spawner = Spawner::fork();
    REQUIRE(spawner);
    const pid_t pid = (*spawner)->pid();
    CHECK(exists(pid));
    spawner->reset();
    CHECK_FALSE(exists(pid));
}
