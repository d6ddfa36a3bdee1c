// interface, vrf, tos and pmtu: what is right arrives, what is wrong has its place.
#include "support/catch.h"
#include "support/parsed_config.h"
#include "support/temporary_directory.h"

using namespace vpdnd;

namespace {

constexpr const char* kGroup = "[[group]]\nname='g'\nsecret='secret12'\n";

/// With an options file that there is.
const std::string& dialin() {
    static const test::TemporaryDirectory files;
    static const std::string text = "[group.accept-dialin]\nppp-options='" + files.write("options", "", 0644) + "'\n";
    return text;
}

struct Read : test::ParsedConfig {
    using ParsedConfig::ParsedConfig;
    bool says(const std::string& start) const { return test::one_starts_with(errors, start); }
};

std::string in_group(const std::string& keys) { return kGroup + keys + "\n" + dialin(); }
std::string in_dialin(const std::string& keys) { return kGroup + dialin() + keys + "\n"; }

}  // namespace

TEST_CASE("tos and pmtu are of the group's tunnels", "[config]") {
    const Read marked(in_group("tos=184\npmtu=true")), plain(in_group("")), zero(in_group("tos=0"));
    REQUIRE((marked.config && plain.config && zero.config));
    CHECK(marked.config->groups.at(0).tunnel.tos == 184);
    CHECK(marked.config->groups.at(0).tunnel.path_mtu);
    CHECK_FALSE(plain.config->groups.at(0).tunnel.tos);
    CHECK_FALSE(plain.config->groups.at(0).tunnel.path_mtu);
    CHECK(zero.config->groups.at(0).tunnel.tos == 0);
}

TEST_CASE("The user's TOS cannot be inherited, and nothing is that is no octet", "[config]") {
    CHECK(Read(in_group("tos='inherit'")).says("f:4:5: group.tos: expected an integer from 0 to 255, found \"inherit\""));
    CHECK(Read(in_group("tos=256")).says("f:4:5: group.tos: expected an integer from 0 to 255, found 256"));
}

TEST_CASE("A template of names that cannot fit is refused where it is written", "[config]") {
    CHECK(Read(in_dialin("interface='l2tp%t-%s'")).config->groups.at(0).accept_dialin->interface == "l2tp%t-%s");
    CHECK(Read(in_dialin("interface='tunnel%t-%s'")).says("f:6:1: group.accept-dialin.interface: expected names of at most 15 octets"));
    CHECK(Read(in_dialin("interface='blue'")).says("f:6:1: group.accept-dialin.interface: expected %s or %u in it"));
    CHECK(Read(in_dialin("interface='%u'")).says("f:6:1: group.accept-dialin.interface: expected two octets of its own at least"));
    CHECK(Read(in_dialin("interface='a b%s'")).says("f:6:1: group.accept-dialin.interface: expected letters, digits"));
}

TEST_CASE("A VRF that this machine does not have now is told where it is written, and stops nobody else's calls", "[config][vrf]") {
    for (const char* name : {"no-vrf", "lo"}) {
        const Read read(in_dialin(std::string("vrf='") + name + "'"));
        CHECK(read.config);
        REQUIRE(read.warnings.size() == 1);
        CHECK(read.warnings[0].starts_with("f:6:1: group.accept-dialin.vrf: no VRF of this machine now: "));
    }
}

TEST_CASE("Pools of two VRFs may have the same addresses, and each its group's own; one pool has one VRF", "[config][vrf]") {
    const std::string pools = "pool='p'\nlocal-address='192.0.2.5'\nvrf='no-such-vrf'\n"
                              "[[group]]\nname='h'\nsecret='secret12'\nterminate-from=['x']\n" +
                              dialin() +
                              "pool='q'\nlocal-address='192.0.2.5'\n"
                              "[pool.p]\nranges=['192.0.2.10-192.0.2.20']\n[pool.q]\nranges=['192.0.2.10-192.0.2.20']\n";
    CHECK(Read(in_dialin(pools)).errors.empty());
    std::string one = pools;
    one.replace(one.find("'q'"), 3, "'p'");
    CHECK(Read(in_dialin(one)).says("f:15:1: group.accept-dialin.pool: expected a pool of one VRF alone, it is in another one (or in "
                                    "none) at f:6:1"));
    // The other way round: the second group has the VRF.
    const std::string vrf = "vrf='no-such-vrf'\n";
    one.erase(one.find(vrf), vrf.size());
    one.insert(one.find("[pool.p]"), vrf);
    CHECK(Read(in_dialin(one)).says("f:14:1: group.accept-dialin.pool: expected a pool of one VRF alone"));
}

TEST_CASE("A pool may say its VRF: RADIUS servers name it, and no group", "[config][vrf]") {
    const std::string text = "vrf='no-such-vrf'\nradius='r'\n[radius.r]\nservers=[{address='192.0.2.1',secret='secret12'}]\n"
                             "[pool.gold]\nranges=['192.0.2.10-192.0.2.20']\nvrf='no-such-vrf'\n"
                             "[pool.plain]\nranges=['192.0.2.10-192.0.2.20']\n";
    const Read read(in_dialin(text));
    CHECK(read.errors.empty());
    REQUIRE(read.config);
    CHECK(read.config->vrf_of_pool("gold") == "no-such-vrf");
    CHECK(read.config->vrf_of_pool("plain").empty());
    CHECK(read.warnings.size() == 1);  // the VRF; no pool is said to be used by nobody
    CHECK(Read(in_dialin("pool='gold'\nlocal-address='192.0.2.5'\n" + text.substr(text.find("[pool.gold]"))))
              .says("f:6:1: group.accept-dialin.pool: expected a pool of one VRF alone, it is in another one (or in none) at f:10:1"));
}

TEST_CASE("Keys of pppds are told where all calls go on", "[config][switch]") {
    const std::string next = "[[group]]\nname='next'\nsecret='secret12'\ninitiate-to=[{address='192.0.2.1'}]\n"
                             "[group.request-dialin]\nswitch-from=['LAC']\n";
    const Read read(in_dialin("forward='always'\nvrf='no-such-vrf'\ninterface='s%s'\n") + next);
    REQUIRE(read.config);
    const auto warnings = read.warnings;
    REQUIRE(warnings.size() == 3);
    CHECK(warnings[0].starts_with("f:5:1: group.accept-dialin.ppp-options: has no effect with forward = \"always\""));
}
