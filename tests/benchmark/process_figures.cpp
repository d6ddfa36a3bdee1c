#include "process_figures.h"

#include <sys/resource.h>
#include <unistd.h>

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

unsigned count_children(pid_t pid) { return static_cast<unsigned>(children_of(pid).size()); }

double machine_cpu_seconds() {
    std::ifstream file("/proc/stat");
    std::string name;
    double user = 0, nice = 0, system = 0, idle = 0, waiting = 0, interrupts = 0, soft = 0;
    file >> name >> user >> nice >> system >> idle >> waiting >> interrupts >> soft;
    const double all = (user + nice + system + interrupts + soft) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    rusage own{};
    ::getrusage(RUSAGE_SELF, &own);
    const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
    return all - seconds(own.ru_utime) - seconds(own.ru_stime);
}

double available_mb() {
    std::ifstream file("/proc/meminfo");
    std::string name, unit;
    for (double kib = 0; file >> name >> kib;) {
        if (name == "MemAvailable:") return kib * 1024 / 1e6;
        std::getline(file, unit);
    }
    return 0;
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
