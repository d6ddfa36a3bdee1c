// What pppd itself says of an options file, for --check-config: it reads the file and ends ("dryrun"). Waits for it, so
// never to be asked inside the daemon.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"

namespace vpdnd {

struct OptionsTrial {
    std::vector<std::string> errors;    ///< pppd refuses the file: "FILE: what pppd said"
    std::vector<std::string> warnings;  ///< it takes the file and would not serve anybody with it
};

/// Tries each options file of the groups that accept calls and of PPPoE concentrators, as root only: for others pppd refuses what it
/// would take.
OptionsTrial try_options(const Config& config);

}  // namespace vpdnd
