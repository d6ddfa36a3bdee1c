#include "pppd/exec_supervisor.h"

#include <signal.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <optional>

#include "pppd/command_line.h"
#include "support/catch.h"
#include "support/run_loop.h"

using namespace vpdnd;
using test::run_until;

namespace {

struct Site {
    EventLoop loop;
    std::unique_ptr<PppdSupervisor> supervisor = make_exec_supervisor(loop);

    bool turn_until(const std::function<bool()>& done) { return run_until(loop, done); }
};

/// One program, what it wrote and how it ended.
struct Program {
    Program(Site& site, const std::vector<std::string>& argv, bool with_plugin = true) {
        int ends[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
        conversation.reset(ends[0]);
        UniqueFd theirs(ends[1]);
        auto started = site.supervisor->start(argv, with_plugin ? std::move(theirs) : UniqueFd(),
                                              {.ended = [this](const ProcessEnd& how) { end = how; },
                                               .output = [this](const std::string& line) { lines.push_back(line); }});
        REQUIRE(started);
        process = std::move(*started);
    }
    Program(Site& site, const char* script) : Program(site, {"/bin/sh", "-c", script}) {}

    UniqueFd conversation;
    std::unique_ptr<PppdProcess> process;
    std::optional<ProcessEnd> end;
    std::vector<std::string> lines;
};

/// The process that starts programs: the only child that a supervisor without programs has.
pid_t the_spawner(const std::vector<pid_t>& others = {}) {
    for (const pid_t pid : children_of_this_process())
        if (std::find(others.begin(), others.end(), pid) == others.end()) return pid;
    return 0;
}

bool exists(pid_t pid) { return ::kill(pid, 0) == 0; }

}  // namespace

TEST_CASE("A spawned program finds its conversation at the fixed descriptor and its end is reported", "[pppd]") {
    Site site;
    Program program(site, "printf hello >&3; ls /proc/self/fd | tr '\\n' ' '; echo; exit 7");
    REQUIRE(site.turn_until([&] { return program.end.has_value(); }));
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
    Site site;
    Program shell(site,
                  "env | grep -v -e ^PWD= -e ^SHLVL= -e ^_=; "
                  "readlink /proc/$$/fd/0; cut -d' ' -f6 /proc/$$/stat | grep -x $$ >/dev/null && echo leader");
    Program itself(site, {"/bin/grep", "-e", "^SigBlk", "-e", "^SigIgn", "/proc/self/status"});
    REQUIRE(site.turn_until([&] { return shell.end.has_value() && itself.end.has_value(); }));
    ::signal(SIGPIPE, before);
    CHECK(shell.lines == std::vector<std::string>{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                                                  "/dev/null", "leader"});
    CHECK(itself.lines == std::vector<std::string>{"SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000"});
}

TEST_CASE("A program that does not exist is reported as not started, and leaves no process", "[pppd]") {
    Site site;
    Program missing(site, {"/nonexistent/pppd"}, false);
    CHECK(missing.process->pid() == 0);
    REQUIRE(site.turn_until([&] { return missing.end.has_value(); }));
    CHECK(missing.end->not_started == "start /nonexistent/pppd: No such file or directory");
    CHECK(children_of_this_process().size() == 1);  // the spawner
    missing.process->signal(SIGTERM);               // harmless
}

TEST_CASE("A command line that is too long is an error at once", "[pppd]") {
    Site site;
    const auto started = site.supervisor->start({"/bin/true", std::string(20000, 'x')}, {}, {});
    REQUIRE_FALSE(started);
    CHECK(started.error().find("start /bin/true: Argument list too long") != std::string::npos);
}

TEST_CASE("A program that is dropped is killed, started or not", "[pppd]") {
    Site site;
    const auto spawner = the_spawner();
    CHECK(spawner == 0);  // the first start forks it
    SECTION("running") {
        pid_t pid = 0;
        {
            Program sleeper(site, "exec sleep 1000");
            REQUIRE(site.turn_until([&] { return sleeper.process->pid() != 0; }));
            pid = sleeper.process->pid();
            CHECK(exists(pid));
        }
        CHECK_FALSE(exists(pid));
    }
    SECTION("being started") {
        { Program sleeper(site, "exec sleep 1000"); }
        // The answer comes after that of the one before it.
        Program next(site, "exit 0");
        REQUIRE(site.turn_until([&] { return next.end.has_value(); }));
    }
    SECTION("being started when the supervisor goes") {
        { Program sleeper(site, "exec sleep 1000"); }
        site.supervisor.reset();
        CHECK(children_of_this_process().empty());
        return;
    }
    CHECK(children_of_this_process().size() == 1);
}

TEST_CASE("A signal to a program that is being started reaches it", "[pppd]") {
    Site site;
    Program sleeper(site, "exec sleep 1000");
    sleeper.process->signal(SIGKILL);
    sleeper.process->signal(SIGTERM);
    REQUIRE(site.turn_until([&] { return sleeper.end.has_value(); }));
    CHECK(sleeper.end->signal == SIGKILL);
}

TEST_CASE("More programs than the spawner is asked for at once all start", "[pppd]") {
    Site site;
    std::vector<std::unique_ptr<Program>> programs;
    for (int i = 0; i < 100; ++i) programs.push_back(std::make_unique<Program>(site, "exit 3"));
    REQUIRE(site.turn_until([&] {
        return std::all_of(programs.begin(), programs.end(), [](const auto& program) { return program->end.has_value(); });
    }));
    for (const auto& program : programs) CHECK(program->end->exit_status == 3);
}

TEST_CASE("The spawner's death ends no running program; its starts fail, the next start gets a new one", "[pppd]") {
    Site site;
    Program running(site, "exec sleep 1000");
    REQUIRE(site.turn_until([&] { return running.process->pid() != 0; }));
    const pid_t spawner = the_spawner({running.process->pid()});
    REQUIRE(spawner > 0);
    ::kill(spawner, SIGSTOP);  // so that what is asked now is under way when it dies
    std::vector<std::unique_ptr<Program>> programs;
    for (int i = 0; i < 20; ++i) programs.push_back(std::make_unique<Program>(site, "exec sleep 1000"));
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
