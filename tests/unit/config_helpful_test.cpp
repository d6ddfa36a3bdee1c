// What --check-config says where it used to say "good", or said something that does not help.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "config/source_text.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace vpdnd;
using Lines = std::vector<std::string>;

namespace {

struct Checked {
    Lines errors, warnings;
    bool warns(const std::string& text) const {
        return std::ranges::any_of(warnings, [&](const auto& line) { return line.find(text) != line.npos; });
    }
};

Checked check(const std::string& text) {
    config::ErrorList errors;
    const auto file = std::make_shared<const config::SourceFile>(config::SourceFile{"f", {}});
    config::parse_config({{file, text}}, errors);
    return {errors.errors(), errors.warnings()};
}

/// All errors of a file on the disk.
Lines errors_of(const std::string& file) {
    try {
        load_config(file);
    } catch (const ConfigErrors& errors) {
        return errors.lines;
    }
    return {};
}

const std::string kLac = "[[group]]\nname='g'\nsecret='long-enough'\ninitiate-to=[{address='192.0.2.1'}]\n[group.request-dialin]\n";

/// An options file that is right.
std::string options() {
    static const test::TemporaryDirectory dir;
    static const std::string file = dir.write("options", "mtu 1400\n", 0644);
    return "ppp-options='" + file + "'\n";
}

std::string lns_with(const std::string& options_file) {
    return "[[group]]\nname='g'\nsecret='long-enough'\n[group.accept-dialin]\nppp-options='" + options_file + "'\n";
}

const std::string kPart = "[group.accept-dialin]\n" + options();
const std::string kLns = "[[group]]\nname='g'\nsecret='long-enough'\n" + kPart;

}  // namespace

TEST_CASE("A configuration that serves nobody says so", "[config]") {
    CHECK(check("").warns("group: is nowhere: without a [[group]] nobody is served"));
    CHECK(check(kLns).warnings == Lines{});
    const auto hidden = check(kLns + "[[group]]\nname='h'\nsecret='long-enough'\npeers=['192.0.2.0/24']\n" + kPart);
    CHECK(hidden.errors == Lines{});
    CHECK(hidden.warns("group.accept-dialin: never serves a peer: the group at f:1:1"));
}

TEST_CASE("A group that another one hides says so, whatever the other one does with calls", "[config]") {
    const auto group = [](const std::string& name, const std::string& keys, bool accepts) {
        return "[[group]]\nname='" + name + "'\n" + keys +
               (accepts ? kPart : "initiate-to=[{address='192.0.2.1'}]\n[group.request-dialin]\ndomains=['" + name + ".com']\n");
    };
    const std::string secret = "secret='long-enough'\n", open = "authentication=false\n";
    const auto hidden = [](const std::string& text) {
        const auto checked = check(text);
        CHECK(checked.errors == Lines{});
        return checked.warns("group.accept-dialin: never serves a peer: the group at f:");
    };
    const std::string wide = secret + "peers=['192.0.0.0/16','2001:db8::/32']\n", narrow = secret + "peers=['192.0.2.0/24']\n";
    CHECK(hidden(group("lac", secret, false) + group("lns", secret, true)));
    CHECK_FALSE(hidden(group("lns", secret, true) + group("lac", secret, false)));
    CHECK_FALSE(hidden(group("lac", open, false) + group("lns", secret, true)));  // serves nobody's tunnel
    CHECK(hidden(group("a", wide, true) + group("b", narrow, true)));
    CHECK_FALSE(hidden(group("a", narrow, true) + group("b", wide, true)));
    CHECK_FALSE(hidden(group("a", narrow, true) + group("b", secret, true)));
    CHECK_FALSE(hidden(group("a", wide, true) + group("b", narrow + "terminate-from=['LAC']\n", true)));
    const std::string two = "terminate-from=['LAC','*.com']\n", one = "terminate-from=['*.COM']\n";
    CHECK(hidden(group("a", secret + two, true) + group("b", secret + one, true)));
    CHECK_FALSE(hidden(group("a", secret + one, true) + group("b", secret + two, true)));
    CHECK(check(group("lac", secret, false) + group("lns", secret, true)).warns(", and accepts no calls"));
}

TEST_CASE("A domain is a domain: no user, no delimiter, a wildcard only in front", "[config]") {
    CHECK(check(kLac + "domains=['cisco.com', '*.example.com']\n").errors == Lines{});
    for (const std::string domain : {"user@cisco.com", "@cisco.com", "*", "*.", "*cisco.com", "a.*.com"}) {
        INFO(domain);
        const auto errors = check(kLac + "domains=[\"" + domain + "\"]\n").errors;
        REQUIRE(errors.size() == 1);
        CHECK(errors[0].starts_with("f:6:1: group.request-dialin.domains: expected a domain"));
    }
}

