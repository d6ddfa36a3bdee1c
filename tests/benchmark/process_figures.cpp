#include "process_figures.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

namespace load {

namespace {

std::string directory_of(pid_t pid) { return "/proc/" + std::to_string(pid); }

/// Empty if it is gone.
std::string program_of(pid_t pid) {
    std::error_code error;
    return std::filesystem::read_symlink(directory_of(pid) + "/exe", error).string();
}

std::vector<pid_t> children_of(pid_t pid) {
    std::vector<pid_t> out;
    std::error_code error;
    for (const auto& task : std::filesystem::directory_iterator(directory_of(pid) + "/task", error)) {
        std::ifstream file(task.path() / "children");
        for (pid_t child = 0; file >> child;) out.push_back(child);
    }
    return out;
}

/// Negative if the process is gone.
double own_cpu_seconds(pid_t pid) {
    double total = -1;
    std::error_code error;
    for (const auto& task : std::filesystem::directory_iterator(directory_of(pid) + "/task", error)) {
        std::ifstream file(task.path() / "schedstat");
        double nanoseconds = 0;
        if (file >> nanoseconds) total = (total < 0 ? 0 : total) + nanoseconds / 1e9;
    }
    return total;
}

}  // namespace

double cpu_seconds(pid_t pid) {
    double total = own_cpu_seconds(pid);
    if (total < 0) throw std::runtime_error("the daemon has gone");
    const auto program = program_of(pid);
    for (const pid_t child : children_of(pid))
        if (program_of(child) == program) total += std::max(own_cpu_seconds(child), 0.0);
    return total;
}

StartedPrograms::StartedPrograms(pid_t daemon) : daemon_(daemon), program_(program_of(daemon)) {}

unsigned StartedPrograms::count() {
    for (const pid_t child : children_of(daemon_)) {
        if (known_.contains(child)) continue;
        const auto program = program_of(child);
        if (!program.empty() && program != program_) known_.insert(child);
    }
    return static_cast<unsigned>(known_.size());
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
