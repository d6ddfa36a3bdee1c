// [radius.NAME]: what arrives, and what is wrong in it.
#include "support/catch.h"
#include "support/parsed_config.h"
#include "support/temporary_directory.h"

using namespace vpdnd;
using namespace std::chrono_literals;
using test::Lines;
using test::one_starts_with;

namespace {

test::ParsedConfig parsed(const std::string& text) { return test::ParsedConfig(text); }

std::string all_of(const Lines& lines) {
    std::string out;
    for (const auto& line : lines) out += line + "\n";
    return out;
}

#define SERVER "address='192.0.2.1', secret='sixteen-letters!'"
#define RADIUS "[radius.r]\nservers=[{" SERVER "}]\n"

}  // namespace

TEST_CASE("every key of [radius.NAME] arrives", "[config][radius]") {
    const auto result = parsed(R"(
[daemon]
search-order = ["user", "domain", "dnis"]
[radius.isp]
servers = [ { address = "192.0.2.1", auth-port = 1645, secret = "sixteen-letters!", priority = 2, source = "192.0.2.9" },
            { address = "radius.example.net", secret = "sixteen-letters?", require-message-authenticator = "auto" } ]
timeout = "500ms"
tries = 5
give-up-after = "30s"
dead-time = "2m"
max-outstanding = 100
nas-identifier = "lac1"
nas-address = "2001:db8::1"
authorize-tunnels = true
authorization-password = "not-cisco"
cache-lifetime = 0
on-reject = "refuse"
on-failure = "local"
)");
    INFO(all_of(result.errors));
    REQUIRE(result.config);
    CHECK(result.config->daemon.search_order == Lines{"user", "domain", "dnis"});
    const auto& radius = result.config->radius.at("isp");
    REQUIRE(radius.servers.size() == 2);
    CHECK(radius.servers[0].auth_port == 1645);
    CHECK(radius.servers[0].priority == 2);
    CHECK(radius.servers[0].secret == l2tp::Secret("sixteen-letters!"));
    CHECK(to_string(radius.servers[0].source.value()) == "192.0.2.9");
    CHECK(radius.servers[0].require_message_authenticator == RequireSignature::kYes);
    CHECK(radius.servers[1].require_message_authenticator == RequireSignature::kAuto);
    CHECK(radius.timeout == 500ms);
    CHECK(radius.tries == 5);
    CHECK(radius.give_up_after == 30s);
    CHECK(radius.dead_time == 2min);
    CHECK(radius.max_outstanding == 100);
    CHECK(radius.nas_identifier == "lac1");
    CHECK(to_string(radius.nas_address.value()) == "2001:db8::1");
    CHECK(radius.authorize_tunnels);
    CHECK(radius.authorization_password == l2tp::Secret("not-cisco"));
    CHECK(radius.cache_lifetime == 0ms);
    CHECK(radius.on_reject == Otherwise::kRefuse);
    CHECK(radius.on_failure == Otherwise::kLocal);
    CHECK(all_of(result.warnings).find("radius.isp") == std::string::npos);
}

TEST_CASE("the password of questions for tunnels is cisco, unless the file says otherwise", "[config][radius]") {
    const auto result = parsed(RADIUS);
    REQUIRE(result.config);
    CHECK(result.config->radius.at("r").authorization_password == l2tp::Secret("cisco"));
}

TEST_CASE("errors of [radius.NAME] name place and key", "[config][radius]") {
    const std::pair<const char*, const char*> cases[] = {
        {"[radius.r]\nservers=[{address='192.0.2.1'}]\n", "f:2:10: radius.r.servers: expected secret or secret-file"},
        {"[radius.r]\nservers=[{" SERVER ", secret-file='/nowhere/s'}]\n", "f:2:"},
        {"[radius.r]\nservers=[]\n", "f:2:9: radius.r.servers: expected a list of tables, found an empty list"},
        {"[radius.r]\ntries=1\n", "f:1:1: radius.r.servers: missing, expected a list of tables"},
        {"[radius.r]\nservers=[{" SERVER ", source='2001:db8::1'}]\n", "f:2:"},
        {"[radius.r]\nservers=[{" SERVER "}, {" SERVER "}]\n", "f:2:"},
        {RADIUS "tries=0\n", "f:3:7: radius.r.tries: expected an integer from 1 to 10, found 0"},
        {RADIUS "timeout='1ms'\n", "f:3:9: radius.r.timeout: expected a duration from 100ms to 1m"},
        {RADIUS "on-reject='drop'\n", "f:3:11: radius.r.on-reject: expected one of \"local\", \"refuse\""},
        {RADIUS "nas-address='lac'\n", "f:3:13: radius.r.nas-address: expected an IP address"},
        {RADIUS "retries=3\n", "f:3:1: radius.r.retries: unknown key, expected perhaps tries"},
        {RADIUS "authorize-tunnels=true\n[radius.s]\nservers=[{" SERVER "}]\nauthorize-tunnels=true\n",
         "f:6:1: radius.s.authorize-tunnels: expected in one [radius.NAME] only, it is also at f:3:1"},
    };
    for (const auto& [text, expected] : cases) {
        const auto result = parsed(text);
        INFO(text << "--- expected\n" << expected << "\n--- found\n" << all_of(result.errors));
        CHECK(one_starts_with(result.errors, expected));
        CHECK(all_of(result.errors).find("sixteen-letters") == std::string::npos);
    }
    const std::string password = "[radius.r]\nauthorize-tunnels=true\nservers=[{" SERVER "}]\nauthorization-password='";
    CHECK(parsed(password + std::string(128, 'x') + "'\n").errors.empty());
    CHECK(one_starts_with(parsed(password + std::string(129, 'x') + "'\n").errors,
                          "f:4:1: radius.r.authorization-password: expected 128 octets"));
    CHECK(all_of(parsed("[radius.r]\nservers=[{" SERVER ", source='2001:db8::1'}]\n").errors).find("of the family of address") !=
          std::string::npos);
    CHECK(all_of(parsed("[radius.r]\nservers=[{" SERVER "}, {" SERVER "}]\n").errors).find("expected each server once") !=
          std::string::npos);
}

TEST_CASE("what nobody uses of RADIUS is warned of", "[config][radius]") {
    CHECK(all_of(parsed(RADIUS).warnings).find("radius.r: is used by no group") != std::string::npos);
    CHECK(all_of(parsed(RADIUS "authorize-tunnels=true\n").warnings).find("radius.r") == std::string::npos);
    const std::string by_user = "[daemon]\nsearch-order=['user']\n";
    CHECK(one_starts_with(parsed(by_user).warnings, "f:2:1: daemon.search-order: \"user\" has no effect without authorize-tunnels"));
    CHECK_FALSE(one_starts_with(parsed(by_user + RADIUS "authorize-tunnels=true\n").warnings, "f:2:1"));
}
