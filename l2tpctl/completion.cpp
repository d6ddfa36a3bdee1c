#include "completion.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "command_line.h"
#include "commands.h"
#include "ipc/control_text.h"

namespace ctl {
namespace {

using Candidates = std::vector<std::string>;

/// The option that `word` is, of any command; null: it takes no value, or there is none.
const ipc::Filter* filter_of(std::string_view word) {
    if (!word.starts_with("--")) return nullptr;
    for (const Command& command : commands())
        for (const ipc::Column& column : command.rows.columns)
            if (column.filter != nullptr && column.filter->name == word.substr(2)) return column.filter;
    return nullptr;
}

/// The words before the one that is to be completed.
struct Line {
    std::string socket = kSocket;
    std::vector<std::string_view> plain, flags;
};

Line read(const std::vector<std::string>& words) {
    Line line;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--socket") line.socket = words[++i];
        else if (filter_of(word) != nullptr) ++i;
        else if (word.starts_with('-')) line.flags.push_back(word);
        else line.plain.push_back(word);
    }
    return line;
}

/// The command whose verb is there whole; null: none yet.
const Command* command_of(const Line& line) {
    const Command* found = nullptr;
    for (const Command& command : commands()) {
        const auto verb = ipc::words_of(verb_of(command));
        if (verb.size() > line.plain.size() || !std::equal(verb.begin(), verb.end(), line.plain.begin())) continue;
        const auto flag = flag_of(command);
        if (flag.empty() || std::ranges::find(line.flags, flag) != line.flags.end()) found = &command;
    }
    return found;
}

/// Column of a list, and the command that lists it.
struct Source {
    const Command* command = nullptr;
    const ipc::Column* column = nullptr;
};

/// Where texts for this filter stand: in the rows of the command if they show it, else in another list.
Source source_of(const ipc::Filter& filter, const Command& chosen) {
    Source other;
    for (const Command& command : commands()) {
        if (command.run != list_rows) continue;
        for (const ipc::Column& column : command.rows.columns) {
            if (column.filter != &filter || column.use != ipc::ColumnUse::kMember) continue;
            if (command.rows.list == chosen.rows.list) return {&command, &column};
            if (other.command == nullptr) other = {&command, &column};
        }
    }
    return other;
}

/// A text of each row, sorted, once each.
template <class Text>
Candidates from_daemon(const Line& line, const Command& command, Text text) {
    std::set<std::string> found;
    try {
        Client client(line.socket);
        const ipc::Value result = client.request(std::string(command.method));
        if (const auto* rows = result[command.rows.list].list())
            for (const ipc::Value& row : *rows) found.insert(text(row));
    } catch (const Failure&) {
        return {};  // nobody wants to read of it while he types
    }
    found.erase("-");
    return {found.begin(), found.end()};
}

/// All of the configuration: most have no tunnel at the moment.
Candidates groups(const Line& line) {
    Candidates found;
    try {
        Client client(line.socket);
        const ipc::Value status = client.request("status");
        if (const auto* names = status["groups"].list())
            for (const ipc::Value& name : *names) found.push_back(text_of(name));
    } catch (const Failure&) {
        return {};  // nobody wants to read of it while he types
    }
    return found;
}

Candidates values(const Line& line, const ipc::Filter& filter, const Command& command) {
    if (filter.name == ipc::kByGroup.name) return groups(line);
    const Source source = source_of(filter, command);
    if (source.command == nullptr) return {};
    return from_daemon(line, *source.command, [&](const ipc::Value& row) { return text_of(row[source.column->key]); });
}

const Command& command_named(std::string_view path) { return *std::ranges::find(commands(), path, &Command::path); }

Candidates offered(const Line& line, const Argument& argument) {
    switch (argument.offer) {
        case Offer::kNothing:
        case Offer::kFiles: break;
        case Offer::kTunnels:
            return from_daemon(line, command_named("tunnel list"), [](const ipc::Value& row) { return text_of(row["local_id"]); });
        case Offer::kSessions:
            return from_daemon(line, command_named("session list"), [](const ipc::Value& row) {
                return text_of(row["tunnel_id"]) + "/" + text_of(row["local_id"]);
            });
        case Offer::kBundles:
            return from_daemon(line, command_named("multilink list"), [](const ipc::Value& row) { return text_of(row["interface"]); });
        case Offer::kPppoe:
            return from_daemon(line, command_named("pppoe list"), [](const ipc::Value& row) {
                return text_of(row["interface"]) + "/" + text_of(row["session_id"]);
            });
        case Offer::kGroups: return groups(line);
        case Offer::kCalls:
            return from_daemon(line, command_named("call list"), [](const ipc::Value& row) { return text_of(row["name"]); });
        case Offer::kWords: {
            const auto words = ipc::words_of(argument.words);
            return {words.begin(), words.end()};
        }
    }
    return {};
}

Candidates options(const Command* command) {
    Candidates found{"--socket", "--json", "--dump", "--help"};
    if (command == nullptr) return found;
    for (const Parameter& parameter : parameters_of(*command))
        if (parameter.is_option()) found.push_back(parameter.name);
    for (const Command& other : commands())
        if (command->path == verb_of(other) && !flag_of(other).empty()) found.emplace_back(flag_of(other));
    return found;
}

Candidates next_words(const Line& line) {
    std::set<std::string> found;
    for (const Command& command : commands()) {
        const auto verb = ipc::words_of(verb_of(command));
        if (verb.size() > line.plain.size() && std::equal(line.plain.begin(), line.plain.end(), verb.begin()))
            found.emplace(verb[line.plain.size()]);
    }
    return {found.begin(), found.end()};
}

/// The argument that comes next; null: no more.
const Argument* next_argument(const Line& line, const Command& command) {
    const std::size_t given = line.plain.size() - ipc::words_of(verb_of(command)).size();
    const bool another = given < command.arguments.size() && !command.arguments[given].name.empty();
    return another ? &command.arguments[given] : nullptr;
}

std::string written(const Candidates& candidates) {
    std::string text = "words\n";
    for (const std::string& candidate : candidates) text += candidate + '\n';
    return text;
}

}  // namespace

std::string completions(const std::vector<std::string>& words) {
    const Line line = read(words);
    const Command* command = command_of(line);
    const std::string_view before = words.size() > 1 ? std::string_view(words[words.size() - 2]) : std::string_view();
    if (before == "--socket") return "files\n";
    if (const auto* filter = filter_of(before)) return written(command != nullptr ? values(line, *filter, *command) : Candidates{});
    if (words.back().starts_with('-')) return written(options(command));
    if (command == nullptr) return written(next_words(line));
    const Argument* argument = next_argument(line, *command);
    if (argument == nullptr) return written({});
    if (argument->offer == Offer::kFiles) return "files\n";
    auto candidates = next_words(line);  // of a command whose word begins others, too
    for (auto& one : offered(line, *argument)) candidates.push_back(std::move(one));
    return written(candidates);
}

}  // namespace ctl
