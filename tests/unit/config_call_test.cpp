// [group.call]: what arrives, and what is wrong in it.
#include <algorithm>

#include "config/source_text.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace vpdnd;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

struct Result {
    std::shared_ptr<const Config> config;
    Lines errors, warnings;
};

struct Files : test::TemporaryDirectory {
    std::string options = write("office.options", "user me\n", 0644);

    static Result parsed_text(const std::string& text) {
        config::ErrorList errors;
        const auto file = std::make_shared<const config::SourceFile>(config::SourceFile{"f"});
        auto config = config::parse_config({{file, text}}, errors);
        return {config, errors.errors(), errors.warnings()};
    }
    static std::string group(const std::string& name) {
        return "[[group]]\nname='" + name + "'\nauthentication=false\ninitiate-to=[{address='lns.example.net'}]\n";
    }
    /// The first key of `keys` stands in line 8.
    Result parsed(const std::string& keys, const std::string& call = "office") const {
        return parsed_text(group("g") + "[group.call]\nname='" + call + "'\nppp-options='" + options + "'\n" + keys);
    }
    /// With these pppd options.
    Result with_options(const std::string& text) {
        options = write("office.options", text, 0644);
        return parsed("");
    }
};

bool has(const Lines& lines, const std::string& part) {
    return std::ranges::any_of(lines, [&](const std::string& line) { return line.find(part) != line.npos; });
}

}  // namespace

TEST_CASE("every key of [group.call] arrives", "[config][client]") {
    const Files files;
    const auto result = files.parsed("start='boot'\nredial='250ms..2h'\npersist=false\nmaxfail=1\ndefaultroute=true\nusepeerdns=true\n");
    CHECK(result.errors == Lines{});
    CHECK(result.warnings == Lines{});
    REQUIRE(result.config);
    const auto* group = result.config->group_of_call("office");
    REQUIRE(group != nullptr);
    CHECK(group->name == "g");
    const auto& call = *group->call;
    CHECK(call.ppp_options == files.options);
    CHECK(call.start == CallStart::kBoot);
    CHECK(call.redial == RedialTimes{250ms, 2h});
    CHECK_FALSE(call.persist);
    CHECK(call.maxfail == 1);
    CHECK(call.defaultroute);
    CHECK(call.usepeerdns);
    CHECK(result.config->group_of_call("home") == nullptr);
}

TEST_CASE("a call is placed by command, never given up, and leaves routes and DNS alone unless told", "[config][client]") {
    const Files files;
    const auto result = files.parsed("");
    REQUIRE(result.config);
    const auto& call = *result.config->groups.front().call;
    CHECK(call.start == CallStart::kCommand);
    CHECK(call.redial == RedialTimes{5s, 5min});
    CHECK(call.persist);
    CHECK(call.maxfail == 0);
    CHECK_FALSE(call.defaultroute);
    CHECK_FALSE(call.usepeerdns);
}

TEST_CASE("one duration is the wait before every try", "[config][client]") {
    const Files files;
    const auto result = files.parsed("redial='30s'\n");
    REQUIRE(result.config);
    CHECK(result.config->groups.front().call->redial == RedialTimes{30s, 30s});
}

TEST_CASE("waits that are no range are an error that shows one", "[config][client]") {
    const Files files;
    for (const char* wrong : {"'5m..5s'", "'5s-5m'", "'..5m'", "'5s..'", "'50ms..5s'", "'5s..2d'", "5", "'5s..5m..10m'"}) {
        INFO(wrong);
        CHECK(has(files.parsed(std::string("redial=") + wrong + "\n").errors,
                  "f:8:8: group.call.redial: expected a range of durations from 100ms to 1d such as \"5s..5m\""));
    }
}

TEST_CASE("a call needs its name, its options and where it goes", "[config][client]") {
    const Files files;
    const auto bare = Files::parsed_text(Files::group("g") + "[group.call]\n").errors;
    CHECK(has(bare, "group.call.name: missing"));
    CHECK(has(bare, "group.call.ppp-options: missing"));
    const auto nowhere = Files::parsed_text("[[group]]\nname='g'\nauthentication=false\n[group.call]\nname='office'\nppp-options='" +
                                            files.options + "'\n");
    CHECK(has(nowhere.errors, "f:4:8: group.call: expected initiate-to in the group"));
    CHECK(has(files.parsed("", "a b").errors, "group.call.name: expected a name of 1 to 64 letters"));
}

TEST_CASE("two calls of one name are an error", "[config][client]") {
    const Files files;
    const auto call = "[group.call]\nname='office'\nppp-options='" + files.options + "'\n";
    const auto result = Files::parsed_text(Files::group("g") + call + Files::group("h") + call);
    CHECK(has(result.errors, "group.call.name: expected each call once, \"office\" is also at f:"));
}

TEST_CASE("a call that l2tpctl could not place for its name is an error", "[config][client]") {
    const Files files;
    for (const std::string name : {"end", "list"})
        CHECK(has(files.parsed("", name).errors, "f:6:1: group.call.name: expected another name, `l2tpctl call " + name + "`"));
    CHECK(files.parsed("", "ending").errors == Lines{});
}

TEST_CASE("options of pppd that the keys stand for are errors", "[config][client]") {
    Files files;
    CHECK(has(files.with_options("defaultroute\n").errors, "defaultroute: expected the key defaultroute"));
    CHECK(has(files.with_options("replacedefaultroute\n").errors, "expected the key defaultroute"));
    CHECK(has(files.with_options("persist\n").errors, "persist: expected the keys persist, maxfail and redial"));
    CHECK(has(files.with_options("holdoff 3\n").errors, "holdoff: expected the keys persist, maxfail and redial"));
    CHECK(has(files.with_options("demand\n").errors, "demand: expected no dialling by pppd"));
    CHECK(has(files.with_options("plugin pppol2tp.so\n").errors, "expected no pppol2tp.so"));
    CHECK(has(files.with_options("updetach\n").errors, "expected a pppd that stays in the foreground"));
    CHECK(files.with_options("user me\nnoauth\nmtu 1400\n").errors == Lines{});
}

TEST_CASE("a number of failures means nothing to a call that is placed once", "[config][client]") {
    const Files files;
    CHECK(has(files.parsed("persist=false\nmaxfail=3\n").warnings, "group.call.maxfail: has no effect where persist = false"));
}
