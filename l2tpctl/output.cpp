#include "output.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "exit_code.h"
#include "ipc/control_json.h"
#include "ipc/control_text.h"

namespace ctl {
namespace {

using ipc::ColumnKind;

Cell cell_of(const ipc::Value& row, const ipc::Column& column, WallTime now) {
    const ipc::Value& value = row[column.key];
    switch (column.kind) {
        case ColumnKind::kText:
        case ColumnKind::kTime:
        case ColumnKind::kNumber: return {text_of(value)};
        case ColumnKind::kState: {
            std::string state = text_of(value);
            const Tone tone = tone_of_state(state);
            return {std::move(state), tone};
        }
        case ColumnKind::kAge: return {age(value, now)};
        case ColumnKind::kDuration: return {value.integer() ? duration(std::chrono::seconds(*value.integer())) : text_of(value)};
        case ColumnKind::kSession:
            if (row["tunnel_id"] == ipc::Value(0)) return {"-"};
            return {text_of(row["tunnel_id"]) + "/" + text_of(row["local_id"])};
    }
    return {};
}

Align align_of(ColumnKind kind) {
    const bool text = kind == ColumnKind::kText || kind == ColumnKind::kState || kind == ColumnKind::kTime;
    return text ? Align::kLeft : Align::kRight;
}

const ipc::Value::List& list_of(const ipc::Value& result, const ipc::RowLayout& layout) {
    const ipc::Value::List* list = result[layout.list].list();
    if (list == nullptr) {
        throw Failure(ExitCode::kFailed, "The daemon's reply has no " + std::string(layout.list) +
                                             "; use l2tpctl and vpdnd of the same version.");
    }
    return *list;
}

/// A value of an event: quotation marks where a blank would hide its end.
std::string event_value(const ipc::Value& value) {
    const std::string text = text_of(value);
    return text.find_first_of(" \"=") == std::string::npos ? text : '"' + text + '"';
}

/// For people: the first ones of a long list, and how many it has.
std::string text_for_people(const ipc::Value& value) {
    constexpr std::size_t kMost = 18;
    const ipc::Value::List* list = value.list();
    if (list == nullptr || list->size() <= kMost) return text_of(value);
    return text_of(ipc::Value::List(list->begin(), list->begin() + kMost)) + ", ... (" + std::to_string(list->size()) + ")";
}

constexpr std::string_view kNameOf = "_name";

/// What a number means stands beside it, as in the log: result=3 "administrative" of result and result_name.
std::string event_for_people(const ipc::Value& document, const std::string& key, const ipc::Value& value) {
    if (key.ends_with(kNameOf) && document[key.substr(0, key.size() - kNameOf.size())].integer()) return {};
    std::string text = " " + ipc::printable(key) + "=" + event_value(value);
    const std::string* name = value.integer() ? document[key + std::string(kNameOf)].text() : nullptr;
    if (name && !name->empty()) text += " \"" + ipc::printable(*name) + "\"";
    return text;
}

}  // namespace

void Output::put(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void Output::flush() {
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        throw Failure(ExitCode::kFailed, "The output cannot be written; look whether its disk is full.");
    }
}

void Output::put_table(const ipc::Value& result, const ipc::RowLayout& layout, Place place) {
    std::vector<const ipc::Column*> columns;
    for (const ipc::Column& column : layout.columns)
        if (column.places.*place != 0) columns.push_back(&column);
    std::ranges::sort(columns, {}, [place](const ipc::Column* column) { return column->places.*place; });
    std::vector<Heading> headings;
    headings.reserve(columns.size());
    for (const ipc::Column* column : columns) headings.push_back({column->heading, align_of(column->kind)});
    const WallTime now = std::chrono::system_clock::now();
    std::vector<std::vector<Cell>> rows;
    for (const ipc::Value& row : list_of(result, layout)) {
        std::vector<Cell>& cells = rows.emplace_back();
        cells.reserve(columns.size());
        for (const ipc::Column* column : columns) cells.push_back(cell_of(row, *column, now));
    }
    put(table(headings, rows, colour_));
}

void Output::put_dump(const ipc::Value& result, const ipc::RowLayout& layout, bool with_name) {
    for (const ipc::Value& row : list_of(result, layout)) {
        std::string line(with_name ? layout.name : std::string_view());
        for (const ipc::Column& column : layout.columns) {
            if (column.use != ipc::ColumnUse::kMember) continue;
            if (!line.empty()) line += '\t';
            line += text_of(row[column.key]);
        }
        put(line + '\n');
    }
}

void Output::rows(const ipc::Value& result, const ipc::RowLayout& layout) {
    switch (style_) {
        case Style::kJson:
            list_of(result, layout);
            return put(ipc::write_json(result, ipc::JsonStyle::kIndented) + '\n');
        case Style::kDump: return put_dump(result, layout, false);
        case Style::kTable: return put_table(result, layout, &ipc::Places::list);
    }
}

void Output::sections(const ipc::Value& result, std::span<const ipc::RowLayout> layouts) {
    if (style_ == Style::kJson) return put(ipc::write_json(result, ipc::JsonStyle::kIndented) + '\n');
    if (style_ == Style::kDump) {
        for (const ipc::RowLayout& layout : layouts) put_dump(result, layout, true);
        return;
    }
    std::string totals = "L2TP";
    for (const ipc::RowLayout& layout : layouts) {
        totals += (&layout == &layouts.front() ? " " : ", ") + std::string(layout.list) + ": " +
                  std::to_string(list_of(result, layout).size());
    }
    put(toned(totals, Tone::kHeading, colour_) + '\n');
    for (const ipc::RowLayout& layout : layouts) {
        if (list_of(result, layout).empty()) continue;
        put("\n");
        put_table(result, layout, &ipc::Places::show);
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
            const std::string text = text_for_people(value);
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

void Output::closed(const ipc::Value& result, std::string_view what) {
    const std::uint64_t count = result["closed"].unsigned_integer().value_or(0);
    done(result, std::to_string(count) + " " + std::string(what) + (count == 1 ? " closed." : "s closed."));
}

void Output::event(const ipc::Value& document) {
    if (style_ == Style::kJson) {
        put(ipc::write_json(document) + '\n');
    } else {
        const bool dump = style_ == Style::kDump;
        const char* gap = dump ? "\t" : " ";
        const Tone tone = dump ? Tone::kPlain : Tone::kHeading;
        std::string line = text_of(document["time"]) + gap + toned(text_of(document["event"]), tone, colour_);
        if (const ipc::Value::Object* members = document.members()) {
            for (const auto& [key, value] : *members) {
                if (key == "time" || key == "event") continue;
                line += dump ? gap + ipc::printable(key) + "=" + text_of(value) : event_for_people(document, key, value);
            }
        }
        put(line + '\n');
    }
    flush();
}

}  // namespace ctl
