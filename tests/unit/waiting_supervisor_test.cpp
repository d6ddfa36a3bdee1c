#include "pppd/waiting_supervisor.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <list>

#include "ipc/plugin_codec.h"
#include "pppd/command_line.h"
#include "support/catch.h"
#include "support/logged.h"
#include "support/real_programs.h"
#include "support/temporary_directory.h"

using namespace vpdnd;
using test::exists;
using test::ProgramSite;
using test::TestProgram;

namespace {

/// The stand-in's program lies beside the one that runs.
std::string stand_in() { return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "waiting_stand_in"; }

/// Calls of one template.
struct WaitingSite : ProgramSite {
    explicit WaitingSite(const std::string& how) { write(how); }

    void write(const std::string& how) const { std::ofstream(command.options_file, std::ios::trunc) << how << '\n'; }

    TestProgram& call() {
        auto& program = calls.emplace_back();
        int ends[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
        program.conversation.reset(ends[0]);
        program.own(supervisor->start_call(command, UniqueFd(ends[1]), program.handlers()));
        return program;
    }
    TestProgram& running_call() {
        auto& program = call();
        REQUIRE(turn_until([&] { return program.ran && !program.lines.empty(); }));
        return program;
    }
    /// The one that waits: all other children of ours are calls, or the spawner, which is no stand-in.
    pid_t waiting() const {
        for (const pid_t pid : children_of_this_process()) {
            std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline");
            const std::string line((std::istreambuf_iterator<char>(file)), {});
            bool is_call = false;
            for (const auto& program : calls) is_call = is_call || (program.process && program.process->pid() == pid);
            if (!is_call && line.find("vpdn-wait") != line.npos) return pid;
        }
        return 0;
    }

    test::TemporaryDirectory directory;
    PppdCommand command{stand_in(), "vpdn.so", directory.path("options"), false};
    std::list<TestProgram> calls;
};

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t out = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++out;
    return out;
}

/// The pid that a call's pppd has said in its own conversation.
pid_t greeting(const TestProgram& program) {
    std::array<std::uint8_t, 256> packet;
    const auto size = ::recv(program.conversation.get(), packet.data(), packet.size(), 0);
    REQUIRE(size > 0);
    ipc::PluginMessageReader hello;
    REQUIRE(hello.parse(std::span(packet).first(static_cast<std::size_t>(size))) == ipc::PluginCodecError::kNone);
    return static_cast<pid_t>(hello.u32(ipc::PluginTag::kPid).value_or(0));
}

}  // namespace

TEST_CASE("Calls are forked by one waiting pppd, as children of ours with conversation, output and end of their own", "[pppd][waiting]") {
    WaitingSite site("serve");
    auto& first = site.running_call();
    auto& second = site.running_call();
    CHECK(first.lines == std::vector<std::string>{"forked"});
    CHECK(second.lines == std::vector<std::string>{"forked"});
    CHECK(greeting(first) == first.process->pid());
    CHECK(greeting(second) == second.process->pid());
    CHECK(first.process->pid() != second.process->pid());
    REQUIRE(site.waiting() != 0);

    first.conversation.reset();
    REQUIRE(site.turn_until([&] { return first.end.has_value(); }));
    CHECK(first.end->exit_status == 5);
    second.process->signal(SIGKILL);
    REQUIRE(site.turn_until([&] { return second.end.has_value(); }));
    CHECK(second.end->signal == SIGKILL);
}

TEST_CASE("What cannot wait is executed for each call, and the log says why, once", "[pppd][waiting]") {
    const auto [how, why] = GENERATE(table<std::string, std::string>({{"unfit", "it will not"},
                                                                      {"old", "its plugin knows no vpdn-wait"},
                                                                      {"mute", "ended with status 2: no such option"}}));
    CAPTURE(how);
    WaitingSite site(how);
    const auto log = test::logged(log::Level::kWarning, [&] {
        CHECK(site.running_call().lines == std::vector<std::string>{"alone"});
        CHECK(site.running_call().lines == std::vector<std::string>{"alone"});
    });
    CHECK(count(log, "each is a program of its own") == 1);
    CHECK(count(log, why) == 1);

    // With other files it may be able to.
    site.write("serve");
    CHECK(site.running_call().lines == std::vector<std::string>{"forked"});
}

