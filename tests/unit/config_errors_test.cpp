// Each wrong configuration gets the error that names its place, key and what was expected.
#include <algorithm>

#include "config/source_text.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace vpdnd;

namespace {

std::vector<std::string> errors_of(const std::string& text, bool open_to_others = false) {
    config::ErrorList errors;
    const auto file = std::make_shared<const config::SourceFile>(config::SourceFile{"f", {open_to_others, false}});
    const auto config = config::parse_config({{file, text}}, errors);
    CHECK((config == nullptr) == !errors.empty());
    return errors.errors();
}

bool has(const std::vector<std::string>& lines, const std::string& start) {
    return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) { return line.starts_with(start); });
}

struct Wrong {
    const char* text;
    const char* error;  ///< how one of the lines begins
};

void check_all(const std::vector<Wrong>& cases) {
    for (const Wrong& wrong : cases) {
        const auto lines = errors_of(wrong.text);
        std::string all;
        for (const auto& line : lines) all += line + "\n";
        INFO(wrong.text << "\n--- expected\n" << wrong.error << "\n--- found\n" << all);
        CHECK(has(lines, wrong.error));
    }
}

// A group that is right, for the parts of a case to stand behind.
#define LAC "[[group]]\nname='g'\nsecret='s'\ninitiate-to=[{address='192.0.2.1'}]\n"
#define LNS_AT(address) "[[group]]\nname='g'\nsecret='s'\ninitiate-to=[{address='" address "'}]\n" LAC_PART
#define LAC_PART "[group.request-dialin]\ndomains=['d']\n"

}  // namespace

TEST_CASE("an empty configuration is good: nothing is served", "[config]") {
    CHECK(errors_of("").empty());
    CHECK(errors_of("# nothing\n[daemon]\n").empty());
}

TEST_CASE("text that is no TOML is reported with its place", "[config]") {
    check_all({
        {"[daemon\n", "f:1:8: syntax: expected TOML: "},
        {"# \xd1\x9e\na = '\\xd1\\x9e'\n[b]\n\xd1\x9e = 1\n", "f:4:1: syntax: expected ASCII outside"},
        {"[.a]\nb = 1\n", "f:1:1: syntax: expected TOML"},
        {"b = 1\n\n[ .a]\nb = 1\n", "f:3:1: syntax: expected TOML"},
        {"a = 1\na = 2\n", "f:2:5: syntax: expected TOML: "},
        {"[daemon]\nhostname = \"\x80\"\n", "f:2:12: syntax: expected TOML: "},
    });
}

