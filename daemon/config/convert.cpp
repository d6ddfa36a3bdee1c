#include <regex.h>

#include <algorithm>

#include "config/good_text.h"
#include "config/system_group.h"
#include "config/text_file.h"
#include "config/text_values.h"

namespace vpdnd::config {

namespace {

/// Everything one conversion needs; the functions below report once and return false.
struct Conversion {
    const KeyInfo& info;
    const std::string& key;
    ErrorList& errors;
    Value& out;

    bool expected(const Node& node) const {
        // The value of a secret is shown nowhere, not even when it has the wrong type.
        const bool show = info.kind != Kind::kSecret && node.text();
        errors.error(node.place, key,
                     "expected " + expectation(info) + ", found " + (show ? quoted(*node.text()) : type_name(node)));
        return false;
    }
    bool problem(const Node& node, const std::string& message) const {
        errors.error(node.place, key, message);
        return false;
    }
};

bool to_bool(const Conversion& c, const Node& node) {
    const auto* flag = std::get_if<bool>(&node.value);
    if (flag == nullptr) return c.expected(node);
    c.out.flag = *flag;
    return true;
}

bool to_integer(const Conversion& c, const Node& node) {
    const auto* number = std::get_if<std::int64_t>(&node.value);
    if (number == nullptr) return c.expected(node);
    if (*number < c.info.min || *number > c.info.max) {
        return c.problem(node, "expected " + expectation(c.info) + ", found " + std::to_string(*number));
    }
    c.out.number = *number;
    return true;
}

bool to_duration(const Conversion& c, const Node& node) {
    std::optional<std::chrono::milliseconds> duration;
    if (const auto* number = std::get_if<std::int64_t>(&node.value)) {
        if (*number >= 0) duration = parse_duration(std::to_string(*number));
        if (!duration) return c.problem(node, "expected " + expectation(c.info) + ", found " + std::to_string(*number));
    } else if (node.text()) {
        duration = parse_duration(*node.text());
    }
    if (!duration) return c.expected(node);
    if (duration->count() < c.info.min || duration->count() > c.info.max) {
        return c.problem(node, "expected " + expectation(c.info) + ", found " + to_text(*duration));
    }
    c.out.duration = *duration;
    return true;
}

bool to_duration_range(const Conversion& c, const Node& node) {
    const auto range = node.text() ? parse_duration_range(*node.text()) : std::nullopt;
    if (!range || range->first.count() < c.info.min || range->second.count() > c.info.max) return c.expected(node);
    c.out.duration = range->first;
    c.out.longest = range->second;
    return true;
}

/// Whoever hears a tunnel being opened can try secrets as fast as his machine makes MD5.
void warn_of_short(const Conversion& c, const Node& node, std::string_view secret) {
    constexpr std::size_t kShort = 8;
    if (secret.size() >= kShort) return;
    c.errors.warning(node.place, c.key, "is a secret of less than 8 characters, which can be found by trial");
}

bool to_text_value(const Conversion& c, const Node& node) {
    if (!node.text() || !is_good_text(c.info, *node.text())) return c.expected(node);
    if (c.info.kind != Kind::kSecret) {
        c.out.text = *node.text();
        return true;
    }
    c.out.secret = l2tp::Secret(*node.text());
    warn_of_short(c, node, *node.text());
    // One that others may change is an error already, whatever is in it.
    const bool told = !node.place.file || !node.place.file->access.expected_unchanged().empty();
    const std::string expected = told ? std::string() : node.place.file->access.expected();
    return expected.empty() || c.problem(node, "expected " + expected + ", for this file holds a secret");
}

bool to_secret_of_file(const Conversion& c, const Node& node) {
    if (!node.text() || !is_good_text(c.info, *node.text())) return c.expected(node);
    TextFile file;
    std::string reason;
    const std::string name = quoted(*node.text(), 200);
    if (!read_text_file(std::string(*node.text()), file, reason)) {
        return c.problem(node, "expected a readable file: " + name + ": " + reason);
    }
    if (const std::string expected = file.access.expected(); !expected.empty()) {
        return c.problem(node, "expected " + expected + ": " + name);
    }
    auto line = file.text().substr(0, file.text().find('\n'));
    constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";  // some editors put it in front
    if (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!is_good_secret(line)) {
        return c.problem(node, "expected a secret of 1 to 255 characters in the first line of " + name);
    }
    c.out.secret = l2tp::Secret(line);
    warn_of_short(c, node, line);
    return true;
}

bool choose(const Conversion& c, const Node& node, std::size_t& index) {
    const auto choices = split_choices(c.info.choices);
    const auto text = node.text();
    const auto found = text ? std::find(choices.begin(), choices.end(), *text) : choices.end();
    if (found == choices.end()) return c.expected(node);
    index = static_cast<std::size_t>(found - choices.begin());
    return true;
}

bool to_port(const Conversion& c, const Node& node) {
    c.out.number = 0;
    if (node.text() && *node.text() == "ephemeral") return true;
    const auto* number = std::get_if<std::int64_t>(&node.value);
    if (number == nullptr || *number < 1 || *number > 65535) return c.expected(node);
    c.out.number = *number;
    return true;
}

bool to_address(const Conversion& c, const Node& node) {
    const auto address = !node.text() ? std::nullopt : parse_ip_address(*node.text());
    if (!address) return c.expected(node);
    c.out.address = *address;
    return true;
}

bool to_ipv4(const Conversion& c, const Node& node) {
    const auto address = !node.text() ? std::nullopt : parse_ipv4(*node.text());
    // An interface's own address: not 0.x, not multicast and above.
    if (!address || *address >> 24 == 0 || *address >> 28 >= 14) return c.expected(node);
    c.out.number = *address;
    return true;
}

bool to_regex(const Conversion& c, const Node& node) {
    if (!node.text() || !is_good_text(c.info, *node.text())) return c.expected(node);
    if (repeats_too_often(*node.text())) {
        return c.problem(node, "expected repetitions that multiply to at most 4096, found " + quoted(*node.text()));
    }
    regex_t compiled;
    const std::string pattern(*node.text());
    const int error = regcomp(&compiled, pattern.c_str(), REG_EXTENDED | REG_NOSUB);
    if (error != 0) {
        char reason[128];
        regerror(error, &compiled, reason, sizeof reason);
        return c.problem(node, "expected " + expectation(c.info) + ": " + reason);
    }
    regfree(&compiled);
    c.out.text = pattern;
    return true;
}

bool to_system_group(const Conversion& c, const Node& node) {
    const auto gid = !node.text() ? std::nullopt : gid_of_group(std::string(*node.text()));
    if (!gid) return c.expected(node);
    c.out.number = *gid;
    return true;
}

bool list_item(const Conversion& c, const Node& node) {
    if (!node.text()) return c.expected(node);
    const std::string_view text = *node.text();
    switch (c.info.kind) {
        case Kind::kChoices: {
            std::size_t index = 0;
            if (!choose(c, node, index)) return false;
            break;
        }
        case Kind::kEndpoints:
            if (const auto endpoint = parse_endpoint(text)) {
                c.out.endpoints.push_back(*endpoint);
                return true;
            }
            return c.expected(node);
        case Kind::kPrefixes:
            if (const auto prefix = parse_prefix(text)) {
                c.out.prefixes.push_back(*prefix);
                return true;
            }
            return c.expected(node);
        case Kind::kIpv4Ranges:
            if (const auto range = parse_range(text)) {
                c.out.ranges.push_back(*range);
                return true;
            }
            return c.expected(node);
        default:
            if (!is_good_text(c.info, text)) return c.expected(node);
    }
    c.out.texts.emplace_back(text);
    return true;
}

bool to_list(const Conversion& c, const Node& node) {
    const Array* array = node.array();
    if (array == nullptr) return c.expected(node);
    if (array->empty() && (c.info.kind != Kind::kChoices || c.info.min > 0)) {
        return c.problem(node, "expected " + expectation(c.info) + ", found an empty list");
    }
    bool good = true;
    for (std::size_t i = 0; i < array->size(); ++i) {
        const Node& item = (*array)[i];
        good = list_item(c, item) && good;
        const auto same = [&](const Node& other) { return item.text() && item.text() == other.text(); };
        if (std::any_of(array->begin(), array->begin() + static_cast<std::ptrdiff_t>(i), same)) {
            good = c.problem(item, "expected each item once, found " + quoted(*item.text()) + " twice");
        }
    }
    return good;
}

}  // namespace

std::vector<std::string> split_choices(std::string_view choices) {
    std::vector<std::string> out;
    while (!choices.empty()) {
        const auto comma = choices.find(',');
        out.emplace_back(choices.substr(0, comma));
        choices = comma == std::string_view::npos ? std::string_view{} : choices.substr(comma + 1);
    }
    return out;
}

bool convert(const KeyInfo& info, const Node& node, const std::string& key, ErrorList& errors, Value& out) {
    const Conversion c{info, key, errors, out};
    switch (info.kind) {
        case Kind::kBool: return to_bool(c, node);
        case Kind::kInteger: return to_integer(c, node);
        case Kind::kDuration: return to_duration(c, node);
        case Kind::kDurationRange: return to_duration_range(c, node);
        case Kind::kText:
        case Kind::kName:
        case Kind::kSecret:
        case Kind::kPath:
        case Kind::kHost: return to_text_value(c, node);
        case Kind::kSecretFile: return to_secret_of_file(c, node);
        case Kind::kChoice: {
            std::size_t index = 0;
            if (!choose(c, node, index)) return false;
            out.number = static_cast<std::int64_t>(index);
            out.text = *node.text();
            return true;
        }
        case Kind::kPort: return to_port(c, node);
        case Kind::kIpAddress: return to_address(c, node);
        case Kind::kIpv4Address: return to_ipv4(c, node);
        case Kind::kSystemGroup: return to_system_group(c, node);
        case Kind::kRegex: return to_regex(c, node);
        case Kind::kChoices:
        case Kind::kTexts:
        case Kind::kHostPatterns:
        case Kind::kEndpoints:
        case Kind::kPrefixes:
        case Kind::kIpv4Ranges: return to_list(c, node);
        case Kind::kTable:
        case Kind::kTables:
        case Kind::kNamedTables: break;  // descended into, never converted
    }
    return c.expected(node);
}

}  // namespace vpdnd::config
