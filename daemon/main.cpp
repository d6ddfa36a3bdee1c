// vpdnd: the command line. Exit codes: options.h.
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <iostream>

#include "config/config.h"
#include "config/reference.h"
#include "daemon.h"
#include "options.h"
#include "pppd/options_trial.h"
#include "reason/result_reference.h"

#ifndef SYSCONFDIR
#define SYSCONFDIR "/etc"
#endif
#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unknown"
#endif

namespace {

using namespace vpdnd;

/// A socket that got number 0, 1 or 2 would be taken for a standard stream: by our log, by the spawner. False: no way.
bool open_standard_descriptors() {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd)
        if (::fcntl(fd, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) != fd) return false;
    return true;
}

/// Memory holds tunnel secrets, and for moments users' passwords: none of it may reach a core file or a debugger of
/// another user. Undone by exec, so pppd decides for itself.
void keep_memory_private() { ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/// A call takes several descriptors. The usual soft limit, 1024, is for old programs that use select().
void raise_descriptor_limit() {
    constexpr rlim_t kEnough = 524288;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kEnough) return;
    limit.rlim_cur = std::min(limit.rlim_max, kEnough);
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Who started us may ignore or block signals, and both outlive exec. With SIGCHLD ignored the kernel takes the status of
/// our children before we do; a blocked signal never arrives.
void take_usual_signals() {
    ::signal(SIGCHLD, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

int check_config(const std::string& file) {
    try {
        std::vector<std::string> warnings;
        const auto config = load_config(file, &warnings);
        const auto trial = try_options(*config);
        warnings.insert(warnings.end(), trial.warnings.begin(), trial.warnings.end());
        for (const std::string& line : warnings) std::fprintf(stderr, "%s (warning)\n", line.c_str());
        for (const std::string& line : trial.errors) std::fprintf(stderr, "%s\n", line.c_str());
        if (!trial.errors.empty()) return kExitConfigError;
        std::printf("%s: good\n", file.c_str());
        return kExitGood;
    } catch (const ConfigErrors& errors) {
        std::fprintf(stderr, "%s\n", errors.what());
        return kExitConfigError;
    }
}

int run(const Options& options) {
    raise_descriptor_limit();
    take_usual_signals();
    try {
        std::vector<std::string> warnings;
        auto config = load_config(options.config_file, &warnings);
        for (const std::string& line : warnings) std::fprintf(stderr, "%s (warning)\n", line.c_str());
        return run_daemon(options, std::move(config));
    } catch (const ConfigErrors& errors) {
        std::fprintf(stderr, "%s\n", errors.what());
        return kExitConfigError;
    }
}

}  // namespace

// An exception out of here is memory that ended: the end of the program.
int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape)
    if (!open_standard_descriptors()) return kExitFailed;
    CLI::App app("L2TP access concentrator (LAC) and network server (LNS)", "vpdnd");
    Options options;
    options.config_file = SYSCONFDIR "/vpdnd/vpdnd.conf";
    bool check = false, reference = false, sample = false, results = false;
    app.add_option("--config", options.config_file, "Configuration file (default: " + options.config_file + ")")
        ->type_name("FILE");
    app.add_flag("--foreground", options.foreground, "Log to stderr instead of syslog");
    app.add_flag("--check-config", check, "Check the configuration, or FILE if it follows, and exit: 0 good, 1 not");
    std::string file_to_check;
    app.add_option("FILE", file_to_check, "Configuration file to check")->group("");
    app.set_version_flag("--version", "vpdnd " PACKAGE_VERSION);
    // For the maintainers: the parts of the documents that are made from tables.
    app.add_flag("--print-config-reference", reference)->group("");
    app.add_flag("--print-sample-config", sample)->group("");
    app.add_flag("--print-result-reference", results)->group("");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? kExitGood : kExitUsage;
    }
    if (reference || sample || results) {
        std::cout << (reference ? config_reference() : sample ? sample_config() : result_reference());
        return kExitGood;
    }
    if (!file_to_check.empty()) {
        if (!check) {
            std::fprintf(stderr, "vpdnd: a FILE goes with --check-config only; --config FILE names the one to run with.\n");
            return kExitUsage;
        }
        options.config_file = file_to_check;
    }
    keep_memory_private();
    return check ? check_config(options.config_file) : run(options);
}
