// Who is told of a call: the keys of a group and of [radius.NAME], and what follows from them.
#include "radius/accounting_rule.h"

#include <algorithm>

#include "config/source_text.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace vpdnd;

namespace {

struct Parsed {
    explicit Parsed(const std::string& text) {
        const auto file = std::make_shared<const config::SourceFile>(config::SourceFile{"f"});
        config = config::parse_config({{file, text}}, errors);
    }
    bool complains(const std::string& start) const {
        return std::ranges::any_of(errors.errors(), [&](const std::string& line) { return line.find(start) != line.npos; });
    }
    bool warns(const std::string& start) const {
        return std::ranges::any_of(errors.warnings(), [&](const std::string& line) { return line.find(start) != line.npos; });
    }
    config::ErrorList errors;
    std::shared_ptr<const Config> config;
};

const std::string kServers = "servers = [ { address = '192.0.2.1', secret = 'sixteen-letters!' } ]\n";
const std::string kLac = "[[group]]\nname = 'lac'\nsecret = 'sixteen-letters!'\ninitiate-to = [ { address = '192.0.2.2' } ]\n";
const std::string kLns = "[[group]]\nname = 'lns'\nsecret = 'sixteen-letters!'\nterminate-from = ['LAC']\n";
const test::TemporaryDirectory kFiles;
const std::string kDialin = "[group.accept-dialin]\nppp-options = '" + kFiles.write("ppp.options", "") + "'\n";
const std::string kDialout = "[group.request-dialin]\ndomains = ['cisco.com']\n";

}  // namespace

TEST_CASE("The servers of accept-dialin are told of calls that end here", "[config][accounting]") {
    const Parsed parsed("[radius.isp]\n" + kServers + kLns + "radius-accounting = 'required'\n" + kDialin + "radius = 'isp'\n");
    CAPTURE(parsed.errors.errors());
    REQUIRE(parsed.config);
    const auto rule = accounting_rule(*parsed.config, "lns", true);
    CHECK(rule.mode == Accounting::kRequired);
    CHECK(rule.set == "isp");
    CHECK_FALSE(rule.tunnels);
    CHECK(accounting_sets(*parsed.config) == std::set<std::string>{"isp"});
    CHECK_FALSE(accounting_rule(*parsed.config, "another", true).applies());
}

TEST_CASE("Forwarded calls: request-dialin's radius, else the set that names tunnels", "[config][accounting]") {
    const auto sets = "[radius.a]\n" + kServers + "authorize-tunnels = true\nradius-accounting = 'yes'\n[radius.b]\n" + kServers;
    const Parsed named(sets + kLac + "radius-accounting = 'yes'\nradius-tunnel-accounting = true\n" + kDialout + "radius = 'b'\n");
    REQUIRE(named.config);
    CHECK(accounting_rule(*named.config, "lac", false).set == "b");
    CHECK(tunnel_accounting_set(*named.config, "lac") == "b");
    CHECK(accounting_sets(*named.config) == std::set<std::string>{"a", "b"});
    const Parsed unnamed(sets + kLac + "radius-accounting = 'yes'\n" + kDialout);
    REQUIRE(unnamed.config);
    CHECK(accounting_rule(*unnamed.config, "lac", false).set == "a");
    CHECK(tunnel_accounting_set(*unnamed.config, "lac").empty());
    // What the servers name without a group of ours.
    CHECK(accounting_rule(*unnamed.config, "radius:a", false).set == "a");
    CHECK_FALSE(accounting_rule(*unnamed.config, "radius:b", false).applies());
}

TEST_CASE("Accounting without servers is an error, and so is a set that there is not", "[config][accounting]") {
    CHECK(Parsed(kLns + "radius-accounting = 'yes'\n" + kDialin).complains(".radius-accounting: expected radius in accept-dialin"));
    CHECK(Parsed(kLac + "radius-tunnel-accounting = true\n" + kDialout).complains(".radius-tunnel-accounting: expected radius"));
    CHECK(Parsed(kLac + kDialout + "radius = 'none'\n").complains(".request-dialin.radius: expected the name of a [radius.NAME]"));
    CHECK(Parsed(kLac + "radius-accounting = 'maybe'\n" + kDialout).complains("expected one of \"no\", \"yes\", \"required\""));
}

