#include "documents.h"

#include <string_view>

#include "commands.h"
#include "ipc/control_rows.h"
#include "ipc/control_text.h"

namespace ctl {
namespace {

/// Escapes what troff would take for itself.
std::string roff(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '\\': out += "\\e"; break;
            case '-': out += "\\-"; break;
            case '\'': out += "\\(aq"; break;
            default: out += c;
        }
    }
    return out;
}

/// *bold* and _italic_, as in Command::manual.
std::string marked_roff(std::string_view text) {
    std::string out;
    bool inside = false;
    for (const char c : text) {
        if (c != '*' && c != '_') {
            out += roff({&c, 1});
            continue;
        }
        out += inside ? "\\fR" : c == '*' ? "\\fB" : "\\fI";
        inside = !inside;
    }
    return out;
}

std::string usage_in_manual(const Command& command) {
    std::string out = roff(command.path);
    for (const Parameter& parameter : parameters_of(command)) {
        const std::string name = roff(parameter.name);
        std::string text = parameter.is_option() ? "\\fB" + name + " \\fI" + roff(parameter.placeholder) : "\\fI" + name;
        text += "\\fR";
        out += parameter.required ? " " + text : " \\fR[" + text + "]";
    }
    return out;
}

std::string column_in_manual(const ipc::Column& column) {
    std::string out = ".TP\n.B " + roff(column.key);
    if (!column.heading.empty()) out += " \\fR(" + roff(column.heading) + ")";
    out += "\n" + roff(column.help);
    const char* gap = ": ";
    for (const auto value : ipc::words_of(column.values)) {
        out += gap + roff(value);
        gap = ", ";
    }
    return out + "\n";
}

std::string column_in_markdown(const ipc::Column& column) {
    std::string out = "| `" + std::string(column.key) + "` | " + std::string(column.heading) + " | " + std::string(column.help);
    if (!column.values.empty()) out += ":";
    for (const auto value : ipc::words_of(column.values)) out += " `" + std::string(value) + "`";
    return out + " |\n";
}

/// The commands that print the list.
std::string printed_by(const ipc::RowLayout& layout) {
    std::string out;
    for (const Command& command : commands())
        if (command.run == list_rows && command.rows.list == layout.list) out += command.path;
    bool in_show = false;
    for (const ipc::Column& column : layout.columns) in_show = in_show || column.places.show != 0;
    if (in_show) out += out.empty() ? "show" : ", show";
    return out;
}

}  // namespace

std::vector<ipc::RowLayout> all_lists() {
    std::vector<ipc::RowLayout> lists;
    for (const Command& command : commands())
        if (command.run == list_rows) lists.push_back(command.rows);
    return lists;
}

std::string manual_reference() {
    std::string out = ".\\\" From here to the end mark the text is made by: l2tpctl --print-manual\n.SH COMMANDS\n";
    for (const Command& command : commands()) out += ".TP\n.B " + usage_in_manual(command) + "\n" + marked_roff(command.manual) + "\n";
    out += ".SH COLUMNS\nKeys of \\fB\\-\\-json\\fR, in the order of the fields of \\fB\\-\\-dump\\fR. In parentheses: the heading, "
           "of those that tables for people have.\n";
    for (const ipc::RowLayout& layout : all_lists()) {
        out += ".SS " + roff(layout.list) + " (" + roff(printed_by(layout)) + ")\n";
        for (const ipc::Column& column : layout.columns)
            if (column.use == ipc::ColumnUse::kMember) out += column_in_manual(column);
    }
    return out + ".\\\" End of the text made by l2tpctl\n";
}

std::string protocol_reference() {
    std::string out = "<!-- From here to the end mark the text is made by: l2tpctl --print-protocol -->\n";
    for (const ipc::RowLayout& layout : all_lists()) {
        out += "\n`" + std::string(layout.list) + "`:\n\n| key | heading in l2tpctl's tables | what |\n|---|---|---|\n";
        for (const ipc::Column& column : layout.columns)
            if (column.use == ipc::ColumnUse::kMember) out += column_in_markdown(column);
    }
    return out + "\n<!-- End of the text made by l2tpctl -->\n";
}

}  // namespace ctl
