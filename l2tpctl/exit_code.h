// What l2tpctl's exit status means; also in l2tpctl(8). A command that cannot go on throws Failure.
#pragma once

#include <stdexcept>
#include <string>

namespace ctl {

enum class ExitCode : int {
    kDone = 0,
    kFailed = 1,         ///< refused or failed
    kUsage = 2,          ///< the command line is wrong
    kNothingMatched = 3, ///< no such tunnel, session, …
    kNotReachable = 4,   ///< the daemon does not answer
};

/// The message is one sentence for the administrator: what is wrong and what to do.
class Failure : public std::runtime_error {
  public:
    Failure(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
    ExitCode code() const { return code_; }

  private:
    ExitCode code_;
};

}  // namespace ctl
