#include "config/toml_reader.h"

#include <algorithm>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#ifndef TOML_HEADER_ONLY
#define TOML_HEADER_ONLY 1
#endif
#include <toml++/toml.h>

namespace vpdnd::config {

std::string type_name(const Node& node) {
    struct Namer {
        std::string operator()(bool) const { return "true or false"; }
        std::string operator()(std::int64_t) const { return "an integer"; }
        std::string operator()(const std::string&) const { return "text"; }
        std::string operator()(const OtherType& type) const { return type.name; }
        std::string operator()(const Array&) const { return "a list"; }
        std::string operator()(const Table&) const { return "a table"; }
    };
    return std::visit(Namer{}, node.value);
}

namespace {

using File = std::shared_ptr<const SourceFile>;

// Keys nest by their dots. The parser and every walk of its tree recurse, so a line of many thousand dots would
// overflow the stack.
constexpr std::size_t kMostDotsInALine = 1000;

std::optional<unsigned> line_with_too_many_dots(std::string_view text) {
    std::size_t dots = 0;
    unsigned line = 1;
    char before = '\n';
    for (const char c : text) {
        if (c == '\n') {
            ++line;
            dots = 0;
        } else if (c == '.' && before != '.' && ++dots > kMostDotsInALine) {
            return line;
        }
        before = c;
    }
    return std::nullopt;
}

Place place_of(const toml::source_region& region, const File& file) {
    return {file, std::max<unsigned>(1, region.begin.line), std::max<unsigned>(1, region.begin.column)};
}

Node convert(const toml::node& node, const File& file);

Table convert_table(const toml::table& table, const File& file) {
    Table out;
    for (const auto& [key, value] : table) {
        out.push_back({std::string(key.str()), place_of(key.source(), file), convert(value, file)});
    }
    std::stable_sort(out.begin(), out.end(), [](const Entry& a, const Entry& b) {
        return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
    });
    return out;
}

Node convert(const toml::node& node, const File& file) {
    Node out{place_of(node.source(), file), false};
    if (const auto* table = node.as_table()) {
        out.value = convert_table(*table, file);
    } else if (const auto* array = node.as_array()) {
        Array items;
        for (const toml::node& item : *array) items.push_back(convert(item, file));
        out.value = std::move(items);
    } else if (const auto* text = node.as_string()) {
        out.value = std::string(text->get());
    } else if (const auto* integer = node.as_integer()) {
        out.value = std::int64_t{integer->get()};
    } else if (const auto* flag = node.as_boolean()) {
        out.value = flag->get();
    } else {
        out.value = OtherType{node.is_floating_point() ? "a number with a point" : "a date or time"};
    }
    return out;
}

// The library quotes what it met, which may be a part of a secret: the first line, and nothing in quotes.
std::string without_quotations(std::string_view description) {
    std::string out;
    bool inside = false;
    for (const char c : description.substr(0, description.find('\n'))) {
        if (c == '\'' || c == '"') {
            if (!inside) out += "(text)";
            inside = !inside;
        } else if (!inside) {
            out += c;
        }
    }
    return out;
}

}  // namespace

std::optional<Table> read_toml(std::string_view text, const File& file, ErrorList& errors) {
    if (const auto line = line_with_too_many_dots(text)) {
        errors.error({file, *line, 1}, "syntax", "expected at most 1000 dots in a line");
        return std::nullopt;
    }
    const toml::parse_result result = toml::parse(text);
    if (!result) {
        errors.error(place_of(result.error().source(), file), "syntax",
                     "expected TOML: " + without_quotations(result.error().description()));
        return std::nullopt;
    }
    return convert_table(result.table(), file);
}

}  // namespace vpdnd::config
