// One command of l2tpctl: an entry in the table of commands.cpp, and a function in commands/.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client.h"
#include "exit_code.h"
#include "ipc/row_table.h"
#include "output.h"

namespace ctl {

class Invocation;

/// What a shell offers where an argument stands.
enum class Offer : unsigned char { kNothing, kTunnels, kSessions, kBundles, kPppoe, kGroups, kCalls, kFiles, kWords };

/// A positional argument.
struct Argument {
    std::string_view name;  ///< "ID"
    std::string_view help;
    bool required = false;
    Offer offer = Offer::kNothing;
    std::string_view words{};  ///< of kWords, separated by blanks
};

/// The command line, --help, shell completion and l2tpctl(8) are made of it.
struct Command {
    /// "tunnel list". "session list --ended" is what `session list` does when it has that flag; it has no arguments.
    std::string_view path;
    std::string_view method;  ///< of the control protocol
    std::string_view help;    ///< a line
    ExitCode (*run)(Invocation&);
    std::string_view manual;  ///< a paragraph of l2tpctl(8): *bold*, _italic_
    std::array<Argument, 2> arguments{};  ///< ends at the first without a name
    ipc::RowLayout rows{};  ///< what is listed or chosen from: their filters are the command's options
};

std::span<const Command> commands();
/// What the commands are about that begin with this word and have more than one.
std::string_view subject_of(std::string_view family);

/// "session list" of "session list --ended".
std::string_view verb_of(const Command& command);
/// "--ended"; empty: none.
std::string_view flag_of(const Command& command);

/// An argument ("ID") or an option with a value ("--peer").
struct Parameter {
    std::string name;
    std::string_view placeholder;  ///< of the option's value
    std::string_view help;
    bool required = false;
    bool is_option() const { return name.starts_with("--"); }
};
/// Arguments first, then options.
std::vector<Parameter> parameters_of(const Command& command);

/// What a command gets to work with.
class Invocation {
  public:
    using Arguments = std::map<std::string, std::string, std::less<>>;

    Invocation(const Command& the_command, Arguments arguments, Client& client, Output& the_output)
        : command(the_command), output(the_output), client_(client), arguments_(std::move(arguments)) {}

    std::optional<std::string> argument(std::string_view name) const;
    std::string needed(std::string_view name) const;
    /// Argument "ID" as a tunnel id; throws Failure(kUsage).
    std::uint16_t tunnel_id() const;
    /// The filters that were given, as parameters of a request.
    ipc::Value::Object filters() const;

    /// The command's method; see Client.
    ipc::Value request(ipc::Value::Object params = {}, std::chrono::seconds patience = Client::kPatience);
    ipc::ControlEvent next_event() { return client_.next_event(); }

    const Command& command;
    Output& output;

  private:
    Client& client_;
    Arguments arguments_;
};

/// A tunnel or session number; throws Failure(kUsage) naming what it is.
std::uint16_t parse_id(std::string_view text, std::string_view what);

}  // namespace ctl
