#include "output.h"

#include <cstdio>
#include <string>

#include "exit_code.h"
#include "ipc/control_json.h"
#include "ipc/control_text.h"

namespace ctl {
namespace {

Cell cell_of(const ipc::Value& row, const Column& column, WallTime now) {
    switch (column.show) {
        case Show::kText: return {text_of(row[column.key])};
        case Show::kState: {
            std::string state = text_of(row[column.key]);
            const Tone tone = tone_of_state(state);
            return {std::move(state), tone};
        }
        case Show::kAge: return {age(row[column.key], now)};
        case Show::kSession: return {text_of(row["tunnel_id"]) + "/" + text_of(row["local_id"])};
    }
    return {};
}

const ipc::Value::List& list_of(const ipc::Value& result, const RowKind& kind) {
    const ipc::Value::List* list = result[kind.list].list();
    if (list == nullptr) {
        throw Failure(ExitCode::kFailed, "The daemon's reply has no " + std::string(kind.list) +
                                             "; use l2tpctl and vpdnd of the same version.");
    }
    return *list;
}

/// A value of an event: quotation marks where a blank would hide its end.
std::string event_value(const ipc::Value& value) {
    const std::string text = text_of(value);
    return text.find_first_of(" \"=") == std::string::npos ? text : '"' + text + '"';
}

}  // namespace

void Output::put(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void Output::flush() {
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        throw Failure(ExitCode::kFailed, "The output cannot be written; look whether its disk is full.");
    }
}

void Output::put_table(const ipc::Value& result, const RowKind& kind) {
    std::vector<Heading> headings;
    for (const Column& column : kind.columns) headings.push_back({column.title, column.align});
    const WallTime now = std::chrono::system_clock::now();
    std::vector<std::vector<Cell>> rows;
    for (const ipc::Value& row : list_of(result, kind)) {
        std::vector<Cell>& cells = rows.emplace_back();
        for (const Column& column : kind.columns) cells.push_back(cell_of(row, column, now));
    }
    put(table(headings, rows, colour_));
}

void Output::put_dump(const ipc::Value& result, const RowKind& kind, bool with_name) {
    for (const ipc::Value& row : list_of(result, kind)) {
        std::string line(with_name ? kind.name : std::string_view());
        for (const std::string_view key : kind.keys) {
            if (!line.empty()) line += '\t';
            line += text_of(row[key]);
        }
        put(line + '\n');
    }
}

void Output::rows(const ipc::Value& result, const RowKind& kind) {
    switch (style_) {
        case Style::kJson: return put(ipc::write_json(result, ipc::JsonStyle::kIndented) + '\n');
        case Style::kDump: return put_dump(result, kind, false);
        case Style::kTable: return put_table(result, kind);
    }
}

void Output::sections(const ipc::Value& result, std::span<const RowKind* const> kinds) {
    if (style_ == Style::kJson) return put(ipc::write_json(result, ipc::JsonStyle::kIndented) + '\n');
    if (style_ == Style::kDump) {
        for (const RowKind* kind : kinds) put_dump(result, *kind, true);
        return;
    }
    std::string totals = "L2TP";
    for (const RowKind* kind : kinds) {
        totals += (kind == kinds.front() ? " " : ", ") + std::string(kind->list) + ": " +
                  std::to_string(list_of(result, *kind).size());
    }
    put(toned(totals, Tone::kHeading, colour_) + '\n');
    for (const RowKind* kind : kinds) {
        if (list_of(result, *kind).empty()) continue;
        put("\n");
        put_table(result, *kind);
    }
}

void Output::put_details(const ipc::Value& object, const std::string& prefix) {
    const ipc::Value::Object* members = object.members();
    if (members == nullptr) return;
    std::size_t width = 0;
    for (const auto& [key, value] : *members) width = std::max(width, ipc::display_width(ipc::printable(key)));
    for (const auto& [key, value] : *members) {
        const std::string name = ipc::printable(key);
        const bool nested = value.is_object();
        if (style_ == Style::kDump) {
            if (nested) {
                put_details(value, prefix + name + ".");
            } else {
                put(prefix + name + '\t' + text_of(value) + '\n');
            }
        } else if (nested) {
            put(prefix + toned(name, Tone::kHeading, colour_) + '\n');
            put_details(value, prefix + "  ");
        } else {
            const std::string text = text_of(value);
            const Tone tone = key == "state" ? tone_of_state(text) : Tone::kPlain;
            put(prefix + name + std::string(width - ipc::display_width(name) + 2, ' ') + toned(text, tone, colour_) + '\n');
        }
    }
}

void Output::details(const ipc::Value& object) {
    if (style_ == Style::kJson) return put(ipc::write_json(object, ipc::JsonStyle::kIndented) + '\n');
    put_details(object, "");
}

void Output::done(const ipc::Value& result, const std::string& sentence) {
    if (style_ == Style::kTable) return put(sentence + '\n');
    details(result);
}

void Output::event(const ipc::Value& document) {
    if (style_ == Style::kJson) {
        put(ipc::write_json(document) + '\n');
    } else {
        const char* gap = style_ == Style::kDump ? "\t" : " ";
        const Tone tone = style_ == Style::kDump ? Tone::kPlain : Tone::kHeading;
        std::string line = text_of(document["time"]) + gap + toned(text_of(document["event"]), tone, colour_);
        if (const ipc::Value::Object* members = document.members()) {
            for (const auto& [key, value] : *members) {
                if (key == "time" || key == "event") continue;
                line += gap + ipc::printable(key) + "=" + (style_ == Style::kDump ? text_of(value) : event_value(value));
            }
        }
        put(line + '\n');
    }
    flush();
}

}  // namespace ctl
