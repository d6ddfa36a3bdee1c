// Programs and plugins that the configuration names: are they there, and can nobody else change them? They are run as
// root. Where they are found by name alone, in the places where pppd looks.
#include <glob.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "config/cross_checks.h"
#include "config/path_access.h"
#include "config/text_values.h"

namespace vpdnd::config {

namespace {

constexpr const char* kPlugin = "a plugin of pppd";

/// Empty: it may be executed or read.
std::string why_not(const std::string& path, int access) {
    return ::access(path.c_str(), access) == 0 ? std::string() : std::generic_category().message(errno);
}

/// By name alone: in the directories of any pppd of this system. Where there is none, nothing can be said.
std::string why_not_by_name(const std::string& name) {
    bool any = false;
    for (const char* directory : {"/usr/lib/pppd/*/", "/usr/lib64/pppd/*/", "/usr/lib/*/pppd/*/", "/usr/local/lib/pppd/*/"}) {
        glob_t found{};
        // NOLINTNEXTLINE(concurrency-mt-unsafe): without GLOB_TILDE it reads neither the environment nor users
        if (::glob(directory, GLOB_ONLYDIR, nullptr, &found) != 0) continue;
        std::string path;
        for (std::size_t i = 0; i < found.gl_pathc && path.empty(); ++i) {
            any = true;
            path = found.gl_pathv[i] + name;
            if (!why_not(path, R_OK).empty()) path.clear();
        }
        ::globfree(&found);
        if (!path.empty()) return expected_program(path, kPlugin);
    }
    return any ? std::string(kPlugin) + ": " + quoted(name, 200) + " is in none of its directories" : "";
}

}  // namespace

std::string why_not_plugin(std::string_view name) {
    const std::string path(name);
    std::string expected;
    if (path.find('/') == std::string::npos) expected = why_not_by_name(path);
    else if (const auto reason = why_not(path, R_OK); !reason.empty())
        expected = std::string(kPlugin) + ": " + quoted(name, 200) + ": " + reason;
    else expected = expected_program(path, kPlugin);
    return expected.empty() ? expected : "expected " + expected;
}

void check_programs(const Checked& c) {
    const bool in_groups = std::ranges::any_of(c.config.groups, [](const Group& group) {
        return group.call || (group.accept_dialin && group.accept_dialin->forward != ForwardCalls::kAlways);
    });
    const DaemonConfig& daemon = c.config.daemon;
    const bool starts_pppds = (in_groups || !c.config.pppoe.empty()) && daemon.pppd != kNoPppd;
    const auto tell = [&](const char* key, const std::string& message) {
        // What the file names must be there; where it names nothing the system may be made complete later.
        if (c.given(key)) c.error(key, message);
        else if (daemon.dataplane != kNoDataplane) c.warning(key, message);
    };
    if (!starts_pppds) return;
    const auto reason = why_not(daemon.pppd, X_OK);
    if (!reason.empty()) tell("daemon.pppd", "expected a program: " + quoted(daemon.pppd, 200) + ": " + reason);
    else if (const auto expected = expected_program(daemon.pppd, "a program"); !expected.empty())
        c.error("daemon.pppd", "expected " + expected);
    if (!c.given("daemon.plugin")) return;  // the package's own
    if (const auto message = why_not_plugin(daemon.plugin); !message.empty()) tell("daemon.plugin", message);
}

}  // namespace vpdnd::config
