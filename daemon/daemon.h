// The daemon: owns every part, joins them, and runs from start to SIGTERM.
#pragma once

#include <memory>

#include "config/config.h"
#include "options.h"

namespace vpdnd {

/// Runs until SIGTERM or SIGINT. Returns the exit status: kExitGood after an orderly end, kExitFailed if it could not start
/// (the reason is in the log).
int run_daemon(const Options& options, std::shared_ptr<const Config> config);

}  // namespace vpdnd
