// What an Access-Accept says of a user.
#include "radius/user_profile.h"

#include "radius/framed_route.h"
#include "support/catch.h"

using namespace vpdnd;
using namespace radius::literals;
using Rule = UserProfile::Address;

namespace {

UserProfile profile_of(const radius::AttributeList& accept) {
    const auto profile = read_user_profile(accept);
    INFO((profile ? std::string("a profile") : profile.error()));
    REQUIRE(profile.has_value());
    return *profile;
}

std::string value_of(const UserProfile& profile, const std::string& name) {
    for (const auto& one : profile.for_scripts)
        if (one.name == name) return one.value;
    return "(none)";
}

}  // namespace

TEST_CASE("Framed-IP-Address says that the user chooses, that we choose, or which it is", "[radius][rfc2865]") {
    radius::AttributeList accept;
    CHECK(profile_of(accept).address_rule == Rule::kNotSaid);
    SECTION("255.255.255.255") {
        accept.add("Framed-IP-Address"_attr, radius::Ipv4{255, 255, 255, 255});
        CHECK(profile_of(accept).address_rule == Rule::kUserChooses);
    }
    SECTION("255.255.255.254") {
        accept.add("Framed-IP-Address"_attr, radius::Ipv4{255, 255, 255, 254});
        accept.add("Framed-Pool"_attr, "gold");
        CHECK(profile_of(accept).address_rule == Rule::kFromPool);
        CHECK(profile_of(accept).pool == "gold");
    }
    SECTION("an address, with the network behind the user") {
        accept.add("Framed-IP-Address"_attr, radius::Ipv4{10, 1, 2, 3});
        accept.add("Framed-IP-Netmask"_attr, radius::Ipv4{255, 255, 255, 248});
        const auto profile = profile_of(accept);
        CHECK(profile.address_rule == Rule::kFixed);
        CHECK(profile.address == 0x0a010203);
        CHECK(profile.routes == std::vector<UserRoute>{{0x0a010200, 29, 0}});
    }
    SECTION("a netmask of one address, or that is none, makes no route") {
        accept.add("Framed-IP-Address"_attr, radius::Ipv4{10, 1, 2, 3});
        accept.add("Framed-IP-Netmask"_attr, GENERATE(radius::Ipv4{255, 255, 255, 255}, radius::Ipv4{255, 0, 255, 0}, radius::Ipv4{}));
        CHECK(profile_of(accept).routes.empty());
    }
}

TEST_CASE("Interim records come not more often than once a minute", "[radius][rfc2869][5.16]") {
    radius::AttributeList accept;
    accept.add("Acct-Interim-Interval"_attr, GENERATE(0u, 1u, 59u));
    const auto profile = profile_of(accept);
    CHECK(profile.interim_interval == 60);
    REQUIRE(profile.notes.size() == 1);
    CHECK(profile.notes[0].ends_with("is less than 60, which is used"));
}

TEST_CASE("Limits, servers and classes are read, in order", "[radius][rfc2865]") {
    radius::AttributeList accept;
    accept.add("Session-Timeout"_attr, 3600);
    accept.add("Idle-Timeout"_attr, 0u);
    accept.add("Framed-MTU"_attr, 1400);
    accept.add("Port-Limit"_attr, 2);
    accept.add("Acct-Interim-Interval"_attr, 600);
    const base::Bytes first{0, 1, 0xff}, second{2};
    accept.add("Class"_attr, first);
    accept.add("Class"_attr, second);
    accept.add("MS-Primary-DNS-Server"_attr, radius::Ipv4{192, 0, 2, 53});
    accept.add("MS-Secondary-DNS-Server"_attr, radius::Ipv4{192, 0, 2, 54});
    accept.add("MS-Primary-NBNS-Server"_attr, radius::Ipv4{192, 0, 2, 55});
    accept.add("Reply-Message"_attr, "Hello ");
    accept.add("Reply-Message"_attr, "you");
    const auto profile = profile_of(accept);
    CHECK(profile.session_timeout == 3600);
    CHECK_FALSE(profile.idle_timeout);
    CHECK(profile.mtu == 1400);
    CHECK(profile.port_limit == 2);
    CHECK(profile.interim_interval == 600);
    CHECK(profile.classes == std::vector<base::Bytes>{first, second});
    CHECK(profile.dns == std::vector<std::uint32_t>{0xc0000235, 0xc0000236});
    CHECK(profile.wins == std::vector<std::uint32_t>{0xc0000237});
    CHECK(profile.message == "Hello you");
}

TEST_CASE("Cisco's pairs name servers and a pool as well", "[radius]") {
    radius::AttributeList accept;
    accept.add("Cisco-AVPair"_attr, "ip:dns-servers=192.0.2.53 192.0.2.54 192.0.2.55");
    accept.add("Cisco-AVPair"_attr, "ip:wins-servers*192.0.2.56,192.0.2.57");
    accept.add("Cisco-AVPair"_attr, "ip:addr-pool=gold");
    accept.add("Cisco-AVPair"_attr, "lcp:interface-config=description x");
    const auto profile = profile_of(accept);
    CHECK(profile.dns == std::vector<std::uint32_t>{0xc0000235, 0xc0000236});
    CHECK(profile.wins == std::vector<std::uint32_t>{0xc0000238, 0xc0000239});
    CHECK(profile.pool == "gold");
    CHECK(value_of(profile, "VPDN_CISCO_AVPAIR_4") == "lcp:interface-config=description x");
}

