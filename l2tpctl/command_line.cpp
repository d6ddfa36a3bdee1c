// The only file that includes CLI11.
#include "command_line.h"

#include <CLI/CLI.hpp>
#include <deque>

namespace ctl {
namespace {

constexpr const char* kSocket = "/run/vpdnd/control.sock";

/// The parser writes into these while it parses.
struct Slots {
    std::string socket = kSocket;
    bool json = false;
    bool dump = false;
    const Command* chosen = nullptr;
    struct Value {
        const Command* command;
        std::string_view name;
        std::string text;
        CLI::Option* option;
    };
    std::deque<Value> values;  ///< a deque: the parser keeps references
    std::map<std::string, CLI::App*> families;
};

void add_parameters(CLI::App& app, const Command& command, Slots& slots) {
    for (const Parameter& parameter : command.parameters) {
        if (parameter.name.empty()) break;
        Slots::Value& value = slots.values.emplace_back(Slots::Value{&command, parameter.name, {}, nullptr});
        value.option = app.add_option(std::string(parameter.name), value.text, std::string(parameter.help));
        value.option->option_text(parameter.is_option() ? "NAME" : parameter.required ? "(needed)" : "(may be left out)");
        if (parameter.required) value.option->required();
    }
}

/// "tunnel list" becomes the subcommand list of the subcommand tunnel.
void add_command(CLI::App& root, const Command& command, Slots& slots) {
    CLI::App* app = &root;
    std::string_view verb = command.path;
    if (const std::size_t blank = verb.find(' '); blank != std::string_view::npos) {
        const std::string family(verb.substr(0, blank));
        verb.remove_prefix(blank + 1);
        CLI::App*& known = slots.families[family];
        if (known == nullptr) {
            known = root.add_subcommand(family, "commands for " + family + "s");
            known->require_subcommand(1)->fallthrough();
        }
        app = known;
    }
    CLI::App* sub = app->add_subcommand(std::string(verb), std::string(command.help));
    sub->fallthrough();
    sub->callback([&slots, &command] { slots.chosen = &command; });
    add_parameters(*sub, command, slots);
}

/// A line a command, for completion: "tunnel close [ID] --peer --group".
std::string command_list() {
    std::string text;
    for (const Command& command : commands()) {
        text += command.path;
        for (const Parameter& parameter : command.parameters) {
            if (parameter.name.empty()) break;
            text += ' ';
            text += parameter.name;
        }
        text += '\n';
    }
    return text;
}

std::string usage_error(const CLI::App& app, const std::string& what) {
    std::string name = "l2tpctl";
    const CLI::App* chosen = &app;
    while (!chosen->get_subcommands().empty()) {
        chosen = chosen->get_subcommands().front();
        name += ' ' + chosen->get_name();
    }
    std::string sentence = what.substr(0, what.find('\n'));
    while (!sentence.empty() && (sentence.back() == '.' || sentence.back() == ' ')) sentence.pop_back();
    return sentence + "; `" + name + " --help` shows what there is.";
}

}  // namespace

std::variant<CommandLine, std::string> parse_command_line(int argc, char** argv) {
    Slots slots;
    CLI::App app("Administration of vpdnd, the L2TP access concentrator and network server.", "l2tpctl");
    app.set_version_flag("--version", "l2tpctl " PACKAGE_VERSION);
    app.add_option("--socket", slots.socket, "the daemon's control socket")->capture_default_str();
    CLI::Option* json = app.add_flag("--json", slots.json, "one JSON document");
    app.add_flag("--dump", slots.dump, "tab separated, for scripts")->excludes(json);
    bool list = false;
    app.add_flag("--list-commands", list, "the commands, for shell completion")->group("");
    app.require_subcommand(0, 1);
    for (const Command& command : commands()) add_command(app, command, slots);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return app.help();
    } catch (const CLI::CallForAllHelp&) {
        return app.help("", CLI::AppFormatMode::All);
    } catch (const CLI::CallForVersion&) {
        return app.version() + "\n";
    } catch (const CLI::ParseError& error) {
        throw Failure(ExitCode::kUsage, usage_error(app, error.what()));
    }
    if (list) return command_list();
    if (slots.chosen == nullptr) throw Failure(ExitCode::kUsage, usage_error(app, "Give a command, for example `l2tpctl show`"));
    CommandLine line{slots.chosen, {}, slots.socket, Style::kTable};
    if (slots.json) line.style = Style::kJson;
    if (slots.dump) line.style = Style::kDump;
    for (const Slots::Value& value : slots.values) {
        if (value.command == slots.chosen && value.option->count() > 0) line.arguments.emplace(value.name, value.text);
    }
    return line;
}

}  // namespace ctl
