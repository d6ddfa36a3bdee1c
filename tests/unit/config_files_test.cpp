// What the configuration reads from files: conf.d, secrets, options files of pppd.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "config/config.h"
#include "config/ppp_words.h"
#include "config/text_file.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace vpdnd;

namespace {

/// The errors of a file, or nothing if it is good.
std::vector<std::string> errors_of(const std::string& file) {
    try {
        load_config(file);
    } catch (const ConfigErrors& errors) {
        return errors.lines;
    }
    return {};
}

/// An LNS with these keys and this options file; returns its errors.
std::vector<std::string> errors_with_options(const test::TemporaryDirectory& dir, const std::string& keys,
                                             const std::string& options) {
    const std::string file = dir.write("o", options, 0644);
    return errors_of(dir.write("c", "[[group]]\nname='g'\nsecret='s'\n[group.accept-dialin]\nppp-options='" + file +
                                        "'\n" + keys + "\n[pool.p]\nranges=['192.0.2.9']\n"
                                        "[radius.r]\nservers=[{address='192.0.2.1',secret='s'}]\n"));
}

}  // namespace

TEST_CASE("a file that is not there, or no file, is an error and holds nobody up", "[config]") {
    const test::TemporaryDirectory dir;
    CHECK(errors_of(dir.path("none")) ==
          std::vector<std::string>{dir.path("none") + ":1:1: file: expected a readable file: No such file or directory"});
    REQUIRE(::mkfifo(dir.path("fifo").c_str(), 0600) == 0);
    CHECK(errors_of(dir.path("fifo")) ==
          std::vector<std::string>{dir.path("fifo") + ":1:1: file: expected a readable file: is not a regular file"});
    const std::string large = dir.write("large", std::string((1 << 20) + 1, '#'));
    CHECK(errors_of(large).at(0).ends_with("is larger than 1 MiB"));
}

TEST_CASE("files of conf.d are read in the order of their names, groups are appended", "[config]") {
    const test::TemporaryDirectory dir;
    const std::string group = "[[group]]\nsecret='s'\ninitiate-to=[{address='192.0.2.1'}]\n";
    const auto lac = [&](const std::string& name) {
        return group + "name='" + name + "'\n[group.request-dialin]\ndomains=['" + name + "']\n";
    };
    const std::string file = dir.write("vpdnd.conf", "[daemon]\nhostname='h'\n" + lac("first"));
    dir.write("conf.d/20-b.conf", lac("third"));
    dir.write("conf.d/10-a.conf", "[daemon]\nmax-tunnels=7\n" + lac("second"));
    dir.write("conf.d/30-c.conf.bak", "not read");
    const auto config = load_config(file);
    REQUIRE(config->groups.size() == 3);
    CHECK(config->groups[0].name == "first");
    CHECK(config->groups[1].name == "second");
    CHECK(config->groups[2].name == "third");
    CHECK(config->daemon.hostname == "h");
    CHECK(config->daemon.max_tunnels == 7);

    dir.write("conf.d/40-d.conf", "[daemon]\nhostname='i'\n");
    CHECK(errors_of(file) == std::vector<std::string>{dir.path("conf.d/40-d.conf") +
                                                      ":2:1: daemon.hostname: expected once, it is also at " + file +
                                                      ":2:1"});
    dir.write("conf.d/40-d.conf", "broken");
    dir.write("conf.d/50-e.conf", "pool=1\n");
    const auto errors = errors_of(file);
    REQUIRE(errors.size() == 2);
    CHECK(errors[0].starts_with(dir.path("conf.d/40-d.conf") + ":1:"));
    CHECK(errors[1].starts_with(dir.path("conf.d/50-e.conf") + ":1:6: pool: expected a table"));
}

TEST_CASE("a secret-file gives its first line and must be private", "[config]") {
    const test::TemporaryDirectory dir;
    const std::string secret = dir.write("secret", "hello\nmore\n", 0600);
    const std::string file = dir.write("c", "[[group]]\nname='g'\nsecret-file='" + secret +
                                               "'\ninitiate-to=[{address='192.0.2.1'}]\n"
                                               "[group.request-dialin]\ndomains=['d']\n",
                                       0644);
    CHECK(load_config(file)->groups.at(0).tunnel.secret == "hello");
    for (const mode_t mode : {0640u, 0604u, 0620u}) {
        REQUIRE(::chmod(secret.c_str(), mode) == 0);
        CHECK(errors_of(file) == std::vector<std::string>{
                                     file + ":3:13: group.secret-file: expected a file mode without rights for group "
                                            "and others (0600): \"" + secret + "\""});
    }
    dir.write("secret", "\n", 0600);
    CHECK(errors_of(file).at(0).find("expected a secret of 1 to 255 characters in the first line") !=
          std::string::npos);
    std::filesystem::remove(secret);
    CHECK(errors_of(file).at(0).ends_with("No such file or directory"));
}

