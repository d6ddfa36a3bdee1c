#include "process_figures.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace load {

double cpu_seconds(pid_t pid) {
    double total = 0;
    bool found = false;
    std::error_code error;
    for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task", error)) {
        std::ifstream file(task.path() / "schedstat");
        double nanoseconds = 0;
        if (file >> nanoseconds) {
            total += nanoseconds / 1e9;
            found = true;
        }
    }
    if (!found) throw std::runtime_error("the daemon has gone");
    return total;
}

double resident_mb(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/smaps_rollup");
    for (std::string word; file >> word;) {
        double kilobytes = 0;
        if (word == "Rss:" && file >> kilobytes) return kilobytes * 1024 / 1e6;
    }
    return 0;
}

}  // namespace load
