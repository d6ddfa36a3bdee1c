#include "command.h"

#include <algorithm>
#include <charconv>

namespace ctl {

std::string_view verb_of(const Command& command) { return command.path.substr(0, command.path.find(" --")); }

std::string_view flag_of(const Command& command) {
    const std::size_t size = verb_of(command).size();
    return command.path.substr(std::min(size + 1, command.path.size()));
}

std::vector<Parameter> parameters_of(const Command& command) {
    std::vector<Parameter> parameters;
    for (const Argument& argument : command.arguments)
        if (!argument.name.empty()) parameters.push_back({std::string(argument.name), {}, argument.help, argument.required});
    for (const ipc::Column& column : command.rows.columns)
        if (const auto* filter = column.filter)
            parameters.push_back({"--" + std::string(filter->name), filter->placeholder, filter->help});
    return parameters;
}

std::uint16_t parse_id(std::string_view text, std::string_view what) {
    std::uint16_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size() || id == 0) {
        throw Failure(ExitCode::kUsage, "The " + std::string(what) + " id must be a number from 1 to 65535, not \"" +
                                            std::string(text) + "\".");
    }
    return id;
}

std::optional<std::string> Invocation::argument(std::string_view name) const {
    const auto found = arguments_.find(name);
    return found == arguments_.end() ? std::nullopt : std::optional(found->second);
}

std::string Invocation::needed(std::string_view name) const { return argument(name).value(); }

std::uint16_t Invocation::tunnel_id() const { return parse_id(needed("ID"), "tunnel"); }

ipc::Value::Object Invocation::filters() const {
    ipc::Value::Object params;
    for (const Parameter& parameter : parameters_of(command)) {
        if (!parameter.is_option()) continue;
        if (auto value = argument(parameter.name)) params.emplace_back(parameter.name.substr(2), std::move(*value));
    }
    return params;
}

ipc::Value Invocation::request(ipc::Value::Object params, std::chrono::seconds patience) {
    return client_.request(std::string(command.method), std::move(params), patience);
}

}  // namespace ctl