TEST_CASE("a configuration with a secret must be private itself", "[config]") {
    const test::TemporaryDirectory dir;
    const std::string text = "[[group]]\nname='g'\nsecret='s'\ninitiate-to=[{address='192.0.2.1'}]\n"
                             "[group.request-dialin]\ndomains=['d']\n";
    CHECK(errors_of(dir.write("c", text, 0600)).empty());
    CHECK(errors_of(dir.write("c", text, 0640)).at(0).find("expected a file mode") != std::string::npos);
    CHECK(errors_of(dir.write("c", "[daemon]\n", 0644)).empty());
}

TEST_CASE("a file with a secret belongs to root or to the daemon's user", "[config]") {
    CHECK(config::file_access(0600, 0, 0).expected().empty());
    CHECK(config::file_access(0600, 1000, 1000).expected().empty());
    CHECK(config::file_access(0400, 0, 1000).expected().empty());
    CHECK(config::file_access(0600, 1000, 0).expected().starts_with("a file that belongs to root"));
    CHECK(config::file_access(0600, 1001, 1000).expected().starts_with("a file that belongs to root"));
    CHECK(config::file_access(0640, 0, 0).expected().starts_with("a file mode"));

    if (::geteuid() != 0) return;  // only root can give a file away
    const test::TemporaryDirectory dir;
    const std::string lac = "initiate-to=[{address='192.0.2.1'}]\n[group.request-dialin]\ndomains=['d']\n";
    const std::string secret = dir.write("secret", "hello\n", 0600);
    const std::string with_file = dir.write("c", "[[group]]\nname='g'\nsecret-file='" + secret + "'\n" + lac, 0644);
    const std::string with_secret = dir.write("d", "[[group]]\nname='g'\nsecret='s'\n" + lac, 0600);
    CHECK(errors_of(with_file).empty());
    CHECK(errors_of(with_secret).empty());
    for (const std::string& file : {secret, with_secret}) REQUIRE(::chown(file.c_str(), 65534, 0) == 0);
    const std::string expected = "expected a file that belongs to root or to the user of the daemon";
    CHECK(errors_of(with_file) ==
          std::vector<std::string>{with_file + ":3:13: group.secret-file: " + expected + ": \"" + secret + "\""});
    CHECK(errors_of(with_secret) == std::vector<std::string>{with_secret + ":1:1: file: " + expected});
    REQUIRE(::chown(secret.c_str(), 0, 0) == 0);
    REQUIRE(::chown(with_file.c_str(), 65534, 0) == 0);
    CHECK(errors_of(with_file) == std::vector<std::string>{with_file + ":1:1: file: " + expected});
}

TEST_CASE("words of an options file have places, quotes and comments", "[config]") {
    const auto file = std::make_shared<const config::SourceFile>(config::SourceFile{"o"});
    const auto words = config::split_ppp_options("auth # no\n  name \"a b\" c\\ d\n'#x' e#f\n", file);
    std::vector<std::string> seen;
    for (const auto& word : words) seen.push_back(config::to_string(word.place).append(" ").append(word.text()));
    CHECK(seen == std::vector<std::string>{"o:1:1 auth", "o:2:3 name", "o:2:8 a b", "o:2:14 c d", "o:3:1 #x",
                                           "o:3:6 e#f"});
}

TEST_CASE("options that contradict keys are errors at the option's place", "[config]") {
    const test::TemporaryDirectory dir;
    struct Case {
        const char *keys, *options, *place, *message;
    };
    const std::string pool = "pool='p'\nlocal-address='192.0.2.1'";
    const std::vector<Case> cases = {
        {"radius='r'", "auth\nplugin radius.so\n", ":2:8: radius.so: ", "expected no plugin radius.so"},
        {"", "plugin /usr/lib/pppd/2.4.9/vpdn.so\n", ":1:8: ", "expected no vpdn.so"},
        {"local-address='192.0.2.1'", "\n 192.0.2.7:192.0.2.8\n", ":2:2: 192.0.2.7:192.0.2.8: ", "expected no local address"},
        {pool.c_str(), ":192.0.2.8\n", ":1:1: :192.0.2.8: ", "expected no remote address where pool is set"},
        {pool.c_str(), "noip\n", ":1:1: noip: ", "expected IP"},
        {pool.c_str(), "ipcp-accept-remote\n", ":1:1: ipcp-accept-remote: ", "expected user-address = true"},
        {"multilink=false", "mp\n", ":1:1: mp: ", "expected no multilink"},
        {"multilink=true", "nomultilink\n", ":1:1: nomultilink: ", "expected the key multilink = false"},
        {"", "nomultilink\n", ":1:1: nomultilink: ", "expected the key multilink = false"},
        {"", "auth\nupdetach\n", ":2:1: updetach: ", "expected a pppd that stays in the foreground"},
        {"", "auth\n dryrun\n", ":2:2: dryrun: ", "expected a pppd that does not end before the call"},
        {"", "show-password\n", ":1:1: show-password: ", "expected no passwords of users in the log"},
        {"", "demand\n", ":1:1: demand: ", "expected no dialling"},
        {"radius='r'", "noauth\n", ":1:1: noauth: ", "expected authentication"},
        {"radius='r'", "auth\nallow-ip *\n", ":2:1: allow-ip: ", "expected no user without authentication"},
        {"force-local-chap=true", "require-pap\n", ":1:1: require-pap: ", "expected require-chap"},
    };
    for (const Case& c : cases) {
        const auto errors = errors_with_options(dir, c.keys, c.options);
        INFO(c.keys << " / " << c.options);
        REQUIRE(errors.size() == 1);
        INFO(errors[0]);
        CHECK(errors[0].starts_with(dir.path("o") + c.place));
        CHECK(errors[0].find(c.message) != std::string::npos);
    }
    CHECK(errors_with_options(dir, "", "plugin radius.so\nmultilink\n192.0.2.1:\nauth\n").empty());
    CHECK(errors_with_options(dir, pool + "\nuser-address=true", "ipcp-accept-remote\nipv6 ::1,::2\n").empty());
}

