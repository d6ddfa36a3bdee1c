#include "config/toml_reader.h"

#include <algorithm>
#include <cctype>

// Version 3.3 asserts on some texts ("[.a]") instead of reporting them, and with NDEBUG takes the asserted for granted.
#undef NDEBUG
namespace vpdnd::config {
struct FailedAssertion {};
constexpr void assert_by_exception(bool held) {
    if (!held) throw FailedAssertion{};
}
}  // namespace vpdnd::config
#define TOML_ASSERT(expression) ::vpdnd::config::assert_by_exception(static_cast<bool>(expression))
#define TOML_EXCEPTIONS 1
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
constexpr unsigned kMostDotsInALine = 1000;

/// How many characters of `text` at `at` are one string or comment; 0: neither begins there.
std::size_t length_of_string_or_comment(std::string_view text, std::size_t at) {
    const char first = text[at];
    if (first == '#') return std::min(text.find('\n', at), text.size()) - at;
    if (first != '"' && first != '\'') return 0;
    for (std::size_t end = at + 1; end < text.size(); ++end) {
        if (text[end] == '\\' && first == '"') {
            ++end;
        } else if (text[end] == first || text[end] == '\n') {
            return end + (text[end] == first ? 1 : 0) - at;
        }
    }
    return text.size() - at;
}

/// Three quotes in a row, which only a multi-line string has. No key needs one, and where one may stand depends on the
/// grammar: with them the scan below and the library could disagree on what is quoted.
bool multi_line_string(std::string_view text, std::size_t at) {
    return text.substr(at, 3) == "\"\"\"" || text.substr(at, 3) == "'''";
}

/// Refuses what the library does not survive: keys that nest too deep, and letters beyond ASCII outside of strings
/// and comments, where its table of white space has a hole; and multi-line strings.
bool survives(std::string_view text, const File& file, ErrorList& errors) {
    unsigned line = 1, dots = 0;
    std::size_t start = 0;
    for (std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0; at < text.size(); ++at) {  // byte order mark
        const Place place{file, line, static_cast<unsigned>(at - start) + 1};
        if (multi_line_string(text, at)) {
            errors.error(place, "syntax", "expected text in one pair of quotes, on one line");
            return false;
        }
        const std::size_t skipped = length_of_string_or_comment(text, at);
        for (std::size_t i = at; i < at + std::max<std::size_t>(skipped, 1); ++i) {
            if (text[i] != '\n') continue;
            ++line;
            dots = 0;
            start = i + 1;
        }
        if (skipped > 0) {
            at += skipped - 1;
        } else if (text[at] == '.' && ++dots > kMostDotsInALine) {
            errors.error(place, "syntax", "expected at most 1000 dots in a line");
            return false;
        } else if ((text[at] & 0x80) != 0) {
            errors.error(place, "syntax", "expected ASCII outside of text in quotes and comments");
            return false;
        }
    }
    return true;
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

/// A single sign such as '=': what was expected, and no secret.
bool is_sign(std::string_view text) { return text.size() == 1 && std::ispunct(static_cast<unsigned char>(text[0])) != 0; }

// The library quotes what it met, which may be a part of a secret: the first line, and no more than signs in quotes.
std::string without_quotations(std::string_view description) {
    std::string out;
    description = description.substr(0, description.find('\n'));
    while (!description.empty()) {
        const auto open = description.find_first_of("'\"");
        for (const char c : description.substr(0, open)) out += c >= 0x20 && c < 0x7f ? c : '?';
        if (open == std::string_view::npos) break;
        const auto close = description.find(description[open], open + 1);
        const std::string_view inside = description.substr(open + 1, close - open - 1);
        out += is_sign(inside) ? "'" + std::string(inside) + "'" : "(text)";
        description = close == std::string_view::npos ? std::string_view{} : description.substr(close + 1);
    }
    return out;
}

/// The line where the library fails an assertion: the last of the shortest beginning that makes it fail.
unsigned line_of_failed_assertion(std::string_view text) {
    std::vector<std::size_t> ends;  // of lines
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) ends.push_back(at);
    ends.push_back(text.size());
    const auto first_failing = std::partition_point(ends.begin(), ends.end(), [&](std::size_t end) {
        try {
            static_cast<void>(toml::parse(text.substr(0, end)));
        } catch (const toml::parse_error&) {
            return true;
        } catch (const FailedAssertion&) {
            return false;
        }
        return true;
    });
    return static_cast<unsigned>(first_failing - ends.begin()) + 1;
}

}  // namespace

std::optional<Table> read_toml(std::string_view text, const File& file, ErrorList& errors) {
    if (!survives(text, file, errors)) return std::nullopt;
    try {
        return convert_table(toml::parse(text), file);
    } catch (const toml::parse_error& error) {
        errors.error(place_of(error.source(), file), "syntax",
                     "expected TOML: " + without_quotations(error.description()));
    } catch (const FailedAssertion&) {
        errors.error({file, line_of_failed_assertion(text), 1}, "syntax", "expected TOML");
    }
    return std::nullopt;
}

}  // namespace vpdnd::config