TEST_CASE("A table for a list of tables is told how the list is written", "[config]") {
    CHECK(check("[group]\nname='g'\n").errors ==
          Lines{"f:1:1: group: expected [[group]] in double brackets, for there may be several; found a table"});
}

TEST_CASE("A text without its quotation marks is told so", "[config]") {
    for (const std::string value : {"192.0.2.1", "2001:db8::1", "[192.0.2.1]", "/etc/x", "cisco", "*.com"}) {
        INFO(value);
        const auto errors = check("[daemon]\nhostname = " + value + "\n").errors;
        REQUIRE(errors.size() == 1);
        CHECK(errors[0].find("syntax: expected a text in quotation marks, such as \"192.0.2.1\"") != std::string::npos);
    }
    const auto other = check("[daemon]\nmax-tunnels = 5 5\n").errors;
    REQUIRE(other.size() == 1);
    CHECK(other[0].find("expected TOML: ") != std::string::npos);
}

TEST_CASE("A wrong value is one error, and nothing that follows from it is another", "[config]") {
    const struct {
        std::string text, error;
    } cases[] = {
        {kLac + "domains='d'\n", "group.request-dialin.domains: expected a list"},
        {"[[group]]\nname='g'\nsecrt='long-enough'\n" + kPart, "group.secrt: unknown key, expected perhaps secret"},
        {"[[group]]\nname='g'\nauthentication='no'\npeers=['192.0.2.1']\n" + kPart,
         "group.authentication: expected true or false"},
        {kLns + "pool=5\nlocal-address='192.0.2.1'\n", "group.accept-dialin.pool: expected a name"},
    };
    for (const auto& [text, error] : cases) {
        INFO(text);
        const auto errors = check(text).errors;
        REQUIRE(errors.size() == 1);
        CHECK(errors[0].find(error) != std::string::npos);
    }
}

TEST_CASE("A program or plugin that the file names and that is not there is an error", "[config]") {
    CHECK(check("[daemon]\npppd='/nonexistent/pppd'\n" + kLns).errors ==
          Lines{"f:2:1: daemon.pppd: expected a program: \"/nonexistent/pppd\": No such file or directory"});
    CHECK(check("[daemon]\nplugin='/nonexistent/vpdn.so'\n" + kLns).errors.size() == 1);
    CHECK(check("[daemon]\npppd='/nonexistent/pppd'\n" + kLac + "domains=['d']\n").errors == Lines{});  // starts none
    const test::TemporaryDirectory dir;
    const auto users = "[pppoe.access]\ninterfaces=['eth1']\nppp-options='" + dir.write("users", "auth\n", 0644) + "'\n";
    CHECK(check("[daemon]\npppd='/nonexistent/pppd'\n" + kLac + "domains=['d']\n" + users).errors ==
          Lines{"f:2:1: daemon.pppd: expected a program: \"/nonexistent/pppd\": No such file or directory"});
    const std::string own_call = kLac.substr(0, kLac.find("[group.request-dialin]")) + "[group.call]\nname='office'\n" + options();
    CHECK(check("[daemon]\npppd='/nonexistent/pppd'\n" + own_call).errors ==
          Lines{"f:2:1: daemon.pppd: expected a program: \"/nonexistent/pppd\": No such file or directory"});
    const auto file_of_options = dir.write("o", "plugin /nonexistent/x.so\n", 0644);
    const auto errors = errors_of(dir.write("c", lns_with(file_of_options)));
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].starts_with(file_of_options + ":1:8: "));
    CHECK(errors[0].find("expected a plugin of pppd") != std::string::npos);
}