TEST_CASE("Routes through the user, in each form that servers write", "[radius][rfc2865][5.22]") {
    const std::vector<std::pair<std::string, std::optional<UserRoute>>> cases{
        {"192.0.2.0/24 0.0.0.0 1", UserRoute{0xc0000200, 24, 1}},
        {"192.0.2.0/24 192.0.2.1 1 2 -1 3 400", UserRoute{0xc0000200, 24, 1}},
        {"192.0.2.0 192.0.2.1 1", UserRoute{0xc0000200, 24, 1}},
        {"10.0.0.0", UserRoute{0x0a000000, 8, 0}},
        {"172.16.0.0 0.0.0.0", UserRoute{0xac100000, 16, 0}},
        {" 192.0.2.8/29 ", UserRoute{0xc0000208, 29, 0}},
        {"0.0.0.0/0 0.0.0.0 10", UserRoute{0, 0, 10}},
        {"192.0.2.9/29", std::nullopt},  // bits behind the length
        {"192.0.2.0/33", std::nullopt},
        {"192.0.2.0/24 gateway 1", std::nullopt},
        {"192.0.2.0/24 0.0.0.0 many", std::nullopt},
        {"", std::nullopt},
        {"a.b.c.d/8", std::nullopt},
    };
    for (const auto& [text, expected] : cases) {
        CAPTURE(text);
        CHECK(parse_framed_route(text) == expected);
    }
    radius::AttributeList accept;
    accept.add("Framed-Route"_attr, "192.0.2.0/24 0.0.0.0 1");
    accept.add("Framed-Route"_attr, "nonsense");
    const auto profile = profile_of(accept);
    CHECK(profile.routes.size() == 1);
    CHECK(profile.notes == std::vector<std::string>{"Framed-Route \"nonsense\" cannot be used"});
}

TEST_CASE("Scripts find what the table knows and may be shown; secrets and unknown ones they do not", "[radius]") {
    radius::AttributeList accept;
    accept.add("Filter-Id"_attr, "gold.in");
    accept.add("Filter-Id"_attr, "gold.out");
    accept.add("Framed-IPv6-Prefix"_attr, radius::Ipv6Prefix{{0x20, 0x01, 0x0d, 0xb8}, 64});
    accept.add("Service-Type"_attr, 2);
    accept.add("Class"_attr, base::Bytes{1});
    accept.add("Cisco-AVPair"_attr, "lcp:password=top");
    accept.add("MS-MPPE-Send-Key"_attr, base::Bytes(16, 1));
    accept.add({.id = {311, 99}, .value = {1}});
    accept.add({.id = {0, 250}, .value = {}});
    const auto profile = profile_of(accept);
    CHECK(profile.for_scripts == std::vector<ScriptVariable>{{"VPDN_FILTER_ID", "gold.in"},
                                                             {"VPDN_FILTER_ID_2", "gold.out"},
                                                             {"VPDN_FRAMED_IPV6_PREFIX", "2001:db8::/64"},
                                                             {"VPDN_SERVICE_TYPE", "2"}});
    CHECK(profile.unknown == std::vector<radius::AttributeId>{{311, 99}, {0, 250}});
}

TEST_CASE("An accept of what we do not serve is a rejection", "[radius][rfc2865][5.6]") {
    radius::AttributeList accept;
    std::string expected;
    SECTION("another service") {
        accept.add("Service-Type"_attr, radius::value_of("Service-Type"_attr, "Login"));
        expected = "Service-Type is not Framed";
    }
    SECTION("encryption that is required, without keys") {
        accept.add("MS-MPPE-Encryption-Policy"_attr, 2u);
        accept.add("MS-MPPE-Encryption-Types"_attr, 4u);
        expected = "MS-MPPE-Encryption-Policy requires what there are no keys or no type for";
        SECTION("or with one of two") { accept.add("MS-MPPE-Send-Key"_attr, base::Bytes(16, 1)); }
        SECTION("or with one that is too short") {
            accept.add("MS-MPPE-Send-Key"_attr, base::Bytes(16, 1));
            accept.add("MS-MPPE-Recv-Key"_attr, base::Bytes(8, 1));
        }
    }
    SECTION("encryption that is required, of no type") {
        accept.add("MS-MPPE-Send-Key"_attr, base::Bytes(16, 1));
        accept.add("MS-MPPE-Recv-Key"_attr, base::Bytes(16, 2));
        accept.add("MS-MPPE-Encryption-Policy"_attr, 2u);
        accept.add("MS-MPPE-Encryption-Types"_attr, 0u);
        expected = "MS-MPPE-Encryption-Policy requires what there are no keys or no type for";
    }
    SECTION("another protocol") {
        accept.add("Framed-Protocol"_attr, radius::value_of("Framed-Protocol"_attr, "SLIP"));
        expected = "Framed-Protocol is not PPP";
    }
    SECTION("a pool whose name no pool can have") {
        accept.add("Framed-Pool"_attr, "a b\n");
        expected = "Framed-Pool is no name of a pool";
    }
    const auto profile = read_user_profile(accept);
    REQUIRE_FALSE(profile.has_value());
    CHECK(profile.error() == expected);
}

TEST_CASE("An MTU that no link can have is passed over", "[radius]") {
    radius::AttributeList accept;
    accept.add("Framed-MTU"_attr, GENERATE(0u, 127u, 65536u));
    const auto profile = profile_of(accept);
    CHECK_FALSE(profile.mtu);
    CHECK(profile.notes.size() == 1);
}
