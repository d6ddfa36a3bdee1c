// One command of l2tpctl: a row in the table of commands.cpp, and a function in commands/.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "client.h"
#include "exit_code.h"
#include "output.h"

namespace ctl {

/// A positional argument ("ID") or an option with a value ("--peer").
struct Parameter {
    std::string_view name;
    std::string_view help;
    bool required = false;
    bool is_option() const { return name.substr(0, 2) == "--"; }
};

/// What a command gets to work with.
class Invocation {
  public:
    Invocation(std::map<std::string, std::string, std::less<>> arguments, Client& the_client, Output& the_output)
        : client(the_client), output(the_output), arguments_(std::move(arguments)) {}

    std::optional<std::string> argument(std::string_view name) const;
    std::string needed(std::string_view name) const;
    /// Argument "ID" as a tunnel id; throws Failure(kUsage).
    std::uint16_t tunnel_id() const;

    Client& client;
    Output& output;

  private:
    std::map<std::string, std::string, std::less<>> arguments_;
};

struct Command {
    std::string_view path;  ///< "tunnel list"
    std::string_view help;
    ExitCode (*run)(Invocation&);
    std::array<Parameter, 5> parameters{};  ///< ends at the first without a name
};

std::span<const Command> commands();

/// A tunnel or session number; throws Failure(kUsage) naming what it is.
std::uint16_t parse_id(std::string_view text, std::string_view what);

}  // namespace ctl