TEST_CASE("One that ends at its first call costs that call, and is not tried again", "[pppd][waiting]") {
    WaitingSite site("fragile");
    auto& lost = site.call();
    REQUIRE(site.turn_until([&] { return lost.end.has_value(); }));
    CHECK(lost.end->not_started.find("the waiting pppd ended with status 3") != std::string::npos);
    CHECK(site.running_call().lines == std::vector<std::string>{"alone"});
}

TEST_CASE("Calls live on when the waiting pppd is killed, and the next call has another one", "[pppd][waiting]") {
    WaitingSite site("serve");
    auto& first = site.running_call();
    const pid_t killed = site.waiting();
    REQUIRE(killed != 0);
    const auto log = test::logged(log::Level::kWarning, [&] {
        ::kill(killed, SIGKILL);
        REQUIRE(site.turn_until([&] { return !exists(killed); }));
    });
    CHECK(count(log, "waiting pppd ended") == 1);
    CHECK(count(log, "was killed by signal 9") == 1);
    auto& second = site.running_call();
    CHECK(second.lines == std::vector<std::string>{"forked"});
    CHECK(site.waiting() != killed);
    CHECK(!first.end);
    CHECK(exists(first.process->pid()));
}

TEST_CASE("Who waits is replaced when a file changes or the configuration is read again; calls go on", "[pppd][waiting]") {
    WaitingSite site("serve");
    auto& first = site.running_call();
    const pid_t old = site.waiting();
    SECTION("the options file") { site.write("serve # otherwise"); }
    SECTION("the configuration") { site.supervisor->refresh(); }
    site.running_call();
    REQUIRE(site.turn_until([&] { return !exists(old); }));
    CHECK(site.waiting() != 0);
    CHECK(exists(first.process->pid()));
    CHECK(!first.end);
}

TEST_CASE("Who waits ends with the supervisor, calls do not; one that was let go before anybody waits never runs", "[pppd][waiting]") {
    WaitingSite site("serve");
    auto& given_up = site.call();
    given_up.process.reset();
    auto& first = site.running_call();
    auto& last = site.running_call();
    const pid_t waiting = site.waiting();
    CHECK(given_up.lines.empty());
    char octet = 0;
    CHECK(::recv(given_up.conversation.get(), &octet, 1, MSG_DONTWAIT) == 0);  // its end was closed unused
    const pid_t call = first.process->pid(), other = last.process->pid();
    site.supervisor.reset();
    int status = 0;
    CHECK(::waitpid(waiting, &status, 0) == waiting);
    CHECK(status == 0);
    CHECK(exists(call));
    ::kill(call, SIGKILL);
    ::kill(other, SIGKILL);
    ::waitpid(call, nullptr, 0);
    ::waitpid(other, nullptr, 0);
    for (auto& program : site.calls) program.process.reset();
}

TEST_CASE("The files of a template are all that its pppd reads, also what is included, and what is not there yet", "[pppd][waiting]") {
    test::TemporaryDirectory directory;
    const auto path = [&](const char* name) { return directory.path(name); };
    const auto write = [&](const char* name, const std::string& text) { std::ofstream(path(name), std::ios::app) << text << '\n'; };
    write("options", "mru 1400 file \"" + path("included") + "\"");
    write("included", "# nothing yet\nfile " + path("absent"));
    write("pppd", "one");
    const PppdCommand command{path("pppd"), "vpdn.so", path("options"), false};
    TemplateFiles files(command);
    CHECK(!files.changed());
    SECTION("the file itself") { write("options", "mtu 1400"); }
    SECTION("an included one") { write("included", "mtu 1400"); }
    SECTION("one that comes to be") { write("absent", ""); }
    SECTION("one that goes") { std::filesystem::remove(path("included")); }
    SECTION("pppd") { write("pppd", "two"); }
    CHECK(files.changed());
    CHECK(!TemplateFiles(command).changed());
}
