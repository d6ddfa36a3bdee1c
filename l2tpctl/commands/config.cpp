// reload and check-config.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <system_error>

#include "../commands.h"
#include "ipc/control_text.h"

namespace ctl {
namespace {

/// Prints the report; errors go to stderr, a line each, and make the command fail.
ExitCode print_report(Invocation& invocation, const ipc::Value& report, const std::string& sentence, const char* failure) {
    const ipc::Value::List* errors = report["errors"].list();
    const bool failed = errors != nullptr && !errors->empty();
    if (invocation.output.style() != Style::kTable) {
        invocation.output.details(report);
    } else if (!failed) {
        std::string text = sentence;
        if (const ipc::Value::List* notes = report["notes"].list()) {
            for (const ipc::Value& note : *notes) text += "\nNote: " + text_of(note);
        }
        invocation.output.done(report, text);
    }
    if (!failed) return ExitCode::kDone;
    std::string message;
    for (const ipc::Value& error : *errors) message += text_of(error) + '\n';
    throw Failure(ExitCode::kFailed, message + failure);
}

/// The daemon's program checks a file with the rights of the caller: the daemon, which is root, opens no file that
/// somebody names over the socket.
pid_t start_check(const std::string& file, const posix_spawn_file_actions_t* files) {
    const char* replaced = std::getenv("VPDND");  // NOLINT(concurrency-mt-unsafe): this program has one thread
    const std::string program = replaced != nullptr ? replaced : SBINDIR "/vpdnd";
    std::string arguments[]{program, "--check-config", "--config", file};
    char* argv[]{arguments[0].data(), arguments[1].data(), arguments[2].data(), arguments[3].data(), nullptr};
    pid_t child = 0;
    const int error = posix_spawn(&child, program.c_str(), files, nullptr, argv, environ);
    if (error != 0) {
        throw Failure(ExitCode::kFailed, program + " cannot be started (" + std::generic_category().message(error) +
                                             "); is vpdnd installed there?");
    }
    return child;
}

/// Its exit status; -1: a signal ended it.
int status_of(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// Its exit status, and all that it wrote to its standard error.
int check_silently(const std::string& file, std::string& said) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw Failure(ExitCode::kFailed, "No pipe: " + std::generic_category().message(errno) + ".");
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, ends[1], STDERR_FILENO);
    const pid_t child = start_check(file, &files);
    posix_spawn_file_actions_destroy(&files);
    close(ends[1]);
    std::array<char, 4096> buffer;
    ssize_t got = 0;
    while ((got = read(ends[0], buffer.data(), buffer.size())) > 0 || (got < 0 && errno == EINTR))
        if (got > 0) said.append(buffer.data(), static_cast<std::size_t>(got));
    close(ends[0]);
    return status_of(child);
}

/// As the daemon reports on its own configuration: a line of `vpdnd --check-config` is an error, or a warning by its end.
ipc::Value report_of(const std::string& file, std::string_view said) {
    constexpr std::string_view kWarning = " (warning)";
    ipc::Value::List errors, notes;
    while (!said.empty()) {
        const std::string_view line = said.substr(0, said.find('\n'));
        said.remove_prefix(std::min(line.size() + 1, said.size()));
        if (line.ends_with(kWarning)) notes.emplace_back(std::string(line.substr(0, line.size() - kWarning.size())));
        else if (!line.empty()) errors.emplace_back(std::string(line));
    }
    return ipc::Value::object({{"file", file}, {"errors", std::move(errors)}, {"notes", std::move(notes)}});
}

ExitCode check_file(Invocation& invocation, const std::string& file) {
    if (invocation.output.style() == Style::kTable) return status_of(start_check(file, nullptr)) == 0 ? ExitCode::kDone : ExitCode::kFailed;
    std::string said;
    const int status = check_silently(file, said);
    const ipc::Value report = report_of(file, said);
    const bool failed = !report["errors"].list()->empty();
    if (failed != (status != 0)) {
        throw Failure(ExitCode::kFailed, said + "vpdnd ended with status " + std::to_string(status) + "; check without --json or --dump.");
    }
    return print_report(invocation, report, {}, "The configuration has errors.");
}

}  // namespace

ExitCode reload(Invocation& invocation) {
    const ipc::Value report = invocation.request();
    return print_report(invocation, report, "Configuration " + text_of(report["file"]) + " read again.",
                        "Nothing was changed; correct the configuration and reload again.");
}

ExitCode check_config(Invocation& invocation) {
    if (const auto file = invocation.argument("FILE")) return check_file(invocation, *file);
    const ipc::Value report = invocation.request();
    return print_report(invocation, report, "Configuration " + text_of(report["file"]) + " has no errors.",
                        "The configuration has errors; correct them before the next reload.");
}

}  // namespace ctl
