// What a running process has used, from /proc.
#pragma once

#include <sys/types.h>

#include <string>
#include <unordered_set>
#include <vector>

namespace load {

/// CPU of all threads that still run, in seconds, exact, with that of children which are the same program: parts of
/// the daemon. Throws std::runtime_error if the process is gone.
double cpu_seconds(pid_t pid);
/// Resident memory in MB (10^6 bytes); 0 if the process is gone.
double resident_mb(pid_t pid);

/// CPU seconds that all processors have worked, without what this process and its children have used.
double machine_cpu_seconds();
/// What the kernel could give to new programs, in MB (10^6 bytes).
double available_mb();

/// How many children it has, of whatever program.
unsigned count_children(pid_t pid);

/// Counts children of a daemon that have become another program.
class StartedPrograms {
  public:
    explicit StartedPrograms(pid_t daemon);
    unsigned count();

  private:
    pid_t daemon_;
    std::string program_;              ///< the daemon's own
    std::unordered_set<pid_t> known_;  ///< counted before
};

}  // namespace load
