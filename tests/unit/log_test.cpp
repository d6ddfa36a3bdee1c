#include "log/log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include "os/unique_fd.h"
#include "support/catch.h"
#include "support/logged.h"
#include "support/temporary_directory.h"

using namespace vpdnd;
using log::Area;
using log::Level;
using test::logged;
using test::StderrTo;

namespace {

/// Without the time in front of each line.
std::string without_times(const std::string& text) {
    std::istringstream lines(text);
    std::string out;
    for (std::string line; std::getline(lines, line);) {
        REQUIRE(line.size() > 25);
        CHECK(line[10] == 'T');
        CHECK(line[23] == 'Z');
        out += line.substr(25) + "\n";
    }
    return out;
}

}  // namespace

TEST_CASE("lines have level, message and fields, in order", "[log]") {
    const auto text = logged(Level::kInfo, [] {
        log::write(Level::kInfo, "tunnel up", {{"peer", "LAC"}, {"id", "7"}});
        log::write(Level::kWarning, "x", std::vector<log::Field>{{"text", "two words"}, {"none", ""}});
        log::write(Level::kError, "last");
    });
    CHECK(without_times(text) == "info: tunnel up peer=LAC id=7\nwarning: x text=\"two words\" none=\"\"\nerror: last\n");
}

TEST_CASE("lines below the level are not written", "[log]") {
    const auto text = logged(Level::kWarning, [] {
        log::write(Level::kNotice, "no");
        log::write(Level::kWarning, "yes");
        log::set_level(Level::kDebug);
        log::write(Level::kDebug, "now");
    });
    CHECK(without_times(text) == "warning: yes\ndebug: now\n");
}

TEST_CASE("an area is written while it is on, whatever the level", "[log]") {
    const auto text = logged(Level::kError, [] {
        log::debug(Area::kPackets, "before");
        log::set_area(Area::kPackets, true);
        CHECK(log::enabled(Area::kPackets));
        CHECK_FALSE(log::enabled(Area::kEvents));
        log::debug(Area::kPackets, "sent", {{"type", "SCCRQ"}});
        log::debug(Area::kEvents, "other");
        log::set_area(Area::kPackets, false);
        log::debug(Area::kPackets, "after");
    });
    CHECK(without_times(text) == "debug: packets: sent type=SCCRQ\n");
}

TEST_CASE("text of a peer cannot make lines or fields", "[log]") {
    const auto text = logged(Level::kInfo, [] {
        log::write(Level::kInfo, "user", {{"name", "a\nerror: forged\x1b[2J\x80"}});
        log::write(Level::kInfo, "user\nb", {{"name", "x\" admin=\"1\\"}});
    });
    CHECK(without_times(text) == "info: user name=\"a\\\\x0aerror: forged\\\\x1b[2J\\\\x80\"\n"
                                 "info: user\\x0ab name=\"x\\\" admin=\\\"1\\\\\"\n");
}

TEST_CASE("escape keeps printable ASCII and cuts", "[log]") {
    CHECK(log::escape("a b~") == "a b~");
    CHECK(log::escape(std::string_view("\0\x7f\xff", 3)) == "\\x00\\x7f\\xff");
    CHECK(log::escape("abcdef", 3) == "abc\u2026");
    CHECK(log::escape("abc", 3) == "abc");
    CHECK(log::escape("") == "");
}

TEST_CASE("names of levels and areas are those of the configuration", "[log]") {
    Level level{};
    for (const char* name : {"debug", "info", "notice", "warning", "error"}) CHECK(log::parse_level(name, &level));
    CHECK(level == Level::kError);
    CHECK_FALSE(log::parse_level("all", &level));
    Area area{};
    for (const char* name : {"events", "packets", "errors", "ppp", "radius", "dataplane"}) {
        CHECK(log::parse_area(name, &area));
        CHECK(log::name_of(area) == name);
    }
    CHECK_FALSE(log::parse_area("event", &area));
}

TEST_CASE("before start and after stop lines are still written", "[log]") {
    const auto text = logged(Level::kInfo, [] {
        log::stop();
        log::write(Level::kError, "late");
    });
    CHECK(without_times(text) == "error: late\n");
}

TEST_CASE("the journal gets priorities instead of times", "[log]") {
    const test::TemporaryDirectory dir;
    const UniqueFd file(::open(dir.write("log", "").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    struct stat status {};
    REQUIRE(::fstat(file.get(), &status) == 0);
    const std::string stream = std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
    ::setenv("JOURNAL_STREAM", stream.c_str(), 1);
    {
        const StderrTo redirected(file.get());
        log::start(true, Level::kInfo);
        log::write(Level::kError, "bad");
        log::write(Level::kInfo, "good", {{"a", "b"}});
        log::stop();
    }
    ::unsetenv("JOURNAL_STREAM");
    CHECK(test::content_of(dir.path("log")) == "<3>bad\n<6>good a=b\n");
}

TEST_CASE("a reader that does not read holds nobody up: lines are lost and counted", "[log]") {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    const UniqueFd reader(ends[0]);
    UniqueFd writer(ends[1]);
    const std::uint64_t before = log::dropped_lines();
    constexpr int kLines = 30'000;
    {
        const StderrTo redirected(writer.get());
        log::start(true, Level::kInfo);
        for (int i = 0; i < kLines; ++i) log::write(Level::kInfo, "line", {{"filler", std::string(200, 'x')}});
        log::stop();
    }
    CHECK(log::dropped_lines() - before > 1000);
}

TEST_CASE("many threads may write, no line is torn", "[log]") {
    const auto text = logged(Level::kInfo, [] {
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([] {
                for (int i = 0; i < 500; ++i) log::write(Level::kInfo, "same", {{"k", "v"}});
            });
        }
        for (std::thread& thread : threads) thread.join();
    });
    std::istringstream lines(text);
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) REQUIRE(line.substr(25) == "info: same k=v");
    CHECK(count == 2000);
}
