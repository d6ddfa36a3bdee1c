// What a running process has used, from /proc.
#pragma once

#include <sys/types.h>

namespace load {

/// CPU of all threads that still run, in seconds, exact. Throws std::runtime_error if the process is gone.
double cpu_seconds(pid_t pid);
/// Resident memory in MB (10^6 bytes); 0 if the process is gone.
double resident_mb(pid_t pid);

}  // namespace load