TEST_CASE("Each part of a group that is accounted has servers of its own", "[config][accounting]") {
    const auto isp = "[radius.isp]\n" + kServers;
    const auto both = "[[group]]\nname = 'both'\nsecret = 'sixteen-letters!'\nterminate-from = ['LAC']\n"
                      "initiate-to = [ { address = '192.0.2.2' } ]\n";
    const Parsed without(isp + both + "radius-accounting = 'required'\n" + kDialin + "radius = 'isp'\n" + kDialout);
    CHECK(without.complains("request-dialin: expected radius"));
    const Parsed other(isp + both + "radius-accounting = 'yes'\n" + kDialin + kDialout + "radius = 'isp'\n");
    CHECK(other.complains("accept-dialin: expected radius"));
    const Parsed tunnels(isp + both + "radius-tunnel-accounting = true\n" + kDialin + kDialout + "radius = 'isp'\n");
    CHECK(tunnels.errors.errors() == std::vector<std::string>{});
}

TEST_CASE("A part whose calls all go on needs servers for its tunnels alone", "[config][accounting][switch]") {
    const auto isp = "[radius.isp]\n" + kServers;
    const std::string always = "[group.accept-dialin]\nforward = 'always'\n", no_effect = "accept-dialin.radius: has no effect";
    const auto both = "[[group]]\nname = 'both'\nsecret = 'sixteen-letters!'\nterminate-from = ['LAC']\n"
                      "initiate-to = [ { address = '192.0.2.2' } ]\nradius-accounting = 'yes'\n";
    const Parsed calls(isp + both + always + kDialout + "radius = 'isp'\n");
    CHECK(calls.errors.errors() == std::vector<std::string>{});
    CHECK(Parsed(isp + both + always + "radius = 'isp'\n" + kDialout + "radius = 'isp'\n").warns(no_effect));
    const Parsed tunnels(isp + kLns + "radius-tunnel-accounting = true\n" + always + "radius = 'isp'\n" + kLac + kDialout);
    CHECK(tunnels.errors.errors() == std::vector<std::string>{});
    CHECK_FALSE(tunnels.warns(no_effect));
    REQUIRE(tunnels.config);
    CHECK(tunnel_accounting_set(*tunnels.config, "lns") == "isp");
}

TEST_CASE("Accounting of a [radius.NAME] is for calls whose tunnel it names", "[config][accounting]") {
    CHECK(Parsed("[radius.isp]\n" + kServers + "radius-accounting = 'required'\n")
              .complains(".radius-accounting: expected authorize-tunnels"));
    CHECK(Parsed("[radius.isp]\n" + kServers + "radius-tunnel-accounting = true\n")
              .complains(".radius-tunnel-accounting: expected authorize-tunnels"));
}

TEST_CASE("A Start that must be taken can reach the second server in time", "[config][accounting]") {
    const std::string servers =
        "servers = [ { address = '192.0.2.1', secret = 'sixteen-letters!' }, { address = '192.0.2.2', secret = 'sixteen-letters!' } ]\n";
    const auto text = [&](const std::string& within, const std::string& mode) {
        return "[radius.isp]\n" + servers + "accounting-start-within = " + within + "\n" + kLns + "radius-accounting = '" + mode + "'\n" +
               kDialin + "radius = 'isp'\n";
    };
    CHECK(Parsed(text("5", "required")).warns("accounting-start-within: is over before the second server is asked, which is after 7 s"));
    CHECK_FALSE(Parsed(text("8", "required")).warns("accounting-start-within"));
    CHECK_FALSE(Parsed(text("5", "yes")).warns("accounting-start-within"));
    CHECK(Parsed("[radius.isp]\n" + kServers + "accounting-interval = 5\n").warns("accounting-interval: is less than 60 s"));
}
