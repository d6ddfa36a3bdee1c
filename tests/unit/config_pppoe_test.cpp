// [pppoe.NAME]: what arrives, and what is wrong in it; the templates and patterns of its keys.
#include "config/interface_pattern.h"
#include "config/line_template.h"
#include "support/catch.h"
#include "support/parsed_config.h"
#include "support/temporary_directory.h"

using namespace vpdnd;
using namespace std::chrono_literals;
using test::Lines;
using test::one_has;

namespace {

struct Files : test::TemporaryDirectory {
    std::string options = write("users.options", "require-chap\n", 0644);

    test::ParsedConfig parsed(const std::string& keys, const std::string& before = "") const {
        return test::ParsedConfig(before + "[pppoe.a]\nppp-options='" + options + "'\n" + keys);
    }
};

}  // namespace

TEST_CASE("every key of [pppoe.NAME] arrives", "[config][pppoe]") {
    const Files files;
    const auto result = files.parsed(R"(
interfaces = ["eth1", "eth1.*"]
ac-name = "LAC 1"
services = ["", "isp"]
pppd-start = "exec"
sessions-per-mac = 2
sessions-per-interface = 100
session-limit = 0
half-open-limit = 7
pado-per-second = 0
pado-delay = "250ms"
max-payload = 1492
calling-number = "%mac %remote-id"
)");
    CHECK(result.errors == Lines{});
    CHECK(result.warnings == Lines{});
    REQUIRE(result.config);
    const auto& pppoe = result.config->pppoe.at("a");
    CHECK(pppoe.interfaces == std::vector<std::string>{"eth1", "eth1.*"});
    CHECK(pppoe.ac_name == "LAC 1");
    CHECK(pppoe.services == std::vector<std::string>{"", "isp"});
    CHECK(pppoe.ppp_options == files.options);
    CHECK(pppoe.pppd_start == PppdStart::kExec);
    CHECK(pppoe.sessions_per_mac == 2);
    CHECK(pppoe.sessions_per_interface == 100);
    CHECK(pppoe.session_limit == 0);
    CHECK(pppoe.half_open_limit == 7);
    CHECK(pppoe.pado_per_second == 0);
    CHECK(pppoe.pado_delay == 250ms);
    CHECK(pppoe.max_payload == 1492);
    CHECK(pppoe.calling_number == "%mac %remote-id");
}

TEST_CASE("what cannot work in [pppoe.NAME] is an error with its place", "[config][pppoe]") {
    const Files files;
    CHECK(one_has(files.parsed("").errors, "pppoe.a.interfaces"));
    CHECK(one_has(files.parsed("interfaces=['eth 1']\n").errors, "f:3:1: pppoe.a.interfaces: expected names of interfaces"));
    CHECK(one_has(files.parsed("interfaces=['a/b']\n").errors, "expected names of interfaces"));
    CHECK(one_has(files.parsed("interfaces=['sixteen-octets-x']\n").errors, "pppoe.a.interfaces"));
    CHECK(one_has(files.parsed("interfaces=['e']\ncalling-number='%foo-bar 1'\n").errors, "found \"%foo-bar\""));
    CHECK(one_has(files.parsed("interfaces=['e']\nmax-payload=1501\n").errors, "pppoe.a.max-payload"));
    CHECK(one_has(files.parsed("interfaces=['e']\npado-delay=6\n").errors, "pppoe.a.pado-delay"));
    CHECK(one_has(files.parsed("interfaces=['e']\nunknown=6\n").errors, "pppoe.a.unknown"));
    CHECK(one_has(files.parsed("interfaces=['e','f']\n[pppoe.b]\nppp-options='" + files.options + "'\ninterfaces=['g','e']\n").errors,
              "pppoe.b.interfaces: expected each interface in one [pppoe.NAME], \"e\" is also at f:3:1"));
    CHECK(one_has(files.parsed("interfaces=['e']\n", "[daemon]\ndataplane='none'\n").warnings, "pppoe.a: has no effect"));
}

TEST_CASE("options of PPPoE users must make them authenticate, and leave the session to the daemon", "[config][pppoe]") {
    Files files;
    const auto errors_with = [&](const std::string& options) {
        files.write("users.options", options, 0644);
        return files.parsed("interfaces=['e']\n").errors;
    };
    CHECK(errors_with("require-pap\n") == Lines{});
    CHECK(one_has(errors_with("noauth\n"), "noauth: expected users who authenticate"));
    CHECK(one_has(errors_with("name LAC\n"), "users must authenticate"));
    CHECK(one_has(errors_with("require-chap\nplugin vpdn.so\n"), "expected no vpdn.so"));
    CHECK(one_has(errors_with("require-chap\npersist\n"), "persist"));
    CHECK(one_has(errors_with("require-chap\nupdetach\n"), "updetach"));
}

TEST_CASE("A line's template has its words filled in, and the address where an id is missing", "[config][pppoe]") {
    const LineWords all{"02:00:00:00:00:01", "c/1", "r 1", "eth1.5"};
    CHECK(fill_line_template("%circuit-id", all) == "c/1");
    CHECK(fill_line_template("%interface:%mac %remote-id%circuit-id.", all) == "eth1.5:02:00:00:00:00:01 r 1c/1.");
    CHECK(fill_line_template("%circuit-id %remote-id", {"m", "", "", "e"}) == "m m");
    CHECK(fill_line_template("plain", all) == "plain");
    // What an access node said is not read again.
    CHECK(fill_line_template("%circuit-id", {"m", "%mac", "", ""}) == "%mac");
    CHECK(unknown_line_word("%mac%interface x") == "");
    CHECK(unknown_line_word("a %x y") == "%x");
    CHECK(unknown_line_word("100%") == "%");
}

TEST_CASE("A star in an interface's name stands for any characters", "[config][pppoe]") {
    CHECK(fits_interface_pattern("eth1", "eth1"));
    CHECK_FALSE(fits_interface_pattern("eth10", "eth1"));
    CHECK_FALSE(fits_interface_pattern("eth", "eth1"));
    CHECK(fits_interface_pattern("eth1.100", "eth1.*"));
    CHECK(fits_interface_pattern("eth1.", "eth1.*"));
    CHECK_FALSE(fits_interface_pattern("eth1", "eth1.*"));
    CHECK(fits_interface_pattern("anything", "*"));
    CHECK(fits_interface_pattern("", "*"));
    CHECK(fits_interface_pattern("aXbYc", "a*b*c"));
    CHECK(fits_interface_pattern("abbbc", "a*bc"));
    CHECK_FALSE(fits_interface_pattern("abbbd", "a*bc"));
    CHECK(fits_interface_pattern("aaaaaaaaaaaaaab", "*a*a*a*a*b"));
    CHECK(is_interface_pattern("eth0"));
    CHECK(is_interface_pattern("*"));
    for (const auto* wrong : {"", ".", "..", "a b", "a/b", "a:1", "0123456789abcdef", "\xc3\xa9"}) CHECK_FALSE(is_interface_pattern(wrong));
}
