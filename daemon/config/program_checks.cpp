// Programs and plugins that the configuration names: are they there? Where they are found by name alone, in the places
// where pppd looks.
#include <glob.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "config/cross_checks.h"
#include "config/text_values.h"

namespace vpdnd::config {

namespace {

/// Empty: it may be executed or read.
std::string why_not(const std::string& path, int access) {
    return ::access(path.c_str(), access) == 0 ? std::string() : std::generic_category().message(errno);
}

/// In the directories of any pppd of this system; true where there is none, for then nothing can be said.
bool in_plugin_directories(const std::string& name) {
    bool any = false;
    for (const char* directory : {"/usr/lib/pppd/*/", "/usr/lib64/pppd/*/", "/usr/lib/*/pppd/*/", "/usr/local/lib/pppd/*/"}) {
        glob_t found{};
        if (::glob(directory, GLOB_ONLYDIR, nullptr, &found) != 0) continue;
        for (std::size_t i = 0; i < found.gl_pathc; ++i) {
            any = true;
            const bool there = why_not(found.gl_pathv[i] + name, R_OK).empty();
            if (!there) continue;
            ::globfree(&found);
            return true;
        }
        ::globfree(&found);
    }
    return !any;
}

}  // namespace

std::string missing_plugin(std::string_view name) {
    const std::string path(name);
    if (path.find('/') == std::string::npos)
        return in_plugin_directories(path) ? "" : "expected a plugin of pppd: " + quoted(name, 200) + " is in none of its directories";
    const auto reason = why_not(path, R_OK);
    return reason.empty() ? "" : "expected a plugin of pppd: " + quoted(name, 200) + ": " + reason;
}

void check_programs(const Checked& c) {
    bool accepts = false;
    for (const Group& group : c.config.groups) accepts = accepts || group.accept_dialin.has_value();
    const DaemonConfig& daemon = c.config.daemon;
    const bool starts_pppds = accepts && daemon.pppd != kNoPppd;
    const auto tell = [&](const char* key, const std::string& message) {
        // What the file names must be there; where it names nothing the system may be made complete later.
        if (c.given(key)) c.error(key, message);
        else if (daemon.dataplane != "none") c.warning(key, message);
    };
    if (!starts_pppds) return;
    const auto reason = why_not(daemon.pppd, X_OK);
    if (!reason.empty()) tell("daemon.pppd", "expected a program: " + quoted(daemon.pppd, 200) + ": " + reason);
    if (!c.given("daemon.plugin")) return;  // the package's own
    if (const auto message = missing_plugin(daemon.plugin); !message.empty()) tell("daemon.plugin", message);
}

}  // namespace vpdnd::config
