// What runs in the spawner's process (spawner.h), and the packets between the two.
#pragma once

#include <sys/types.h>

#include <cstddef>

namespace vpdnd {

/// A request is one packet: the words of argv, each with its NUL, and by SCM_RIGHTS the output and maybe the plugin's
/// end. The answer is one SpawnAnswer.
inline constexpr std::size_t kMostSpawnOctets = 8192;
inline constexpr std::size_t kMostSpawnWords = 64;

struct SpawnAnswer {
    pid_t pid;
    int error;
};

/// Serves until the other end of `socket` is closed. Called in a forked child that may have been one of many threads:
/// allocates nothing, takes no lock. All signals must be blocked.
[[noreturn]] void run_spawning_process(int socket);

}  // namespace vpdnd
