// The command line, parsed after the table of commands.
#pragma once

#include <map>
#include <string>
#include <variant>

#include "command.h"
#include "output.h"

namespace ctl {

struct CommandLine {
    const Command* command = nullptr;
    std::map<std::string, std::string, std::less<>> arguments;
    std::string socket;
    Style style = Style::kTable;
};

/// A command line, or a text to print (help, version). Throws Failure(kUsage).
std::variant<CommandLine, std::string> parse_command_line(int argc, char** argv);

}  // namespace ctl