TEST_CASE("a line with very many dots is refused before it is parsed", "[config]") {
    std::string dots = "a";
    for (int i = 0; i < 200'000; ++i) dots += ".a";
    CHECK(errors_of("\n" + dots + " = 1\n") ==
          std::vector<std::string>{"f:2:2002: syntax: expected at most 1000 dots in a line"});
}

TEST_CASE("unknown keys get the nearest known one as suggestion", "[config]") {
    check_all({
        {"[deamon]\n", "f:1:2: deamon: unknown key, expected perhaps daemon"},
        {"[daemon]\nhost-name = 'x'\n", "f:2:1: daemon.host-name: unknown key, expected perhaps hostname"},
        {"[[group]]\nname='g'\nhelo-interval = 5\n", "f:3:1: group.helo-interval: unknown key, expected perhaps hello-int"},
        {"[pool.p]\nzzzzzzzzzzzz = 1\n", "f:2:1: pool.p.zzzzzzzzzzzz: unknown key, expected one of ranges"},
        {"\"a\\nb\" = 1\n", "f:1:1: \"a\\x0ab\": unknown key"},
    });
}

TEST_CASE("wrong types are reported with what was expected and found", "[config]") {
    check_all({
        {"daemon = 1\n", "f:1:10: daemon: expected a table, found an integer"},
        {"[group]\nname = 'g'\n", "f:1:1: group: expected [[group]] in double brackets"},
        {"group = [1]\n", "f:1:10: group: expected a table, found an integer"},
        {"[daemon]\nlisten = '0.0.0.0:1701'\n", "f:2:10: daemon.listen: expected a list of \"ADDRESS:PORT\""},
        {"[daemon]\nmax-tunnels = '5'\n", "f:2:15: daemon.max-tunnels: expected an integer from 1 to 65535, found \"5\""},
        {"[daemon]\nmax-tunnels = 5.0\n",
         "f:2:15: daemon.max-tunnels: expected an integer from 1 to 65535, found a number with a point"},
        {"[daemon]\nhostname = 2001-01-01\n", "f:2:12: daemon.hostname: expected text of 1 to 255 printable ASCII "
                                              "characters, found a date or time"},
        {LAC "hide-avps = 'yes'\n", "f:5:13: group.hide-avps: expected true or false, found \"yes\""},
        {"[daemon]\ndebug = ['events', 1]\n", "f:2:20: daemon.debug: expected a list of \"events\""},
    });
}

TEST_CASE("an LNS may have any name that is none of a number", "[config]") {
    for (const char* text : {LNS_AT("192.0.2.1"), LNS_AT("2001:db8::1"), LNS_AT("lns1"), LNS_AT("1.lns.example.net"),
                             LNS_AT("lns.example.net."), LNS_AT("4com")}) {
        INFO(text);
        CHECK(errors_of(text).empty());
    }
}

TEST_CASE("LNS addresses that are missing are not also said to be the same", "[config]") {
    const auto lines = errors_of("[[group]]\nname='g'\nsecret='s'\ninitiate-to=[{port=1},{port=1}]\n" LAC_PART);
    CHECK(lines.size() == 2);
    for (const auto& line : lines) CHECK(line.find("initiate-to.address: missing") != std::string::npos);
}

TEST_CASE("a wrong host name is one error", "[config]") {
    CHECK(errors_of("[daemon]\nhostname = 5\n").size() == 1);
}

TEST_CASE("values out of range and values of a wrong form are reported", "[config]") {
    check_all({
        {"[daemon]\nmax-tunnels = 0\n", "f:2:15: daemon.max-tunnels: expected an integer from 1 to 65535, found 0"},
        {"[daemon]\nlisten = []\n", "f:2:10: daemon.listen: expected a list of \"ADDRESS:PORT\""},
        {"[daemon]\nlisten = ['192.0.2.1']\n", "f:2:11: daemon.listen: expected"},
        {"[daemon]\nlisten = ['192.0.2.1:0']\n", "f:2:11: daemon.listen: expected"},
        {"[daemon]\nlisten = ['2001:db8::1:1701']\n", "f:2:11: daemon.listen: expected"},
        {"[daemon]\nlisten = ['[::]:1701','[::]:1701']\n", "f:2:23: daemon.listen: expected each item once"},
        {"[daemon]\nsearch-order = []\n", "f:2:16: daemon.search-order: expected a list of \"dnis\", \"calling-number\", \"interface\", "},
        {"[daemon]\ncontrol-socket = 'run/x'\n", "f:2:18: daemon.control-socket: expected an absolute path, found"},
        {"[daemon]\ndataplane = 'auto'\n", "f:2:13: daemon.dataplane: expected one of \"kernel\", \"netlink\", \"pppox\""},
        {LAC "retransmit-max = 7\n", "f:5:18: group.retransmit-max: expected a duration from 8s to 2m"},
        {LAC "hello-interval = '1 s'\n", "f:5:18: group.hello-interval: expected a duration from 1s to 1d"},
        {LAC "hello-interval = -1\n", "f:5:18: group.hello-interval: expected a duration from 1s to 1d"},
        {LAC "hello-interval = '99999999999999999999s'\n", "f:5:18: group.hello-interval: expected a duration"},
        {LAC "receive-window = 0\n", "f:5:18: group.receive-window: expected an integer from 1 to 1024, found 0"},
        {LAC "source-port = 65536\n", "f:5:15: group.source-port: expected a port from 1 to 65535, or \"ephemeral\""},
        {LAC "peers = ['192.0.2.1/24']\n", "f:5:10: group.peers: expected a list of addresses and \"ADDRESS/LENGTH\""},
        {LAC "peers = ['2001:db8::/129']\n", "f:5:10: group.peers: expected a list of addresses and \"ADDRESS/LENGTH\""},
        {LAC "terminate-from = ['a*']\n", "f:5:19: group.terminate-from: expected a list of host names"},
        {LAC "terminate-from = ['*']\n", "f:5:19: group.terminate-from: expected a list of host names"},
        {LAC "source = 'example.net'\n", "f:5:10: group.source: expected an IP address, found \"example.net\""},
        // getaddrinfo() would take the first for 192.0.0.2, and look the others up.
        {LNS_AT("192.0.2"), "f:4:23: group.initiate-to.address: expected an IP address or a host name, found \"192.0.2\""},
        {LNS_AT("192.0.2.256"), "f:4:23: group.initiate-to.address: expected an IP address or a host name"},
        {LNS_AT("3221225985"), "f:4:23: group.initiate-to.address: expected an IP address or a host name"},
        {LNS_AT("lns.0x10"), "f:4:23: group.initiate-to.address: expected an IP address or a host name"},
        {LNS_AT("2001:db8::1::2"), "f:4:23: group.initiate-to.address: expected an IP address or a host name"},
        {"[[group]]\nname = 'a b'\n", "f:2:8: group.name: expected a name of 1 to 64 letters"},
        {"[pool.p]\nranges = ['192.0.2.9-192.0.2.1']\n", "f:2:11: pool.p.ranges: expected a list of IPv4 addresses and \"FIRST-LAST\""},
        {"[pool.'a b']\nranges = ['192.0.2.1']\n", "f:1:7: pool: expected a name of 1 to 64 letters"},
        {"[[group]]\nname='g'\nsecret='s'\n[group.accept-dialout]\ndialer='d'\nnumbers='('\n",
         "f:6:9: group.accept-dialout.numbers: expected a POSIX extended regular expression: "},
        {"[[group]]\nname='g'\nsecret='s'\n[group.accept-dialout]\ndialer='d'\nnumbers='((a{1,9999}){9999}){9}'\n",
         "f:6:9: group.accept-dialout.numbers: expected repetitions that multiply to at most 4096"},
    });
}

TEST_CASE("missing keys are reported at the table that needs them", "[config]") {
    check_all({
        {"[[group]]\nsecret='s'\n" LAC_PART, "f:1:1: group.name: missing, expected a name"},
        {LAC "[group.accept-dialin]\n", "f:5:8: group.accept-dialin.ppp-options: missing, expected an absolute path"},
        {"[[group]]\nname='g'\nsecret='s'\ninitiate-to=[{port=1}]\n",
         "f:4:14: group.initiate-to.address: missing, expected an IP address or a host name"},
        {LAC "[group.request-dialout]\n", "f:5:1: group.request-dialout.user: missing, expected a list of tables"},
        {"[pool.p]\n", "f:1:1: pool.p.ranges: missing, expected a list of"},
        {"[radius.r]\nservers=[{address='192.0.2.1'}]\n", "f:2:10: radius.r.servers: expected secret or secret-file"},
    });
}

TEST_CASE("combinations that cannot work are reported", "[config]") {
    check_all({
        {"[[group]]\nname='g'\n" LAC_PART, "f:1:1: group.authentication: expected secret or secret-file"},
        {LAC "secret-file='/nowhere/s'\n", "f:5:1: group.secret-file: expected secret or secret-file, not both"},
        {LAC, "f:1:1: group: expected a part: accept-dialin"},
        {"[[group]]\nname='g'\nsecret='s'\n" LAC_PART, "f:4:8: group.request-dialin: expected initiate-to in the group"},
        {LAC "[group.accept-dialin]\nforward='always'\n", "f:6:1: group.accept-dialin.forward: expected a group with request-dialin"},
        {LAC "replace-result = { 4 = 12 }\n", "f:5:24: group.replace-result.4: expected an integer from 1 to 11, found 12"},
        {LAC "replace-result = { 12 = 4 }\n", "f:5:20: group.replace-result.12: unknown key"},
        {LAC "[group.request-dialin]\ndomains=['x']\n[group.request-dialin.avps]\nproxy-lcp='renew'\n",
         "f:8:11: group.request-dialin.avps.proxy-lcp: expected one of \"pass\", \"drop\""},
        {LAC "[group.request-dialin]\ndomains=['x']\nrewrite = { user = '%n %x' }\n",
         "f:7:13: group.request-dialin.rewrite.user: expected %u, %n, %m, %c, %d and %%, found \"%x\""},
        {LAC "[group.request-dialin]\n", "f:5:8: group.request-dialin: expected domains, dnis, calling-numbers, interfaces or switch-from"},
        {"[[group]]\nname='g'\nauthentication=false\n[group.accept-dialout]\ndialer='d'\n",
         "f:1:1: group.peers: missing, expected the addresses of the peers"},
        {"[[group]]\nname='g'\nauthentication=false\nhide-avps=true\n", "f:4:1: group.hide-avps: expected secret or"},
        {LAC "[group.accept-dialout]\ndialer='d'\n", "f:6:1: group.accept-dialout.dialer: expected the name of a [dialer"},
        {LAC "[group.accept-dialin]\nppp-options='/n'\npool='p'\nlocal-address='192.0.2.1'\n",
         "f:7:1: group.accept-dialin.pool: expected the name of a [pool.NAME]"},
        {"[daemon]\npppd='none'\n", "f:2:1: daemon.pppd: expected an absolute path: only with dataplane"},
        {LAC "[group.accept-dialin]\nppp-options='/n'\nradius='r'\n",
         "f:7:1: group.accept-dialin.radius: expected the name of a [radius.NAME]"},
        {LAC "[group.accept-dialin]\nppp-options='/n'\npool='p'\n[pool.p]\nranges=['192.0.2.1']\n",
         "f:5:8: group.accept-dialin.local-address: missing, expected with pool"},
        {LAC "[group.accept-dialin]\nppp-options='/n'\npool='p'\nlocal-address='192.0.2.5'\n[pool.p]\n"
             "ranges=['192.0.2.1-192.0.2.9']\n",
         "f:8:1: group.accept-dialin.local-address: expected an address that no pool gives out, found one of f:10:1"},
        {LAC "[group.accept-dialin]\nppp-options='/n'\npool='p'\nlocal-address='192.0.2.15'\n[pool.p]\n"
             "ranges=['192.0.2.1-192.0.2.9']\n[pool.q]\nranges=['192.0.2.11-192.0.2.19']\n",
         "f:8:1: group.accept-dialin.local-address: expected an address that no pool gives out, found one of f:12:1"},
        {LAC "[group.accept-dialin]\nppp-options='/n'\nlocal-address='192.0.2.5'\n[pool.p]\n"
             "ranges=['192.0.2.1-192.0.2.9']\n",
         "f:7:1: group.accept-dialin.local-address: expected an address that no pool gives out"},
        {LAC "[group.request-dialin]\ndomains=['x']\nbusy-timeout=5\ndead-time=5\n",
         "f:8:1: group.request-dialin.dead-time: expected dead-time or its old name busy-timeout, not both"},
        {LAC "[group.request-dialin]\ndomains=['x']\nbusy-timeout=-1\n",
         "f:7:14: group.request-dialin.busy-timeout: expected a duration"},
        {LAC LAC_PART LAC LAC_PART, "f:8:1: group.name: expected another name, \"g\" is the group at f:1:1"},
        {"[pool.a]\nranges=['192.0.2.1-192.0.2.9']\n[pool.b]\nranges=['192.0.2.9-192.0.2.20']\n",
         "f:4:1: pool.b.ranges: expected ranges that do not overlap: 192.0.2.9 is also in a range at f:2:1"},
        {"[pool.a]\nranges=['192.0.2.1-192.0.2.99', '192.0.2.5', '192.0.2.50']\n",
         "f:2:1: pool.a.ranges: expected ranges that do not overlap: 192.0.2.50"},
        {"[pool.a]\nranges=['239.0.0.1-240.0.0.1']\n", "f:2:1: pool.a.ranges: expected addresses of hosts"},
        {"[[group]]\nname='g'\nsecret='s'\nsource='::1'\ninitiate-to=[{address='192.0.2.1'}]\n" LAC_PART,
         "f:5:14: group.initiate-to: expected an address of the family of source"},
        {"[[group]]\nname='g'\nsecret='s'\ninitiate-to=[{address='n'},{address='n'}]\n" LAC_PART,
         "f:4:28: group.initiate-to: expected each address once, the same is at f:4:14"},
        {"[daemon]\ncontrol-group='no-such-group'\n",
         "f:2:15: daemon.control-group: expected the name of a group of this system, found \"no-such-group\""},
        {"[daemon]\ncontrol-group=0\n", "f:2:15: daemon.control-group: expected the name of a group of this system, found an integer"},
        {"[daemon]\ncontrol-socket='/s'\nplugin-socket='/s'\n", "f:3:1: daemon.plugin-socket: expected another path"},
        {"[daemon]\ndomain-delimiters='@a'\n", "f:2:1: daemon.domain-delimiters: expected characters that are in no"},
    });
}

TEST_CASE("everything that is wrong is reported at once, in the order of the file", "[config]") {
    const auto lines = errors_of("[daemon]\nlog-level = 'all'\nfoo = 1\n[[group]]\nname = ''\nsecret = 5\n");
    REQUIRE(lines.size() >= 4);
    CHECK(lines[0].starts_with("f:2:13: daemon.log-level: "));
    CHECK(lines[1].starts_with("f:3:1: daemon.foo: "));
    CHECK(lines[2].starts_with("f:4:1: group: "));
    CHECK(lines[3].starts_with("f:5:8: group.name: "));
    CHECK(lines[4] == "f:6:10: group.secret: expected a secret of 1 to 255 characters, found an integer");
}

TEST_CASE("a secret is in no message", "[config]") {
    const std::string secret = "hunter2";
    for (const std::string& text : {
             "[[group]]\nname='g'\nsecret=['" + secret + "']\n",
             "[[group]]\nname='g'\nsecret='" + secret + "'\nsecret='" + secret + "'\n",
             "[[group]]\nname='g'\nsecret='" + secret + "\n",
             "[[group]]\nname='g'\nsecret=" + secret + "\n",
             "[[group]]\nname='g'\nsecret=\"" + secret + "\\q\"\n",
             "[[group]]\nname='g'\nsecret='" + secret + "' x\n",
             "[radius.r]\nservers=[{address='a', secret='" + secret + "'}]\n[pool]\np=1\n",
         }) {
        for (const bool open_to_others : {false, true}) {
            const auto lines = errors_of(text, open_to_others);
            INFO(text);
            REQUIRE(!lines.empty());
            for (const std::string& line : lines) {
                INFO(line);
                CHECK(line.find(secret) == std::string::npos);
                CHECK(line.find("hunter") == std::string::npos);
            }
        }
    }
}

TEST_CASE("a secret in a file that others can read is an error", "[config]") {
    const auto lines = errors_of(LAC LAC_PART, true);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].starts_with("f:3:8: group.secret: expected a file mode without rights for group and others"));
    CHECK(errors_of(LAC LAC_PART, false).empty());
}
