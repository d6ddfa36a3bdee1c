#include "config/interface_pattern.h"

#include <algorithm>

namespace vpdnd {
namespace {

constexpr std::size_t kLongestName = 15;

}  // namespace

/// Each star takes as little as lets the rest fit: one pass, with a step back to the last star.
bool fits_interface_pattern(std::string_view name, std::string_view pattern) {
    std::size_t at = 0, in = 0, after_star = pattern.npos, taken = 0;
    while (at < name.size()) {
        if (in < pattern.size() && pattern[in] == '*') {
            after_star = ++in;
            taken = at;
        } else if (in < pattern.size() && pattern[in] == name[at]) {
            ++in;
            ++at;
        } else if (after_star != pattern.npos) {
            in = after_star;
            at = ++taken;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', in) == pattern.npos;
}

std::size_t interface_pattern_fit(std::string_view name, std::string_view pattern) {
    if (!fits_interface_pattern(name, pattern)) return 0;
    return pattern == name ? 2 * name.size() + 1 : pattern.size();
}

bool is_interface_pattern(std::string_view pattern) {
    const auto wrong = [](char c) { return c <= ' ' || c > '~' || c == '/' || c == ':'; };
    return !pattern.empty() && pattern.size() <= kLongestName && pattern != "." && pattern != ".." &&
           std::ranges::none_of(pattern, wrong);
}

}  // namespace vpdnd