TEST_CASE("no options file may end a pppd before its call or show passwords", "[config]") {
    const test::TemporaryDirectory dir;
    for (const std::string option : {"updetach", "dryrun", "show-password"}) {
        const std::string options = dir.write("o", option + "\n", 0644);
        const std::string key = "ppp-options='" + options + "'\n";
        const std::string group = "[[group]]\nname='g'\nsecret='s'\n";
        for (const std::string& text :
             {group + "[group.accept-dialin]\n" + key,
              group + "initiate-to=[{address='192.0.2.1'}]\n[[group.request-dialout.user]]\nname='u'\nnumber='1'\n" + key,
              "[dialer.d]\n" + key}) {
            INFO(text);
            const auto errors = errors_of(dir.write("c", text));
            REQUIRE(errors.size() == 1);
            CHECK(errors[0].starts_with(options + ":1:1: " + option + ": expected"));
        }
    }
}

TEST_CASE("files included by an options file are read too", "[config]") {
    const test::TemporaryDirectory dir;
    const std::string inner = dir.write("inner", "\nnoauth\n", 0644);
    const auto errors = errors_with_options(dir, "radius='r'", "file " + inner + "\n");
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].starts_with(inner + ":2:1: noauth: "));
    const std::string itself = dir.path("o");
    CHECK(errors_with_options(dir, "", "file " + itself + "\n").at(0).find("at most 8 deep") != std::string::npos);
    CHECK(errors_with_options(dir, "", "file /nowhere/x\n").at(0).starts_with(itself + ":1:6: file: expected a read"));
}

TEST_CASE("a key whose service this version does not have is warned of", "[config]") {
    const test::TemporaryDirectory dir;
    const std::string file =
        dir.write("vpdnd.conf", "[[group]]\nname='g'\nsecret='sixteen-letters!'\ninitiate-to=[{address='192.0.2.1'}]\n"
                                "[[group.request-dialout.user]]\nname='u'\nnumber='1'\nppp-options='" + dir.write("o", "", 0644) + "'\n");
    std::vector<std::string> warnings;
    load_config(file, &warnings);
    std::erase_if(warnings, [](const std::string& line) { return line.find("nobody is served") != line.npos; });
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].find("group.request-dialout: is read but not served by this version") != std::string::npos);
}

TEST_CASE("options of serial lines in a template are named: some are ignored, some would end pppd", "[config]") {
    const test::TemporaryDirectory dir;
    const std::string options = dir.write("o", "lock\ncrtscts modem\n115200\nmtu 1400\nname local\nlcp-echo-interval\n30\n", 0644);
    const std::string file = dir.write("c", "[[group]]\nname='g'\nsecret='sixteen-letters!'\n[group.accept-dialin]\nppp-options='" +
                                                options + "'\n");
    std::vector<std::string> warnings;
    load_config(file, &warnings);
    std::erase_if(warnings, [](const std::string& line) { return line.find("serial lines") == line.npos; });
    REQUIRE(warnings.size() == 4);  // the last one is a value on a line of its own: only pppd knows
    CHECK(warnings[0] == options + ":1:1: lock: is for serial lines and has no effect in group.accept-dialin");
    CHECK(warnings[1].starts_with(options + ":2:1: crtscts: "));
    CHECK(warnings[2].starts_with(options + ":3:1: 115200: "));
    const auto errors = errors_with_options(dir, "", "welcome /bin/true\n");
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].find(":1:1: welcome: expected no option of serial lines: pppd would end at it") != std::string::npos);
}

TEST_CASE("a domain of an earlier group is warned of however it is written, a number only as it is", "[config]") {
    const test::TemporaryDirectory dir;
    const std::string group = "secret='sixteen-letters!'\ninitiate-to=[{address='192.0.2.1'}]\n[group.request-dialin]\n";
    const std::string file =
        dir.write("vpdnd.conf", "[[group]]\nname='a'\n" + group + "domains=['cisco.com']\ndnis=['1a']\n" +
                                    "[[group]]\nname='b'\n" + group + "domains=['CISCO.com']\ndnis=['1A']\n", 0600);
    std::vector<std::string> warnings;
    load_config(file, &warnings);
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].starts_with(file + ":13:1: group.request-dialin.domains: \"CISCO.com\" belongs to the group that has it "
                                         "first, at " + file + ":6:1"));
}
