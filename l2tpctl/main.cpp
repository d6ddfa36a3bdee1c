// l2tpctl: the administration command. See l2tpctl(8).
#include <fcntl.h>
#include <unistd.h>

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>

#include "client.h"
#include "command_line.h"
#include "completion.h"
#include "exit_code.h"
#include "ipc/control_text.h"
#include "output.h"

namespace {

/// A socket that got number 0, 1 or 2 would be sent what is printed. Opened so that using them still fails and is told.
bool open_standard_descriptors() {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        const int mode = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", mode) != fd) return false;
    }
    return true;
}

bool terminal_has_colour() {
    // NOLINTBEGIN(concurrency-mt-unsafe): one thread
    const char* terminal = std::getenv("TERM");
    const char* refused = std::getenv("NO_COLOR");
    // NOLINTEND(concurrency-mt-unsafe)
    return isatty(STDOUT_FILENO) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb" &&
           (refused == nullptr || *refused == '\0');
}

int complain(ctl::ExitCode code, std::string_view message) {
    std::fflush(stdout);
    // Line by line: a list of configuration errors is one message. Each may contain what a peer or a file said.
    while (!message.empty()) {
        const std::size_t end = message.find('\n');
        std::fprintf(stderr, "l2tpctl: %s\n", ipc::printable(message.substr(0, end)).c_str());
        message = end == std::string_view::npos ? std::string_view() : message.substr(end + 1);
    }
    return static_cast<int>(code);
}

ctl::ExitCode run(int argc, char** argv) {
    if (argc > 2 && std::string_view(argv[1]) == "--complete") {
        std::fputs(ctl::completions({argv + 2, argv + argc}).c_str(), stdout);
        return ctl::ExitCode::kDone;
    }
    auto parsed = ctl::parse_command_line(argc, argv);
    if (const auto* text = std::get_if<std::string>(&parsed)) {
        std::fputs(text->c_str(), stdout);
        return ctl::ExitCode::kDone;
    }
    auto& line = std::get<ctl::CommandLine>(parsed);
    ctl::Output output(line.style, line.style == ctl::Style::kTable && terminal_has_colour());
    ctl::Client client(line.socket);
    ctl::Invocation invocation(*line.command, std::move(line.arguments), client, output);
    const ctl::ExitCode code = line.command->run(invocation);
    output.flush();
    return code;
}

}  // namespace

int main(int argc, char** argv) {
    if (!open_standard_descriptors()) return static_cast<int>(ctl::ExitCode::kFailed);
    try {
        return static_cast<int>(run(argc, argv));
    } catch (const ctl::Failure& failure) {
        return complain(failure.code(), failure.what());
    } catch (const std::exception& error) {
        return complain(ctl::ExitCode::kFailed, std::string("Unexpected: ") + error.what());
    }
}
