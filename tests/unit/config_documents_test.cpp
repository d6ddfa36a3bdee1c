// The documents made from the table of keys, and the configurations that the documents show.
#include <algorithm>
#include <sstream>

#include "config/config.h"
#include "config/reference.h"
#include "config/schema.h"
#include "config/toml_reader.h"
#include "reason/result_reference.h"
#include "support/catch.h"
#include "support/source_file.h"
#include "support/temporary_directory.h"

using namespace vpdnd;
using test::content_of;

namespace {

const std::string kTop = source_file("..");

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

void write_option_templates(const test::TemporaryDirectory& dir) {
    for (const auto& options : std::filesystem::directory_iterator(kTop + "/etc/ppp"))
        dir.write("ppp/" + options.path().filename().string(), content_of(options.path()), 0644);
    for (const auto* secret : {"tunnel.secret", "radius.secret"}) dir.write(secret, "long enough\n", 0600);
}

/// By --check-config, were its options files and its secret where it says.
void check_accepted(const test::TemporaryDirectory& dir, const std::string& name, const std::string& text, mode_t mode = 0600) {
    auto here = text;
    for (const auto* what : {"ppp", "tunnel", "radius"}) here = replaced(here, std::string("/etc/vpdnd/") + what, dir.path(what));
    const std::string file = dir.write(name, here, mode);
    INFO(text);
    std::vector<std::string> complaints;
    try {
        load_config(file, &complaints);
    } catch (const ConfigErrors& errors) {
        complaints = errors.lines;
    }
    CHECK(complaints == std::vector<std::string>{});
}

}  // namespace

TEST_CASE("the man page has the table of keys", "[config][documents]") {
    const std::string page = content_of(kTop + "/man/vpdnd.conf.5");
    // Made anew by: vpdnd --print-config-reference
    CHECK(page.find(config_reference()) != std::string::npos);
}

TEST_CASE("the man page of the daemon has the codes that the tables in the code have", "[config][documents]") {
    // Made anew by: vpdnd --print-result-reference
    CHECK(content_of(kTop + "/man/vpdnd.8").find(result_reference()) != std::string::npos);
}

TEST_CASE("the sample file is the table of keys, all commented out", "[config][documents]") {
    const std::string sample = content_of(kTop + "/etc/vpdnd.conf");
    CHECK(sample == sample_config());  // made anew by: vpdnd --print-sample-config
    std::istringstream lines(sample);
    for (std::string line; std::getline(lines, line);) CHECK((line.empty() || line[0] == '#'));
}

TEST_CASE("every default and example of the table is a right value", "[config][documents]") {
    for (const config::Section& section : config::sections()) {
        for (const config::KeyInfo* key : section.keys) {
            INFO(section.title << ": " << key->name);
            CHECK_FALSE(key->help.empty());
            const std::string text(key->default_value.empty() ? key->example : key->default_value);
            if (section.header.empty() && text.empty()) continue;  // keys of inline tables: shown by their list
            REQUIRE_FALSE(text.empty());
            config::ErrorList errors;
            const auto table = config::read_toml("x = " + text, nullptr, errors);
            REQUIRE(table);
            const auto tables = {config::Kind::kSecretFile, config::Kind::kTable, config::Kind::kTables};  // not converted, but read
            if (std::ranges::find(tables, key->kind) != tables.end()) continue;
            config::Value value;
            config::convert(*key, table->front().value, "x", errors, value);
            CHECK(errors.errors() == std::vector<std::string>{});
        }
    }
}

TEST_CASE("the examples are accepted without a warning, in files that anybody may read", "[config][documents]") {
    const test::TemporaryDirectory dir;
    write_option_templates(dir);
    int examples = 0;
    for (const auto& example : std::filesystem::directory_iterator(kTop + "/etc/examples")) {
        if (example.path().extension() != ".conf") continue;
        check_accepted(dir, example.path().filename(), content_of(example.path()), 0644);
        ++examples;
    }
    CHECK(examples >= 2);
}

TEST_CASE("the configurations in README, guides and man page are accepted without a warning", "[config][documents]") {
    const test::TemporaryDirectory dir;
    write_option_templates(dir);
    for (const char* document :
         {"/README.md", "/doc/guide-lns.md", "/doc/guide-lac.md", "/doc/guide-radius.md", "/doc/guide-switch.md",
          "/doc/guide-client.md"}) {
        const std::string text = content_of(kTop + document);
        const auto begin = text.find("```toml\n");
        REQUIRE(begin != std::string::npos);
        check_accepted(dir, "vpdnd.conf", text.substr(begin + 8, text.find("```", begin + 8) - begin - 8));
    }
    const std::string page = replaced(content_of(kTop + "/man/vpdnd.conf.5"), "\\-", "-");
    int examples = 0;
    for (auto at = page.find(".SH EXAMPLES"); (at = page.find(".nf\n.RS\n", at)) != std::string::npos; ++at, ++examples)
        check_accepted(dir, "vpdnd.conf", page.substr(at + 8, page.find(".RE\n", at) - at - 8));
    CHECK(examples == 3);
}

TEST_CASE("the unit of a call gives l2tpctl the name as the configuration has it", "[config][documents][client]") {
    // systemd turns the "-" of %I into "/", and no name of a call has that.
    const std::string unit = content_of(kTop + "/etc/vpdnd-call@.service.in");
    CHECK(unit.find("l2tpctl call %i\n") != std::string::npos);
    CHECK(unit.find("l2tpctl call end %i\n") != std::string::npos);
}
