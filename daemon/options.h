// What the command line of vpdnd says.
#pragma once

#include <string>

namespace vpdnd {

struct Options {
    std::string config_file;  ///< absolute or as given
    bool foreground = false;  ///< log to stderr instead of syslog
};

/// Exit codes of vpdnd.
enum ExitCode : int { kExitGood = 0, kExitConfigError = 1, kExitUsage = 2, kExitFailed = 3 };

}  // namespace vpdnd
