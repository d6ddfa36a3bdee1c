// reload and check-config.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
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
ExitCode check_file(const std::string& file) {
    const char* replaced = std::getenv("VPDND");  // NOLINT(concurrency-mt-unsafe): this program has one thread
    const std::string program = replaced != nullptr ? replaced : SBINDIR "/vpdnd";
    std::string arguments[]{program, "--check-config", "--config", file};
    char* argv[]{arguments[0].data(), arguments[1].data(), arguments[2].data(), arguments[3].data(), nullptr};
    pid_t child = 0;
    const int error = posix_spawn(&child, program.c_str(), nullptr, nullptr, argv, environ);
    if (error != 0) {
        throw Failure(ExitCode::kFailed, program + " cannot be started (" + std::generic_category().message(error) +
                                             "); is vpdnd installed there?");
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? ExitCode::kDone : ExitCode::kFailed;
}

}  // namespace

ExitCode reload(Invocation& invocation) {
    const ipc::Value report = invocation.client.request("config.reload");
    return print_report(invocation, report, "Configuration " + text_of(report["file"]) + " read again.",
                        "Nothing was changed; correct the configuration and reload again.");
}

ExitCode check_config(Invocation& invocation) {
    if (const auto file = invocation.argument("FILE")) return check_file(*file);
    const ipc::Value report = invocation.client.request("config.check");
    return print_report(invocation, report, "Configuration " + text_of(report["file"]) + " has no errors.",
                        "The configuration has errors; correct them before the next reload.");
}

}  // namespace ctl
