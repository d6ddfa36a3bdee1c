// The only file that includes CLI11.
#include "command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <deque>
#include <functional>
#include <span>

#include "documents.h"
#include "ipc/control_text.h"
#include "ipc/near_word.h"

namespace ctl {
namespace {

/// The parser writes into these while it parses.
struct Slots {
    std::string socket = kSocket;
    bool json = false;
    bool dump = false;
    const Command* chosen = nullptr;
    struct Value {
        const CLI::App* verb;
        std::string name;
        std::string text;
        CLI::Option* option;
    };
    std::deque<Value> values;  ///< a deque: the parser keeps references
    std::map<std::string, CLI::App*, std::less<>> families, verbs;
};

/// Those that the verb does not have already: its commands may share them.
void add_parameters(CLI::App& verb, const Command& command, Slots& slots) {
    for (const Parameter& parameter : parameters_of(command)) {
        if (verb.get_option_no_throw(parameter.name) != nullptr) continue;
        Slots::Value& value = slots.values.emplace_back(Slots::Value{&verb, parameter.name, {}, nullptr});
        value.option = verb.add_option(parameter.name, value.text, std::string(parameter.help));
        value.option->option_text(parameter.is_option()  ? std::string(parameter.placeholder)
                                  : parameter.required ? "(needed)"
                                                       : "(may be left out)");
        if (parameter.required) value.option->required();
    }
}

/// "tunnel list" becomes the subcommand list of the subcommand tunnel.
CLI::App* add_verb(CLI::App& root, const Command& command, Slots& slots) {
    CLI::App* app = &root;
    std::string_view name = command.path;
    if (const std::size_t blank = name.find(' '); blank != std::string_view::npos) {
        const std::string family(name.substr(0, blank));
        name.remove_prefix(blank + 1);
        CLI::App*& known = slots.families[family];
        // "call NAME" is a command, and the family of "call end".
        if (const auto verb = slots.verbs.find(family); known == nullptr && verb != slots.verbs.end()) known = verb->second;
        if (known == nullptr) {
            known = root.add_subcommand(family, std::string(subject_of(family)));
            known->require_subcommand(1)->fallthrough();
        }
        app = known;
    }
    CLI::App* verb = app->add_subcommand(std::string(name), std::string(command.help));
    verb->fallthrough();
    verb->callback([&slots, &command, verb] {
        if (verb->get_subcommands().empty()) slots.chosen = &command;
    });
    return verb;
}

/// The flag of a command is a flag of the verb; called after the verb's own callback.
void add_command(CLI::App& root, const Command& command, Slots& slots) {
    CLI::App*& verb = slots.verbs[std::string(verb_of(command))];
    const std::string flag(flag_of(command));
    if (flag.empty()) verb = add_verb(root, command, slots);
    else verb->add_flag(flag)->description(std::string(command.help));
    add_parameters(*verb, command, slots);
}

/// Of the commands with the same verb, the one whose flag was given.
const Command& flagged(const Command& chosen, const Slots& slots) {
    const CLI::App* verb = slots.verbs.find(verb_of(chosen))->second;
    for (const Command& command : commands()) {
        const std::string flag(flag_of(command));
        if (!flag.empty() && verb_of(command) == verb_of(chosen) && verb->count(flag) > 0) return command;
    }
    return chosen;
}

/// The word of `known` that the first of `words` which is not among them was meant to be; empty: all are, or none is near.
std::string meant(std::span<const std::string> words, const std::vector<std::string_view>& known) {
    if (words.empty() || std::ranges::find(known, words.front()) != known.end()) return {};
    return std::string(ipc::near_word(words.front(), known));
}

/// " (did you mean tunnel list?)" after a command that there is not.
std::string suggestion(const std::vector<std::string>& words) {
    std::vector<std::string_view> firsts, seconds;
    for (const Command& command : commands()) {
        const auto verb = ipc::words_of(verb_of(command));
        firsts.push_back(verb.front());
        if (verb.size() > 1 && !words.empty() && verb.front() == words.front()) seconds.push_back(verb[1]);
    }
    std::string near = meant(words, firsts);
    if (near.empty() && !seconds.empty()) {
        near = meant(std::span(words).subspan(1), seconds);
        if (!near.empty()) near = words.front() + " " + near;
    }
    return near.empty() ? "" : " (did you mean " + near + "?)";
}

/// Those that are no options, nor the value of --socket.
std::vector<std::string> plain_words(int argc, char** argv) {
    std::vector<std::string> words;
    for (int i = 1; i < argc; ++i) {
        if (std::string_view(argv[i]) == "--socket") ++i;
        else if (argv[i][0] != '-') words.emplace_back(argv[i]);
    }
    return words;
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

/// Throws Failure(kUsage) for a parameter that only another command of the same verb has.
Invocation::Arguments arguments_of(const Command& command, const Slots& slots, const CLI::App& app) {
    Invocation::Arguments arguments;
    const CLI::App* verb = slots.verbs.find(verb_of(command))->second;
    const auto parameters = parameters_of(command);
    for (const Slots::Value& value : slots.values) {
        if (value.verb != verb || value.option->count() == 0) continue;
        if (std::ranges::find(parameters, value.name, &Parameter::name) == parameters.end())
            throw Failure(ExitCode::kUsage, usage_error(app, value.name + " does not go with " + std::string(flag_of(command))));
        arguments.emplace(value.name, value.text);
    }
    return arguments;
}

}  // namespace

std::variant<CommandLine, std::string> parse_command_line(int argc, char** argv) {
    Slots slots;
    CLI::App app("Administration of vpdnd, the L2TP access concentrator and network server.", "l2tpctl");
    app.set_version_flag("--version", "l2tpctl " PACKAGE_VERSION);
    app.add_option("--socket", slots.socket, "the daemon's control socket")->capture_default_str();
    CLI::Option* json = app.add_flag("--json", slots.json, "one JSON document");
    app.add_flag("--dump", slots.dump, "tab separated, for scripts")->excludes(json);
    bool manual = false, protocol = false;
    app.add_flag("--print-manual", manual)->group("");
    app.add_flag("--print-protocol", protocol)->group("");
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
        std::string what = error.what();
        what = what.substr(0, what.find('\n'));
        throw Failure(ExitCode::kUsage, usage_error(app, what + suggestion(plain_words(argc, argv))));
    }
    if (manual) return manual_reference();
    if (protocol) return protocol_reference();
    if (slots.chosen == nullptr) throw Failure(ExitCode::kUsage, usage_error(app, "Give a command, for example `l2tpctl show`"));
    const Command& command = flagged(*slots.chosen, slots);
    CommandLine line{&command, arguments_of(command, slots, app), slots.socket, Style::kTable};
    if (slots.json) line.style = Style::kJson;
    if (slots.dump) line.style = Style::kDump;
    return line;
}

}  // namespace ctl
