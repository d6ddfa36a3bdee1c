// The command line, parsed after the table of commands.
#pragma once

#include <string>
#include <variant>

#include "command.h"
#include "output.h"

namespace ctl {

inline constexpr const char* kSocket = "/run/vpdnd/control.sock";

struct CommandLine {
    const Command* command = nullptr;
    Invocation::Arguments arguments;
    std::string socket;
    Style style = Style::kTable;
};

/// A command line, or a text to print (help, version, documents). Throws Failure(kUsage).
std::variant<CommandLine, std::string> parse_command_line(int argc, char** argv);

}  // namespace ctl
