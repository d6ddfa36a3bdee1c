// A configuration's text, checked: what arrives of it, and what is said of it.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "config/source_text.h"

namespace test {

using Lines = std::vector<std::string>;

struct ParsedConfig {
    /// The file is called "f".
    explicit ParsedConfig(const std::string& text) {
        vpdnd::config::ErrorList list;
        const auto file = std::make_shared<const vpdnd::config::SourceFile>(vpdnd::config::SourceFile{"f"});
        config = vpdnd::config::parse_config({{file, text}}, list);
        errors = list.errors();
        warnings = list.warnings();
    }
    std::shared_ptr<const vpdnd::Config> config;
    Lines errors, warnings;
};

inline bool one_starts_with(const Lines& lines, const std::string& start) {
    return std::ranges::any_of(lines, [&](const std::string& line) { return line.starts_with(start); });
}
inline bool one_has(const Lines& lines, const std::string& part) {
    return std::ranges::any_of(lines, [&](const std::string& line) { return line.find(part) != line.npos; });
}

}  // namespace test
