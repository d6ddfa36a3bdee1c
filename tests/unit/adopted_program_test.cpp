// Programs that are taken over by another owner.
#include <signal.h>
#include <sys/socket.h>

#include "os/descriptor_store.h"
#include "pppd/pppd_supervisor.h"
#include "support/catch.h"
#include "support/real_programs.h"

using namespace vpdnd;
using test::exists;
using test::ProgramSite;
using test::TestProgram;

TEST_CASE("A program is taken over: its end is told to the new owner, no line is lost", "[pppd]") {
    ProgramSite site;
    DescriptorStore store;
    TestProgram first(site, "printf 'one\\ntw'; read word <&3; printf 'o\\nthree\\n'; read word <&3; exit 7");
    CHECK_FALSE(first.process->save(store));  // it does not run yet
    REQUIRE(site.turn_until([&] { return !first.lines.empty(); }));
    const auto record = first.process->save(store);
    REQUIRE(record);
    CHECK(record->pid == first.process->pid());
    CHECK(record->unfinished_line == "tw");
    first.process.reset();
    // Written while nobody owns it.
    REQUIRE(::send(first.conversation.get(), "\n", 1, 0) == 1);

    TestProgram second;
    SECTION("of the same supervisor") {}
    SECTION("of another supervisor of this process") {
        site.supervisor.reset();
        site.supervisor = make_supervisor(site.loop);
    }
    second.adopt(site, *record, store);
    CHECK(store.empty());
    REQUIRE(site.turn_until([&] { return second.lines.size() == 2; }));
    CHECK(second.lines == std::vector<std::string>{"two", "three"});
    CHECK(exists(record->pid));
    REQUIRE(::send(first.conversation.get(), "\n", 1, 0) == 1);
    REQUIRE(site.turn_until([&] { return second.end.has_value(); }));
    CHECK(second.end->exit_status == 7);
    CHECK_FALSE(second.process->save(store));
    CHECK_FALSE(first.end);
    CHECK_FALSE(exists(record->pid));
}

TEST_CASE("A program that was taken over is ended by its new owner's signal", "[pppd]") {
    ProgramSite site;
    DescriptorStore store;
    TestProgram first(site, "exec sleep 1000");
    REQUIRE(site.turn_until([&] { return first.process->pid() != 0; }));
    const auto record = first.process->save(store);
    REQUIRE(record);
    first.process.reset();
    TestProgram second;
    second.adopt(site, *record, store);
    second.process->signal(SIGTERM);
    REQUIRE(site.turn_until([&] { return second.end.has_value(); }));
    CHECK(second.end->signal == SIGTERM);
}

TEST_CASE("The end of a program that ended while nobody owned it is told, without its status", "[pppd]") {
    ProgramSite site;
    DescriptorStore store;
    TestProgram first(site, "echo last; read word <&3; exit 7");
    REQUIRE(site.turn_until([&] { return first.process->pid() != 0; }));
    const auto record = first.process->save(store);
    REQUIRE(record);
    first.process.reset();
    first.conversation.reset();
    REQUIRE(site.turn_until([&] { return !exists(record->pid); }));
    TestProgram second;
    second.adopt(site, *record, store);
    REQUIRE(site.turn_until([&] { return second.end.has_value(); }));
    CHECK(second.end->unknown);
}

TEST_CASE("A record without a pidfd is taken over only if the process is a child of ours", "[pppd]") {
    ProgramSite site;
    DescriptorStore store;
    TestProgram first(site, "exec sleep 1000");
    REQUIRE(site.turn_until([&] { return first.process->pid() != 0; }));
    auto record = first.process->save(store);
    REQUIRE(record);
    first.process.reset();
    store.take(record->pidfd);
    const auto stranger = site.supervisor->adopt({.pid = 1, .pidfd = {}, .output = {}, .unfinished_line = {}}, store, {});
    REQUIRE_FALSE(stranger);
    CHECK(stranger.error() == "take over: process 1 is no child of this one, and has no pidfd");
    TestProgram second;
    second.adopt(site, *record, store);
    second.process->signal(SIGKILL);
    REQUIRE(site.turn_until([&] { return second.end.has_value(); }));
    CHECK(second.end->signal == SIGKILL);
}