TEST_CASE("Programs and plugins that others may change are refused, also by way of a directory", "[config]") {
    const test::TemporaryDirectory dir;  // in /tmp: a sticky directory is no way to a file of ours
    const auto program = dir.write("bin/pppd", "#!/bin/sh\n", 0755), plugin = dir.write("lib/x.so", "", 0644);
    REQUIRE(::symlink(program.c_str(), dir.path("link").c_str()) == 0);
    const auto errors_with = [&](const std::string& pppd, const std::string& daemon_plugin, const std::string& options_plugin) {
        const auto file_of_options = dir.write("o", "plugin " + options_plugin + "\n", 0644);
        return errors_of(dir.write("etc/c", "[daemon]\nhostname='h'\npppd='" + pppd + "'\nplugin='" + daemon_plugin + "'\n" +
                                                lns_with(file_of_options)));
    };
    const auto linked = dir.path("link");
    CHECK(errors_with(program, plugin, plugin) == Lines{});
    CHECK(errors_with(linked, plugin, plugin) == Lines{});
    CHECK(errors_with("/usr/sbin/pppd", plugin, plugin) == Lines{});
    const auto expected = [&](const char* kind, const std::string& path) {
        return std::string("expected a ") + kind + " that group and others may not write (0755 or less): \"" + path + "\"";
    };
    for (const mode_t mode : {0775u, 0757u}) {
        REQUIRE(::chmod(program.c_str(), mode) == 0);
        const auto errors = errors_with(linked, plugin, plugin);
        REQUIRE(errors.size() == 1);
        CHECK(errors[0].ends_with("daemon.pppd: " + expected("program", linked)));
    }
    REQUIRE(::chmod(program.c_str(), 0755) == 0);
    REQUIRE(::chmod(plugin.c_str(), 0666) == 0);
    const auto of_plugin = errors_with(program, plugin, plugin);
    REQUIRE(of_plugin.size() == 2);
    CHECK(of_plugin[0].ends_with("daemon.plugin: " + expected("plugin of pppd", plugin)));
    CHECK(of_plugin[1].find(":1:8: ") != std::string::npos);
    REQUIRE(::chmod(plugin.c_str(), 0644) == 0);
    REQUIRE(::chmod(dir.path("bin").c_str(), 0777) == 0);  // only the link's target is there
    const auto of_directory = errors_with(linked, plugin, plugin);
    REQUIRE(of_directory.size() == 1);
    CHECK(of_directory[0].ends_with("daemon.pppd: " + expected("directory", dir.path("bin"))));
    REQUIRE(::chmod(dir.path("bin").c_str(), 01777) == 0);
    CHECK(errors_with(linked, plugin, plugin) == Lines{});
    if (::geteuid() != 0) return;
    REQUIRE(::chown(program.c_str(), 65534, 0) == 0);
    const auto of_owner = errors_with(program, plugin, plugin);
    REQUIRE(of_owner.size() == 1);
    CHECK(of_owner[0].find("expected a program that belongs to root or to the user of the daemon") != std::string::npos);
}

TEST_CASE("A configuration in a directory that others may write is refused", "[config]") {
    const test::TemporaryDirectory dir;
    const auto file = dir.write("open/etc/c", "[daemon]\nhostname='h'\n", 0644);
    CHECK(errors_of(file) == Lines{});
    for (const char* directory : {"open", "open/etc"}) {
        REQUIRE(::chmod(dir.path(directory).c_str(), 0775) == 0);
        CHECK(errors_of(file) == Lines{file + ":1:1: file: expected a directory that group and others may not write (0755 or less): \"" +
                                       dir.path(directory) + "\""});
        REQUIRE(::chmod(dir.path(directory).c_str(), 0755) == 0);
    }
}

TEST_CASE("Files that others may change are refused, with a secret in them or without", "[config]") {
    const test::TemporaryDirectory dir;
    const std::string text = "[daemon]\nhostname='h'\n";
    CHECK(errors_of(dir.write("c", text, 0644)) == Lines{});
    for (const mode_t mode : {0664u, 0646u}) {
        const auto file = dir.write("c", text, mode);
        CHECK(errors_of(file) == Lines{file + ":1:1: file: expected a file that group and others may not write (0644 or less)"});
    }
    const auto main = dir.write("c", text, 0644);
    dir.write("conf.d/a.conf", "", 0644);
    REQUIRE(::chmod(dir.path("conf.d").c_str(), 0777) == 0);
    CHECK(errors_of(main).size() == 1);
    REQUIRE(::chmod(dir.path("conf.d").c_str(), 0755) == 0);
    const auto file_of_options = dir.write("o", "mtu 1400\n", 0666);
    const auto errors = errors_of(dir.write("c", lns_with(file_of_options)));
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].find("group.accept-dialin.ppp-options: expected a file that group and others may not write") != std::string::npos);
}

TEST_CASE("A short secret is warned of, in the file and in a file of its own, and a byte order mark is no part of it", "[config]") {
    CHECK(check("[[group]]\nname='g'\nsecret='1234567'\n" + kPart).warns("group.secret: is a secret of less than 8"));
    const test::TemporaryDirectory dir;
    const auto config_with = [&](const std::string& content) {
        const auto secret = dir.write("secret", content, 0600);
        return dir.write("c", "[[group]]\nname='g'\nsecret-file='" + secret + "'\n" + kPart);
    };
    std::vector<std::string> warnings;
    const auto config = load_config(config_with("\xef\xbb\xbf" "12345678\r\n"), &warnings);
    CHECK(config->groups.at(0).tunnel.secret == "12345678");
    CHECK(warnings == Lines{});
    load_config(config_with("\xef\xbb\xbf" "1234567\n"), &warnings);
    CHECK(warnings.size() == 1);
}
